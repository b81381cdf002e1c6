"""The counting rules T1 to T8: how a statute's words turn a day or an instant into the end of a period."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
CHRISTMAS = (12, 25)


def london_day(at: datetime) -> date:
    """The legal day of an instant, as the clock in London shows it."""
    return _aware(at).astimezone(LONDON).date()


def corresponding(on: date, months: int) -> tuple[date, bool]:
    """The same day of a later month and whether it exists; the last day of that month where it does not."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, length)), on.day <= length


def days_beginning_with(first: date, number: int) -> date:
    """T1: the last of a number of days, the first day counting."""
    return first + (_positive(number) - 1) * DAY


def days_following(on: date, number: int) -> date:
    """T2: the last of a number of days, the starting day not counting."""
    return on + _positive(number) * DAY


def months_beginning_with(first: date, number: int) -> date:
    """T3: the day before the corresponding date, or the last day of the month where there is no such date."""
    end, exists = corresponding(first, _positive(number))
    return end - DAY if exists else end


def within_months(on: date, number: int) -> date:
    """T4: the corresponding date, or the last day of the month where there is no such date."""
    return corresponding(on, _positive(number))[0]


def weeks_beginning_with(first: date, number: int) -> date:
    """T5: the last day of a number of weeks, the first day counting."""
    return days_beginning_with(first, 7 * _positive(number))


def after_clear_days(on: date, number: int) -> date:
    """T6: the first day on which action is allowed, after a number of whole days in between."""
    return on + (_positive(number) + 1) * DAY


def hours_from(at: datetime, number: int) -> datetime:
    """T7: elapsed hours, so that a change of the clocks neither gives nor takes an hour."""
    return _aware(at).astimezone(UTC) + timedelta(hours=_positive(number))


def hours_from_except_christmas_day(at: datetime, number: int) -> datetime:
    """T8: elapsed hours, Christmas Day in London left out of the count (ASBCPA 2014 ss77, 80)."""
    start = _aware(at).astimezone(UTC)
    end = hours_from(start, number)
    for year in range(london_day(start).year, london_day(end).year + 1):
        opens = datetime.combine(date(year, *CHRISTMAS), time.min, LONDON).astimezone(UTC)
        closes = opens + DAY
        if start < closes and end > opens:
            end += closes - max(start, opens)
    return end


def birthday(born_on: date, age: int) -> date:
    """The day a person reaches an age; a birthday of 29 February falls on 1 March in other years."""
    on, exists = corresponding(born_on, 12 * age)
    return on if exists else on + DAY


def age_on(born_on: date, on: date) -> int:
    """How old a person is on a day, in whole years."""
    age = on.year - born_on.year
    return age if birthday(born_on, age) <= on else age - 1


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError("A period has at least one day or hour.")
    return number


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return at
