"""Signing in and out, keeping a session alive, and keeping what is being typed."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_login import UserMixin
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from casework.accounts.forms import CodeForm, SignInForm
from casework.accounts.queries import factors as factor_reads
from casework.accounts.services import drafts, presence, steps
from casework.accounts.services import sign_in as sign_in_services
from casework.accounts.views.factors import as_json, given, offered, site
from casework.kernel.actor import NOBODY, Actor
from casework.web.gate import READS, early, public, rule, signed_in
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
        if outcome.half:
            session.clear()
            session["half"] = outcome.half
            return redirect(url_for("accounts.second_step", next=request.args.get("next")))
        if outcome.token:
            return _enter(outcome.token)
        form.form_errors = [outcome.sentence]
    return render_template("accounts/sign_in.html", form=form)


def _enter(token: str) -> Response:
    session.clear()
    session["_user_id"], session["_fresh"] = token, True
    return redirect(safe_next(request.args.get("next")))


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@rule(public)
def second_step() -> str | Response | tuple[str, int]:
    """Give the second factor."""
    form, found = CodeForm(), factor_reads.half_session(session.get("half", ""))
    if found is None:
        flash("That took too long. Sign in again.")
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")))
    held = factor_reads.in_use(found[1].id)
    form.expect(held)
    if form.validate_on_submit():
        outcome = steps.finish(session["half"], given(form), site())
        if outcome and outcome.token:
            return _enter(outcome.token)
        form.tell(outcome.sentence if outcome else "That took too long. Sign in again.")
    return render_template("accounts/second_step.html", form=form, **offered(held))


@bp.route("/sign-in/second-step/ask", methods=["POST"])
@rule(public)
def ask_passkey() -> Response:
    """Say what the browser has to sign."""
    return as_json(steps.ask_passkey(session.get("half", ""), site()) or abort(404))


def has_confirmed() -> bool:
    """True when the person of this request proved lately who they are."""
    return steps.is_recent(g.session_row.confirmed_at)


@bp.route("/sign-out/everywhere", methods=["POST"])
@rule(early(signed_in))
def sign_out_everywhere() -> Response:
    """Sign out here and everywhere else."""
    sign_in_services.end_everything(g.actor)
    session.clear()
    flash("You have signed out everywhere.")
    return redirect(url_for("accounts.sign_in"))


@bp.route("/sign-out", methods=["POST"])
@rule(early(signed_in))
def sign_out() -> Response:
    """Sign out."""
    sign_in_services.sign_out(g.actor, g.session_row.id)
    session.clear()
    flash("You have signed out.")
    return redirect(url_for("accounts.sign_in"))


@bp.route("/keep-alive", methods=["POST"])
@rule(early(signed_in))
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
