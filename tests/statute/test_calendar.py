"""Bank holidays in England 2015 to 2028, and working days counted from them."""

from datetime import date, timedelta

import pytest

from casework.statute import calendar
from casework.statute.types import CalendarEnds

ONE_OFF = {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
MOVED_AWAY = {date(2020, 5, 4), date(2022, 5, 30)}


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian reckoning."""
    golden, century = year % 19, year // 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - epact - year % 100 % 4) % 7
    late = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def monday(year: int, month: int, *, last: bool = False) -> date:
    on = date(year, month + 1, 1) - timedelta(days=7) if last else date(year, month, 1)
    return on + timedelta(days=-on.weekday() % 7)


def by_the_act(year: int) -> set[date]:
    """The holidays of an ordinary year, with substitutes for those on a weekend."""
    days = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    days |= {monday(year, 5), monday(year, 5, last=True), monday(year, 8, last=True)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() > 4 or fixed in days:
            fixed += timedelta(days=1)
        days.add(fixed)
    return days


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0))]


@pytest.mark.parametrize("year", range(2015, 2029))
def test_each_year_has_the_holidays_of_the_act_and_its_one_off_days(year: int) -> None:
    expected = (by_the_act(year) - MOVED_AWAY) | {on for on in ONE_OFF if on.year == year}
    assert {on for on in days_of(year) if calendar.bank_holiday(on)} == expected


@pytest.mark.parametrize("on", sorted(ONE_OFF))
def test_one_off_days_are_no_working_days(on: date) -> None:
    assert on.weekday() < 5
    assert not calendar.is_working_day(on)


@pytest.mark.parametrize("on", sorted(MOVED_AWAY))
def test_mondays_whose_holiday_moved_are_working_days(on: date) -> None:
    assert calendar.is_working_day(on)


def test_a_christmas_on_a_weekend_day_itself_is_no_holiday_but_its_substitute_is() -> None:
    assert calendar.bank_holiday(date(2027, 12, 25)) is None
    assert calendar.bank_holiday(date(2027, 12, 27)) == "Christmas Day (substitute day)"
    assert not calendar.is_working_day(date(2027, 12, 25))


@pytest.mark.parametrize(
    ("received", "number", "due"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 24), 3, date(2026, 12, 31)),
        (date(2026, 12, 24), 5, date(2027, 1, 5)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_t9_working_days_after_receipt(received: date, number: int, due: date) -> None:
    assert calendar.add_working_days(received, number) == due


def test_counting_past_the_calendar_is_refused() -> None:
    assert calendar.last_known_day() == date(2028, 12, 31)
    with pytest.raises(CalendarEnds, match="not for 2029-01-01"):
        calendar.add_working_days(date(2028, 12, 29), 1)


def test_a_day_before_the_calendar_is_refused() -> None:
    assert calendar.first_known_day() == date(2015, 1, 1)
    with pytest.raises(CalendarEnds):
        calendar.is_working_day(date(2014, 12, 31))


def test_working_days_are_never_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        calendar.add_working_days(date(2026, 1, 5), -1)


def test_previous_and_next_working_day_step_over_easter() -> None:
    assert calendar.previous_working_day(date(2026, 4, 7)) == date(2026, 4, 2)
    assert calendar.next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)
    assert calendar.next_working_day(date(2026, 4, 7)) == date(2026, 4, 7)
