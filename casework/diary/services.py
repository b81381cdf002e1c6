"""The daily reminders: each person is told once for each day and rung of it. It may run twice, or late, without harm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.accounts.models import AppUser
from casework.accounts.services import notices
from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.diary import queries, sources
from casework.diary.models import Reminder
from casework.diary.types import Asked, Line, Scope, Source
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.system import reading_as
from casework.organisations.models import Organisation

KIND = "diary"
MOST = 500
AGAIN = timedelta(days=7)  # a run that was missed is made good for so long


@dataclass(frozen=True, slots=True)
class _Due:
    """One reminder that is due: the line, and the rung that was reached."""

    line: Line
    rung: int
    mark: str


def remind(actor: Actor, on: date) -> str:
    """Remind everybody of what falls due around a day; return the line a job prints. Only the system does this."""
    told = people = 0
    rows = db.session().execute(
        select(AppUser, Organisation)
        .join(Organisation, Organisation.id == AppUser.organisation_id)
        .where(AppUser.suspended_at.is_(None))
        .order_by(AppUser.id)
    )
    for user, organisation in rows.all():
        person = accounts.actor_for(user, organisation)
        if not person.principals:
            continue
        made = _tell(person.user_id or 0, _due(person, on), on)
        told, people = told + made, people + bool(made)
    audit.record(actor, Deed.SYSTEM_QUERY, count=told, detail={"query": "diary.remind", "on": on.isoformat()})
    return f"Reminders for {on.isoformat()}: {told} sent to {people} {'person' if people == 1 else 'people'}."


def _due(person: Actor, on: date) -> list[_Due]:
    """Read one person's own days, and for a manager those nobody has, as that person may see them."""
    scopes = [Scope.MINE, *([Scope.NOBODY] if person.has_role(Role.MANAGER) else [])]
    with reading_as(person):
        return [
            due
            for source in sources.held(person)
            for scope in scopes
            for line in queries.lines_of(person, source, _asked(source, scope, on))
            for due in _reached(person, source, line, on)
        ]


def _asked(source: Source, scope: Scope, on: date) -> Asked:
    return Asked(scope, on + timedelta(days=min(source.rungs)) - AGAIN, on + timedelta(days=max(source.rungs)), limit=MOST)


def _reached(person: Actor, source: Source, line: Line, on: date) -> Iterator[_Due]:
    """The last rung that a day has reached: who was not told of an earlier one is told once, not twice."""
    left = (line.on - on).days
    rung = min((rung for rung in source.rungs if left <= rung), default=None)
    if rung is None or left < min(source.rungs) - AGAIN.days:
        return
    said = f"{person.user_id}:{source.name}:{line.record_id}.{line.task_id}:{line.what}:{line.on.isoformat()}:{rung}"
    yield _Due(line, rung, KEYS.keyed("reminder:" + said))


def _tell(user_id: int, due: list[_Due], on: date) -> int:
    if not due:
        return 0
    session, by_mark = db.session(), {item.mark: item for item in due}
    held = set(session.scalars(select(Reminder.mark).where(Reminder.mark.in_(by_mark))))
    fresh = [item for mark, item in by_mark.items() if mark not in held]
    for item in fresh:
        session.add(Reminder(user_id=user_id, mark=item.mark, on=on, made_at=clock.wall()))
        notices.tell([user_id], KIND, _sentence(item.line, on), record_id=item.line.record_id)
    session.flush()
    return len(fresh)


def _sentence(line: Line, on: date) -> str:
    """A notice names no person and holds no content: what kind of day it is, and when."""
    left = (line.on - on).days
    said = "overdue" if left < 0 else {0: "today", 1: "tomorrow"}.get(left, "")
    return f"{line.what}: {line.on.day} {line.on:%B %Y}{', ' + said if said else ''}."
