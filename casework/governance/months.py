"""Months as the trail's lists have them, and the numbers of the entries that fall between two instants."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from casework.audit.models import AuditEvent
from casework.kernel import clock
from casework.kernel.db import db


def first_of(on: date) -> date:
    """Return the first day of a day's month."""
    return on.replace(day=1)


def before(month_on: date) -> date:
    """Return the first day of the month before."""
    return first_of(month_on - timedelta(days=1))


def after(month_on: date) -> date:
    """Return the first day of the month after."""
    return first_of(month_on + timedelta(days=31))


def numbers(month_on: date) -> tuple[int, int]:
    """Return the number before the first entry of a month, and that of its last."""
    return between(clock.start_of_day(month_on), clock.start_of_day(after(month_on)))


def between(since: datetime, until: datetime) -> tuple[int, int]:
    """Return the number before the first entry between two instants, and that of the last; the same twice when there is none.

    The clock may have been put back now and then: the entry found first by time is close enough for a list that people judge.
    """
    inside = (AuditEvent.at >= since, AuditEvent.at < until)
    first = db.session().scalar(select(AuditEvent.number).where(*inside).order_by(AuditEvent.at).limit(1))
    last = db.session().scalar(select(AuditEvent.number).where(*inside).order_by(AuditEvent.at.desc()).limit(1))
    return (0, 0) if first is None or last is None else (first - 1, max(first, last))


def floor(since: datetime) -> int:
    """Return the number from which on entries of an instant or later stand, with an hour to spare for a clock put back."""
    early = since - timedelta(hours=1)
    found = db.session().scalar(select(AuditEvent.number).where(AuditEvent.at >= early).order_by(AuditEvent.at).limit(1))
    return found if found is not None else (db.session().scalar(select(func.max(AuditEvent.number))) or 0) + 1


def ceiling(until: datetime) -> int:
    """Return the number up to which entries before an instant stand, with an hour to spare."""
    late = until + timedelta(hours=1)
    found = db.session().scalar(select(AuditEvent.number).where(AuditEvent.at < late).order_by(AuditEvent.at.desc()).limit(1))
    return found or 0
