"""The list of requests, and one request: reading it, answering or deciding it, ending it."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from casework.accounts import queries as accounts
from casework.accounts.types import CASEWORK_ROLES
from casework.exchange.forms import AnswerForm, DecideForm, EndRequestForm, FinishForm
from casework.exchange.queries import reading
from casework.exchange.services import answering, deciding, ending, outside
from casework.exchange.types import KEEPS_WORDS, STATE_WORDS, VERB_WORDS, VERDICTS, Readers, Said, Sheet, State, Verb, Verdict
from casework.exchange.views.making import bp, given
from casework.organisations import queries as organisations
from casework.sharing.asking import reason_first
from casework.sharing.types import Act
from casework.web.attempt import attempt, done, page
from casework.web.gate import roles, rule, signed_in

WORDS = {"verbs": VERB_WORDS, "states": STATE_WORDS, "verdicts": VERDICTS, "keeps": KEEPS_WORDS}


@bp.route("/requests")
@rule(roles(*CASEWORK_ROLES))
def listing() -> str:
    """List what is asked of us, or what we asked."""
    side, when = _one(reading.SIDES, "side"), _one(reading.WHEN, "when")
    found = reading.page(g.actor, side=side, when=when, key=request.args.get("page", ""))
    chosen = {"side": side, "when": when}
    choices = {"sides": reading.SIDES, "whens": reading.WHEN}
    return render_template(
        "exchange/listing.html", found=found, chosen=chosen, at=lambda key: _at(chosen, key), **choices, **WORDS
    )


@bp.route("/requests/<ref:ref>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def show(ref: str) -> Any:
    """Show one request; posting answers or decides it."""
    sheet = reading.sheet(g.actor, ref)
    form = _form(sheet)
    if form is not None and form.validate_on_submit() and (where := attempt(form, lambda: _act(sheet, form))):
        flash("Sent.", "success")
        return redirect(where)
    return page("exchange/show.html", form, sheet=sheet, codes=_codes(), **WORDS) if form else _plain(sheet)


@bp.route("/requests/<ref:ref>/end", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def end(ref: str) -> Any:
    """Withdraw or close a request."""
    sheet = reading.for_deed(g.actor, ref, Act.REQUEST_END)
    form = EndRequestForm(version=sheet.version)
    waits = sheet.row.state == State.WAITING
    form.save.label.text = "Withdraw" if waits else "Close"
    if form.validate_on_submit() and done(form, lambda: _end(form, ref)):
        flash("Withdrawn." if waits else "Closed.", "success")
        return redirect(url_for("exchange.show", ref=ref))
    return page("exchange/end.html", form, sheet=sheet, waits=waits, **WORDS)


@bp.route("/requests/<ref:ref>/link", methods=["POST"])
@rule(signed_in)
def renew(ref: str) -> str:
    """Make a new link and code for an occasional partner; the earlier ones stop working."""
    return given(ref, *outside.renew(g.actor, ref))


def _form(sheet: Sheet) -> Any:
    if sheet.may_answer:
        return AnswerForm(version=sheet.version, readers=Readers.ASKER)
    if sheet.may_finish:
        return FinishForm(version=sheet.version)
    if not sheet.may_decide:
        return None
    form = DecideForm(version=sheet.version)
    if sheet.row.verb == Verb.TRANSFER:
        form.owner_user_id.choices = {row.id: row.name for row in accounts.people_of(g.actor)}
    else:
        del form.owner_user_id
    return form


def _act(sheet: Sheet, form: Any) -> str:
    ref, words, seen = sheet.row.ref, form.text.data or "", form.seen_version
    if isinstance(form, AnswerForm):
        said = Said(Verdict(form.verdict.data), words, Readers(form.readers.data))
        answering.answer(g.actor, ref, said, seen=seen)
    elif isinstance(form, FinishForm):
        deciding.finish(g.actor, ref, note=words, seen=seen)
    elif form.decision.data == "accept":
        owner = int(form.owner_user_id.data) if "owner_user_id" in form and form.owner_user_id.data else None
        deciding.accept(g.actor, ref, note=words, owner_user_id=owner, seen=seen)
    else:
        deciding.refuse(g.actor, ref, reason=words, seen=seen)
        return url_for("exchange.listing")
    return url_for("exchange.show", ref=ref)


def _end(form: EndRequestForm, ref: str) -> None:
    ending.end(g.actor, ref, reason=form.reason.data or "", seen=form.seen_version)


def _plain(sheet: Sheet) -> str:
    return render_template("exchange/show.html", form=None, sheet=sheet, codes=_codes(), **WORDS)


def _codes() -> dict[str, dict[str, str]]:
    return organisations.labels("sharing_purpose", "lawful_basis", "gateway")


def _one(words: dict[str, str], name: str) -> str:
    given_word = request.args.get(name, "")
    return given_word if given_word in words else next(iter(words))


def _at(chosen: dict[str, str], key: str | None) -> str:
    return url_for("exchange.listing", page=key, side=chosen["side"], when=chosen["when"]) if key else ""
