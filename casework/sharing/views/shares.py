"""Pages of a share: making it after a preview, its change, its recall, and giving it up."""

from typing import Any

from flask import flash, g, redirect, render_template, request

from casework.accounts.services.once import once
from casework.kernel import clock
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.sharing import asking, sight
from casework.sharing.forms import ChangeShareForm, EndShareForm, ShareForm
from casework.sharing.services import preview as previews
from casework.sharing.services import shares
from casework.sharing.services import terms as offers
from casework.sharing.services.terms import Terms
from casework.sharing.types import KIND_WORDS, SECTION_LABELS, Act, Lens, Level
from casework.sharing.views.base import bp, done, opened
from casework.web.attempt import attempt, page
from casework.web.gate import rule, signed_in


@bp.route("/records/<ref:ref>/share", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def share(ref: str) -> Any:
    """Share a record, after a look at what will be seen."""
    lens = opened(ref, Act.SHARE_ADD)
    form = _offer(ShareForm(), lens)
    if form.validate_on_submit():
        if request.form.get("confirm") != "yes":
            seen = attempt(form, lambda: previews.preview(g.actor, lens, _terms(form)))
            return _preview(form, lens, seen) if seen else _form(form, lens)
        if where := attempt(form, lambda: _share(form, lens)):
            flash(f"Shared with {form.names[form.to_org_id.data]}.", "success")
            return redirect(where)
    return _form(form, lens)


@bp.route("/records/<ref:ref>/shares/<int:share_id>", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def change(ref: str, share_id: int) -> Any:
    """Extend, shorten, widen or narrow a share."""
    lens = opened(ref, Act.SHARE_RECALL)
    held = _held(lens, share_id)
    form = _as_held(lens, held)
    if form.validate_on_submit() and attempt(form, lambda: done(shares.change_share, lens, share_id, **_changed(form))):
        flash("The share is changed.", "success")
        return redirect(asking.page_of(lens))
    name = organisations.organisation(held.to_org_id).name
    return page("sharing/change.html", form, lens=lens, held=held, name=name, back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/shares/<int:share_id>/recall", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def recall(ref: str, share_id: int) -> Any:
    """End a share now."""
    lens = opened(ref, Act.SHARE_RECALL)
    held = _held(lens, share_id)
    name = organisations.organisation(held.to_org_id).name
    form = EndShareForm()
    if form.validate_on_submit() and attempt(form, lambda: done(shares.recall, lens, share_id, reason=form.reason.data)):
        flash(f"{name} can no longer see this {KIND_WORDS[lens.kind]}.", "success")
        return redirect(asking.page_of(lens))
    return page("sharing/end.html", form, lens=lens, back=asking.page_of(lens), heading=f"Recall the share with {name}")


@bp.route("/records/<ref:ref>/give-up", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def give_up(ref: str) -> Any:
    """Hand back what was shared."""
    lens = opened(ref, Act.SHARE_GIVE_UP)
    form = EndShareForm()
    form.save.label.text = "Give it up"
    if form.validate_on_submit() and attempt(form, lambda: done(shares.give_up, lens, reason=form.reason.data)):
        flash("Your organisation no longer sees it.", "success")
        return redirect("/")
    return page("sharing/end.html", form, lens=lens, back=asking.page_of(lens), heading="Give up what was shared")


def _held(lens: Lens, share_id: int) -> Any:
    held = sight.live_share(g.actor, lens, share_id)
    if held is None:
        raise NotFound("share")
    return held


def _as_held(lens: Lens, held: Any) -> ChangeShareForm:
    until, notes_from = clock.day_before(held.until_at), clock.local_day(held.notes_from) if held.notes_from else None
    offered = offers.may_tick(lens)
    ticked = [int(section) for section in offered if held.opens & section]
    form = ChangeShareForm(level=held.level, until_on=until, notes_from=notes_from, sections=ticked)
    form.offer(offered)
    return form


def _changed(form: ChangeShareForm) -> dict[str, Any]:
    level = Level(form.level.data)
    return {"until_on": form.until_on.data, "level": level, "sections": form.ticked, "notes_from": form.notes_from.data}


def _offer(form: ShareForm, lens: Lens) -> ShareForm:
    form.names = sight.to_choose(g.actor, lens)
    form.to_org_id.choices = form.names
    form.purpose.choices = organisations.choices("sharing_purpose")
    form.lawful_basis.choices = organisations.choices("lawful_basis")
    form.gateway.choices = organisations.choices("gateway")
    form.offer(offers.may_tick(lens))
    return form


def _terms(form: ShareForm) -> Terms:
    return Terms(
        to_org_id=form.to_org_id.data,
        level=Level(form.level.data),
        purpose=form.purpose.data,
        lawful_basis=form.lawful_basis.data,
        gateway=form.gateway.data,
        reason=form.reason.data,
        until_on=form.until_on.data,
        from_on=form.from_on.data,
        notes_from=form.notes_from.data,
        sections=form.ticked,
    )


def _share(form: ShareForm, lens: Lens) -> str:
    where = asking.page_of(lens)
    return once(g.actor, form.key, lambda: shares.share_with(g.actor, lens, _terms(form)), lambda made: where)


def _form(form: ShareForm, lens: Lens) -> Any:
    return page("sharing/share.html", form, lens=lens, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


def _preview(form: ShareForm, lens: Lens, seen: Any) -> str:
    return render_template(
        "sharing/preview.html",
        form=form,
        lens=lens,
        terms=_terms(form),
        name=form.names[form.to_org_id.data],
        seen=seen,
        opened=[label for section, label in SECTION_LABELS.items() if seen.opens & section],
        closed=[label for section, label in SECTION_LABELS.items() if seen.closed & section],
        words=KIND_WORDS,
        roles=organisations.labels("case_role")["case_role"],
        labels={field.name: _label(field) for field in (form.purpose, form.lawful_basis, form.gateway)},
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "confirm")],
        back=asking.page_of(lens),
    )


def _label(field: Any) -> str:
    return next(str(choice.label) for choice in field.choices if str(choice.value) == str(field.data))
