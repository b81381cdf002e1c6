"""When reports make a person a repeat victim or a place a repeat location, by the partnership's dated numbers."""

from collections.abc import Iterable
from datetime import date

from casework.statute.deadlines import last_day
from casework.statute.rules import in_use
from casework.statute.types import Activation

VICTIM = "REPEAT_VICTIM"
LOCATION = "REPEAT_LOCATION"
MISSING = "MISSING"


def _cluster(power: str, prefix: str, occurred: Iterable[date], activations: Iterable[Activation]) -> tuple[date, ...]:
    tables = in_use(activations)
    days = sorted(occurred)
    found: tuple[date, ...] = ()
    for first in range(len(days)):
        window = tables.limit(power, f"{prefix}window", days[first])
        number = tables.limit(power, f"{prefix}number", days[first]).value
        ends_on = last_day(window, days[first]).on
        inside = tuple(on for on in days[first:] if ends_on is not None and on <= ends_on)
        if number is not None and len(inside) >= number:
            found = inside
    return found


def repeat_victim(occurred: Iterable[date], activations: Iterable[Activation] = ()) -> tuple[date, ...]:
    """The latest dates that make one person or household a repeat victim, none if they do not; merged duplicates count once."""
    return _cluster(VICTIM, "", occurred, activations)


def repeat_location(occurred: Iterable[date], activations: Iterable[Activation] = ()) -> tuple[date, ...]:
    """The latest dates that make one address or place a repeat location, none if they do not."""
    return _cluster(LOCATION, "", occurred, activations)


def repeat_missing(started: Iterable[date], activations: Iterable[Activation] = ()) -> tuple[date, ...]:
    """The latest missing episodes that call for a meeting about the child, none if they do not."""
    return _cluster(MISSING, "repeat_", started, activations)
