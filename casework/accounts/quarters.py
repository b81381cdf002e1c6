"""The arithmetic of attesting: quarters as numbers, when one is due, and when an organisation that owes one becomes read-only."""

from datetime import date, timedelta

DUE = timedelta(days=30)  # from the first day of the quarter: told to attest until then
STOPPED = timedelta(days=45)  # from the first day of the first quarter that was left out: read-only from then


def quarter_of(on: date) -> int:
    """Return the quarter of a day: the year times four, plus 0 for January to March."""
    return on.year * 4 + (on.month - 1) // 3


def first_day(quarter: int) -> date:
    """Return the first day of a quarter."""
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def label(quarter: int) -> str:
    """Return a quarter as people say it: January to March 2026."""
    spoken = ("January to March", "April to June", "July to September", "October to December")
    return f"{spoken[quarter % 4]} {quarter // 4}"


def is_owed(last: int, on: date) -> bool:
    """True while the present quarter is not attested; `last` is the last quarter that was."""
    return last < quarter_of(on)


def due_on(last: int) -> date:
    """Return the last day for attesting in time."""
    return first_day(last + 1) + DUE


def read_only_from(last: int) -> date:
    """Return the day from which an organisation is read-only unless it attests."""
    return first_day(last + 1) + STOPPED


def is_stopped(last: int, on: date) -> bool:
    """True when an organisation is read-only for want of its attestation."""
    return is_owed(last, on) and on >= read_only_from(last)
