"""The registry of sources, and how each narrows its own table to what the diary asks: days or instants, in order, bounded."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_

from casework.diary.types import Asked, Scope, Source
from casework.kernel import clock
from casework.kernel.actor import Actor

_SOURCES: dict[str, Source] = {}
# An `until` ends with its last day: the day meant is the one before.
_STEP = timedelta(microseconds=1)


def register(source: Source) -> None:
    """Put a kind of day into the diary; one of the same name is replaced."""
    _SOURCES[source.name] = source


def held(actor: Actor) -> list[Source]:
    """Return the sources an actor's diary has, by name: those of the compartment only for cleared people."""
    return [source for _, source in sorted(_SOURCES.items()) if actor.cleared or not source.is_private]


def whose(actor: Actor, asked: Asked, *, user: Any, org: Any, partnership: Any) -> Any:
    """Return the condition of a scope on a table's columns for the person, the organisation and the partnership."""
    match asked.scope:
        case Scope.MINE:
            return user == actor.user_id
        case Scope.ORGANISATION:
            return org == actor.organisation_id
        case Scope.NOBODY:
            return and_(org == actor.organisation_id, user.is_(None))
    return partnership == asked.partnership_id if asked.partnership_id else partnership.in_(actor.partnership_ids)


def by_day(statement: Select[Any], column: Any, key: Any, asked: Asked) -> Select[Any]:
    """Narrow a select to the days asked for, in the diary's order, by a column of days."""
    conditions = [column.is_not(None)]
    if asked.first is not None:
        conditions.append(column >= asked.first)
    if asked.last is not None:
        conditions.append(column <= asked.last)
    if asked.after_at is not None:
        after_on = clock.local_day(asked.after_at)
        later = column > after_on
        if asked.after_id is not None and asked.after_at == clock.start_of_day(after_on):
            later = or_(later, and_(column == after_on, key > asked.after_id))
        conditions.append(later)
    return statement.where(*conditions).order_by(column, key).limit(asked.limit)


def by_instant(statement: Select[Any], column: Any, key: Any, asked: Asked) -> Select[Any]:
    """Narrow a select to the days asked for, by a column of instants; midnight belongs to the day before."""
    conditions = [column.is_not(None)]
    if asked.first is not None:
        conditions.append(column > clock.start_of_day(asked.first))
    if asked.last is not None:
        conditions.append(column <= clock.end_of_day(asked.last))
    if asked.after_at is not None:
        later = column > asked.after_at + _STEP
        if asked.after_id is not None:
            later = or_(later, and_(column == asked.after_at + _STEP, key > asked.after_id))
        conditions.append(later)
    return statement.where(*conditions).order_by(column, key).limit(asked.limit)


def place_of(due: date | datetime) -> tuple[datetime, date]:
    """Return a day's or an instant's place in the diary, and the day it is shown under."""
    if isinstance(due, datetime):
        return due - _STEP, clock.day_before(due)
    return clock.start_of_day(due), due
