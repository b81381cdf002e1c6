"""The monthly list of unusual access: worked out from the trail by a job, judged by people, chased until it is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from casework.accounts.models import AppUser, UserClearance
from casework.accounts.services import notices
from casework.accounts.types import SAFEGUARDING, Role
from casework.audit import services as audit
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.governance import months
from casework.governance.finding import OPENING, Finder, Key, Line, Look, Viewer
from casework.governance.models import UnusualJudgement, UnusualLook, WatchedRecord
from casework.governance.queries import namesakes
from casework.governance.queries import unusual as reads
from casework.governance.unusual import CHASE_AFTER, OUTCOMES, ROUND_THE_CLOCK, THRESHOLDS, Outcome
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Organisation
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import Kind

REASON = "unusual access of a month is listed for a person to judge"
CHASING = "those who have not judged unusual access are reminded"
BLOCK = 5000
DEEDS = OPENING | {Deed.REASON_GIVEN, Deed.REFUSED, Deed.SEARCHED}
HIDDEN = (Kind.REFERRAL, Kind.RECEIPT, Kind.VENUE)
NOT_YOURS = "Nobody judges what they did themselves: leave it to somebody else."


def find(actor: Actor, month_on: date, *, after: int = 0) -> int:
    """List what was unusual in a month, as the system; return how many lines are new.

    May run again and again: a line that is there only grows, and waits to be judged again when it does. `after` leaves out the
    entries up to a number.
    """
    low, high = months.numbers(month_on)
    found = _found(actor, max(low, after), high, month_on)
    held = {
        (row.kind, row.user_id, row.mark, row.compartment): row
        for row in db.session().scalars(select(UnusualLook).where(UnusualLook.month_on == month_on))
    }
    new = [_kept(key, line, month_on, found.viewers) for key, line in found.lines.items() if key not in held]
    for key, line in found.lines.items():
        row = held.get(key)
        if row is not None and line.amount > row.amount:
            row.amount, row.last_at, row.entries = line.amount, line.last_at, line.entries
    db.session().add_all(new)
    db.session().flush()
    _tell(new, "Unusual access was listed and waits to be judged: {}.")
    audit.record(actor, Deed.UNUSUAL_LISTED, count=len(new), detail={"month": month_on.isoformat()})
    return len(new)


def chase(actor: Actor) -> int:
    """Remind those who have not judged a line for a fortnight, and again each fortnight; return how many lines are waiting so."""
    late = clock.wall() - CHASE_AFTER
    rows = [
        row
        for row in db.session().scalars(
            reads.waiting(actor).where(
                UnusualLook.found_at < late, or_(UnusualLook.chased_at.is_(None), UnusualLook.chased_at < late)
            )
        )
    ]
    for row in rows:
        row.chased_at = clock.wall()
    _tell(rows, "Unusual access has waited a fortnight or longer to be judged: {}.")
    return len(rows)


def judge(actor: Actor, look_id: int, *, outcome: str, words: str) -> None:
    """Say what a line is, with words: the agency lead or an information governance officer of the person's organisation.

    Nobody judges their own doings. What a lead escalates waits for an officer.
    """
    look = reads.one(actor, look_id)
    if look.user_id == actor.user_id:
        raise Refused(NOT_YOURS)
    if outcome not in set(Outcome):
        raise Refused("Choose what it is.", field="outcome")
    as_officer = actor.has_role(Role.GOVERNANCE_OFFICER)
    db.session().add(
        UnusualJudgement(
            look_id=look.id, by_user_id=actor.user_id, as_officer=as_officer, outcome=outcome, words=words, amount=look.amount,
            at=clock.wall(),
        )
    )  # fmt: skip
    if outcome == Outcome.ESCALATED and not as_officer:
        told = notices.holders(look.organisation_id, Role.GOVERNANCE_OFFICER) - {look.user_id}
        told = told & _cleared(told) if look.compartment else told
        notices.tell(told, "unusual", "Unusual access was escalated to you.")
    audit.record(actor, Deed.UNUSUAL_JUDGED, purpose=words, outcome=OUTCOMES[Outcome(outcome)].partition(":")[0].lower(),
                 detail={"line": look.id, "user": look.user_id, "kind": look.kind})  # fmt: skip


def watch(actor: Actor, record_id: int, kind: str, *, reason: str) -> None:
    """List every opening of a record by the organisation's own people from now on."""
    if not actor.has_role(Role.GOVERNANCE_OFFICER):
        raise NotAllowed()
    if reads.is_watched(actor, record_id):
        raise Refused("This record is watched already.")
    db.session().add(
        WatchedRecord(
            record_id=record_id, organisation_id=actor.organisation_id or 0, reason=reason, set_by=actor.user_id or 0,
            set_at=clock.wall(),
        )
    )  # fmt: skip
    audit.record(actor, Deed.RECORD_WATCHED, record_id=record_id, record_kind=kind, purpose=reason)


def end_watch(actor: Actor, watch_id: int) -> None:
    """Watch a record no longer."""
    row = db.session().get(WatchedRecord, watch_id)
    if row is None or row.organisation_id != actor.organisation_id or not actor.has_role(Role.GOVERNANCE_OFFICER):
        raise NotFound("watch")
    row.ended_at = clock.wall()
    audit.record(actor, Deed.RECORD_WATCHED, record_id=row.record_id, outcome="ended")


