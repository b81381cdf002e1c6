"""Reads of the diary: one page, and what a calendar carries. Every source gives at most a page, whatever there is."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.diary import sources
from casework.diary.types import Asked, Line, Scope, Shown, Source, Wanted, When
from casework.kernel import clock
from casework.kernel.actor import Actor

SIZE = 50
WEEK = timedelta(days=7)
BACK, AHEAD = timedelta(days=14), timedelta(days=180)
MOST_IN_FEED = 500
_KEY = re.compile(r"([0-9]{1,20})\.([a-z_]{1,40})\.([0-9]{1,18})", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def page(actor: Actor, wanted: Wanted) -> Shown:
    """Return one page of the diary and write down which records it showed."""
    held = sources.held(actor)
    chosen = [source for source in held if not wanted.source or source.name == wanted.source]
    first, last = _window(wanted.when, clock.today())
    asked = Asked(wanted.scope, first, last, wanted.partnership_id, limit=SIZE + 1)
    lines = _merged(actor, chosen, asked, wanted.key)
    shown, more = lines[:SIZE], len(lines) > SIZE
    audit.record(
        actor, Deed.LIST_READ, record_kind="diary", ids=tuple(dict.fromkeys(line.record_id for line in shown)), count=len(shown)
    )
    titles = {source.name: source.title for source in held}
    return Shown(_grouped(shown, clock.today()), key_of(shown[-1]) if more else "", wanted, titles)


def coming(actor: Actor, on: date) -> list[Line]:
    """Return the actor's own days for a calendar: nothing of the compartment, whoever asks."""
    asked = Asked(Scope.MINE, on - BACK, on + AHEAD, limit=MOST_IN_FEED)
    outside = [source for source in sources.held(actor) if not source.is_private]
    return [line for line in _merged(actor, outside, asked, "") if not line.is_private][:MOST_IN_FEED]


def lines_of(actor: Actor, source: Source, asked: Asked) -> list[Line]:
    """Return the lines of one source, each named after it."""
    return [replace(line, source=source.name) for line in source.load(actor, asked)]


def key_of(line: Line) -> str:
    """Return the key from which the next page goes on."""
    micros = (line.at - EPOCH) // timedelta(microseconds=1)
    return f"{micros}.{line.source}.{line.id}"


def _merged(actor: Actor, chosen: list[Source], asked: Asked, key: str) -> list[Line]:
    found = []
    for source in chosen:
        found += lines_of(actor, source, _behind(asked, source.name, key))
    return sorted(found, key=lambda line: (line.at, line.source, line.id))[: asked.limit]


def _behind(asked: Asked, name: str, key: str) -> Asked:
    """What one source is asked when the page goes on behind a line that may be another's."""
    read = _KEY.fullmatch(key)
    if read is None or int(read[1]) > 10**17:
        return asked
    at = EPOCH + timedelta(microseconds=int(read[1]))
    if name == read[2]:
        return replace(asked, after_at=at, after_id=int(read[3]))
    return replace(asked, after_at=at, after_id=-1 if name > read[2] else None)


def _window(when: When, today: date) -> tuple[date | None, date | None]:
    match when:
        case When.OVERDUE:
            return None, today - timedelta(days=1)
        case When.TODAY:
            return today, today
        case When.WEEK:
            return today + timedelta(days=1), today + WEEK
        case When.LATER:
            return today + WEEK + timedelta(days=1), None
    return None, None


def _grouped(lines: list[Line], today: date) -> tuple[tuple[When, tuple[Line, ...]], ...]:
    found: dict[When, list[Line]] = {}
    for line in lines:
        found.setdefault(_when(line.on, today), []).append(line)
    return tuple((when, tuple(held)) for when, held in found.items())


def _when(on: date, today: date) -> When:
    if on < today:
        return When.OVERDUE
    if on == today:
        return When.TODAY
    return When.WEEK if on <= today + WEEK else When.LATER
