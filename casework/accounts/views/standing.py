"""Who leaves, who attests, whose second factor is reset, and the rules that all accounts are under."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.forms import AttestForm, LeaveForm, ResetFactorForm
from casework.accounts.queries import factors as factor_reads
from casework.accounts.queries import people_of
from casework.accounts.queries import staff as reads
from casework.accounts.services import attesting, factors, leaving
from casework.accounts.types import ATTEST_RULE, FACTOR_RULE, ROLE_LABELS, Role
from casework.web.attempt import done, page
from casework.web.gate import roles, rule

bp = Blueprint("standing", __name__)
LEADS = roles(Role.AGENCY_LEAD)
ADMINISTRATORS = roles(Role.PLATFORM_ADMINISTRATOR)
Answer = str | Response | tuple[str, int]


@bp.route("/users/<int:user_id>/leave", methods=["GET", "POST"])
@rule(LEADS)
def leave(user_id: int) -> Answer:
    """End the account of somebody who leaves."""
    form, user = LeaveForm(), reads.one(g.actor, user_id) or abort(404)
    form.to_user.choices = {str(row.id): row.name for row in people_of(g.actor) if row.id != user_id}
    if form.validate_on_submit() and done(form, lambda: _leave(user_id, form)):
        flash("The account has ended, and everything that it opened.", "success")
        return redirect(url_for("users.show", user_id=user_id))
    return page("accounts/leave.html", form, user=user)


def _leave(user_id: int, form: Any) -> None:
    chosen = int(form.to_user.data) if form.to_user.data else None
    leaving.leave(g.actor, user_id, to_user_id=chosen, reason=form.reason.data)


@bp.route("/users/<int:user_id>/reset-factor", methods=["GET", "POST"])
@rule(LEADS)
def reset_factor(user_id: int) -> Answer:
    """End the second factors of somebody who lost theirs."""
    form, user = ResetFactorForm(), reads.one(g.actor, user_id) or abort(404)
    if form.validate_on_submit() and done(form, lambda: factors.reset_colleague(g.actor, user_id, reason=form.reason.data)):
        flash("Their second factors have ended. They sign in with their password and set up a new one.", "success")
        return redirect(url_for("users.show", user_id=user_id))
    return page("accounts/reset_factor.html", form, user=user, held=factor_reads.in_use(user_id))


@bp.route("/users/attest", methods=["GET", "POST"])
@rule(LEADS)
def attest() -> Answer:
    """Say that every account of the organisation is right."""
    form, people = AttestForm(), [one for one in reads.colleagues(g.actor) if one.standing in ("active", "invited")]
    if form.validate_on_submit() and done(form, lambda: attesting.attest(g.actor, people=int(form.people.data or 0))):
        flash("The users of your organisation are attested.", "success")
        return redirect(url_for("users.listing"))
    form.people.data = str(len(people))
    return page("accounts/attest.html", form, people=people, duty=attesting.duty(g.actor))


@bp.route("/administration/account-rules", methods=["GET", "POST"])
@rule(ADMINISTRATORS)
def rules() -> str | Response:
    """Show the rules about accounts; posting switches one on or off."""
    if request.method == "POST":
        attesting.set_rule(g.actor, request.form.get("rule", ""), is_on=request.form.get("on") == "1")
        flash("Saved.", "success")
        return redirect(url_for("standing.rules"))
    held = factor_reads.rules()
    rows = [(FACTOR_RULE + role, f"{label}: signs in with a second factor") for role, label in ROLE_LABELS.items()]
    rows.append((ATTEST_RULE, "Agency leads attest their users each quarter"))
    return render_template("accounts/rules.html", rows=[(name, label, name in held) for name, label in rows])