def _found(actor: Actor, low: int, high: int, month_on: date) -> Finder:
    viewers, watched = _viewers(actor, low, high, month_on), reads.watched(actor)
    finder = Finder(viewers, watched)
    for look in _looks(low, high):
        finder.take(look)
    return finder


def _looks(low: int, high: int) -> Iterator[Look]:
    """Give the entries between two numbers in their order, in blocks."""
    while low < high:
        statement = (
            select(
                AuditEvent.number, AuditEvent.at, AuditEvent.user_id, AuditEvent.deed, AuditEvent.record_id,
                AuditEvent.record_kind, AuditEvent.hits, AuditEvent.detail, Record.compartment,
            )
            .outerjoin(Record, Record.id == AuditEvent.record_id)
            .where(AuditEvent.number > low, AuditEvent.number <= min(high, low + BLOCK))
            .where(AuditEvent.user_id.is_not(None), AuditEvent.deed.in_(DEEDS))
            .order_by(AuditEvent.number)
        )  # fmt: skip
        rows = db.session().execute(statement).all()
        wards = _wards([row.record_id for row in rows if row.deed == Deed.REASON_GIVEN])
        for row in rows:
            hidden = bool(row.compartment) or row.record_kind in HIDDEN
            term = str((row.detail or {}).get("term", ""))
            yield Look(
                row.number, row.at, row.user_id, row.deed, row.record_id, row.record_kind, hidden, row.hits, term,
                wards.get(row.record_id, ""),
            )  # fmt: skip
        low += BLOCK


def _viewers(actor: Actor, low: int, high: int, month_on: date) -> dict[int, Viewer]:
    people = list(
        db.session().execute(
            select(AppUser.id, AppUser.name, AppUser.organisation_id, Organisation.kind).join(
                Organisation, Organisation.id == AppUser.organisation_id
            )
        )
    )
    names = namesakes.of(actor, {row.id: row.name for row in people})
    wards = _areas(sorted({row.organisation_id for row in people}), low, high, month_on)
    return {
        row.id: Viewer(row.organisation_id, row.kind not in ROUND_THE_CLOCK, *names[row.id], wards=wards.get(row.id))
        for row in people
    }


def _areas(organisation_ids: Iterable[int], low: int, high: int, month_on: date) -> dict[int, frozenset[str]]:
    """Return the wards in which people opened something in the months before, for those who gave a reason in this one."""
    found: dict[int, frozenset[str]] = {}
    since, _ = months.between(clock.start_of_day(month_on) - THRESHOLDS.area_look_back, clock.start_of_day(month_on))
    for organisation_id in organisation_ids:
        gave = select(AuditEvent.user_id).where(
            AuditEvent.org_id == organisation_id, AuditEvent.deed == Deed.REASON_GIVEN, AuditEvent.number > low,
            AuditEvent.number <= high,
        )  # fmt: skip
        for user_id in [each for each in db.session().scalars(gave.distinct()).all() if each is not None]:
            before = (
                select(AccessGrant.ward)
                .join(AuditEvent, AuditEvent.record_id == AccessGrant.record_id)
                .where(AuditEvent.user_id == user_id, AuditEvent.number > since, AuditEvent.number <= low)
                .where(AuditEvent.deed.in_((Deed.RECORD_READ, Deed.RECORD_CHANGED)))
            )
            wards = frozenset(db.session().scalars(before.distinct())) - {""}
            if wards:  # somebody new has no area yet
                found[user_id] = wards
    return found


def _wards(record_ids: Sequence[int]) -> dict[int, str]:
    if not record_ids:
        return {}
    rows = select(AccessGrant.record_id, func.max(AccessGrant.ward)).where(AccessGrant.record_id.in_(set(record_ids)))
    return {record_id: ward for record_id, ward in db.session().execute(rows.group_by(AccessGrant.record_id))}


def _kept(key: Key, line: Line, month_on: date, viewers: Any) -> UnusualLook:
    kind, user_id, mark, compartment = key
    return UnusualLook(
        month_on=month_on, kind=kind, user_id=user_id, organisation_id=viewers[user_id].organisation_id, mark=mark,
        compartment=compartment, amount=line.amount, first_at=line.first_at, last_at=line.last_at, entries=line.entries,
        found_at=clock.wall(),
    )  # fmt: skip


def _tell(rows: Iterable[UnusualLook], sentence: str) -> None:
    """Tell the leads and officers of each organisation; of the compartment, those who are cleared."""
    counted: dict[int, dict[int, int]] = {}
    judges: dict[int, set[int]] = {}
    for row in rows:
        if row.organisation_id not in judges:
            judges[row.organisation_id] = notices.holders(row.organisation_id, Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER)
        mine = judges[row.organisation_id] - {row.user_id}
        for user_id in mine & _cleared(mine) if row.compartment else mine:
            counted.setdefault(row.organisation_id, {}).setdefault(user_id, 0)
            counted[row.organisation_id][user_id] += 1
    for told in counted.values():
        for user_id, count in told.items():
            notices.tell([user_id], "unusual", sentence.format(f"{count} line{'' if count == 1 else 's'}"))


def _cleared(user_ids: set[int]) -> set[int]:
    today = clock.today()
    return set(
        db.session().scalars(
            select(UserClearance.user_id).where(
                UserClearance.user_id.in_(user_ids), UserClearance.clearance == SAFEGUARDING, UserClearance.ended_at.is_(None),
                UserClearance.from_on <= today, or_(UserClearance.until_on.is_(None), UserClearance.until_on >= today),
            )
        )
    )  # fmt: skip
