"""Working days in England, from bank holidays held as data; beyond the last day known it refuses to guess."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from casework.statute.types import CalendarEnds

SOURCE = Path(__file__).parent / "data" / "bank_holidays.toml"
SATURDAY = 5


@cache
def _known() -> tuple[date, date, dict[date, str]]:
    with SOURCE.open("rb") as file:
        data = tomllib.load(file)
    holidays = {date.fromisoformat(day): name for day, name in data["england"].items()}
    return data["known_from"], data["known_to"], holidays


def first_known_day() -> date:
    """The first day of the calendar."""
    return _known()[0]


def last_known_day() -> date:
    """The last day of the calendar; counting past it is refused."""
    return _known()[1]


def bank_holiday(on: date) -> str | None:
    """The name of the bank holiday in England on this day, or nothing; refuses a day outside the calendar."""
    first, last, holidays = _known()
    if not first <= on <= last:
        raise CalendarEnds(on, first, last)
    return holidays.get(on)


def is_working_day(on: date) -> bool:
    """Whether the day is Monday to Friday and no bank holiday in England; refuses a day outside the calendar."""
    return bank_holiday(on) is None and on.weekday() < SATURDAY


def next_working_day(on: date) -> date:
    """The day itself if it is a working day, otherwise the first one after it."""
    while not is_working_day(on):
        on += timedelta(days=1)
    return on


def previous_working_day(on: date) -> date:
    """The last working day before this day."""
    on -= timedelta(days=1)
    while not is_working_day(on):
        on -= timedelta(days=1)
    return on


def add_working_days(received_on: date, number: int) -> date:
    """The working day a number of working days after receipt, which is day 0; refuses to count past the calendar."""
    if number < 0:
        raise ValueError("Working days are counted forwards.")
    if number == 0:
        return received_on
    on = received_on
    for _ in range(number):
        on = next_working_day(on + timedelta(days=1))
    return on
