"""The counting rules T1 to T8, with the worked example of each."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statute import counting

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(min_value=date(2014, 10, 20), max_value=date(2060, 12, 31))
INSTANTS = st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2060, 1, 1), timezones=st.just(UTC))
SMALL = st.integers(min_value=1, max_value=120)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("count", "first", "number", "last"),
    [
        pytest.param(counting.days_beginning_with, date(2026, 3, 2), 21, date(2026, 3, 22), id="T1"),
        pytest.param(counting.days_following, date(2026, 3, 2), 14, date(2026, 3, 16), id="T2"),
        pytest.param(counting.months_beginning_with, date(2026, 5, 14), 3, date(2026, 8, 13), id="T3"),
        pytest.param(counting.months_beginning_with, date(2026, 11, 30), 3, date(2027, 2, 28), id="T3-no-30-February"),
        pytest.param(counting.months_beginning_with, date(2024, 2, 29), 36, date(2027, 2, 28), id="T3-leap-day"),
        pytest.param(counting.months_beginning_with, date(2024, 2, 29), 48, date(2028, 2, 28), id="T3-leap-to-leap"),
        pytest.param(counting.months_beginning_with, date(2026, 1, 1), 12, date(2026, 12, 31), id="T3-calendar-year"),
        pytest.param(counting.within_months, date(2026, 9, 3), 1, date(2026, 10, 3), id="T4"),
        pytest.param(counting.within_months, date(2026, 1, 31), 1, date(2026, 2, 28), id="T4-no-31-February"),
        pytest.param(counting.within_months, date(2026, 12, 31), 1, date(2027, 1, 31), id="T4-over-the-year"),
        pytest.param(counting.weeks_beginning_with, date(2026, 1, 28), 6, date(2026, 3, 10), id="T5"),
        pytest.param(counting.after_clear_days, date(2026, 6, 1), 7, date(2026, 6, 9), id="T6"),
    ],
)
def test_days(count: object, first: date, number: int, last: date) -> None:
    assert callable(count)
    assert count(first, number) == last


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        pytest.param(london(2026, 10, 24, 20), london(2026, 10, 26, 19), id="T7-autumn"),
        pytest.param(london(2026, 3, 27, 18), london(2026, 3, 29, 19), id="T7-spring"),
    ],
)
def test_t7_hours_are_elapsed_hours(at: datetime, ends: datetime) -> None:
    found = counting.hours_from(at, 48)
    assert found == ends.astimezone(UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("at", "hours", "ends"),
    [
        pytest.param(london(2026, 12, 24, 15), 48, london(2026, 12, 27, 15), id="T8"),
        pytest.param(london(2026, 12, 25, 10), 48, london(2026, 12, 28, 0), id="T8-served-on-the-day"),
        pytest.param(london(2026, 12, 23, 0), 48, london(2026, 12, 25, 0), id="T8-ends-as-the-day-opens"),
        pytest.param(london(2026, 12, 26, 0), 48, london(2026, 12, 28, 0), id="T8-starts-as-the-day-closes"),
        pytest.param(london(2026, 12, 31, 12), 48, london(2027, 1, 2, 12), id="T8-no-other-holiday"),
    ],
)
def test_t8_leaves_out_christmas_day(at: datetime, hours: int, ends: datetime) -> None:
    assert counting.hours_from_except_christmas_day(at, hours) == ends


def test_an_instant_without_a_zone_is_refused() -> None:
    for count in (counting.hours_from, counting.hours_from_except_christmas_day):
        with pytest.raises(ValueError, match="time zone"):
            count(datetime(2026, 1, 1, 12), 24)


@pytest.mark.parametrize("number", [0, -1])
def test_an_empty_period_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        counting.days_beginning_with(date(2026, 1, 1), number)


def test_the_legal_day_is_the_day_in_london() -> None:
    assert counting.london_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert counting.london_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2010, 3, 2), date(2026, 3, 1), 15),
        (date(2010, 3, 2), date(2026, 3, 2), 16),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age_counts_a_leap_day_birthday_on_1_march(born: date, on: date, age: int) -> None:
    assert counting.age_on(born, on) == age


@given(DAYS, SMALL)
def test_a_last_day_is_never_before_the_first(first: date, number: int) -> None:
    for count in (counting.days_beginning_with, counting.weeks_beginning_with, counting.months_beginning_with):
        assert count(first, number) >= first
    for count in (counting.days_following, counting.within_months, counting.after_clear_days):
        assert count(first, number) > first


@given(DAYS, SMALL)
def test_one_more_never_ends_sooner(first: date, number: int) -> None:
    assert counting.months_beginning_with(first, number) < counting.months_beginning_with(first, number + 1)
    assert counting.days_following(first, number) == counting.days_beginning_with(first, number) + timedelta(days=1)


@given(INSTANTS, SMALL)
def test_christmas_only_ever_adds_at_most_its_own_hours(at: datetime, number: int) -> None:
    extra = counting.hours_from_except_christmas_day(at, number) - counting.hours_from(at, number)
    assert timedelta(0) <= extra <= timedelta(days=1)
