"""Switching on a row of the law that was waiting for its instrument, and undoing that."""

from datetime import date

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement.models.law import LawActivation
from casework.enforcement.queries import law
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.statute import rules
from casework.statute.types import Activation, BadRow


def activate(actor: Actor, row_id: str, *, from_on: date, instrument: str) -> LawActivation:
    """Switch on a waiting row of the law from a day, naming the instrument; refuses an unknown row or none."""
    held = law.activations(actor)
    try:
        rules.in_use((*held, Activation(row_id, from_on, instrument)))
    except BadRow as bad:
        raise Refused(f"{bad.row_id}: {bad.reason}.", field="row_id") from None
    row = LawActivation(row_id=row_id, from_on=from_on, instrument=instrument.strip(), by_user=actor.user_id, at=clock.now())
    db.session().add(row)
    db.session().flush()
    audit.record(
        actor, Deed.CODES_CHANGED, detail={"law": row_id, "from": from_on.isoformat(), "instrument": row.instrument, "done": "on"}
    )
    return row


def undo(actor: Actor, row_id: str, *, reason: str) -> None:
    """Switch a row off again, saying why: from now on it applies to no day; what was issued under it is not changed."""
    row = db.session().scalar(select(LawActivation).where(LawActivation.row_id == row_id, LawActivation.undone_at.is_(None)))
    if row is None:
        raise NotFound("activation")
    if not reason.strip():
        raise Refused("Say why it is undone.", field="reason")
    row.undone_at, row.undone_by, row.undone_reason = clock.now(), actor.user_id, reason.strip()
    db.session().flush()
    audit.record(actor, Deed.CODES_CHANGED, detail={"law": row_id, "from": row.from_on.isoformat(), "done": "off"})
