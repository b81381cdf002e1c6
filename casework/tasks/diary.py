"""The days of open tasks, for the diary."""

from casework.diary import sources
from casework.diary.types import Asked, Line, Source
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.tasks.models import Task


def due(actor: Actor, asked: Asked) -> list[Line]:
    """Return the open tasks with a day."""
    statement = (
        policy.readable(actor, Task)
        .add_columns(Record.ref, Record.kind, Record.compartment, Organisation.name)
        .join(Record, Record.id == Task.record_id)
        .join(Organisation, Organisation.id == Task.author_org_id)
        .where(
            Task.done_at.is_(None),
            sources.whose(actor, asked, user=Task.for_user_id, org=Task.for_org_id, partnership=Record.partnership_id),
        )
    )
    rows = db.session().execute(sources.by_day(statement, Task.due_on, Task.id, asked))
    return [
        Line(
            *sources.place_of(task.due_on), task.id, "Task", task.title, f"Asked by {name}", kind, ref, task.record_id,
            task_id=task.id, is_private=bool(compartment),
        )
        for task, ref, kind, compartment, name in rows
    ]  # fmt: skip


def install() -> None:
    """Bring tasks into the diary."""
    sources.register(Source("tasks", "Task", due))
