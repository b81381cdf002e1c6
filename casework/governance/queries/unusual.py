"""Reads of the monthly list of unusual access, by agency leads and information governance officers, of their own people."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.governance import months
from casework.governance.models import UnusualJudgement, UnusualLook, WatchedRecord
from casework.governance.queries import concern, entries_of
from casework.governance.types import Trail
from casework.governance.unusual import LABELS, OVERDUE, STANDINGS, WAITING, WHY, Outcome, Unusual
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound
from casework.places import queries as places
from casework.sharing.models import Record
from casework.sharing.types import KIND_WORDS, Kind

SIZE = 50
JUDGES = (Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER)
_ABOUT_RECORD = (Unusual.NAME, Unusual.ADDRESS, Unusual.WATCHED)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list as a page shows it."""

    id: int
    month_on: date
    kind: str
    label: str
    why: str
    user_id: int
    who: str
    about: str
    amount: int
    first_at: datetime
    last_at: datetime
    standing: str
    standing_label: str
    is_waiting: bool
    is_own: bool
    is_compartment: bool


@dataclass(frozen=True, slots=True)
class Month:
    """One page of a month's list."""

    rows: tuple[Row, ...]
    month_on: date
    next_after: int | None
    waiting: int
    total: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement of a line."""

    who: str
    as_officer: bool
    outcome: str
    words: str
    at: datetime


def month(actor: Actor, month_on: date, *, only_waiting: bool = False, after: int = 0) -> Month:
    """Return a page of a month's list for the actor's own organisation; reading it is written down."""
    _only_judges(actor)
    mine = [*_mine(actor), UnusualLook.month_on == month_on]
    total, open_ = _count(actor, *mine), _count(actor, *mine, _waits(actor))
    statement = _listed(*mine, UnusualLook.id > after, *([_waits(actor)] if only_waiting else []))
    found = list(db.session().execute(statement.order_by(UnusualLook.id).limit(SIZE + 1)))
    rows = _rows(actor, found[:SIZE])
    audit.record(actor, Deed.AUDIT_READ, count=len(rows), detail={"what": "unusual access", "month": month_on.isoformat()})
    return Month(rows, month_on, rows[-1].id if len(found) > SIZE else None, open_, total)


def months_listed(actor: Actor) -> list[tuple[date, int]]:
    """Return the months that have a list, newest first, two years at most, each with how many lines wait for the actor."""
    _only_judges(actor)
    listed = select(UnusualLook.month_on).where(*_mine(actor)).distinct().order_by(UnusualLook.month_on.desc()).limit(24)
    return [
        (month_on, _count(actor, *_mine(actor), UnusualLook.month_on == month_on, _waits(actor)))
        for month_on in db.session().scalars(listed).all()
    ]


def sheet(actor: Actor, look_id: int) -> tuple[Row, Trail, list[Judged]]:
    """Return one line with the entries it was made from and what it was judged to be."""
    look = one(actor, look_id)
    (row,) = _rows(actor, list(db.session().execute(_listed(UnusualLook.id == look.id))))
    judged = db.session().execute(
        select(AppUser.name, UnusualJudgement)
        .join(AppUser, AppUser.id == UnusualJudgement.by_user_id)
        .where(UnusualJudgement.look_id == look.id)
        .order_by(UnusualJudgement.id.desc())
    )
    told = [
        Judged(name, each.as_officer, STANDINGS.get(each.outcome, each.outcome), each.words, each.at) for name, each in judged
    ]
    audit.record(actor, Deed.AUDIT_READ, detail={"what": "unusual access", "line": look.id})
    return row, entries_of(actor, look.entries), told


def one(actor: Actor, look_id: int) -> UnusualLook:
    """Return a line of the actor's own organisation; NotFound for any other; the compartment's for cleared people only."""
    _only_judges(actor)
    look = db.session().scalar(select(UnusualLook).where(UnusualLook.id == look_id, *_mine(actor)))
    if look is None:
        raise NotFound("line")
    return look


def waiting_for(actor: Actor) -> tuple[int, date | None]:
    """Return how many lines wait for the actor to judge, and the month of the oldest."""
    others = (*_mine(actor), _waits(actor), UnusualLook.user_id != actor.user_id)
    oldest = db.session().scalar(
        select(UnusualLook.month_on)
        .outerjoin(_LAST, _LAST.id == _last_id())
        .where(*others)
        .order_by(UnusualLook.month_on)
        .limit(1)
    )
    return _count(actor, *others), oldest


def card(actor: Actor) -> dict[str, Any]:
    """Return the start page's line: how many lines wait for the actor, and the oldest month."""
    count, oldest = waiting_for(actor)
    return {"count": count, "oldest": oldest}


def waiting(actor: Actor) -> Select[UnusualLook]:
    """Return the select of the lines of every organisation that nobody has judged, for the system's own work."""
    return select(UnusualLook).outerjoin(_LAST, _LAST.id == _last_id()).where(_unjudged(as_officer=True))


def overdue(actor: Actor) -> int:
    """Return how many lines of the whole installation waited longer than a month: for the doctor, as the system."""
    late = waiting(actor).where(UnusualLook.found_at < clock.wall() - OVERDUE)
    return db.session().scalar(select(func.count()).select_from(late.subquery())) or 0


def watched(actor: Actor) -> dict[int, frozenset[int]]:
    """Return the records each organisation watches, for the system's own work."""
    found: dict[int, set[int]] = defaultdict(set)
    for row in db.session().execute(
        select(WatchedRecord.organisation_id, WatchedRecord.record_id).where(WatchedRecord.ended_at.is_(None))
    ):
        found[row.organisation_id].add(row.record_id)
    return {organisation_id: frozenset(ids) for organisation_id, ids in found.items()}


