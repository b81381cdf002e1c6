"""Repeat victims, repeat locations and repeated missing episodes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statute import repeats


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("occurred", "is_repeat"),
    [
        pytest.param(days("2026-01-10", "2026-04-02", "2026-07-08"), True, id="EX-RV"),
        pytest.param(days("2026-01-10", "2026-04-02", "2026-07-10"), False, id="EX-RV-out"),
        pytest.param(days("2026-01-10", "2026-04-02", "2026-07-09"), False, id="one day out"),
        pytest.param(days("2026-07-08", "2026-01-10", "2026-04-02"), True, id="in any order"),
        pytest.param(days("2026-01-10", "2026-01-10"), False, id="two"),
        pytest.param([], False, id="none"),
    ],
)
def test_repeat_victim(occurred: list[date], is_repeat: bool) -> None:
    found = repeats.repeat_victim(occurred)
    assert list(found) == (sorted(occurred) if is_repeat else [])


def test_an_old_report_outside_the_window_is_not_among_the_dates() -> None:
    recent = days("2026-05-01", "2026-06-01", "2026-07-01")
    assert list(repeats.repeat_victim(days("2025-01-01") + recent)) == recent


@pytest.mark.parametrize(("last", "is_repeat"), [("2026-03-29", True), ("2026-03-30", False)])
def test_repeat_location_is_three_in_28_days(last: str, is_repeat: bool) -> None:
    assert bool(repeats.repeat_location(days("2026-03-02", "2026-03-10", last))) == is_repeat


@pytest.mark.parametrize(("last", "is_repeat"), [("2026-03-31", True), ("2026-04-01", False)])
def test_three_missing_episodes_in_90_days(last: str, is_repeat: bool) -> None:
    assert bool(repeats.repeat_missing(days("2026-01-01", "2026-02-01", last))) == is_repeat


@given(st.lists(st.dates(min_value=date(2015, 1, 1), max_value=date(2028, 1, 1)), max_size=6))
def test_a_repeat_victim_has_three_reports_within_179_days(occurred: list[date]) -> None:
    found = repeats.repeat_victim(occurred)
    ordered = sorted(occurred)
    close = any(later - first <= timedelta(days=179) for first, later in zip(ordered, ordered[2:], strict=False))
    assert bool(found) == close
    assert not found or (len(found) >= 3 and found[-1] - found[0] <= timedelta(days=179))
