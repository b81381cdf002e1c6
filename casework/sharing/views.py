"""Pages of sharing: the reason before a record, the share with its preview, its change and its end."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from casework.accounts.services.once import once
from casework.kernel import clock
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.sharing import asking, policy, reasons, sight
from casework.sharing.forms import ChangeShareForm, EndShareForm, ReasonForm, ShareForm
from casework.sharing.services import shares
from casework.sharing.services.shares import Terms
from casework.sharing.types import KIND_WORDS, LEVEL_SECTIONS, SECTION_LABELS, Act, Lens, Level
from casework.web.attempt import attempt, page
from casework.web.gate import rule, signed_in
from casework.web.urls import safe_next

bp = Blueprint("sharing", __name__)


@bp.route("/records/<ref:ref>/reason", methods=["GET", "POST"])
@rule(signed_in)
def reason(ref: str) -> Response | tuple[str, int]:
    kind = reasons.asked(g.actor, ref)
    form = ReasonForm()
    form.why.choices = reasons.REASONS
    if form.validate_on_submit():
        said = ": ".join(part for part in (reasons.REASONS[form.why.data], form.detail.data) if part)
        reasons.give(g.actor, g.session_row, ref, said)
        return redirect(safe_next(request.args.get("next")))
    return page("sharing/reason.html", form, word=KIND_WORDS[kind], ref=ref)


@bp.route("/records/<ref:ref>/share", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def share(ref: str) -> Any:
    lens = _open(ref, Act.SHARE_ADD)
    form = _offer(ShareForm(), lens)
    if form.validate_on_submit() and attempt(form, lambda: shares.check(g.actor, lens, _terms(form))):
        if request.form.get("confirm") != "yes":
            return _preview(form, lens)
        if where := attempt(form, lambda: _share(form, lens)):
            flash(f"Shared with {form.names[form.to_org_id.data]}.", "success")
            return redirect(where)
    return page("sharing/share.html", form, lens=lens, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/shares/<int:share_id>", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def change(ref: str, share_id: int) -> Any:
    lens = _open(ref, Act.SHARE_RECALL)
    held = _held(lens, share_id)
    form = ChangeShareForm(level=held.level, until_on=clock.day_before(held.until_at))
    if form.validate_on_submit():
        told = {"until_on": form.until_on.data, "level": Level(form.level.data)}
        if attempt(form, lambda: shares.change_share(g.actor, lens, share_id, **told)):
            flash("The share is changed.", "success")
            return redirect(asking.page_of(lens))
    name = organisations.organisation(held.to_org_id).name
    return page("sharing/change.html", form, lens=lens, held=held, name=name, back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/shares/<int:share_id>/recall", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def recall(ref: str, share_id: int) -> Any:
    lens = _open(ref, Act.SHARE_RECALL)
    held = _held(lens, share_id)
    name = organisations.organisation(held.to_org_id).name
    form = EndShareForm()
    if form.validate_on_submit() and attempt(form, lambda: _done(shares.recall, lens, share_id, reason=form.reason.data)):
        flash(f"{name} can no longer see this {KIND_WORDS[lens.kind]}.", "success")
        return redirect(asking.page_of(lens))
    return page("sharing/end.html", form, lens=lens, back=asking.page_of(lens), heading=f"Recall the share with {name}")


@bp.route("/records/<ref:ref>/give-up", methods=["GET", "POST"])
@rule(signed_in)
def give_up(ref: str) -> Any:
    lens = _open(ref, Act.SHARE_GIVE_UP)
    form = EndShareForm()
    form.save.label.text = "Give it up"
    if form.validate_on_submit() and attempt(form, lambda: _done(shares.give_up, lens, reason=form.reason.data)):
        flash("Your organisation no longer sees it.", "success")
        return redirect("/")
    return page("sharing/end.html", form, lens=lens, back=asking.page_of(lens), heading="Give up what was shared")


def _open(ref: str, act: Act) -> Lens:
    return policy.open_record(g.actor, ref, act, log=request.method == "POST")


def _held(lens: Lens, share_id: int) -> Any:
    held = sight.live_share(g.actor, lens, share_id)
    if held is None:
        raise NotFound("share")
    return held


def _done(deed: Any, lens: Lens, *rest: Any, **named: Any) -> bool:
    deed(g.actor, lens, *rest, **named)
    return True


def _offer(form: ShareForm, lens: Lens) -> ShareForm:
    form.names = sight.to_choose(g.actor, lens)
    form.to_org_id.choices = form.names
    form.purpose.choices = organisations.choices("sharing_purpose")
    form.lawful_basis.choices = organisations.choices("lawful_basis")
    form.gateway.choices = organisations.choices("gateway")
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
    )


def _share(form: ShareForm, lens: Lens) -> str:
    where = asking.page_of(lens)
    return once(g.actor, form.key, lambda: shares.share_with(g.actor, lens, _terms(form)), lambda made: where)


def _preview(form: ShareForm, lens: Lens) -> str:
    level = Level(form.level.data)
    opens = LEVEL_SECTIONS[level] & lens.opens
    return render_template(
        "sharing/preview.html",
        form=form,
        lens=lens,
        terms=_terms(form),
        name=form.names[form.to_org_id.data],
        is_full=level is Level.FULL,
        opened=[label for section, label in SECTION_LABELS.items() if opens & section],
        closed=[label for section, label in SECTION_LABELS.items() if lens.opens & section and not opens & section],
        gains=sight.gained(g.actor, lens, level),
        words=KIND_WORDS,
        roles=organisations.labels("case_role")["case_role"],
        labels={field.name: _label(field) for field in (form.purpose, form.lawful_basis, form.gateway)},
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "confirm")],
        back=asking.page_of(lens),
    )


def _label(field: Any) -> str:
    return next(str(choice.label) for choice in field.choices if str(choice.value) == str(field.data))