def watches(actor: Actor) -> list[dict[str, Any]]:
    """Return the records the actor's organisation watches, newest first, two hundred at most."""
    if not actor.has_role(Role.GOVERNANCE_OFFICER):
        raise NotAllowed()
    statement = (
        select(WatchedRecord, Record.ref, Record.kind, AppUser.name)
        .join(Record, Record.id == WatchedRecord.record_id)
        .join(AppUser, AppUser.id == WatchedRecord.set_by)
        .where(WatchedRecord.organisation_id == actor.organisation_id, WatchedRecord.ended_at.is_(None))
        .order_by(WatchedRecord.id.desc())
        .limit(200)
    )
    if not actor.cleared:
        statement = statement.where(Record.compartment.is_(None))
    return [
        {"id": row.id, "ref": ref, "kind": KIND_WORDS.get(Kind(kind), kind), "reason": row.reason, "who": name, "at": row.set_at}
        for row, ref, kind, name in db.session().execute(statement)
    ]


def watchable(actor: Actor, typed: str) -> tuple[int, str] | None:
    """Return the inner id and kind of a record that concerns the actor's organisation; None: there is no such record for it."""
    record = concern(actor, typed)
    if record is None:
        audit.record(actor, Deed.REFUSED, outcome="not found", detail={"act": "watch"}, term=typed[:40])
        return None
    return record.id, record.kind


def is_watched(actor: Actor, record_id: int) -> bool:
    """True while the actor's organisation watches a record."""
    held = select(WatchedRecord.id).where(
        WatchedRecord.record_id == record_id,
        WatchedRecord.organisation_id == actor.organisation_id,
        WatchedRecord.ended_at.is_(None),
    )
    return db.session().scalar(held.limit(1)) is not None


_LAST = aliased(UnusualJudgement)


def _last_id() -> Any:
    newest = select(func.max(UnusualJudgement.id)).where(UnusualJudgement.look_id == UnusualLook.id)
    return newest.correlate(UnusualLook).scalar_subquery()


def _unjudged(*, as_officer: bool) -> ColumnElement[bool]:
    open_ = or_(_LAST.id.is_(None), _LAST.amount < UnusualLook.amount)
    if not as_officer:
        return open_
    return or_(open_, and_(_LAST.outcome == Outcome.ESCALATED, _LAST.as_officer.is_(False)))


def _waits(actor: Actor) -> ColumnElement[bool]:
    """What waits for a lead; and for an officer also what a lead escalated."""
    return _unjudged(as_officer=actor.has_role(Role.GOVERNANCE_OFFICER))


def _mine(actor: Actor) -> list[ColumnElement[bool]]:
    own = [UnusualLook.organisation_id == (actor.organisation_id or -1)]
    return own if actor.cleared else [*own, UnusualLook.compartment.is_(False)]


def _count(actor: Actor, *conditions: Any) -> int:
    counted = select(func.count(UnusualLook.id)).outerjoin(_LAST, _LAST.id == _last_id()).where(*conditions)
    return db.session().scalar(counted) or 0


def _listed(*conditions: Any) -> Any:
    return (
        select(UnusualLook, AppUser.name, _LAST)
        .join(AppUser, AppUser.id == UnusualLook.user_id)
        .outerjoin(_LAST, _LAST.id == _last_id())
        .where(*conditions)
    )


def _rows(actor: Actor, found: list[Any]) -> tuple[Row, ...]:
    about = {int(look.mark) for look, _, _ in found if look.kind in _ABOUT_RECORD}
    refs = {row.id: f"{row.ref}, {KIND_WORDS.get(Kind(row.kind), row.kind)}" for row in _records(about)}
    wards = places.ward_names() if any(look.kind == Unusual.AREA for look, _, _ in found) else {}
    return tuple(_row(actor, look, name, last, refs, wards) for look, name, last in found)


def _records(ids: set[int]) -> list[Any]:
    return list(db.session().execute(select(Record.id, Record.ref, Record.kind).where(Record.id.in_(ids)))) if ids else []


def _row(
    actor: Actor, look: UnusualLook, name: str, last: UnusualJudgement | None, refs: dict[int, str], wards: dict[str, str]
) -> Row:
    is_open = last is None or last.amount < look.amount
    standing = WAITING if last is None or is_open else last.outcome
    escalated = last is not None and standing == Outcome.ESCALATED and not last.as_officer
    about = ""
    if look.kind in _ABOUT_RECORD:
        about = refs.get(int(look.mark), "")
    elif look.kind == Unusual.AREA:
        about = wards.get(look.mark, look.mark)
    return Row(
        id=look.id, month_on=look.month_on, kind=look.kind, label=LABELS[Unusual(look.kind)], why=WHY[Unusual(look.kind)],
        user_id=look.user_id, who=name, about=about, amount=look.amount, first_at=look.first_at, last_at=look.last_at,
        standing=standing, standing_label=STANDINGS[standing],
        is_waiting=is_open or (escalated and actor.has_role(Role.GOVERNANCE_OFFICER)),
        is_own=look.user_id == actor.user_id, is_compartment=look.compartment,
    )  # fmt: skip


def _only_judges(actor: Actor) -> None:
    if not actor.has_role(*JUDGES):
        raise NotAllowed()


def last_month(actor: Actor) -> date:
    """Return the month that ended last: the one whose list is judged now."""
    return months.before(months.first_of(clock.local_day(clock.wall())))
