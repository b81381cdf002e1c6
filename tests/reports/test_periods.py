"""Periods of a report, by worked dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.reports import periods
from casework.reports.periods import Cycle, Period

WINTER = Period(date(2016, 10, 1), date(2017, 3, 31))


@pytest.mark.parametrize(
    ("on", "cycle", "first", "last"),
    [
        (date(2017, 4, 3), Cycle.HALF_YEAR, date(2016, 10, 1), date(2017, 3, 31)),
        (date(2017, 4, 1), Cycle.HALF_YEAR, date(2016, 10, 1), date(2017, 3, 31)),
        (date(2017, 3, 31), Cycle.HALF_YEAR, date(2016, 4, 1), date(2016, 9, 30)),
        (date(2017, 1, 15), Cycle.HALF_YEAR, date(2016, 4, 1), date(2016, 9, 30)),
        (date(2016, 10, 1), Cycle.HALF_YEAR, date(2016, 4, 1), date(2016, 9, 30)),
        (date(2017, 1, 1), Cycle.QUARTER, date(2016, 10, 1), date(2016, 12, 31)),
        (date(2017, 6, 30), Cycle.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
        (date(2016, 3, 31), Cycle.MONTH, date(2016, 2, 1), date(2016, 2, 29)),
        (date(2017, 3, 31), Cycle.YEAR, date(2015, 4, 1), date(2016, 3, 31)),
        (date(2017, 4, 1), Cycle.YEAR, date(2016, 4, 1), date(2017, 3, 31)),
    ],
)
def test_the_last_complete_period(on: date, cycle: Cycle, first: date, last: date) -> None:
    assert periods.last_complete(on, cycle) == Period(first, last)


def test_the_two_periods_a_half_year_is_compared_with() -> None:
    compared = periods.compared(WINTER)
    assert compared.before == Period(date(2016, 4, 1), date(2016, 9, 30))
    assert compared.year_before == Period(date(2015, 10, 1), date(2016, 3, 31))


def test_february_keeps_its_end() -> None:
    assert periods.year_before(Period(date(2016, 2, 1), date(2016, 2, 29))).last == date(2015, 2, 28)
    assert periods.year_before(Period(date(2017, 2, 1), date(2017, 2, 28))).last == date(2016, 2, 29)


def test_an_odd_period_is_compared_with_as_many_days() -> None:
    odd = Period(date(2017, 1, 10), date(2017, 1, 19))
    assert periods.before(odd) == Period(date(2016, 12, 31), date(2017, 1, 9))


def test_the_current_period_and_the_last_twelve_months() -> None:
    assert periods.current(date(2017, 4, 3)) == Period(date(2017, 4, 1), date(2017, 9, 30))
    assert periods.last_twelve_months(date(2017, 4, 3)) == Period(date(2016, 4, 1), date(2017, 3, 31))


def test_labels() -> None:
    assert WINTER.label == "1 October 2016 to 31 March 2017"
    assert WINTER.short_label == "Oct 2016 to Mar 2017"
    assert Period(date(2017, 3, 1), date(2017, 3, 31)).label == "March 2017"
    assert Period(date(2017, 3, 5), date(2017, 3, 5)).label == "5 March 2017"


def test_months_are_cut_to_the_period() -> None:
    found = periods.months(Period(date(2016, 12, 15), date(2017, 2, 3)))
    assert [(month.first.day, month.last.day) for month in found] == [(15, 31), (1, 31), (1, 3)]
    assert len(periods.months(WINTER)) == 6


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before its first"):
        Period(date(2017, 1, 2), date(2017, 1, 1))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(list(Cycle)))
def test_the_last_complete_period_ends_the_day_before_the_current_one(on: date, cycle: Cycle) -> None:
    now = periods.current(on, cycle)
    assert now.covers(on)
    assert periods.before(now) == periods.last_complete(on, cycle)
    assert not periods.last_complete(on, cycle).covers(on)
