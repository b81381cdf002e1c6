"""Pages of the diary: what is due, the calendar's address, and the calendar itself."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from casework.accounts.services import feeds
from casework.accounts.types import CASEWORK_ROLES
from casework.diary import feed, queries
from casework.diary.forms import FeedForm
from casework.diary.types import SCOPE_LABELS, WHEN_LABELS, Scope, Wanted, When
from casework.web.gate import public, roles, rule

bp = Blueprint("diary", __name__)


@bp.route("/diary")
@rule(roles(*CASEWORK_ROLES))
def show() -> str:
    """Show what is due, by day."""
    wanted = _wanted()
    found = queries.page(g.actor, wanted)
    return render_template("diary/show.html", found=found, scopes=SCOPE_LABELS, whens=WHEN_LABELS, at=lambda **v: _at(wanted, v))


def _wanted() -> Wanted:
    given = request.args
    scope = given.get("scope", "")
    row = g.get("session_row")
    return Wanted(
        scope=Scope(scope) if scope in SCOPE_LABELS else Scope.MINE,
        when=When(given["when"]) if given.get("when", "") in WHEN_LABELS else When.ALL,
        source=given.get("source", "")[:40],
        partnership_id=row.partnership_id if row is not None else None,
        key=given.get("key", "")[:100],
    )


def _at(wanted: Wanted, changed: dict[str, Any]) -> str:
    """The address of this diary with something changed; what is at its beginning is left out."""
    values = {"scope": wanted.scope, "when": wanted.when, "source": wanted.source} | changed
    kept = {name: str(value) for name, value in values.items() if value not in ("", Scope.MINE, When.ALL)}
    return url_for("diary.show", **kept)  # type: ignore[arg-type]  # the words of an address are texts


@bp.route("/diary/calendar", methods=["GET", "POST"])
@rule(roles(*CASEWORK_ROLES))
def calendar() -> Any:
    """Make or end the secret address of one's calendar; the address is shown once."""
    form = FeedForm()
    if not form.validate_on_submit():
        return render_template("diary/calendar.html", form=form, held=feeds.of(g.actor), address="")
    if form.end.data:
        feeds.end(g.actor)
        flash("The address has ended. Calendars that use it get nothing more.", "success")
        return redirect(url_for("diary.calendar"))
    address = url_for("diary.ics", token=feeds.make(g.actor), _external=True)
    return render_template("diary/calendar.html", form=form, held=feeds.of(g.actor), address=address)


@bp.route("/calendar/<token>.ics")
@rule(public)
def ics(token: str) -> Response:
    """Send a calendar to whoever has its secret address."""
    found = feeds.owner_of(token[:200], address=request.remote_addr or "")
    if found is None:
        abort(404)
    feed_id, person = found
    answer = Response(feed.text(person, feed_id, address=url_for("diary.show", _external=True)), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="casework.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
