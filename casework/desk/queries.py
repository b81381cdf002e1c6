"""Reads for the frame of every page, and for notifications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from casework.accounts.models import Draft, Notification
from casework.accounts.services.drafts import KEEP_FOR
from casework.desk.types import Frame, PartnershipLook
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Partnership
from casework.sharing import policy
from casework.sharing.models import AccessGrant, Record

MOST = 100


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification as its page shows it."""

    id: int
    sentence: str
    made_at: datetime
    is_read: bool
    ref: str
    kind: str


def frame(actor: Actor, *, chosen: int | None, path: str) -> Frame:
    """Return what the layout shows around a page: the partnership, the others, unread notifications, a kept draft."""
    looks = _looks(actor)
    partnership = next((look for look in looks if look.id == chosen), looks[0] if looks else None)
    if not actor.is_signed_in:
        return Frame(partnership, (), 0, False)
    unread, drafts = db.session().execute(select(_unread(actor), _drafts(actor, path))).one()
    return Frame(partnership, tuple(looks), unread, bool(drafts))


def notices(actor: Actor) -> list[Notice]:
    """Return the actor's notifications, newest first; those about a record only while it can be opened."""
    rows = db.session().execute(
        select(Notification, Record.ref, Record.kind)
        .outerjoin(Record, Record.id == Notification.record_id)
        .where(*_mine(actor))
        .order_by(Notification.id.desc())
        .limit(MOST)
    )
    return [Notice(row.id, row.sentence, row.made_at, row.read_at is not None, ref or "", kind or "") for row, ref, kind in rows]


def partnership_look(actor: Actor, partnership_id: int) -> PartnershipLook | None:
    """Return how one partnership looks; its name and colour are no secret."""
    row = db.session().get(Partnership, partnership_id)
    return None if row is None else PartnershipLook(row.id, row.name, row.short_name, row.colour)


def _looks(actor: Actor) -> list[PartnershipLook]:
    statement = select(Partnership.id, Partnership.name, Partnership.short_name, Partnership.colour).order_by(Partnership.id)
    if actor.is_signed_in:
        statement = statement.where(Partnership.id.in_(actor.partnership_ids))
    return [PartnershipLook(*row) for row in db.session().execute(statement)]


def _mine(actor: Actor) -> list[Any]:
    seen = policy.readable(actor, AccessGrant).where(AccessGrant.record_id == Notification.record_id)
    openable = seen.with_only_columns(AccessGrant.id).correlate(Notification).exists()
    return [Notification.user_id == actor.user_id, or_(Notification.record_id.is_(None), openable)]


def _unread(actor: Actor) -> Any:
    return select(func.count(Notification.id)).where(Notification.read_at.is_(None), *_mine(actor)).scalar_subquery()


def _drafts(actor: Actor, path: str) -> Any:
    since = clock.wall() - KEEP_FOR
    return (
        select(func.count(Draft.id)).where(Draft.user_id == actor.user_id, Draft.path == path, Draft.at > since).scalar_subquery()
    )
