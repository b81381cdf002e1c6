"""The clocks of an action as they ran when it was issued: what its paper says, whatever happened since."""

from casework.enforcement.models.actions import EnforcementAction
from casework.enforcement.queries import facts, law
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import State
from casework.kernel.actor import Actor
from casework.statute import running
from casework.statute.types import Deadline


def clocks(actor: Actor, action: EnforcementAction) -> tuple[Deadline, ...]:
    """Return the clocks of an opened action as at its issue: a paper says the same after the penalty is paid or appealed."""
    power, found = POWERS[action.power], facts.said(actor, action)
    return running.running(power.card, State(power.card.life.enters), found, law.activations(actor))
