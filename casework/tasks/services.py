"""Deeds on tasks: asking, closing, handing on."""

from datetime import date

from sqlalchemy import select

from casework.accounts.models import Notification
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.kernel.versions import expect
from casework.sharing import policy, sight
from casework.sharing.models import Record
from casework.sharing.types import Lens, Section
from casework.tasks import queries
from casework.tasks.models import Task

CANNOT_SEE = "That organisation cannot see tasks on this record. Share it in full with them first."


def add_task(
    actor: Actor,
    lens: Lens,
    *,
    title: str,
    for_org_id: int,
    for_user_id: int | None = None,
    due_on: date | None = None,
    detail: str = "",
    audience_id: int | None = None,
) -> Task:
    """Ask one's own or a partner organisation, or one of its people, to do something on a record opened for it.

    Refuses an organisation to which the record's tasks are not open, a person of another organisation, and a day that has passed.
    """
    if for_org_id not in sight.organisations_seeing(actor, lens, Section.TASKS):
        raise Refused(CANNOT_SEE, field="whom")
    _check_person(actor, for_org_id, for_user_id)
    if due_on is not None and due_on < clock.today():
        raise Refused("The task must be due today or later.", field="due_on")
    task = Task(
        record_id=lens.record_id,
        section=int(Section.TASKS),
        author_org_id=actor.organisation_id or lens.owner_org_id,
        audience_id=audience_id,
        title=title,
        detail=detail,
        for_org_id=for_org_id,
        for_user_id=for_user_id,
        due_on=due_on,
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    db.session().add(task)
    db.session().flush()
    _tell(actor, task)
    _write_down(actor, lens, "task added")
    return task


def close_task(actor: Actor, lens: Lens, task_id: int, *, outcome: str, seen_version: int | None) -> None:
    """Close a task with what came of it: its organisation, who asked, or the record's owner. Refuses one already closed."""
    task = _open_task(actor, lens, task_id)
    if actor.organisation_id not in (task.for_org_id, task.author_org_id, lens.owner_org_id) and not actor.is_system:
        raise NotAllowed("Only the organisation it is for, the one that asked, or the owner can close this task.")
    expect(task, seen_version)
    task.done_at, task.done_by, task.outcome = clock.now(), actor.user_id, outcome
    db.session().flush()
    _write_down(actor, lens, "task closed")


def reassign(actor: Actor, lens: Lens, task_id: int, *, for_user_id: int | None, seen_version: int | None) -> None:
    """Hand a task to another of one's own people, or to nobody in particular. A manager may hand on any, others their own or one
    that waits for somebody."""
    task = _open_task(actor, lens, task_id)
    if not queries.may_hand_on(actor, task):
        raise NotAllowed("A manager of the organisation it is for, or the person who has it, can hand this task on.")
    expect(task, seen_version)
    _check_person(actor, task.for_org_id, for_user_id)
    task.for_user_id = for_user_id
    db.session().flush()
    _tell(actor, task)
    _write_down(actor, lens, "task handed on")


def hand_over(actor: Actor, user_id: int, to_user_id: int | None) -> int:
    """Give the open tasks of somebody who left to a colleague, or to nobody in particular, as the system; return how many."""
    statement = select(Task, Record.kind).join(Record, Record.id == Task.record_id)
    rows = db.session().execute(statement.where(Task.for_user_id == user_id, Task.done_at.is_(None)).order_by(Task.id)).all()
    for task, kind in rows:
        task.for_user_id = to_user_id
        audit.record(
            actor, Deed.RECORD_CHANGED, record_id=task.record_id, record_kind=kind, sections=int(Section.TASKS),
            detail={"act": "task handed on"},
        )  # fmt: skip
        if to_user_id is not None:
            _tell(actor, task)
    return len(rows)


def follow(actor: Actor, lens: Lens, *, from_org_id: int) -> None:
    """Hand the open tasks of a record's old owner to its new one, to nobody in particular; those asked of others stay theirs."""
    held = policy.readable(actor, Task).where(
        Task.record_id == lens.record_id, Task.for_org_id == from_org_id, Task.done_at.is_(None)
    )
    for task in db.session().scalars(held):
        task.for_org_id, task.for_user_id = lens.owner_org_id, None
    db.session().flush()


def _open_task(actor: Actor, lens: Lens, task_id: int) -> Task:
    task = db.session().scalar(policy.readable(actor, Task).where(Task.id == task_id, Task.record_id == lens.record_id))
    if task is None:
        raise NotFound("task")
    if task.done_at is not None:
        raise Refused("This task is already closed.")
    return task


def _check_person(actor: Actor, organisation_id: int, user_id: int | None) -> None:
    if user_id is not None and user_id not in {row.id for row in queries.people_to_ask(actor, [organisation_id])}:
        raise Refused("Choose somebody of the organisation the task is for.", field="whom")


def _tell(actor: Actor, task: Task) -> None:
    if task.for_user_id is not None and task.for_user_id != actor.user_id:
        told = Notification(
            user_id=task.for_user_id, kind="task", record_id=task.record_id, sentence="You have a new task.", made_at=clock.now()
        )
        db.session().add(told)


def _write_down(actor: Actor, lens: Lens, what: str) -> None:
    audit.record(
        actor,
        Deed.RECORD_CHANGED,
        record_id=lens.record_id,
        record_kind=lens.kind,
        sections=int(Section.TASKS),
        share_ids=lens.share_ids,
        detail={"act": what},
    )
