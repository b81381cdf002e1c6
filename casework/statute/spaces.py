"""Public spaces protection orders beside V3 to V5: expedited orders (ss59A, 60A, 72A) and the reminders before an order ends."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from casework.statute import counting
from casework.statute.deadlines import last_day
from casework.statute.rules import in_use
from casework.statute.types import Activation, BadRow, Level, NoLimit, Refusal

ACT = "Anti-social Behaviour, Crime and Policing Act 2014"
DATA = Path(__file__).parent / "data" / "order_reminders.toml"
KINDS = ("pspo", "expedited")


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to do so many months before an order's last day."""

    kind: str
    months: int
    what: str
    citation: str


@dataclass(frozen=True, slots=True)
class Dated:
    """One dated thing to do or to know."""

    on: date
    what: str
    citation: str


@cache
def reminders() -> tuple[Reminder, ...]:
    """Return the ladder of reminders, loaded once; a row that is not whole refuses to load."""
    found = []
    for number, row in enumerate(tomllib.loads(DATA.read_text(encoding="utf-8"))["reminder"], start=1):
        if set(row) != {"kind", "months", "what", "citation"} or row["kind"] not in KINDS:
            raise BadRow(f"reminder {number}", "a reminder has a kind, months, what to do and its section")
        if not isinstance(row["months"], int) or row["months"] < 1 or not row["citation"].strip():
            raise BadRow(f"reminder {number}", "a reminder has a whole number of months and a section")
        found.append(Reminder(**row))
    return tuple(found)


def before_the_end(kind: str, effect_on: date, ends_on: date) -> tuple[Dated, ...]:
    """Return what to do before an order ends, soonest first: only what falls while it has effect."""
    lines = [Dated(_months_before(ends_on, row.months), row.what, row.citation) for row in reminders() if row.kind == kind]
    return tuple(sorted((line for line in lines if line.on >= effect_on), key=lambda line: line.on))


def expedited_length(
    *, made_on: date, effect_on: date, ends_on: date, activations: Iterable[Activation] = ()
) -> tuple[Refusal, ...]:
    """Whether an expedited order, with any extension, ends within its six months in all (s60A)."""
    if effect_on < made_on:
        return (_error("An order cannot have effect before it is made.", f"{ACT} s60A"),)
    if ends_on < effect_on:
        return (_error("An order cannot end before it has effect.", f"{ACT} s60A"),)
    try:
        longest = in_use(activations).limit("EPSPO", "max_duration_total", made_on)
    except NoLimit:
        return (_error(f"No expedited order could be made on {_day(made_on)}.", f"{ACT} s59A"),)
    latest = last_day(longest, effect_on).on
    if latest is not None and ends_on > latest:
        return (_error(f"An expedited order may not run past {_day(latest)}, extensions included.", longest.citation),)
    return ()


def expedited_extension(
    *, effect_on: date, current_end_on: date, decided_on: date, new_end_on: date, activations: Iterable[Activation] = ()
) -> tuple[Refusal, ...]:
    """Whether an expedited order may be extended so far: decided before it ends, six months in all (s60A)."""
    if decided_on > current_end_on:
        return (_error(f"The order ended on {_day(current_end_on)}; it cannot be extended.", f"{ACT} s60A"),)
    if new_end_on <= current_end_on:
        return (_error("An extension ends after the present end of the order.", f"{ACT} s60A"),)
    return expedited_length(made_on=effect_on, effect_on=effect_on, ends_on=new_end_on, activations=activations)


def _months_before(on: date, months: int) -> date:
    return counting.corresponding(on, -months)[0]


def _error(sentence: str, citation: str) -> Refusal:
    return Refusal("EPSPO", Level.ERROR, sentence, citation)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
