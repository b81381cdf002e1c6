"""The one page of an occasional partner: a code, then the question and its answer. Nobody is signed in here."""

from typing import Any

from flask import Blueprint, g, render_template, request

from casework.accounts.services import brakes
from casework.exchange.forms import CodeForm, OutsideAnswerForm
from casework.exchange.services import answering, outside
from casework.exchange.types import Opened, Readers, Said, Verdict
from casework.kernel.errors import Refused
from casework.web.attempt import page
from casework.web.gate import public, rule

bp = Blueprint("outside", __name__)
Answer = str | tuple[str, int]


@bp.route("/answer/<token>", methods=["GET", "POST"])
@rule(public)
def answer(token: str) -> Answer:
    """Ask for the code, show the question, take the answer: the same page for any link until both are right."""
    brakes.count_link(request.remote_addr or "")
    if "verdict" in request.form or "readers" in request.form:
        return _answer(token, OutsideAnswerForm())
    form = CodeForm()
    if form.validate_on_submit():
        return _shown(form, outside.look(g.actor, token, form.code.data, address=request.remote_addr or ""))
    return page("exchange/code.html", form)


def _shown(form: Any, opened: Opened) -> Answer:
    if opened.question is None:
        return _wrong(opened.sentence)
    blank = OutsideAnswerForm(formdata=None, code=form.code.data, readers=Readers.ASKER)
    return render_template("exchange/outside.html", form=blank, question=opened.question)


def _answer(token: str, form: OutsideAnswerForm) -> Answer:
    address, code = request.remote_addr or "", form.code.data or ""
    if not form.validate_on_submit() or not (said := _said(form)):
        opened = outside.look(g.actor, token, code, address=address)
        return page("exchange/outside.html", form, question=opened.question) if opened.question else _wrong(opened.sentence)
    opened = outside.answer(g.actor, token, code, said, address=address)
    return render_template("exchange/outside_done.html") if opened.is_done else _wrong(opened.sentence)


def _wrong(sentence: str) -> Answer:
    form = CodeForm(formdata=None)
    form.form_errors = [sentence]
    return page("exchange/code.html", form)


def _said(form: OutsideAnswerForm) -> Said | None:
    said = Said(Verdict(form.verdict.data), form.text.data or "", Readers(form.readers.data))
    try:
        answering.check(g.actor, said)
    except Refused as refusal:
        form.text.errors = [*form.text.errors, refusal.sentence]
        return None
    return said
