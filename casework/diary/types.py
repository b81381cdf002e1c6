"""What a diary is made of: lines, whose and when they are, and what a source is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.kernel.actor import Actor

RUNGS = (7, 1, 0, -1)  # days before the day at which somebody is reminded; -1 is the day after
PRIVATE = "private"


class Scope(StrEnum):
    """Whose days."""

    MINE = "mine"
    ORGANISATION = "organisation"
    PARTNERSHIP = "partnership"
    NOBODY = "nobody"  # of the organisation, and no person is named: the managers are reminded


SCOPE_LABELS = {
    Scope.MINE: "Mine",
    Scope.ORGANISATION: "My organisation's",
    Scope.PARTNERSHIP: "All of the partnership that I may see",
}


class When(StrEnum):
    """Which days."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


WHEN_LABELS = {
    When.OVERDUE: "Overdue",
    When.TODAY: "Today",
    When.WEEK: "The next seven days",
    When.LATER: "Later",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source is asked: whose days, between which, behind which line, and how many at most."""

    scope: Scope
    first: date | None = None
    last: date | None = None
    partnership_id: int | None = None
    after_at: datetime | None = None
    after_id: int | None = None  # empty: only what is later than `after_at`
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One day of the diary: what is due, when, about what, why, and the record it opens."""

    at: datetime  # its place in the diary
    on: date
    id: int
    what: str
    about: str
    why: str
    kind: str
    ref: str
    record_id: int
    source: str = ""
    task_id: int = 0  # a task has a page of its own below its record
    is_private: bool = False  # in the compartment: shown to whoever may see it, and never carried outside


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of day that a package brings: its name, what a calendar may call it, and how its lines are read.

    `load` goes through the policy. A source of the compartment is asked for cleared people only, and never for a calendar.
    """

    name: str
    title: str
    load: Callable[[Actor, Asked], list[Line]]
    rungs: tuple[int, ...] = RUNGS
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the diary's page."""

    scope: Scope = Scope.MINE
    when: When = When.ALL
    source: str = ""
    partnership_id: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the diary: its lines under their headings, and the key of the next."""

    groups: tuple[tuple[When, tuple[Line, ...]], ...]
    next_key: str
    chosen: Wanted
    sources: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to show."""
        return not self.groups
