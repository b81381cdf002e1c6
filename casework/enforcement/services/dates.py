"""The running clocks of an action, written down anew at its issue and by every step, so that a diary is one bounded read."""

from datetime import date

from sqlalchemy import delete

from casework.enforcement.models.actions import ActionDate, EnforcementAction
from casework.enforcement.queries import facts, law
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.types import Section
from casework.statute import running as clocks
from casework.statute.types import Deadline


def rewrite(actor: Actor, record_id: int, *, keeps_due: bool = False) -> None:
    """Write the clocks that run where an action stands now in place of those before, and the one that lists show."""
    session = db.session()
    action = session.scalars(policy.readable(actor, EnforcementAction).where(EnforcementAction.record_id == record_id)).one()
    found = facts.said(actor, action)
    state = State(action.state)
    running = clocks.running(POWERS[action.power].card, state, found, law.activations(actor))
    dated = [item for item in (*running, *facts.paper_dates(actor, action, found)) if _day(item) is not None]
    session.execute(delete(ActionDate).where(ActionDate.record_id == record_id))
    session.add_all(
        ActionDate(
            record_id=record_id, section=int(Section.ACTIONS), author_org_id=action.org_id, on=_day(item), at=item.at,
            what=item.name, citation=item.citation,
        )
        for item in dated
    )  # fmt: skip
    if not keeps_due or action.due_on is None:
        first = _first(dated)
        action.due_on, action.due_what = (_day(first), first.name) if first else (None, "")
    session.flush()


def _day(item: Deadline) -> date | None:
    return item.on or (clock.local_day(item.at) if item.at else None)


def _first(dated: list[Deadline]) -> Deadline | None:
    """The soonest clock that has not run out, else the one that ran out last."""
    ahead = [item for item in dated if (_day(item) or date.min) >= clock.today()]
    if ahead:
        return min(ahead, key=lambda item: _day(item) or date.max)
    return max(dated, key=lambda item: _day(item) or date.min, default=None)
