"""What the forms made from a card need to offer: the papers that another may rest on, and the places of the case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from casework.enforcement.models.actions import ActionDetail, EnforcementAction
from casework.enforcement.queries import actions, facts
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import NotLawful, State
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.refs import normalise_ref
from casework.places.models import Place
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.types import Act, Kind

DEAD = (State.WITHDRAWN, State.QUASHED)


def papers_on(actor: Actor, case_id: int, powers: Sequence[str]) -> dict[str, str]:
    """Return the papers of these powers on a case on which another may rest, by reference; withdrawn ones are not among them."""
    rows = db.session().execute(
        policy.readable(actor, EnforcementAction)
        .add_columns(ActionDetail.subject, Record.ref)
        .join(ActionDetail, ActionDetail.record_id == EnforcementAction.record_id)
        .join(Record, Record.id == EnforcementAction.record_id)
        .where(
            EnforcementAction.case_record_id == case_id,
            EnforcementAction.power.in_(powers),
            EnforcementAction.state.not_in(DEAD),
        )
        .order_by(EnforcementAction.issued_on.desc(), EnforcementAction.record_id.desc())
        .limit(100)
    )
    return {ref: f"{POWERS[row.power].label}: {subject}, {row.issued_on:%-d %B %Y} ({ref})" for row, subject, ref in rows}


def case_id_of(actor: Actor, case_ref: str) -> int:
    """Return the record of a case that may be acted on."""
    case, _ = actions.case_of(actor, case_ref, Act.ACTION_ISSUE)
    return int(case.record_id)


def case_id_of_action(actor: Actor, action_ref: str) -> int:
    """Return the record of the case that an action belongs to."""
    action, _ = policy.open_one(actor, EnforcementAction, action_ref, Act.ACTION_ISSUE, log=False)
    return int(action.case_record_id)


def said_of(actor: Actor, case_id: int, ref: str) -> dict[str, Any]:
    """Return what was said about another paper of the same case; refuses one that is not on it or has no effect any more."""
    record_id = select(Record.id).where(Record.ref == (normalise_ref(ref) or "-")).scalar_subquery()
    action = db.session().scalar(
        policy.readable(actor, EnforcementAction).where(
            EnforcementAction.record_id == record_id, EnforcementAction.case_record_id == case_id
        )
    )
    if action is None or action.state in DEAD:
        raise NotLawful("Choose a paper of this case that has effect", "Casework rule: a paper rests on one of its own case")
    return facts.said(actor, action)


def places(actor: Actor, case_id: int) -> dict[str, str]:
    """Return the places on a case that the actor may see, by reference."""
    rows = db.session().execute(
        policy.readable(actor, Place)
        .add_columns(Record.ref)
        .join(Record, Record.id == Place.record_id)
        .join(Link, Link.leaf_id == Place.record_id)
        .where(Link.record_id == case_id, Link.leaf_kind == Kind.PLACE, Link.ended_at.is_(None))
        .order_by(Place.line_1, Place.record_id)
    )
    return {ref: ", ".join(part for part in (place.line_1, place.town) if part) for place, ref in rows}
