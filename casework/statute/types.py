"""The words of the statute package: limits as dated rows, deadlines with their rule and citation, refusals with a sentence."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class StatuteError(Exception):
    """Something the law tables cannot answer."""


class BadRow(StatuteError):
    """A row of the law tables is unusable; the tables refuse to load."""

    def __init__(self, row_id: str, reason: str) -> None:
        super().__init__(f"{row_id}: {reason}")
        self.row_id = row_id
        self.reason = reason


class NoLimit(StatuteError):
    """No row is in force for this power, parameter and date, so nothing may be assumed."""

    def __init__(self, power: str, parameter: str, on: date) -> None:
        super().__init__(f"No limit is in force for {power} {parameter} on {on.isoformat()}.")
        self.power, self.parameter, self.on = power, parameter, on


class CalendarEnds(StatuteError):
    """The bank holidays of this date are not known, so a working day cannot be counted."""

    def __init__(self, on: date, first: date, last: date) -> None:
        super().__init__(f"Bank holidays are known from {first.isoformat()} to {last.isoformat()}, not for {on.isoformat()}.")
        self.on, self.first, self.last = on, first, last


class Status(StrEnum):
    """Whether a row of the tables applies."""

    IN_FORCE = "in_force"
    PROSPECTIVE = "prospective"
    UNCONFIRMED = "unconfirmed"


class Unit(StrEnum):
    """What the value of a limit is measured in."""

    AGE = "age"
    CLEAR_DAYS = "clear_days"
    COUNT = "count"
    DAYS = "days"
    HOURS = "hours"
    LEVEL = "level"
    MONTHS = "months"
    POUNDS = "pounds"
    WEEKS = "weeks"
    WORKING_DAYS = "working_days"
    YEARS = "years"


class Counted(StrEnum):
    """How a period runs from its starting day or instant."""

    BEGINNING_WITH = "beginning_with"
    CLEAR_DAYS_AFTER = "clear_days_after"
    FOLLOWING = "following"
    HOURS_FROM = "hours_from"
    HOURS_FROM_EXCEPT_CHRISTMAS_DAY = "hours_from_except_christmas_day"
    WITHIN = "within"
    WORKING_DAYS_AFTER = "working_days_after"


class Level(StrEnum):
    """Whether a refusal stops the deed or only warns."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the law or of a local standard, for the dates it covers."""

    id: str
    power: str
    parameter: str
    value: int | None  # None means unlimited
    unit: Unit
    counted: Counted | None  # None where nothing is counted: an amount, an age, a number
    counted_from: str
    starts_on: date | None  # None only while the row is not in force
    ends_on: date | None  # None means until further notice
    status: Status
    citation: str
    source: tuple[str, ...]
    mark: str
    checked_on: date
    note: str

    @property
    def is_unlimited(self) -> bool:
        """Whether the law sets no upper figure."""
        return self.value is None

    def covers(self, on: date) -> bool:
        """Whether the row is in force on this date."""
        if self.status is not Status.IN_FORCE or self.starts_on is None:
            return False
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Activation:
    """An administrator's decision that an unconfirmed row is in force from a date, with the instrument that says so."""

    row_id: str
    from_on: date
    instrument: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The answer to "by when?": a legal day in London or an instant in UTC, with the counting rule and the law behind it."""

    name: str
    on: date | None
    at: datetime | None
    rule: str
    citation: str
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a deed may not be done, or may be done only with care."""

    rule: str
    level: Level
    sentence: str
    citation: str
