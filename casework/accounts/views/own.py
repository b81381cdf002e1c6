"""One's own account: profile, password, sessions, forgotten password and one-time links."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from casework.accounts.forms import ChangePasswordForm, DetailsForm, ForgottenForm, NewPasswordForm
from casework.accounts.queries import factors, staff
from casework.accounts.services import brakes, links
from casework.accounts.services import forgotten as forgotten_services
from casework.accounts.services import own as own_services
from casework.accounts.types import ROLE_LABELS, Role
from casework.web.attempt import attempt, page
from casework.web.gate import public, rule, signed_in

bp = Blueprint("own", __name__)
Answer = str | Response | tuple[str, int]


@bp.route("/profile")
@rule(signed_in)
def profile() -> str:
    """Show one's own account."""
    held = [ROLE_LABELS[Role(role)] for role in sorted(g.actor.roles)]
    found = {"sessions": staff.sessions_of(g.actor), "factors": factors.in_use(g.actor.user_id)}
    return render_template("accounts/profile.html", user=g.user_row, roles=held, **found)


@bp.route("/profile/details", methods=["GET", "POST"])
@rule(signed_in)
def details() -> Answer:
    """Change one's own details."""
    form = DetailsForm(obj=g.user_row)
    if form.validate_on_submit() and attempt(form, lambda: _save_details(form)):
        flash("Your details are saved.", "success")
        return redirect(url_for("own.profile"))
    return page("accounts/details.html", form)


def _save_details(form: Any) -> bool:
    own_services.change_details(g.actor, job_title=form.job_title.data or "", phone=form.phone.data or "", seen=form.seen_version)
    return True


@bp.route("/profile/password", methods=["GET", "POST"])
@rule(signed_in)
def password() -> Answer:
    """Change one's own password."""
    form, kept = ChangePasswordForm(), g.session_row.id
    if not form.validate_on_submit():
        return page("accounts/password.html", form)
    sentence = attempt(
        form,
        lambda: own_services.change_password(g.actor, kept, current=form.current.data, password=form.password.data),
    )
    if sentence == "":
        flash("Your password is changed. Every other session of yours has ended.", "success")
        return redirect(url_for("own.profile"))
    form.current.errors = [sentence] if sentence else form.current.errors
    return page("accounts/password.html", form)[0]


@bp.route("/profile/sessions/<int:session_id>/end", methods=["POST"])
@rule(signed_in)
def end_session(session_id: int) -> Response:
    """End one of one's own sessions."""
    own_services.end_session(g.actor, session_id)
    flash("That session has ended.", "success")
    return redirect(url_for("own.profile"))


@bp.route("/forgotten-password", methods=["GET", "POST"])
@rule(public)
def forgotten() -> Answer:
    """Ask for a new password."""
    form = ForgottenForm()
    if form.validate_on_submit():
        flash(forgotten_services.ask(form.username.data, address=request.remote_addr or ""))
        return redirect(url_for("accounts.sign_in"))
    return page("accounts/forgotten.html", form)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@rule(public)
def welcome(token: str) -> Answer:
    """Choose a password with a one-time link."""
    brakes.count_link(request.remote_addr or "")
    form, person = NewPasswordForm(), links.person_of(token)
    if person is None:
        return render_template("accounts/link_over.html"), 404
    if form.validate_on_submit() and attempt(form, lambda: _choose(token, form.password.data)):
        session.clear()
        flash("Your password is saved. Sign in with it.", "success")
        return redirect(url_for("accounts.sign_in"))
    return page("accounts/welcome.html", form, person=links.person_of(token))


def _choose(token: str, chosen: str) -> bool:
    links.choose_password(token, chosen)
    return True
