"""How dates, ages, counts and money read on a page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from casework.web import filters


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 7, 1, 13, 5, tzinfo=UTC), "1 July 2026 at 2:05pm"),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), "1 January 2026 at midnight"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026 at 12:30am"),
        (datetime(2026, 1, 5, 12, 0), "5 January 2026 at midday"),
        (None, ""),
    ],
)
def test_an_instant_is_written_as_the_clock_in_london_shows_it(moment: datetime | None, text: str) -> None:
    assert filters.date_time(moment) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 12, 9, 0, 0, tzinfo=UTC), "8 December 2026"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "30 June 2026"),  # midnight in London
        (datetime(2026, 12, 8, 14, 5, tzinfo=UTC), "8 December 2026 at 2:05pm"),
        (None, ""),
    ],
)
def test_a_deadline_that_ends_with_a_day_is_that_day(moment: datetime | None, text: str) -> None:
    assert filters.deadline(moment) == text


def test_a_day_is_written_long_and_short() -> None:
    assert filters.long_date(date(2017, 4, 3)) == "3 April 2017"
    assert filters.short_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 Jul 2026"


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2008, 5, 4), date(2026, 5, 4), 18),
        (date(2008, 5, 5), date(2026, 5, 4), 17),
    ],
)
def test_an_age_is_in_whole_years(born: date, on: date, years: int) -> None:
    assert filters.years_old(born, on) == years


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 4), "today"),
        (date(2026, 5, 3), "yesterday"),
        (date(2026, 5, 5), "tomorrow"),
        (date(2026, 4, 4), "30 days ago"),
        (date(2026, 5, 20), "in 16 days"),
        (date(2026, 1, 4), "4 months ago"),
        (date(2016, 5, 4), "9 years ago"),
    ],
)
def test_how_long_ago_a_day_is(day: date, words: str) -> None:
    assert filters.days_apart(day, date(2026, 5, 4)) == words


def test_counts_and_money() -> None:
    assert filters.plural(1, "case") == "1 case"
    assert filters.plural(1204, "person", "people") == "1,204 people"
    assert [filters.money(each) for each in (100, Decimal("37.5"), Decimal("-2000"), None)] == ["£100", "£37.50", "-£2,000", ""]
