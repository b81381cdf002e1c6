"""The trade's clock on another day: it is that day in London, whatever the season and the hour in which it is moved."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from casework.kernel import clock


@pytest.fixture(autouse=True)
def put_right() -> Iterator[None]:
    yield
    clock.shift_to(None)


@pytest.mark.parametrize(
    ("real", "as_of"),
    [
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), date(2017, 4, 3)),  # late in winter, moved into summer
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2016, 12, 5)),  # past midnight in summer, moved into winter
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), date(2026, 5, 14)),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), date(2026, 3, 29)),  # the day on which the clocks go forward
    ],
)
def test_it_is_that_day_in_london_at_the_same_time_of_day(monkeypatch: pytest.MonkeyPatch, real: datetime, as_of: date) -> None:
    monkeypatch.setattr(clock, "wall", lambda: real)
    clock.shift_to(as_of)
    assert clock.today() == as_of and clock.is_shifted()
    assert clock.now().astimezone(clock.LONDON).time() == real.astimezone(clock.LONDON).time()


def test_put_right_it_is_the_real_one_again() -> None:
    clock.shift_to(date(2017, 4, 3))
    clock.shift_to(None)
    assert not clock.is_shifted()
