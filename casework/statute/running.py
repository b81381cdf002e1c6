"""The clocks that run where a paper stands, and whether a step is lawful by what was said and by its days: by the cards."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from casework.statute import counting
from casework.statute.cards import Card, Move, Need, Running, When
from casework.statute.clocks import clock
from casework.statute.deadlines import NotAPeriod, legal_day, penalty, weekend_warning
from casework.statute.types import Activation, Deadline, Level, NoLimit, Refusal

Said = Mapping[str, Any]
FIRST = "first day"  # a deadline so named is the first day on which something is allowed


def holds(when: When, said: Said) -> bool:
    """Whether what was said is what a clock or a need is for."""
    return all(_one_of(said.get(name), values) for name, values in when)


def _one_of(value: Any, values: tuple[str, ...]) -> bool:
    return any(str(item) in values for item in value) if isinstance(value, (list, tuple)) else str(value or "") in values


def running(card: Card, standing: str, said: Said, activations: Iterable[Activation] = ()) -> tuple[Deadline, ...]:
    """Every clock that runs where a paper stands, soonest-named first as the card lists them; none whose start is not known.

    Where the tables hold no limit for the day of the start nothing is assumed, so that clock is left out.
    """
    chosen = tuple(activations)
    found: list[Deadline] = []
    for one in card.life.standings[standing].clocks:
        try:
            found += deadlines_of(card, one, said, chosen)
        except (NoLimit, NotAPeriod):
            continue
    seen: dict[tuple[str, Any], Deadline] = {}
    for item in found:
        seen.setdefault((item.name, item.on or item.at), item)
    return tuple(seen.values())


def deadlines_of(card: Card, one: Running, said: Said, activations: tuple[Activation, ...]) -> tuple[Deadline, ...]:
    """The deadlines of one clock; none when its start was not said or it is for something else, or from the day it stops."""
    found, stops = _deadlines(card, one, said, activations), said.get(one.stops) if one.stops else None
    return tuple(item for item in found if stops is None or (item.on or legal_day(item.at or stops)) < stops)


def _deadlines(card: Card, one: Running, said: Said, activations: tuple[Activation, ...]) -> tuple[Deadline, ...]:
    start = next((said[name] for name in one.start.split("|") if said.get(name)), None)
    if start is None or not holds(one.when, said):
        return ()
    if not one.event:
        if isinstance(start, datetime):
            return (Deadline(one.name, None, start, "", one.citation),)
        return (Deadline(one.name, start, None, "", one.citation, weekend_warning(start)),)
    if one.event == "penalty_dated":
        return penalty(card.table, legal_day(start), early_days=said.get("early_days"), activations=activations)
    found = clock(one.power or card.table, one.event, start, activations=activations)
    if not one.name:
        return found
    named = tuple(item for item in found if item.name == one.name)
    return named or tuple(replace(item, name=one.name) for item in found)


def needed(needs: Iterable[Need], said: Said) -> tuple[Refusal, ...]:
    """A refusal for everything that must be said and was not; its rule names the thing."""
    found = []
    for need in needs:
        if not holds(need.when, said):
            continue
        value = said.get(need.fact)
        if value in (None, "", [], ()) or (need.among and not _one_of(value, need.among)):
            found.append(Refusal(need.fact, Level.ERROR, need.sentence, need.section))
    return tuple(found)


def in_its_time(
    card: Card, move: Move, said: Said, *, on: date, now: datetime, activations: Iterable[Activation] = ()
) -> tuple[Refusal, ...]:
    """A refusal for a step taken before its day or after its last one; its rule names what is measured."""
    chosen = tuple(activations)
    at = {"on": on, "now": now}.get(move.measured, said.get(move.measured))
    if at is None:
        return ()
    found: list[Refusal] = []
    for bounds, too_soon in ((move.not_before, True), (move.not_after, False)):
        for one in bounds:
            try:
                limits = deadlines_of(card, one, said, chosen)
            except NoLimit as none:
                found.append(Refusal(move.measured, Level.ERROR, str(none), card.citation))
                continue
            found += [item for limit in limits if (item := _outside(move, at, limit, too_soon=too_soon)) is not None]
    return tuple(found)


def _outside(move: Move, at: date | datetime, limit: Deadline, *, too_soon: bool) -> Refusal | None:
    opens = limit.rule == "T6" or limit.name.startswith(FIRST)
    if limit.at is not None and isinstance(at, datetime):
        wrong = at < limit.at if too_soon else at > limit.at
    else:
        day, last = legal_day(at), legal_day(limit.at or limit.on or date.max)
        wrong = (day < last if opens or limit.at else day <= last) if too_soon else day > last
    if not wrong:
        return None
    verb = "the time for it is over: the"
    if too_soon:
        verb = "it is too soon: the" if opens else "it may be recorded only after the"
    sentence = f"{move.label}: {verb} {limit.name} {'is' if too_soon else 'was'} {said_day(limit)}"
    return Refusal(move.measured, Level.ERROR, sentence, limit.citation)


def said_day(limit: Deadline) -> str:
    """A deadline as a sentence says it: the day, with the time of day where it has one."""
    if limit.at is not None:
        shown = limit.at.astimezone(counting.LONDON)
        return f"{shown:%H:%M} on {shown.day} {shown:%B %Y}"
    return f"{limit.on.day} {limit.on:%B %Y}" if limit.on else ""
