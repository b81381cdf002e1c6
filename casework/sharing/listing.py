"""Pages and counts of records, always from the grant index: their cost follows the page, not the system.

One ordered scan for each principal, merged, repeats of a record removed after the merge. Every order is that of one index.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Label, Select, String, bindparam, func, select, tuple_, union_all

from casework.kernel.actor import Actor
from casework.kernel.db import UTCDateTime, db
from casework.kernel.guard import RULES
from casework.sharing import policy
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
# The filters on columns that the grants carry, as conditions on a value or on one that is given later.
_ONLY: dict[str, Callable[[Any], Any]] = {
    "stage": AccessGrant.stage.in_,
    "subject": AccessGrant.subject.in_,
    "ward": AccessGrant.ward.in_,
    "is_open": lambda value: AccessGrant.is_open == value,
    "partnership_id": lambda value: AccessGrant.partnership_id == value,
    "since": lambda value: AccessGrant.sort_on >= value,
    "before": lambda value: AccessGrant.sort_on < value,
}
_TYPES: dict[str, Any] = {"is_open": Boolean(), "partnership_id": BigInteger(), "since": UTCDateTime(), "before": UTCDateTime()}
_MOST = bindparam("most", type_=Integer)


def page(
    actor: Actor, kind: Kind, filters: Filters | None = None, *, order: str = "newest", key: str = "", size: int = SIZE
) -> Page:
    """Return one page of the records of a kind that the actor may see. `key` is from an earlier page; a bad one starts afresh."""
    filters = filters or Filters()
    order = order if order in ORDERS else "newest"
    backwards, after = _read_key(actor, key)
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


def _matching(actor: Actor, kind: Kind, filters: Filters) -> Select[Any]:
    statement = select(AccessGrant).where(AccessGrant.kind == kind, *_conditions(filters))
    if not actor.is_system:
        statement = statement.options(*RULES.options)
    return statement


def _conditions(filters: Filters) -> list[Any]:
    return [*(_ONLY[name](getattr(filters, name)) for name in _named(filters)), *filters.also]


def _named(filters: Filters) -> tuple[str, ...]:
    """Return the names of the filters that are set."""
    return tuple(name for name in _ONLY if getattr(filters, name) not in (None, ()))


def _rows(actor: Actor, kind: Kind, filters: Filters, *, order: str, after: Any, backwards: bool, limit: int) -> list[Any]:
    mine = actor.principals or ("-",)
    shape = _Shape(order, (order != "newest") != backwards, after is not None, len(mine), _named(filters))
    values = {"kind": kind, "most": limit, **{f"mine_{place}": principal for place, principal in enumerate(mine)}}
    values |= {f"only_{name}": getattr(filters, name) for name in shape.filters}
    if after is not None:
        values |= {"after_at": after[1], "after_id": after[2]} | ({} if ORDERS[order] is None else {"after_lead": after[0]})
    statement = _merged(shape, filters.also) if filters.also or actor.is_system else _kept(shape)
    return list(db.session().execute(statement, values))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the text of a page's statement depends on; all else is a value."""

    order: str
    ascending: bool
    goes_on: bool
    principals: int
    filters: tuple[str, ...]


def _later(name: str) -> Any:
    return bindparam(f"only_{name}", expanding=name in ("stage", "subject", "ward"), type_=_TYPES.get(name, String()))


@lru_cache(maxsize=512)
def _kept(shape: _Shape) -> Select[Any]:
    """Return the statement of a page, made once for its shape: making it anew took longer than answering it."""
    return _merged(shape, ())


def _merged(shape: _Shape, also: tuple[Any, ...]) -> Select[Any]:
    lead = ORDERS[shape.order]
    columns: list[Label[Any]] = [lead.label("lead")] if lead is not None else []
    columns += [AccessGrant.sort_on.label("sort_on"), AccessGrant.record_id.label("record_id")]
    conditions = [
        AccessGrant.kind == bindparam("kind", type_=String),
        *(_ONLY[name](_later(name)) for name in shape.filters),
        *also,
    ]
    if shape.goes_on:
        conditions.append(_beyond(lead, shape.ascending))
    stream = select(*columns).where(*conditions).distinct().order_by(*_ordering(lead, AccessGrant, shape.ascending)).limit(_MOST)
    streams = [
        stream.where(AccessGrant.principal == bindparam(f"mine_{place}", type_=String)) for place in range(shape.principals)
    ]
    merged = union_all(*[select(each.subquery()) for each in streams]).subquery()
    outer = select(merged).distinct().order_by(*_ordering(merged.c.lead if lead is not None else None, merged.c, shape.ascending))
    return outer.limit(_MOST).options(*RULES.options)


def _ordering(lead: Any, source: Any, ascending: bool) -> list[Any]:
    columns = [source.sort_on, source.record_id] if lead is None else [lead, source.sort_on, source.record_id]
    return [column.asc() if ascending else column.desc() for column in columns]


def _beyond(lead: Any, ascending: bool) -> Any:
    here: list[Any] = [AccessGrant.sort_on, AccessGrant.record_id]
    there: list[Any] = [bindparam("after_at", type_=UTCDateTime), bindparam("after_id", type_=BigInteger)]
    if lead is not None:
        here, there = [lead, *here], [bindparam("after_lead", type_=String), *there]
    return tuple_(*here) > tuple_(*there) if ascending else tuple_(*here) < tuple_(*there)


def _write_key(direction: str, row: Any, order: str) -> str:
    ref = db.session().scalar(select(Record.ref).where(Record.id == row.record_id))
    lead = row.lead if ORDERS[order] is not None else ""
    return f"{direction}.{row.sort_on.isoformat()}.{ref}.{lead}".replace("+00:00", "Z").replace(".", "~")


def _read_key(actor: Actor, key: str) -> tuple[bool, tuple[str, datetime, int] | None]:
    parts = key.split("~")
    if len(parts) not in (4, 5):
        return False, None
    direction, *instant, ref, lead = parts
    try:
        at = datetime.fromisoformat(".".join(instant).replace("Z", "+00:00"))
    except ValueError:
        return False, None
    # Only a record that is theirs: a key with the reference of another's record is as bad as one of none.
    mine = policy.readable(actor, AccessGrant).join(Record, Record.id == AccessGrant.record_id).where(Record.ref == ref)
    record_id = db.session().scalar(mine.with_only_columns(AccessGrant.record_id).limit(1))
    return direction == "p", None if record_id is None or at.tzinfo is None else (lead, at, record_id)
