"""What pages show of a task, and the filters of the list."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Whose(StrEnum):
    """Which tasks a list shows."""

    MINE = "mine"
    ORGANISATION = "organisation"
    ASKED = "asked"


class When(StrEnum):
    """By their day, or done."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """One task as a page shows it."""

    id: int
    title: str
    detail: str
    for_org_id: int
    for_org: str
    for_user_id: int | None
    for_user: str
    due_on: date | None
    made_by: str
    made_by_org: str
    made_at: datetime
    done_at: datetime | None
    done_by: str
    outcome: str
    version: int
    ref: str
    kind: str
    may_close: bool
    may_reassign: bool

    @property
    def is_done(self) -> bool:
        """True when it was closed."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of tasks and whether there are more."""

    tasks: tuple[TaskSheet, ...]
    page: int
    more: bool
