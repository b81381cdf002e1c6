"""The reads behind the cards: own cases, tasks, what changed, what waits. Lists are bounded, counts are theirs."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, true

from casework.accounts.models import AppUser
from casework.accounts.types import Role
from casework.cases.models import Activity, CaseFile, Incident
from casework.cases.types import HAPPENING_LABELS, Happening
from casework.exchange.queries import reading as requests
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import emergencies, endings
from casework.sharing.types import Kind
from casework.tasks import queries as tasks
from casework.tasks.models import Task

SHOWN = 8
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Work:
    """One case or incident on a card."""

    record_id: int
    ref: str
    kind: str
    title: str
    detail: str
    at: datetime
    due_on: date | None = None


def own_cases(actor: Actor) -> dict[str, Any]:
    """Return the actor's own open cases, those to review first, and how many there are."""
    mine = policy.readable(actor, CaseFile).where(CaseFile.owner_user_id == actor.user_id, CaseFile.closed_on.is_(None))
    return _cases(actor, mine.order_by(CaseFile.review_on.is_(None), CaseFile.review_on, CaseFile.record_id.desc()), mine)


QUEUES = {"open": "Open cases", "late": "Review overdue", "waiting": "Waiting for an owner"}


def team_cases(actor: Actor) -> dict[str, Any]:
    """Return the manager's queue: open cases of the organisation, those whose review has passed, those without an owner."""
    counted = db.session().execute(select(*[_count(_queue(actor, which)) for which in QUEUES])).one()
    found = dict(zip(QUEUES, counted, strict=True))
    return {
        **found,
        "overdue_tasks": tasks.overdue(actor, limit=SHOWN),
        "late_cases": queue(actor, "late", limit=SHOWN)["items"] if found["late"] else [],
        "waiting_cases": queue(actor, "waiting", limit=SHOWN)["items"] if found["waiting"] else [],
    }


def queue(actor: Actor, which: str, *, limit: int = 200) -> dict[str, Any]:
    """Return one of the manager's lists, the oldest first: the same query that its figure counts."""
    chosen = _queue(actor, which)
    order = (CaseFile.review_on.is_(None), CaseFile.review_on, CaseFile.record_id)
    items = _works(actor, chosen.order_by(*order).limit(limit))
    count = db.session().scalar(select(_count(chosen))) if len(items) == limit else len(items)
    return {"items": items, "count": count}


def _queue(actor: Actor, which: str) -> Any:
    ours = policy.readable(actor, CaseFile).where(CaseFile.lead_org_id == actor.organisation_id, CaseFile.closed_on.is_(None))
    if which == "late":
        return ours.where(CaseFile.review_on < clock.today())
    return ours.where(CaseFile.owner_user_id.is_(None)) if which == "waiting" else ours


def incidents(actor: Actor) -> dict[str, Any]:
    """Return the newest incidents that the actor's organisation took."""
    statement = (
        policy.readable(actor, Incident)
        .where(Incident.owner_org_id == actor.organisation_id)
        .order_by(Incident.received_at.desc(), Incident.record_id.desc())
        .limit(SHOWN)
    )
    rows = db.session().execute(statement.add_columns(Record.ref).join(Record, Record.id == Incident.record_id))
    return {
        "items": [Work(row.record_id, ref, Kind.INCIDENT, row.summary, row.location_text, row.received_at) for row, ref in rows]
    }


def own_tasks(actor: Actor) -> dict[str, Any]:
    """Return the actor's open tasks, those due first, and how many there are and are overdue."""
    count, late = tasks.count_open(actor)
    return {"items": tasks.mine(actor, limit=SHOWN), "count": count, "late": late}


