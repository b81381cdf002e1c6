"""Asking partners, referring and transferring, from the page of a record."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for

from casework.accounts.services.once import once
from casework.exchange.forms import AskForm, AskOutsideForm, ReferForm, TransferForm, WhyForm
from casework.exchange.queries import asking as reads
from casework.exchange.services import asking as deeds
from casework.exchange.services import deciding
from casework.exchange.types import Basis, Handover, Keeps, NewRequest, Offer
from casework.kernel.errors import NotAllowed
from casework.organisations import queries as organisations
from casework.sharing import asking, policy, sight
from casework.sharing.types import KIND_WORDS, Act, Lens
from casework.web.attempt import attempt, page
from casework.web.gate import rule, signed_in

bp = Blueprint("exchange", __name__)


@bp.route("/records/<ref:ref>/ask", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def ask(ref: str) -> Any:
    """Ask partners for information."""
    about = _open(ref)
    form = _offer(AskForm(), about)
    if form.validate_on_submit() and (where := attempt(form, lambda: _ask(form, about))):
        flash("Asked. You are told when they answer.", "success")
        return redirect(where)
    return page("exchange/ask.html", form, lens=about, word=KIND_WORDS[about.kind], back=asking.page_of(about))


@bp.route("/records/<ref:ref>/ask-outside", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def ask_outside(ref: str) -> Any:
    """Ask somebody without an account; the link and the code are shown once."""
    about = _open(ref)
    made: list[tuple[str, str, str]] = []
    form = _offer(AskOutsideForm(), about)
    if form.validate_on_submit() and attempt(form, lambda: _ask_outside(form, about, made)):
        return given(*made[0])
    return page("exchange/ask_outside.html", form, lens=about, word=KIND_WORDS[about.kind], back=asking.page_of(about))


@bp.route("/records/<ref:ref>/refer", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def refer(ref: str) -> Any:
    """Refer a case or incident to another organisation."""
    about = _open_to_hand_over(ref)
    form = _offer(ReferForm(), about)
    if form.validate_on_submit() and (where := attempt(form, lambda: _refer(form, about))):
        flash("Referred. You are told what comes of it.", "success")
        return redirect(where)
    return page("exchange/refer.html", form, lens=about, word=KIND_WORDS[about.kind], back=asking.page_of(about))


@bp.route("/records/<ref:ref>/transfer", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def transfer(ref: str) -> Any:
    """Offer a case or incident to another organisation."""
    about = _open_to_hand_over(ref)
    form = _offer(TransferForm(), about)
    form.kept.choices = sight.shared_with(g.actor, about)
    if form.validate_on_submit() and (where := attempt(form, lambda: _transfer(form, about))):
        flash("Offered. Nothing changes until they accept.", "success")
        return redirect(where)
    return page("exchange/transfer.html", form, lens=about, word=KIND_WORDS[about.kind], back=asking.page_of(about))


def given(ref: str, token: str, code: str) -> str:
    """Show the link and the code of an occasional partner, this once."""
    link = url_for("outside.answer", token=token, _external=True)
    return render_template("exchange/link.html", link=link, code=f"{code[:4]} {code[4:]}", ref=ref)


def _open(ref: str) -> Lens:
    lens = policy.open_record(g.actor, ref, Act.REQUEST_ADD, log=False)
    if not reads.may_ask(g.actor, lens):
        raise NotAllowed(deeds.ONWARD)
    return lens


def _open_to_hand_over(ref: str) -> Lens:
    lens = policy.open_record(g.actor, ref, Act.RECORD_TRANSFER, log=False)
    if not reads.may_hand_over(g.actor, lens):
        raise NotAllowed(deciding.COMPARTMENT)
    return lens


def _offer(form: Any, about: Lens) -> Any:
    form.purpose.choices = organisations.choices("sharing_purpose")
    form.lawful_basis.choices = organisations.choices("lawful_basis")
    form.gateway.choices = organisations.choices("gateway")
    for name in {"org_ids", "to_org_id"} & set(form.data):
        form[name].choices = reads.to_ask(g.actor, about)
    return form


def _new(form: WhyForm, *org_ids: int) -> NewRequest:
    basis = Basis(form.purpose.data, form.lawful_basis.data, form.gateway.data)
    return NewRequest(text=form.text.data, basis=basis, due_on=form.due_on.data, org_ids=org_ids)


def _ask(form: AskForm, about: Lens) -> str:
    new = _new(form, *(form.org_ids.data or ()))
    return _once(form, lambda: deeds.ask(g.actor, about.ref, new)[0].ref)


def _ask_outside(form: AskOutsideForm, about: Lens, made: list[tuple[str, str, str]]) -> str:
    def deed() -> str:
        record, token, code = deeds.ask_outside(g.actor, about.ref, _new(form), name=form.outside_name.data)
        made.append((record.ref, token, code))
        return record.ref

    return _once(form, deed)


def _refer(form: ReferForm, about: Lens) -> str:
    offer = Offer(form.level.data or "", form.until_on.data)
    return _once(form, lambda: deciding.refer(g.actor, about.ref, _new(form, form.to_org_id.data), offer).ref)


def _transfer(form: TransferForm, about: Lens) -> str:
    handover = Handover(tuple(form.kept.data or ()), Keeps(form.keeps.data), form.keeps_until_on.data)
    new = _new(form, form.to_org_id.data)
    return _once(form, lambda: deciding.propose_transfer(g.actor, about.ref, new, handover).ref)


def _once(form: Any, deed: Any) -> str:
    return once(g.actor, form.key, deed, lambda ref: url_for("exchange.show", ref=ref))
