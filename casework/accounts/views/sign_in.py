"""Signing in and out, keeping a session alive, and keeping what is being typed."""

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_login import UserMixin
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from casework.accounts.forms import SignInForm
from casework.accounts.services import drafts, presence
from casework.accounts.services import sign_in as sign_in_services
from casework.kernel.actor import NOBODY, Actor
from casework.web.gate import READS, public, rule, signed_in
from casework.web.urls import safe_next

bp = Blueprint("accounts", __name__)


class SignedIn(UserMixin):
    """What Flask-Login holds of a signed-in browser: its token. The tables know nothing of it."""

    def __init__(self, token: str) -> None:
        self.id = token


def load_signed_in(token: str) -> SignedIn | None:
    """Return the signed-in browser of a cookie's token."""
    return SignedIn(token) if g.get("actor", NOBODY).is_signed_in else None


def find_actor() -> Actor:
    """Return who is asking, from the database, on every request."""
    present = presence.find(session.get("_user_id", ""), address=request.remote_addr or "")
    if present is None:
        session.pop("_user_id", None)
        return NOBODY
    g.session_row, g.user_row = present.session, present.user
    if request.method not in READS:
        # Undone with the rest when the form is refused, so that the draft stays.
        drafts.discard(present.actor, request.path)
    elif request.args.get("draft") == "use":
        g.kept_form = MultiDict(drafts.kept(present.actor, request.path))
    return present.actor


@bp.route("/sign-in", methods=["GET", "POST"])
@rule(public)
def sign_in() -> str | Response | tuple[str, int]:
    """Sign in."""
    form = SignInForm()
    if form.validate_on_submit():
        device, address = request.user_agent.string, request.remote_addr or ""
        outcome = sign_in_services.sign_in(form.username.data, form.password.data, address=address, device=device)
        if outcome.token:
            session.clear()
            session["_user_id"], session["_fresh"] = outcome.token, True
            return redirect(safe_next(request.args.get("next")))
        form.form_errors = [outcome.sentence]
    return render_template("accounts/sign_in.html", form=form)


@bp.route("/sign-out", methods=["POST"])
@rule(signed_in)
def sign_out() -> Response:
    """Sign out."""
    sign_in_services.sign_out(g.actor, g.session_row.id)
    session.clear()
    flash("You have signed out.")
    return redirect(url_for("accounts.sign_in"))


@bp.route("/keep-alive", methods=["POST"])
@rule(signed_in)
def keep_alive() -> tuple[str, int]:
    """Say that somebody is still there: arriving here was enough."""
    return "", 204


@bp.route("/drafts", methods=["POST"])
@rule(signed_in)
def keep_draft() -> tuple[str, int]:
    """Keep what is being typed on a page."""
    drafts.keep(g.actor, safe_next(request.args.get("path"))[:200], list(request.form.items(multi=True)))
    return "", 204


@bp.route("/drafts/discard", methods=["POST"])
@rule(signed_in)
def discard_draft() -> Response:
    """Forget what was typed on a page and go back to it."""
    path = safe_next(request.args.get("path"))[:200]
    drafts.discard(g.actor, path)
    return redirect(path)