def asked_of_us(actor: Actor) -> dict[str, Any]:
    """Return the open tasks that others ask of the actor's organisation and nobody there has taken, those due first."""
    asked = policy.readable(actor, Task).where(
        Task.for_org_id == actor.organisation_id, Task.for_user_id.is_(None), Task.done_at.is_(None)
    )
    statement = (
        asked.add_columns(Record.ref, Record.kind, Organisation.name)
        .join(Record, Record.id == Task.record_id)
        .join(Organisation, Organisation.id == Task.author_org_id)
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(SHOWN)
    )
    items = [
        Work(task.record_id, ref, kind, task.title, f"{name} asks", task.made_at, task.due_on)
        for task, ref, kind, name in db.session().execute(statement)
    ]
    return {"items": items, "count": db.session().scalar(select(_count(asked))) if len(items) == SHOWN else len(items)}


def requests_to_us(actor: Actor) -> dict[str, Any]:
    """Return the questions, referrals and transfers that wait for the actor's organisation, those due first."""
    rows, total = requests.waiting(actor, side="us", size=SHOWN)
    return {"rows": rows, "total": total, "side": "us"}


def requests_of_ours(actor: Actor) -> dict[str, Any]:
    """Return what the actor's organisation asked and nobody has answered yet, those due first."""
    rows, total = requests.waiting(actor, side="them", size=SHOWN)
    return {"rows": rows, "total": total, "side": "them"}


def sharing(actor: Actor) -> dict[str, Any]:
    """Return the shares that end soon, the emergency openings that wait for a manager's review, and whether one may open such."""
    waiting = [line for line in emergencies.to_review(actor) if not line.finding] if actor.has_role(Role.MANAGER) else []
    return {"endings": endings.ending_soon(actor), "waiting": waiting, "may_open": emergencies.hours_allowed(actor) > 0}


def changed(actor: Actor) -> dict[str, Any]:
    """Return what others changed since the actor's last visit on the cases of other organisations, newest first.

    Only changes of sections and for audiences that the actor may read count: a note for others leaves no trace here.
    """
    since = db.session().scalar(select(AppUser.previous_seen_at).where(AppUser.id == actor.user_id))
    newest = (
        policy.readable(actor, Activity)
        .join(Record, Record.id == Activity.record_id)
        .where(
            Record.kind == Kind.CASE,
            Record.owner_org_id != actor.organisation_id,
            Activity.by_user.is_distinct_from(actor.user_id),
            Activity.at > since if since is not None else true(),
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(MOST_CHANGES)
    )
    happened: dict[int, list[Activity]] = {}
    for activity in db.session().scalars(newest):
        happened.setdefault(activity.record_id, []).append(activity)
    shown = list(happened)[:SHOWN]
    found = {
        work.record_id: work for work in _works(actor, policy.readable(actor, CaseFile).where(CaseFile.record_id.in_(shown)))
    }
    items = [_change(found[record_id], happened[record_id]) for record_id in shown if record_id in found]
    return {"items": items, "since": since}


def _change(work: Work, activities: list[Activity]) -> Work:
    kinds = dict.fromkeys(HAPPENING_LABELS.get(Happening(row.kind), row.kind).lower() for row in activities)
    return replace(work, detail=f"{work.detail}: {', '.join(kinds)}", at=activities[0].at)


def _cases(actor: Actor, statement: Any, counted: Any) -> dict[str, Any]:
    items = _works(actor, statement.limit(SHOWN))
    count = db.session().scalar(select(_count(counted))) if len(items) == SHOWN else len(items)
    return {"items": items, "count": count}


def _works(actor: Actor, statement: Any) -> list[Work]:
    rows = db.session().execute(
        statement.add_columns(Record.ref, Organisation.name)
        .join(Record, Record.id == CaseFile.record_id)
        .join(Organisation, Organisation.id == CaseFile.lead_org_id)
    )
    stages = organisations.labels("case_stage")["case_stage"]
    return [
        Work(
            case.record_id, ref, Kind.CASE, case.title, f"{name}, {stages.get(case.stage, case.stage).lower()}",
            case.received_at, case.review_on,
        )
        for case, ref, name in rows
    ]  # fmt: skip


def _count(statement: Any) -> Any:
    return select(func.count()).select_from(statement.subquery()).scalar_subquery()
