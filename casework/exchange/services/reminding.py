"""Reminders of what is asked and not answered: two days before its day and on the day after, once each."""

from datetime import date, timedelta

from sqlalchemy import select

from casework.accounts.services import notices
from casework.exchange.models import PartnerRequest
from casework.exchange.services import making
from casework.exchange.types import State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.sharing.services import offers

BEFORE = timedelta(days=2)
REMINDING = "Organisations are reminded of what they are asked; no content is read or told."
SOON = "Something another organisation asked of yours is due in two days or less."
LATE = "Something another organisation asked of yours is overdue."
STILL = "Something you asked of a partner is overdue: it has not answered."


def remind(actor: Actor, *, on: date) -> tuple[int, int]:
    """Remind whoever was asked and has not answered, and tell the asker once it is overdue; return how many of each.

    A deed of the system, which may run twice without harm.
    """
    if not actor.is_system:
        raise NotAllowed()
    waiting = select(PartnerRequest).where(PartnerRequest.state == State.WAITING).order_by(PartnerRequest.record_id)
    soon = waiting.where(
        PartnerRequest.due_on >= on, PartnerRequest.due_on <= on + BEFORE, PartnerRequest.reminded_before_at.is_(None)
    )
    late = waiting.where(PartnerRequest.due_on < on, PartnerRequest.reminded_after_at.is_(None))
    early, overdue = list(db.session().scalars(soon)), list(db.session().scalars(late))
    for row in early:
        _tell(actor, row, SOON)
        row.reminded_before_at = clock.now()
    for row in overdue:
        _tell(actor, row, LATE)
        notices.tell([row.asked_by], "request", STILL, record_id=row.record_id)
        row.reminded_after_at = clock.now()
    db.session().flush()
    return len(early), len(overdue)


def _tell(actor: Actor, row: PartnerRequest, sentence: str) -> None:
    if row.to_org_id is None:
        return  # Somebody without an account: the asker is told, and speaks to them.
    named = offers.asked_people(actor, row.record_id)
    notices.tell(named or making.recipients(actor, row.to_org_id), "request", sentence, record_id=row.record_id)
