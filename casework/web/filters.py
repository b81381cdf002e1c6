"""Jinja filters: how dates, times, ages, counts and money are written on every page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask

from casework.kernel import clock

LONDON = ZoneInfo("Europe/London")


def local(moment: datetime) -> datetime:
    """An instant as the clock in London shows it; one without a zone is taken as UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LONDON)


def on_day(value: date | datetime) -> date:
    """The calendar day in London on which something falls."""
    return local(value).date() if isinstance(value, datetime) else value


def long_date(value: date | datetime | None) -> str:
    """3 April 2017; nothing where there is no date."""
    if value is None:
        return ""
    day = on_day(value)
    return f"{day.day} {day:%B} {day.year}"


def short_date(value: date | datetime | None) -> str:
    """3 Apr 2017, for tables."""
    if value is None:
        return ""
    day = on_day(value)
    return f"{day.day} {day:%b} {day.year}"


def time_of_day(value: datetime | None) -> str:
    """2:05pm, midday, midnight."""
    if value is None:
        return ""
    at = local(value)
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    return f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"


def date_time(value: datetime | None) -> str:
    """3 April 2017 at 2:05pm."""
    return "" if value is None else f"{long_date(value)} at {time_of_day(value)}"


def deadline(value: datetime | None) -> str:
    """3 April 2017 at 2:05pm; what ends with a day is that day: 3 April 2017, not the midnight after it."""
    if value is not None and local(value).time() == time(0):
        return long_date(clock.day_before(value))
    return date_time(value)


def iso(value: date | datetime | None) -> str:
    """The machine form for a `datetime` attribute."""
    return "" if value is None else (local(value) if isinstance(value, datetime) else value).isoformat()


def years_old(born: date | None, on: date) -> int | None:
    """Whole years on a given day; somebody born on 29 February grows older on 1 March in other years."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def plural(count: int, one: str, many: str = "") -> str:
    """1 case, 2 cases, 1,204 cases."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def money(amount: Decimal | int | float | None) -> str:
    """£100 or £37.50."""
    if amount is None:
        return ""
    exact = Decimal(str(amount))
    sign = "-" if exact < 0 else ""
    exact = abs(exact)
    return f"{sign}£{exact:,.0f}" if exact == exact.to_integral_value() else f"{sign}£{exact:,.2f}"


def days_apart(day: date, today: date) -> str:
    """today, yesterday, 3 days ago, in 5 days: in days to sixty, then in months, then in years."""
    gap = (today - day).days
    named = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if gap in named:
        return named[gap]
    size = abs(gap)
    if size <= 60:
        words = plural(size, "day")
    elif size < 730:
        words = plural(round(size / 30.44), "month")
    else:
        words = plural(int(size / 365.25), "year")
    return f"{words} ago" if gap > 0 else f"in {words}"


def install(app: Flask, *, today: Callable[[], date]) -> None:
    """Add the filters; `today` is the trade's day, handed in so that a moved clock moves the pages too."""

    def ago(value: date | datetime | None) -> str:
        return "" if value is None else days_apart(on_day(value), today())

    def age(born: date | None, on: date | None = None) -> str:
        years = years_old(born, on or today())
        return "" if years is None else str(years)

    app.jinja_env.filters.update(
        date=long_date,
        shortdate=short_date,
        datetime=date_time,
        deadline=deadline,
        time=time_of_day,
        iso=iso,
        plural=plural,
        money=money,
        ago=ago,
        last_day=clock.day_before,
        age=age,
    )
    app.jinja_env.globals["today"] = today
