"""Fields for dates and times, which take what people type and answer with a sentence when it cannot be."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from wtforms import fields as wt
from wtforms.validators import StopValidation

from casework.web import widgets
from casework.web.fields.base import House
from casework.web.filters import LONDON, local, long_date, time_of_day

Day = date | Callable[[], date] | None

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_WHOLE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.-]+(\d{1,2}|[a-z]+)[\s/.,-]+(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?", re.ASCII)


def split_whole(typed: str) -> tuple[str, str, str] | None:
    """Day, month and year of a whole date typed into one box: 3/4/2017, 3 April 2017 or 2017-04-03."""
    typed = typed.strip().lower()
    if found := _ISO.fullmatch(typed):
        return found[3], found[2], found[1]
    if found := _WHOLE.fullmatch(typed):
        return found[1], found[2], found[3]
    return None


def read_time(typed: str) -> time | None:
    """The time in what was typed: 14:30, 2.30pm, 1430, 9am, midday; None when there is none."""
    typed = typed.strip().lower()
    if typed in ("midday", "noon", "midnight"):
        return time(0 if typed == "midnight" else 12)
    found = _TIME.fullmatch(typed)
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class DateField(House, wt.Field):
    """A day in three boxes; month names and a whole date in the first box work too.

    `not_before` and `not_after` are dates or callables giving one (`not_after=clock.today`); the refusal says the day, or "today"
    for a callable.
    """

    widget = widgets.When()
    parts: tuple[tuple[str, int], ...] = (("Day", 2), ("Month", 2), ("Year", 4))

    def __init__(self, label: str, *, not_before: Day = None, not_after: Day = None, **rest: Any) -> None:
        self.not_before, self.not_after = not_before, not_after
        super().__init__(label, **rest)

    @property
    def anchor(self) -> str:
        """The first box, since a group cannot take the focus."""
        return f"{self.id}-day"

    def typed(self) -> list[str]:
        """What the boxes show: what was typed, else the data."""
        if self.raw_data:
            given = [str(part) for part in self.raw_data[: len(self.parts)]]
            return given + [""] * (len(self.parts) - len(given))
        return self.shown() if self.data else [""] * len(self.parts)

    def shown(self) -> list[str]:
        """The data as boxes."""
        return [str(self.data.day), str(self.data.month), f"{self.data.year:04d}"]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the boxes."""
        boxes = [str(part).strip() for part in valuelist[:3]] + [""] * 3
        self.data = self.read(*boxes[:3])

    def read(self, day: str, month: str, year: str) -> date | None:
        """The day the three boxes name; None when all are blank, ValueError with a sentence when they name none."""
        if day and not month and not year and (whole := split_whole(day)):
            day, month, year = whole
        lacking = [name for name, box in (("a day", day), ("a month", month), ("a year", year)) if not box]
        if len(lacking) == 3:
            return None
        if lacking:
            raise ValueError(f"{self.says} must include {' and '.join(lacking)}")
        if not re.fullmatch(r"\d{4}", year, re.ASCII):
            raise ValueError(f"{self.says}: the year must have 4 numbers, like 2017")
        try:
            found = date(int(year), _MONTHS.get(month.lower()) or int(month), int(day))
        except ValueError:
            raise ValueError(f"{self.says} must be a real date, like 27 3 2017") from None
        if not 1850 <= found.year <= 2150:
            raise ValueError(f"{self.says} must have a year between 1850 and 2150")
        return found

    def check(self) -> None:
        """The range."""
        self.check_range(self.data)

    def check_range(self, day: date) -> None:
        """Between `not_before` and `not_after`, both included."""
        first, last = (limit() if callable(limit) else limit for limit in (self.not_before, self.not_after))
        if first and day < first:
            raise StopValidation(
                f"{self.says} must be "
                + ("today or in the future" if callable(self.not_before) else f"on or after {long_date(first)}")
            )
        if last and day > last:
            raise StopValidation(
                f"{self.says} must be "
                + ("today or in the past" if callable(self.not_after) else f"on or before {long_date(last)}")
            )


class TimeField(House, wt.Field):
    """A time of day in one box."""

    widget = widgets.Text(classes="govuk-input--width-5")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time."""
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = read_time(valuelist[0])
            if self.data is None:
                raise ValueError(f"{self.says} must be a time, like 2:30pm or 14:30")


class DateTimeField(DateField):
    """A day and a time in London, in four boxes; data is an instant in UTC.

    Of the hour that comes twice in autumn the first is meant.
    """

    parts = (*DateField.parts, ("Time", 5))

    def __init__(self, label: str, *, now: Callable[[], datetime] | None = None, **rest: Any) -> None:
        self.now = now
        super().__init__(label, **rest)

    def shown(self) -> list[str]:
        """The data as London's clock shows it."""
        here = local(self.data)
        return [
            str(here.day),
            str(here.month),
            str(here.year),
            time_of_day(here) if here.minute or here.hour not in (0, 12) else f"{here:%H:%M}",
        ]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, then the time."""
        boxes = [str(part).strip() for part in valuelist[:4]] + [""] * 4
        self.data = None
        day = self.read(*boxes[:3])
        if day is None and not boxes[3]:
            return
        if day is None:
            raise ValueError(f"{self.says} must include a date")
        at = read_time(boxes[3])
        if at is None:
            raise ValueError(f"{self.says} must include a time, like 2:30pm or 14:30")
        moment = datetime.combine(day, at, LONDON).astimezone(UTC)
        if local(moment).replace(tzinfo=None) != datetime.combine(day, at):
            raise ValueError(f"{self.says}: the clocks went forward, so there was no such time")
        self.data = moment

    def check(self) -> None:
        """The day's range; with `now`, not a moment to come."""
        self.check_range(local(self.data).date())
        if self.now and self.data > self.now():
            raise StopValidation(f"{self.says} must be in the past")
