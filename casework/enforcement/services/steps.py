"""The next step of an action as its page offers it: each goes to the deed that knows its law."""

from datetime import date

from casework.enforcement.services import issue, penalties
from casework.enforcement.types.steps import State
from casework.kernel.actor import Actor

PAYMENTS = frozenset({State.PART_PAID, State.PAID_EARLY, State.PAID, State.PAID_LATE})


def take_step(actor: Actor, action_ref: str, to: State, *, on: date, note: str, version: int | None) -> None:
    """Take an action one step on: unpaid, a prosecution file, withdrawn, or a step of the paper's own life."""
    if to is State.WITHDRAWN:
        penalties.withdraw(actor, action_ref, on=on, reason=note, version=version)
    elif to is State.UNPAID:
        penalties.mark_unpaid(actor, action_ref, on=on, note=note, version=version)
    elif to is State.PROSECUTION and penalties.is_penalty(actor, action_ref):
        penalties.open_prosecution(actor, action_ref, on=on, note=note, version=version)
    else:
        issue.record_step(actor, action_ref, to, on=on, note=note, version=version)
