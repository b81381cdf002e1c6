"""Passing on a safeguarding concern, for caseworkers without clearance (and with): a form, and the receipts of one's own."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for

from casework.accounts.services.once import once
from casework.accounts.types import CASEWORK_ROLES
from casework.organisations import queries as organisations
from casework.referrals.forms.making import ConcernForm
from casework.referrals.queries import queue as queues
from casework.referrals.services import receipts
from casework.referrals.types import Concern
from casework.referrals.views.base import Answer, choose
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule

bp = Blueprint("concerns", __name__)
caseworkers = roles(*CASEWORK_ROLES)


@bp.route("/concerns")
@rule(caseworkers)
def listing() -> str:
    """The receipts of the concerns one passed on."""
    return render_template("referrals/concerns.html", receipts=queues.receipts(g.actor))


@bp.route("/concerns/new", methods=["GET", "POST"])
@rule(caseworkers)
def new() -> Answer:
    """Pass on a safeguarding concern."""
    form = ConcernForm()
    choose(
        form,
        partnership=queues.partnerships(g.actor),
        venue_kind=organisations.choices("venue_kind"),
        signs=organisations.choices("warning_sign"),
    )
    if form.validate_on_submit() and (where := attempt(form, lambda: once(g.actor, form.key, lambda: _pass_on(form), _receipt))):
        flash("Thank you. Your concern is with the safeguarding leads.", "success")
        return redirect(where)
    return page("referrals/new_concern.html", form)


@bp.route("/concerns/<ref:ref>")
@rule(caseworkers)
def show(ref: str) -> str:
    """One receipt, for the person who passed the concern on."""
    return render_template("referrals/concern.html", receipt=queues.receipt(g.actor, ref))


def _receipt(made: Any) -> str:
    return url_for("concerns.show", ref=made.ref)


def _pass_on(form: Any) -> Any:
    return receipts.pass_on(
        g.actor,
        Concern(
            words=form.words.data, venue_kind=form.venue_kind.data, place=form.place.data, people=form.people.data or "",
            contact=form.contact.data or "", happened_at=form.happened_at.data, has_immediate_danger=form.danger.data == "yes",
            signs=tuple(form.signs.data or ()), partnership_id=int(form.partnership.data or 0),
        ),
    )  # fmt: skip
