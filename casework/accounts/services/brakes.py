"""Brakes: how often a person, or everybody at one address, may open, search, type ahead, take out, or be refused, in a while.

Counted in the database, so that every server counts together, and seen by the audit trail itself: whatever is written down as a
view or a search is counted as one, whichever page it came from. Somebody who is braked waits; nobody else does, and nothing but
that kind of deed is closed to them. The limits are far above a day's work.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from casework.accounts.models.brakes import BrakeWindow
from casework.audit import services as audit
from casework.audit.types import Deed, Entry
from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.errors import Braked
from casework.kernel.guard import GuardedSession


class Brake(StrEnum):
    """What is counted."""

    VIEWS = "views"
    SEARCHES = "searches"
    TYPING = "typing"
    EXPORTS = "exports"
    REFUSALS = "refusals"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many by one account in so long a time."""

    most: int
    window: timedelta


TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)
LIMITS = {
    Brake.VIEWS: Limit(500, TEN_MINUTES),
    Brake.SEARCHES: Limit(200, TEN_MINUTES),
    Brake.TYPING: Limit(1500, TEN_MINUTES),
    Brake.EXPORTS: Limit(60, HOUR),
    Brake.REFUSALS: Limit(200, TEN_MINUTES),
    Brake.LINKS: Limit(60, TEN_MINUTES),
}
WORDS = {
    Brake.VIEWS: "You have opened a great many records in a short time.",
    Brake.SEARCHES: "You have searched a great many times in a short time.",
    Brake.TYPING: "You have searched a great many times in a short time.",
    Brake.EXPORTS: "You have downloaded or printed a great deal in a short time.",
    Brake.REFUSALS: "Too many pages were asked for that are not there.",
    Brake.LINKS: "Too many links were tried from this address.",
}
OF_ADDRESS = 10  # many people of one office share an address, so that it is braked much later than one of them
_VIEWS = frozenset({Deed.RECORD_READ, Deed.DOCUMENT_READ})
_EXPORTS = frozenset({Deed.EXPORT_MADE, Deed.PRINT_MADE})
_times = 1


def configure(*, times: int) -> None:
    """Set how many times the limits above hold (once in service)."""
    global _times
    _times = times


def install() -> None:
    """See every event of the audit trail as it is queued."""
    audit.watch("brakes", _see)


def count_link(address: str) -> None:
    """Count one opening of a link that needs no account, good or not; refuses when too many came from this address."""
    session, keys = db.session(), (f"{Brake.LINKS}:a{KEYS.keyed('address:' + address)}",)
    _check(session, NOBODY, Brake.LINKS, dict.fromkeys(keys, LIMITS[Brake.LINKS].most * _times))
    _count(session, Brake.LINKS, keys)


def _see(session: GuardedSession, actor: Actor, entry: Entry) -> None:
    """Count a deed of somebody who signed in, once for each record and request; refuse it when there were too many."""
    brake = _brake_of(entry)
    if brake is None or not actor.session_mark:
        return
    seen = session.info.setdefault("braked", set())
    if (brake, entry.record_id) in seen:
        return
    most = LIMITS[brake].most * _times
    keys = {f"{brake}:u{actor.user_id}": most, f"{brake}:a{KEYS.keyed('address:' + actor.address)}": most * OF_ADDRESS}
    if not any(counted is brake for counted, _ in seen):
        _check(session, actor, brake, keys)
    seen.add((brake, entry.record_id))
    _count(session, brake, tuple(keys))


def _brake_of(entry: Entry) -> Brake | None:
    if entry.deed in _VIEWS:
        return Brake.VIEWS
    if entry.deed == Deed.SEARCHED:
        return Brake.TYPING if entry.detail.get("for") else Brake.SEARCHES
    if entry.deed in _EXPORTS:
        return Brake.EXPORTS
    return Brake.REFUSALS if entry.deed == Deed.REFUSED else None


def _check(session: GuardedSession, actor: Actor, brake: Brake, keys: dict[str, int]) -> None:
    """Refuse when the count of this window, and of the part of the one before that is still near, is at a limit."""
    now, window = clock.wall(), LIMITS[brake].window
    starts = _start(now, window)
    with session.no_autoflush:
        rows = session.execute(
            select(BrakeWindow.key, BrakeWindow.starts_at, BrakeWindow.tries).where(
                BrakeWindow.key.in_(list(keys)), BrakeWindow.starts_at.in_([starts, starts - window])
            )
        ).all()
    for key, most in keys.items():
        here = sum(row.tries for row in rows if row.key == key and row.starts_at == starts)
        before = sum(row.tries for row in rows if row.key == key and row.starts_at < starts)
        wait = _wait(here, before, most, window, now - starts)
        if wait > timedelta(0):
            audit.record(
                actor, Deed.BRAKED, session=session, outcome=str(brake), detail={"of": "address" if ":a" in key else "account"}
            )
            raise Braked(WORDS[brake], seconds=math.ceil(wait.total_seconds()))


def _wait(here: int, before: int, most: int, window: timedelta, gone: timedelta) -> timedelta:
    """Return how long it takes until fewer than the limit lie in a window that slides with the clock."""
    if here + before * (1 - gone / window) < most:
        return timedelta(0)
    if here < most:  # the window before slides out of sight
        return window * (1 - (most - here - 1) / before) - gone
    return window - gone + window * (1 - (most - 1) / here)  # this one has to end, and then slide out itself


def _count(session: GuardedSession, brake: Brake, keys: tuple[str, ...]) -> None:
    starts = _start(clock.wall(), LIMITS[brake].window)
    session.note(_upsert(sorted(keys), starts), always=brake in (Brake.LINKS, Brake.REFUSALS))


def _upsert(keys: Sequence[str], starts: datetime) -> Any:
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    made = insert(BrakeWindow.__table__).values([{"key": key, "starts_at": starts, "tries": 1} for key in keys])
    return made.on_conflict_do_update(index_elements=["key", "starts_at"], set_={"tries": BrakeWindow.__table__.c.tries + 1})


def _start(at: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
