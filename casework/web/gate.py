"""The gate every request passes: who is asking, whether they may call this endpoint at all, and how the answer is kept or undone.

An endpoint without a rule stops the application from starting. Who is asking, and how events are sealed, is handed in by
`create_app`, so that this package knows neither accounts nor the audit trail.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response as AnyResponse

from casework.kernel import engines
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import new_token
from casework.kernel.db import db
from casework.kernel.errors import Unsound

READS = ("GET", "HEAD", "OPTIONS")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call an endpoint: anybody, anyone signed in, only holders of some roles, or only cleared people; and when."""

    public: bool = False
    roles: frozenset[str] = frozenset()
    cleared: bool = False
    early: bool = False  # open to somebody who owes a second factor: what is needed to set it up
    confirmed: bool = False  # who is there is asked again, unless they proved it a few minutes ago
    takes_out: bool = False  # data leaves the system: closed to an organisation that only reads

    def admits(self, actor: Actor) -> bool:
        """True when this actor may call the endpoint."""
        if (self.cleared and not actor.cleared) or (self.takes_out and actor.read_only):
            return False
        return self.public or (actor.is_signed_in and (not self.roles or actor.has_role(*self.roles)))


public = Rule(public=True)
signed_in = Rule()
cleared = Rule(cleared=True)


def roles(*names: str) -> Rule:
    """Only people who hold one of these roles."""
    return Rule(roles=frozenset(names))


def early(chosen: Rule) -> Rule:
    """The same people, also before they set up a second factor that they must have."""
    return replace(chosen, early=True)


def confirmed(chosen: Rule) -> Rule:
    """The same people, once they proved again who they are."""
    return replace(chosen, confirmed=True)


def taking_out(chosen: Rule) -> Rule:
    """The same people, once they proved again who they are, unless their organisation only reads: for exports and downloads."""
    return replace(chosen, confirmed=True, takes_out=True)


def rule(chosen: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a view its rule."""

    def give(view: Callable[..., Any]) -> Callable[..., Any]:
        view.casework_rule = chosen  # type: ignore[attr-defined]  # read by install() and the access matrix
        return view

    return give


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """Return the rule of an endpoint, or None when nobody gave it one."""
    return getattr(app.view_functions.get(endpoint), "casework_rule", None)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the gate needs from above."""

    find_actor: Callable[[], Actor]
    has_confirmed: Callable[[], bool]
    seal_reading: Callable[[], None]
    seal_refusal: Callable[[], None]


def install(app: Flask, hooks: Hooks) -> None:
    """Put the gate before and after every request."""
    app.extensions["gate"] = hooks
    app.before_request(_enter)
    app.after_request(_leave)
    app.teardown_request(_clean)


def check_rules(app: Flask) -> None:
    """Refuse to start when an endpoint has no rule."""
    rule(public)(app.view_functions["static"])
    missing = sorted(name for name in app.view_functions if rule_of(app, name) is None)
    if missing:
        raise Unsound(f"These endpoints have no rule: {', '.join(missing)}.")


def _enter() -> AnyResponse | None:
    g.actor, g.token = NOBODY, new_token()[:12]
    if request.endpoint == "static":
        return None
    engines.begin_reading() if request.method in READS else engines.begin_writing()
    _check_origin()
    hooks: Hooks = _hooks()
    g.actor = hooks.find_actor()
    chosen = rule_of(current_app, request.endpoint or "")
    if chosen is None or chosen.admits(g.actor):
        return None if chosen is None or chosen.public else _first(chosen)
    if g.actor.is_signed_in:
        abort(404)
    if request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None))


def _first(chosen: Rule) -> AnyResponse | None:
    """Send somebody to what they have to do first: set up a second factor, or prove again who they are."""
    if g.actor.must_set_up and not chosen.early:
        return _aside("factors.show")
    if chosen.confirmed and not _hooks().has_confirmed():
        return _aside("factors.confirm", next=_here())
    return None


def _aside(endpoint: str, **values: Any) -> AnyResponse:
    """Lead to another page and undo what the request did so far, so that a draft of what was typed stays."""
    if request.method not in READS:
        db.session().rollback()
        g.settled = True
    return redirect(url_for(endpoint, **values))


def _here() -> str:
    """The page to come back to: this one, or the one whose form was sent to an address that has no page."""
    if request.method == "GET" or _has_page():
        return request.full_path.rstrip("?")
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.host and came.path else "/"


def _has_page() -> bool:
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def _leave(response: Response) -> Response:
    if request.endpoint != "static":
        response = _settle(response)
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", CSP)
    static_headers(response.headers)
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def static_headers(headers: Any, path: str = "", url: str = "") -> None:
    """Put the headers on a file of static/ that every answer carries."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"


def _settle(response: Response) -> Response:
    """Commit once below 400, else roll back; a read is sealed in the audit trail before the page is sent: no log, no page."""
    if g.get("settled"):
        return response
    g.settled = True
    session = db.session()
    if response.status_code >= 400:
        _hooks().seal_refusal()
    elif request.method in READS:
        _hooks().seal_reading()
    else:
        try:
            session.commit()
        except StaleDataError as fault:  # two saves of one row at the same moment: the second is told
            return current_app.make_response(current_app.handle_user_exception(fault))
    return response


def _clean(fault: BaseException | None) -> None:
    engines.begin_writing()
    db.session.remove()


def _check_origin() -> None:
    origin = request.headers.get("Origin")
    if request.method in READS or origin is None:
        return
    if urlsplit(origin).netloc != request.host:
        abort(400, "The form came from another site.")


def _hooks() -> Hooks:
    hooks: Hooks = current_app.extensions["gate"]
    return hooks
