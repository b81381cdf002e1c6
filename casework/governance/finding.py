"""Finding unusual looks among the entries of a month: each is seen once, in order; memory follows the people, not the trail."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from casework.audit.types import Deed
from casework.governance.unusual import ENTRIES_KEPT, THRESHOLDS, Unusual
from casework.kernel import clock
from casework.sharing.types import Kind

OPENING = frozenset({Deed.RECORD_READ, Deed.DOCUMENT_READ, Deed.PRINT_MADE})


@dataclass(frozen=True, slots=True)
class Look:
    """One entry of the trail, with what is held of its record and of the person who looked."""

    number: int
    at: datetime
    user_id: int
    deed: str
    record_id: int | None
    kind: str
    compartment: bool
    hits: int | None
    term: str
    ward: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """What is held of somebody who looks: where they work, and which records are of their own name, surname and address."""

    organisation_id: int
    has_hours: bool
    namesakes: frozenset[int] = frozenset()
    same_surname: frozenset[int] = frozenset()
    same_address: frozenset[int] = frozenset()
    wards: frozenset[str] | None = None  # none: never looked outside the caseload, so it was not asked


@dataclass(slots=True)
class Line:
    """One line of the list as it grows."""

    amount: int
    first_at: datetime
    last_at: datetime
    entries: list[int]
    seen: set[int] = field(default_factory=set)


Key = tuple[Unusual, int, str, bool]


class Finder:
    """Takes the looks of one month and keeps the lines they make."""

    def __init__(self, viewers: Mapping[int, Viewer], watched: Mapping[int, frozenset[int]]) -> None:
        self.viewers, self.watched = viewers, watched
        self.lines: dict[Key, Line] = {}
        self._hour: dict[tuple[int, bool], deque[tuple[datetime, int, int]]] = {}
        self._refused: dict[tuple[int, date], list[Look]] = {}
        self._vain: dict[tuple[int, str], list[Look]] = {}

    def take(self, look: Look) -> None:
        """See one entry."""
        viewer = self.viewers.get(look.user_id)
        if viewer is None:
            return
        if look.deed in OPENING and look.record_id is not None:
            self._opened(look, viewer)
        elif look.deed == Deed.REASON_GIVEN:
            self._elsewhere(look, viewer)
        elif look.deed == Deed.REFUSED:
            self._counted(self._refused.setdefault((look.user_id, clock.local_day(look.at)), []), look, Unusual.REFUSED)
        elif look.deed == Deed.SEARCHED and look.hits == 0 and look.term:
            self._counted(self._vain.setdefault((look.user_id, look.term), []), look, Unusual.SEARCHES)

    def _opened(self, look: Look, viewer: Viewer) -> None:
        record_id = look.record_id or 0
        if viewer.has_hours and is_out_of_hours(look.at):
            self._add(look, Unusual.HOURS)
        if record_id in viewer.namesakes:
            self._add(look, Unusual.NAME, str(record_id))
        elif record_id in viewer.same_surname:
            self._add(look, Unusual.SURNAME, each=record_id)
        if record_id in viewer.same_address:
            self._add(look, Unusual.ADDRESS, str(record_id))
        if record_id in self.watched.get(viewer.organisation_id, frozenset()):
            self._add(look, Unusual.WATCHED, str(record_id))
        if look.kind == Kind.PERSON:
            self._hurried(look, record_id)

    def _hurried(self, look: Look, record_id: int) -> None:
        """Count the different people of the last hour."""
        hour = self._hour.setdefault((look.user_id, look.compartment), deque())
        hour.append((look.at, record_id, look.number))
        while hour[0][0] < look.at - THRESHOLDS.hour:
            hour.popleft()
        people = len({person for _, person, _ in hour}) if len(hour) > THRESHOLDS.people_in_an_hour else 0
        if people <= THRESHOLDS.people_in_an_hour:
            return
        key = (Unusual.VOLUME, look.user_id, clock.local_day(look.at).isoformat(), look.compartment)
        line = self.lines.setdefault(key, Line(0, hour[0][0], look.at, [number for _, _, number in hour][:ENTRIES_KEPT]))
        line.amount, line.last_at = max(line.amount, people), look.at

    def _elsewhere(self, look: Look, viewer: Viewer) -> None:
        if look.ward and viewer.wards is not None and look.ward not in viewer.wards:
            self._add(look, Unusual.AREA, look.ward)

    def _counted(self, looks: list[Look], look: Look, kind: Unusual) -> None:
        """Keep what is a line from some number on only."""
        looks.append(look)
        least = THRESHOLDS.refused_in_a_day if kind is Unusual.REFUSED else THRESHOLDS.same_search
        mark = clock.local_day(look.at).isoformat() if kind is Unusual.REFUSED else look.term
        if len(looks) == least:
            for each in looks:
                self._add(each, kind, mark)
        elif len(looks) > least:
            self._add(look, kind, mark)
            looks.pop()
            looks[-1] = look

    def _add(self, look: Look, kind: Unusual, mark: str = "", *, each: int | None = None) -> None:
        line = self.lines.setdefault((kind, look.user_id, mark, look.compartment), Line(0, look.at, look.at, []))
        if each is None or each not in line.seen:
            line.amount += 1
        if each is not None:
            line.seen.add(each)
        line.last_at = look.at
        if len(line.entries) < ENTRIES_KEPT:
            line.entries.append(look.number)


def is_out_of_hours(at: datetime) -> bool:
    """True at a weekend, and before the morning and after the evening of a working day, in London."""
    local = at.astimezone(clock.LONDON)
    return local.weekday() > 4 or not THRESHOLDS.opens_at <= local.hour < THRESHOLDS.closes_at
