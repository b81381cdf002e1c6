"""Noting that somebody opened a record, so that the next time they see what changed since."""

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from casework.cases.models import CaseVisit
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db

SITTING = timedelta(minutes=30)  # looking again within this time is the same visit
APART = timedelta(minutes=1)  # it is written down once a minute at most


def visit(actor: Actor, record_id: int) -> datetime | None:
    """Note a visit and return when the one before it was; None the first time. Kept when the reading is sealed."""
    if actor.user_id is None:
        return None
    session, now = db.session(), clock.now()
    mine = (CaseVisit.user_id == actor.user_id) & (CaseVisit.record_id == record_id)
    held = session.execute(select(CaseVisit.at, CaseVisit.before_at).where(mine)).one_or_none()
    if held is None:
        session.note(insert(CaseVisit).values(user_id=actor.user_id, record_id=record_id, at=now))
        return None
    before = held.before_at if now - held.at < SITTING else held.at
    if now - held.at >= APART:
        session.note(update(CaseVisit).where(mine).values(at=now, before_at=before))
    return before
