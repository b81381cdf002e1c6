"""How long a court's injunction or order may run, by the person's age and the limits of its day."""

from collections.abc import Iterable
from datetime import date

from casework.statute.deadlines import last_day
from casework.statute.rules import in_use
from casework.statute.types import Activation, Level, Limit, Refusal


def term(
    power: str, *, made_on: date, ends_on: date | None, is_adult: bool, activations: Iterable[Activation] = ()
) -> tuple[Refusal, ...]:
    """Whether an injunction (s1) or criminal behaviour order (s25) may run so long; no end means until further order."""
    tables, who = in_use(activations), "adult" if is_adult else "u18"
    longest = tables.limit(power, f"max_{who}", made_on)
    if ends_on is None:
        return () if longest.is_unlimited else (_error("An order on a person under 18 has a fixed end.", longest),)
    if ends_on < made_on:
        return (_error("An order cannot end before it is made.", longest),)
    found = []
    shortest = tables.find(power, f"min_{who}", made_on)
    if shortest is not None and (earliest := last_day(shortest, made_on).on) is not None and ends_on < earliest:
        found.append(_error(f"The order may not end before {_day(earliest)}.", shortest))
    if not longest.is_unlimited and (latest := last_day(longest, made_on).on) is not None and ends_on > latest:
        found.append(_error(f"The order may not run past {_day(latest)}.", longest))
    return tuple(found)


def _error(sentence: str, limit: Limit) -> Refusal:
    return Refusal("TERM", Level.ERROR, sentence, limit.citation)


def _day(on: date) -> str:
    return f"{on.day} {on.strftime('%B %Y')}"
