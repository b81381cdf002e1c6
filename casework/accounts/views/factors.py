"""One's own second factors, and the page that asks again who is there."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from casework.accounts.forms import AppForm, ConfirmForm, PasskeyForm
from casework.accounts.queries import factors as reads
from casework.accounts.services import factors, passkeys, steps
from casework.accounts.services.passkeys import Site
from casework.accounts.services.proving import Given
from casework.accounts.types import FactorKind
from casework.web.attempt import attempt, page
from casework.web.gate import confirmed, early, rule, signed_in
from casework.web.urls import safe_next

bp = Blueprint("factors", __name__)
Answer = str | AnyResponse | tuple[str, int]


def site() -> Site:
    """Return the address this browser came to."""
    return Site(request.host, request.scheme)


def as_json(text: str) -> Response:
    """Send what a browser is asked, which the library wrote as JSON."""
    return Response(text, mimetype="application/json")


@bp.route("/profile/second-factor")
@rule(early(signed_in))
def show() -> str:
    """List one's own second factors."""
    user_id = g.actor.user_id
    return render_template(
        "accounts/factors.html", held=reads.in_use(user_id), codes_left=reads.codes_left(user_id),
        is_required=factors.is_required(g.actor), takes_passkeys=site().takes_passkeys,
    )  # fmt: skip


@bp.route("/profile/second-factor/begin", methods=["POST"])
@rule(early(confirmed(signed_in)))
def begin() -> AnyResponse:
    """Make the key of a new app."""
    factors.begin_app(g.actor)
    return redirect(url_for("factors.app"))


@bp.route("/profile/second-factor/app", methods=["GET", "POST"])
@rule(early(confirmed(signed_in)))
def app() -> Answer:
    """Show the key of the app that is being set up, and take a code of it."""
    form, factor = AppForm(), reads.being_set_up(g.actor.user_id)
    if factor is None:
        return redirect(url_for("factors.show"))
    if form.validate_on_submit():
        sentence, codes = factors.finish_app(g.actor, g.session_row.id, form.code.data)
        if not sentence:
            return _added(codes)
        form.code.errors = [sentence]
        return page("accounts/app.html", form, key=factors.key_of(g.user_row, factor))[0]
    return page("accounts/app.html", form, key=factors.key_of(g.user_row, factor))


@bp.route("/profile/second-factor/passkey", methods=["GET", "POST"])
@rule(early(confirmed(signed_in)))
def passkey() -> Answer:
    """Make a passkey."""
    if not site().takes_passkeys:
        abort(404)
    form = PasskeyForm()
    if not form.validate_on_submit():
        return page("accounts/passkey.html", form)
    made = attempt(form, lambda: _make(form))
    if made is not None and not made[0]:
        return _added(made[1])
    form.form_errors = [made[0]] if made else form.form_errors
    return page("accounts/passkey.html", form)[0]


def _make(form: Any) -> tuple[str, list[str]]:
    row = g.session_row
    return factors.add_passkey(
        g.actor, row.id, form.passkey.data or "", label=form.label.data, holder=row.mark, site=site()
    )  # fmt: skip


@bp.route("/profile/second-factor/passkey/ask", methods=["POST"])
@rule(early(confirmed(signed_in)))
def ask_to_make() -> Response:
    """Say what the browser has to do to make a passkey."""
    return as_json(passkeys.ask_to_make(g.user_row, g.session_row.mark, site()))


@bp.route("/profile/second-factor/<int:factor_id>/end", methods=["POST"])
@rule(confirmed(signed_in))
def end(factor_id: int) -> AnyResponse:
    """End one of one's own second factors."""
    factors.end(g.actor, g.session_row.id, factor_id)
    flash("The second factor has ended. Every other session of yours has ended too.", "success")
    return redirect(url_for("factors.show"))


@bp.route("/profile/second-factor/codes", methods=["POST"])
@rule(confirmed(signed_in))
def codes() -> str:
    """Make new recovery codes and show them once."""
    return render_template("accounts/codes.html", codes=factors.new_codes(g.actor), is_new=False)


@bp.route("/confirm", methods=["GET", "POST"])
@rule(early(signed_in))
def confirm() -> Answer:
    """Ask again who is there, then go on."""
    form, held = ConfirmForm(), reads.in_use(g.actor.user_id)
    form.expect(held)
    if form.validate_on_submit():
        sentence = _confirm(form)
        if not sentence:
            return redirect(safe_next(request.args.get("next")))
        form.tell(sentence)
        return _confirm_page(form)[0]
    return _confirm_page(form)


def _confirm(form: ConfirmForm) -> str:
    return steps.confirm(g.actor, g.session_row, g.user_row, password=form.typed("password"), given=given(form), site=site())


def _confirm_page(form: ConfirmForm) -> tuple[str, int]:
    held = reads.in_use(g.actor.user_id)
    return page("accounts/confirm.html", form, **offered(held), back=safe_next(request.args.get("next")))


@bp.route("/confirm/ask", methods=["POST"])
@rule(early(signed_in))
def ask_to_confirm() -> Response:
    """Say what the browser has to sign."""
    return as_json(passkeys.ask_to_sign(g.actor.user_id or 0, g.session_row.mark, site()))


def given(form: Any) -> Given:
    """Return what was given on a form that takes a second factor."""
    return Given(code=form.typed("code"), recovery=form.typed("recovery"), passkey=form.typed("passkey"))


def offered(held: list[Any]) -> dict[str, bool]:
    """Return which second factors a page asks for."""
    kinds = {row.kind for row in held}
    return {"has_app": FactorKind.APP in kinds, "has_passkey": FactorKind.PASSKEY in kinds and site().takes_passkeys}


def _added(made: list[str]) -> Answer:
    """The session goes on under a new token, for its person may now do more; new recovery codes are shown once."""
    session["_user_id"] = steps.renew(g.session_row)
    if made:
        return render_template("accounts/codes.html", codes=made, is_new=True)
    flash("The second factor is set up. Every other session of yours has ended.", "success")
    return redirect(url_for("factors.show"))
