"""Pages and counts of records, always from the grant index: their cost follows the page, not the system.

One ordered scan for each principal, merged, repeats of a record removed after the merge. Every order is that of one index.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Label, Select, func, literal, select, tuple_, union_all

from casework.kernel.actor import Actor
from casework.kernel.db import UTCDateTime, db
from casework.kernel.guard import RULES
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import Filters, Kind, Page

SIZE = 50
CAP = 1000
ORDERS = {
    "newest": None,
    "oldest": None,
    "name": AccessGrant.family_key,
    "stage": AccessGrant.stage,
    "subject": AccessGrant.subject,
    "ward": AccessGrant.ward,
}


def page(
    actor: Actor, kind: Kind, filters: Filters | None = None, *, order: str = "newest", key: str = "", size: int = SIZE
) -> Page:
    """Return one page of the records of a kind that the actor may see. `key` is from an earlier page; a bad one starts afresh."""
    filters = filters or Filters()
    order = order if order in ORDERS else "newest"
    backwards, after = _read_key(key)
    rows = _rows(actor, kind, filters, order=order, after=after, backwards=backwards, limit=size + 1)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else True
    has_previous = (after is not None) if not backwards else more
    total = count(actor, kind, filters)
    return Page(
        ids=tuple(row.record_id for row in rows),
        next_key=_write_key("n", rows[-1], order) if rows and has_next else None,
        previous_key=_write_key("p", rows[0], order) if rows and has_previous else None,
        total=min(total, CAP),
        total_is_capped=total > CAP,
    )


def ids(actor: Actor, kind: Kind, filters: Filters | None = None, *, order: str = "newest", limit: int = 10_000) -> list[int]:
    """Return the ids of all records a list would show, for its export; bounded."""
    return [
        row.record_id for row in _rows(actor, kind, filters or Filters(), order=order, after=None, backwards=False, limit=limit)
    ]


def count(actor: Actor, kind: Kind, filters: Filters | None = None, *, cap: int = CAP) -> int:
    """Return how many records a list would show, counted to one more than the cap."""
    found = _matching(actor, kind, filters or Filters()).with_only_columns(AccessGrant.record_id).distinct().limit(cap + 1)
    return db.session().scalar(select(func.count()).select_from(found.subquery())) or 0


def matching(actor: Actor, kind: Kind, filters: Filters | None = None) -> Select[Any]:
    """Return the select of the distinct record ids that a list would show, for joining facts to."""
    return _matching(actor, kind, filters or Filters()).with_only_columns(AccessGrant.record_id).distinct()


def _matching(actor: Actor, kind: Kind, filters: Filters, principal: str | None = None) -> Select[Any]:
    statement = select(AccessGrant).where(AccessGrant.kind == kind, *_conditions(filters))
    if not actor.is_system:
        statement = statement.options(*RULES.options)
    if principal is not None:
        statement = statement.where(AccessGrant.principal == principal)
    return statement


def _conditions(filters: Filters) -> list[Any]:
    conditions: list[Any] = []
    for column, wanted in (
        (AccessGrant.stage, filters.stage),
        (AccessGrant.subject, filters.subject),
        (AccessGrant.ward, filters.ward),
    ):
        if wanted:
            conditions.append(column.in_(wanted))
    if filters.is_open is not None:
        conditions.append(AccessGrant.is_open.is_(filters.is_open))
    if filters.partnership_id is not None:
        conditions.append(AccessGrant.partnership_id == filters.partnership_id)
    if filters.since is not None:
        conditions.append(AccessGrant.sort_on >= filters.since)
    if filters.before is not None:
        conditions.append(AccessGrant.sort_on < filters.before)
    return [*conditions, *filters.also]


def _rows(actor: Actor, kind: Kind, filters: Filters, *, order: str, after: Any, backwards: bool, limit: int) -> list[Any]:
    lead = ORDERS[order]
    ascending = (order != "newest") != backwards
    streams = []
    for principal in actor.principals or ("-",):
        columns: list[Label[Any]] = [lead.label("lead")] if lead is not None else []
        columns += [AccessGrant.sort_on.label("sort_on"), AccessGrant.record_id.label("record_id")]
        stream = _matching(actor, kind, filters, principal).with_only_columns(*columns).distinct()
        if after is not None:
            stream = stream.where(_beyond(lead, after, ascending))
        streams.append(stream.order_by(*_ordering(lead, AccessGrant, ascending)).limit(limit).subquery())
    merged = union_all(*[select(stream) for stream in streams]).subquery()
    outer = select(merged).distinct().order_by(*_ordering(merged.c.lead if lead is not None else None, merged.c, ascending))
    return list(db.session().execute(outer.limit(limit)))


def _ordering(lead: Any, source: Any, ascending: bool) -> list[Any]:
    columns = [source.sort_on, source.record_id] if lead is None else [lead, source.sort_on, source.record_id]
    return [column.asc() if ascending else column.desc() for column in columns]


def _beyond(lead: Any, after: tuple[str, datetime, int], ascending: bool) -> Any:
    value, at, record_id = after
    here, there = [AccessGrant.sort_on, AccessGrant.record_id], [literal(at, UTCDateTime), literal(record_id)]
    if lead is not None:
        here, there = [lead, *here], [literal(value), *there]
    return tuple_(*here) > tuple_(*there) if ascending else tuple_(*here) < tuple_(*there)


def _write_key(direction: str, row: Any, order: str) -> str:
    ref = db.session().scalar(select(Record.ref).where(Record.id == row.record_id))
    lead = row.lead if ORDERS[order] is not None else ""
    return f"{direction}.{row.sort_on.isoformat()}.{ref}.{lead}".replace("+00:00", "Z").replace(".", "~")


def _read_key(key: str) -> tuple[bool, tuple[str, datetime, int] | None]:
    parts = key.split("~")
    if len(parts) not in (4, 5):
        return False, None
    direction, *instant, ref, lead = parts
    try:
        at = datetime.fromisoformat(".".join(instant).replace("Z", "+00:00"))
    except ValueError:
        return False, None
    record_id = db.session().scalar(select(Record.id).where(Record.ref == ref))
    return direction == "p", None if record_id is None or at.tzinfo is None else (lead, at, record_id)
