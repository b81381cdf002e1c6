"""The worked figures of the partnership's first report, and the rules for change and rate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.reports import arithmetic
from casework.reports.types import FigureDiffersError


def test_antisocial_behaviour_rose_by_15_6_percent() -> None:
    assert arithmetic.change(3496, 4041).text == "+15.6%"


def test_crime_is_46_5_per_1000_residents() -> None:
    assert arithmetic.rate_per_1000(8257, 177_500) == Decimal("46.5")


def test_the_populations_that_give_46_5_per_1000() -> None:
    assert arithmetic.populations_of_rate(8257, Decimal("46.5")) == (177_380, 177_761)


def test_the_earlier_counts_that_give_the_stated_changes() -> None:
    assert arithmetic.bases_of_change(8257, Decimal("11.3")) == (7416, 7422)
    assert arithmetic.bases_of_change(8257, Decimal("-14")) == (9546, 9657)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (14, 21, "14 to 21"),
        (19, 40, "19 to 40"),
        (20, 30, "+50.0%"),
        (0, 7, "n/a"),
        (0, 0, "n/a"),
        (1000, 990, "-1.0%"),
        (500, 500, "0.0%"),
        (20_000, 20_001, "0.0%"),
        (800, 801, "+0.1%"),
        (1600, 1598, "-0.1%"),
        (2000, 2003, "+0.2%"),
        (2000, 1997, "-0.2%"),
    ],
)
def test_change_in_words(old: int, new: int, text: str) -> None:
    assert arithmetic.change(old, new).text == text


def test_half_is_rounded_up_not_to_even() -> None:
    assert arithmetic.rate_per_1000(1, 20_000) == Decimal("0.1")
    assert arithmetic.rate_per_1000(5, 20_000) == Decimal("0.3")


@pytest.mark.parametrize("population", [0, -1])
def test_a_rate_needs_residents(population: int) -> None:
    with pytest.raises(ValueError, match="population above nought"):
        arithmetic.rate_per_1000(5, population)


def test_a_share_of_nothing_is_none() -> None:
    assert arithmetic.share(0, 0) is None
    assert arithmetic.share(1, 3) == Decimal("33.3")


def test_a_typed_percentage_that_differs_is_refused() -> None:
    computed = arithmetic.percentage_change(3496, 4041)
    arithmetic.refuse_typed_difference(Decimal("15.6"), computed, what="change in antisocial behaviour")
    with pytest.raises(
        FigureDiffersError, match="change in antisocial behaviour worked out from the stored counts is 15.6, not 15.5"
    ):
        arithmetic.refuse_typed_difference(Decimal("15.5"), computed, what="change in antisocial behaviour")


def test_a_rate_no_population_gives_is_refused() -> None:
    with pytest.raises(FigureDiffersError):
        arithmetic.populations_of_rate(3, Decimal("999.9"))


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_every_population_in_the_range_gives_the_rate_and_its_neighbours_do_not(count: int, population: int) -> None:
    rate = arithmetic.rate_per_1000(count, population)
    if not rate:
        return
    least, greatest = arithmetic.populations_of_rate(count, rate)
    assert least <= population <= greatest
    assert arithmetic.rate_per_1000(count, greatest + 1) < rate
    assert least == 1 or arithmetic.rate_per_1000(count, least - 1) > rate
