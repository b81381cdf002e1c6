"""The next step of an action as its page offers it: each goes to the deed that knows its law."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.enforcement.services import moving, penalties
from casework.enforcement.types.steps import State
from casework.kernel.actor import Actor


def take_step(
    actor: Actor,
    action_ref: str,
    to: str,
    *,
    on: date,
    note: str = "",
    given: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> None:
    """Take an action one step on: a penalty unpaid or its prosecution file by the dates of the notice, any other by its card."""
    if to == State.UNPAID and penalties.is_penalty(actor, action_ref):
        penalties.mark_unpaid(actor, action_ref, on=on, note=note, version=version)
    elif to == State.PROSECUTION and penalties.is_penalty(actor, action_ref):
        penalties.open_prosecution(actor, action_ref, on=on, note=note, given=given, version=version)
    else:
        moving.take(actor, action_ref, to, on=on, note=note, given=given, version=version)
