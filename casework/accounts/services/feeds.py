"""The secret address of a person's calendar: made and ended by them, ended with their sessions, braked like signing in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Insert, Select, func, insert, select, update

from casework.accounts import queries
from casework.accounts.models import AppUser, CalendarFeed, SignInAttempt
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import KEYS, mark, new_token
from casework.kernel.db import db
from casework.organisations.models import Organisation

WINDOW = timedelta(hours=1)
MOST_READS = 60  # of one address in an hour; a calendar asks a few times a day
MOST_WRONG = 300  # wrong addresses from one place in an hour


@dataclass(frozen=True, slots=True)
class FeedSheet:
    """A person's calendar as their page shows it; the address itself is shown once, when it is made."""

    made_at: datetime
    read_at: datetime | None


def of(actor: Actor) -> FeedSheet | None:
    """Return the actor's calendar, or None while they have none."""
    row = db.session().scalar(_mine(actor))
    return None if row is None else FeedSheet(row.made_at, row.read_at)


def make(actor: Actor) -> str:
    """Make a new secret address and return its token; an earlier one stops working."""
    _end(actor, "replaced")
    token = new_token()
    db.session().add(CalendarFeed(mark=mark(token), user_id=actor.user_id, made_at=clock.wall()))
    audit.record(actor, Deed.FEED_MADE)
    return token


def end(actor: Actor) -> None:
    """End the actor's secret address."""
    if _end(actor, "ended by its owner"):
        audit.record(actor, Deed.FEED_ENDED)


def owner_of(token: str, *, address: str) -> tuple[int, Actor] | None:
    """Return the feed and the person a secret address belongs to; None for one that ended, never was, or is asked for too often.

    All of them are answered alike, so trying addresses tells nothing.
    """
    wrong = KEYS.keyed("feed-from:" + address)
    if _tries(wrong, ok=False) >= MOST_WRONG:
        audit.record(NOBODY, Deed.REFUSED, outcome="braked", detail={"what": "calendar"})
        return None
    found = (
        db.session()
        .execute(
            select(CalendarFeed, AppUser, Organisation)
            .join(AppUser, AppUser.id == CalendarFeed.user_id)
            .join(Organisation, Organisation.id == AppUser.organisation_id)
            .where(CalendarFeed.mark == mark(token), CalendarFeed.ended_at.is_(None), AppUser.suspended_at.is_(None))
        )
        .one_or_none()
    )
    if found is None:
        # A refused request keeps nothing of its own, so the try is counted apart.
        audit.seal_alone([], [_counted(wrong, ok=False)])
        audit.record(NOBODY, Deed.REFUSED, outcome="not found", detail={"what": "calendar"})
        return None
    feed, user, organisation = found
    if _tries(_key(feed.id), ok=True) >= MOST_READS:
        audit.record(NOBODY, Deed.REFUSED, outcome="braked", detail={"what": "calendar", "user": user.id})
        return None
    db.session().note(_counted(_key(feed.id), ok=True))
    db.session().note(update(CalendarFeed).where(CalendarFeed.id == feed.id).values(read_at=clock.wall()))
    return feed.id, queries.actor_for(user, organisation, address=address)


def _key(feed_id: int) -> str:
    return KEYS.keyed(f"feed:{feed_id}")


def _tries(key: str, *, ok: bool) -> int:
    since = clock.wall() - WINDOW
    statement = select(func.count(SignInAttempt.id)).where(
        SignInAttempt.key_hash == key, SignInAttempt.at > since, SignInAttempt.ok.is_(ok)
    )
    return db.session().scalar(statement) or 0


def _counted(key: str, *, ok: bool) -> Insert:
    return insert(SignInAttempt).values(key_hash=key, at=clock.wall(), ok=ok)


def _mine(actor: Actor) -> Select[Any]:
    return select(CalendarFeed).where(CalendarFeed.user_id == actor.user_id, CalendarFeed.ended_at.is_(None))


def _end(actor: Actor, reason: str) -> bool:
    row = db.session().scalar(_mine(actor))
    if row is None:
        return False
    row.ended_at, row.end_reason = clock.wall(), reason
    db.session().flush()
    return True
