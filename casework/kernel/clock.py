"""The one place that reads the time.

`now()` and `today()` serve the trade (shares, orders, cases) and may be moved for a demonstration; `wall()` serves the machinery
(sessions, codes, audit) and is never moved. Instants are UTC with the zone stored; legal days are those of Europe/London.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_offset = timedelta(0)


def wall() -> datetime:
    """Return the real instant, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the trade's instant, in UTC."""
    return wall() + _offset


def today() -> date:
    """Return the trade's day in Europe/London."""
    return now().astimezone(LONDON).date()


def shift_to(as_of: date | None) -> None:
    """Start the trade's clock on another day at London's time of day (the demonstration only); None puts it right again."""
    global _offset
    _offset = timedelta(0)
    if as_of is not None:
        real = wall()
        _offset = datetime.combine(as_of, real.astimezone(LONDON).time(), LONDON).astimezone(UTC) - real


@contextmanager
def moved() -> Iterator[Callable[[datetime], None]]:
    """Let the trade's clock be put to any instant until the block ends: for making a demonstration's past."""
    global _offset
    kept = _offset

    def move(at: datetime) -> None:
        global _offset
        _offset = at - wall()

    try:
        yield move
    finally:
        _offset = kept


def is_shifted() -> bool:
    """True while the trade's clock is not the real one."""
    return _offset != timedelta(0)


def local_day(at: datetime) -> date:
    """Return the day in Europe/London on which an instant falls."""
    return at.astimezone(LONDON).date()


def start_of_day(on: date) -> datetime:
    """Return the first instant of a London day, in UTC."""
    return datetime.combine(on, time(0), LONDON).astimezone(UTC)


def end_of_day(on: date) -> datetime:
    """Return the first instant after a London day, in UTC."""
    return start_of_day(on + timedelta(days=1))


def day_before(at: datetime) -> date:
    """Return the last London day that ends at or before an instant: of an `until` made by `end_of_day`, the day meant."""
    return local_day(at - timedelta(microseconds=1))
