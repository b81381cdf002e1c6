"""The periods a report covers: the last complete one, the one before it and the same one a year earlier."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casework.web import filters


class Cycle(StrEnum):
    """How long a partnership's reporting period is."""

    HALF_YEAR = "half_year"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Cycle.HALF_YEAR: 6, Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12}
_FIRST_MONTH = 4


@dataclass(frozen=True, order=True)
class Period:
    """The days from the first to the last, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("The last day of a period cannot be before its first.")

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def label(self) -> str:
        """The period in words, such as 1 October 2016 to 31 March 2017, or March 2017 for a whole month."""
        if self.first.day == 1 and self.last == _day_before(_add_months(self.first, 1)):
            return f"{self.first:%B %Y}"
        if self.first == self.last:
            return filters.long_date(self.first)
        return f"{filters.long_date(self.first)} to {filters.long_date(self.last)}"

    @property
    def short_label(self) -> str:
        """The period for an axis or a column, such as Oct 2016 to Mar 2017."""
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first:%b %Y}"
        return f"{self.first:%b %Y} to {self.last:%b %Y}"

    def covers(self, day: date) -> bool:
        """Whether the day falls within the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Comparison:
    """A period beside the one before it and the same one a year earlier."""

    now: Period
    before: Period
    year_before: Period


def last_complete(on: date, cycle: Cycle = Cycle.HALF_YEAR) -> Period:
    """The newest period of the cycle that had ended before the day; half years and quarters are counted from 1 April."""
    start = _start_of_cycle(on, cycle)
    return Period(_add_months(start, -_MONTHS[cycle]), _day_before(start))


def current(on: date, cycle: Cycle = Cycle.HALF_YEAR) -> Period:
    """The period of the cycle that the day falls within."""
    start = _start_of_cycle(on, cycle)
    return Period(start, _day_before(_add_months(start, _MONTHS[cycle])))


def last_twelve_months(on: date) -> Period:
    """The twelve whole months that had ended before the day."""
    start = on.replace(day=1)
    return Period(_add_months(start, -12), _day_before(start))


def before(period: Period) -> Period:
    """The period of the same length that ended the day before this one began: whole months where it has whole months."""
    months = _whole_months(period)
    last = _day_before(period.first)
    first = _add_months(period.first, -months) if months else period.first - timedelta(days=period.days)
    return Period(first, last)


def year_before(period: Period) -> Period:
    """The same period a year earlier; the end of February stays the end of February."""
    beyond = _add_months(period.last + timedelta(days=1), -12)
    return Period(_add_months(period.first, -12), _day_before(beyond))


def compared(period: Period) -> Comparison:
    """The period beside the two it is compared with."""
    return Comparison(period, before(period), year_before(period))


def months(period: Period) -> tuple[Period, ...]:
    """The months of a period in order, the first and last cut to it."""
    found = []
    first = period.first
    while first <= period.last:
        beyond = _add_months(first.replace(day=1), 1)
        found.append(Period(first, min(_day_before(beyond), period.last)))
        first = beyond
    return tuple(found)


def _start_of_cycle(on: date, cycle: Cycle) -> date:
    since = (on.month - _FIRST_MONTH) % _MONTHS[cycle]
    return _add_months(on.replace(day=1), -since)


def _whole_months(period: Period) -> int:
    beyond = period.last + timedelta(days=1)
    if period.first.day != 1 or beyond.day != 1:
        return 0
    return (beyond.year - period.first.year) * 12 + beyond.month - period.first.month


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        beyond = date(year, month + 1, 28) + timedelta(days=4)
        return _day_before(beyond.replace(day=1))


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
