"""Reads of tasks: my own, my organisation's, what I asked for, of one record."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Lens
from casework.sharing.types.sight import Item
from casework.tasks.models import Task
from casework.tasks.types import TaskPage, TaskSheet, When, Whose

SIZE = 50
_For, _Maker, _Closer = aliased(AppUser), aliased(AppUser), aliased(AppUser)
_ForOrg, _MakerOrg = aliased(Organisation), aliased(Organisation)


def mine(actor: Actor, *, limit: int = SIZE) -> list[TaskSheet]:
    """Return the open tasks of the actor, those due first at the top."""
    return _sheets(actor, _open(actor).where(Task.for_user_id == actor.user_id).limit(limit))


def overdue(actor: Actor, *, limit: int = SIZE) -> list[TaskSheet]:
    """Return the open tasks of the actor's organisation whose day has passed."""
    statement = _open(actor).where(Task.for_org_id == actor.organisation_id, Task.due_on < clock.today())
    return _sheets(actor, statement.limit(limit))


def count_open(actor: Actor) -> tuple[int, int]:
    """Return how many open tasks the actor has, and how many of them are overdue."""
    late = func.coalesce(func.sum(case((Task.due_on < clock.today(), 1), else_=0)), 0)
    statement = policy.readable(actor, Task).where(Task.for_user_id == actor.user_id, Task.done_at.is_(None))
    found = db.session().execute(statement.with_only_columns(func.count(), late)).one()
    return int(found[0]), int(found[1])


def listing(actor: Actor, *, whose: Whose = Whose.MINE, when: When = When.OPEN, page: int = 1) -> TaskPage:
    """Return one page of tasks the actor may see: their own, their organisation's, or those they asked of others."""
    statement = _with_names(policy.readable(actor, Task))
    if whose is Whose.MINE:
        unassigned = (Task.for_org_id == actor.organisation_id) & Task.for_user_id.is_(None)
        statement = statement.where(or_(Task.for_user_id == actor.user_id, unassigned))
    elif whose is Whose.ORGANISATION:
        statement = statement.where(Task.for_org_id == actor.organisation_id)
    else:
        statement = statement.where(Task.made_by == actor.user_id, Task.for_user_id.is_distinct_from(actor.user_id))
    statement = statement.where(*_when(when, clock.today()))
    order = (Task.done_at.desc(), Task.id) if when is When.DONE else (Task.due_on.is_(None), Task.due_on, Task.id)
    page = max(1, min(page, 1000))
    found = _sheets(actor, statement.order_by(*order).offset((page - 1) * SIZE).limit(SIZE + 1))
    return TaskPage(tuple(found[:SIZE]), page, len(found) > SIZE)


def of_record(actor: Actor, lens: Lens) -> list[TaskSheet]:
    """Return the tasks of a record that was opened: open ones first, by their day."""
    statement = _with_names(policy.readable(actor, Task)).where(Task.record_id == lens.record_id)
    order = (Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id)
    return _sheets(actor, statement.order_by(*order).limit(200))


def shown(actor: Actor, lens: Lens) -> tuple[Item, ...]:
    """Return the tasks that the receiver of a share would see, for the preview before it is shared."""
    return tuple(Item(task.title, f"For {task.for_org}") for task in of_record(actor, lens))


def sheet(actor: Actor, lens: Lens, task_id: int) -> TaskSheet:
    """Return one task of a record that was opened. Refuses with NotFound one of another record."""
    found = _sheets(actor, _with_names(policy.readable(actor, Task)).where(Task.record_id == lens.record_id, Task.id == task_id))
    if not found:
        raise NotFound("task")
    return found[0]


def has_open_task(actor: Actor, record_ids: Collection[int]) -> Iterable[int]:
    """Return which of these records have an open task of the actor: such a record is their own work."""
    return db.session().scalars(
        policy.readable(actor, Task)
        .where(Task.record_id.in_(record_ids), Task.for_user_id == actor.user_id, Task.done_at.is_(None))
        .with_only_columns(Task.record_id)
    )


def people_to_ask(actor: Actor, organisation_ids: Collection[int]) -> list[Row[tuple[int, str, int]]]:
    """Return id, name and organisation of the people of these organisations who work cases, for choosing who a task is for."""
    return list(
        db.session().execute(
            select(AppUser.id, AppUser.name, AppUser.organisation_id)
            .where(
                AppUser.organisation_id.in_(organisation_ids),
                AppUser.suspended_at.is_(None),
                select(UserRole.id)
                .where(UserRole.user_id == AppUser.id, UserRole.ended_at.is_(None), UserRole.role.in_(CASEWORK_ROLES))
                .exists(),
            )
            .order_by(AppUser.name)
        )
    )


def may_hand_on(actor: Actor, task: Task) -> bool:
    """True when the actor may hand a task on inside the organisation it is for."""
    own = actor.organisation_id == task.for_org_id
    return own and (actor.has_role(Role.MANAGER) or task.for_user_id in (None, actor.user_id))


def _open(actor: Actor) -> Select[Any]:
    statement = _with_names(policy.readable(actor, Task)).where(Task.done_at.is_(None))
    return statement.order_by(Task.due_on.is_(None), Task.due_on, Task.id)


def _when(when: When, on: date) -> list[Any]:
    if when is When.DONE:
        return [Task.done_at.is_not(None)]
    return [Task.done_at.is_(None), *([Task.due_on < on] if when is When.OVERDUE else [])]


def _with_names(statement: Select[Any]) -> Select[Any]:
    return (
        statement.add_columns(
            Record.ref, Record.kind, _ForOrg.name, _For.name, _Maker.name, _MakerOrg.name, _Closer.name, Record.owner_org_id
        )
        .join(Record, Record.id == Task.record_id)
        .join(_ForOrg, _ForOrg.id == Task.for_org_id)
        .join(_Maker, _Maker.id == Task.made_by)
        .join(_MakerOrg, _MakerOrg.id == _Maker.organisation_id)
        .outerjoin(_For, _For.id == Task.for_user_id)
        .outerjoin(_Closer, _Closer.id == Task.done_by)
    )


def _sheets(actor: Actor, statement: Select[Any]) -> list[TaskSheet]:
    return [_sheet(actor, row) for row in db.session().execute(statement)]


def _sheet(actor: Actor, row: Any) -> TaskSheet:
    task: Task = row[0]
    ref, kind, for_org, for_user, maker, maker_org, closer, owner_org_id = row[1:]
    is_open = task.done_at is None
    own = actor.organisation_id in (task.for_org_id, task.author_org_id)
    works = not actor.read_only
    return TaskSheet(
        id=task.id,
        title=task.title,
        detail=task.detail,
        for_org_id=task.for_org_id,
        for_org=for_org,
        for_user_id=task.for_user_id,
        for_user=for_user or "",
        due_on=task.due_on,
        made_by=maker,
        made_by_org=maker_org,
        made_at=task.made_at,
        done_at=task.done_at,
        done_by=closer or "",
        outcome=task.outcome,
        version=task.version,
        ref=ref,
        kind=kind,
        may_close=is_open and works and (own or actor.organisation_id == owner_org_id),
        may_reassign=is_open and works and may_hand_on(actor, task),
    )
