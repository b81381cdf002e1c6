"""What was said about an action by its card, step by step, and the clocks that follow from it."""

from collections.abc import Mapping
from typing import Any

from casework.enforcement import saying
from casework.enforcement.models.actions import (
    ActionDetail,
    ActionEvent,
    ActionFacts,
    ActionRequirement,
    EnforcementAction,
    Penalty,
)
from casework.enforcement.types.powers import POWERS, Shape
from casework.enforcement.types.steps import State
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.sharing import policy
from casework.statute import counting, deadlines
from casework.statute.types import Deadline


def said(actor: Actor, action: EnforcementAction) -> dict[str, Any]:
    """Return everything that was said about an action: its paper, its facts, later ones over earlier, and its steps' days."""
    session, card = db.session(), POWERS[action.power].card
    found: dict[str, Any] = {
        "issued_on": action.issued_on, "ends_on": action.ends_on, "power": action.power,
        "kind": organisations.organisation(action.org_id).kind,
    }  # fmt: skip
    detail = session.scalar(policy.readable(actor, ActionDetail).where(ActionDetail.record_id == action.record_id))
    if detail is not None:
        found |= {name: getattr(detail, name) for name in ("served_on", "deemed_on", "comply_by", "reviews_on", "service")}
        if detail.born_on is not None and not detail.is_body:
            found["adult_on"] = counting.birthday(detail.born_on, saying.ADULT_AT)
        found["is_u18"] = saying.under_18(detail.is_body, detail.born_on, detail.age_estimate, action.issued_on)
    if POWERS[action.power].shape is Shape.PENALTY:
        row = session.scalar(policy.readable(actor, Penalty).where(Penalty.record_id == action.record_id))
        if row is not None:
            found |= {name: getattr(row, name) for name in ("dated_on", "last_on", "early_last_on", "early_days")}
    for each in kept(actor, action.record_id).values():
        found |= {name: value for name, value in saying.decode(card, each.facts).items() if value not in (None, "", [])}
    events = session.scalars(policy.readable(actor, ActionEvent).where(ActionEvent.record_id == action.record_id))
    for event in sorted(events, key=lambda event: event.id):
        found[f"@{event.state}"] = found["@last"] = event.on
    return found


def kept(actor: Actor, record_id: int) -> dict[int, ActionFacts]:
    """Return what was kept for an action by the event it was said at, oldest first."""
    rows = db.session().scalars(policy.readable(actor, ActionFacts).where(ActionFacts.record_id == record_id))
    return {row.event_id: row for row in sorted(rows, key=lambda row: row.id)}


def paper_dates(actor: Actor, action: EnforcementAction, found: Mapping[str, Any]) -> tuple[Deadline, ...]:
    """Return the days that a notice itself sets: its review, its end, and each requirement's unless an appeal suspends it."""
    if action.power != "CPN" or action.state not in (State.ISSUED, State.APPEALED, State.UPHELD, State.BREACHED):
        return ()
    set_in = f"Set in the notice; {POWERS['CPN'].citation}"
    dated = [("review by", found.get("reviews_on")), ("end of the notice", action.ends_on)]
    if action.state != State.APPEALED:
        rows = db.session().scalars(
            policy.readable(actor, ActionRequirement).where(ActionRequirement.record_id == action.record_id)
        )
        dated += [(f"requirement {row.number} to be met by", row.by_on) for row in sorted(rows, key=lambda row: row.number)]
    return tuple(Deadline(name, on, None, "", set_in, deadlines.weekend_warning(on)) for name, on in dated if on is not None)
