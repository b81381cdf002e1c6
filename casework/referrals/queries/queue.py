"""The queue of referrals one is named on, with what is due, and the receipts of what one passed on."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.referrals import clocks
from casework.referrals.models import Referral, ReferralPerson, ReferralReceipt
from casework.referrals.types import TOLD_LABELS, Clock, Told
from casework.sharing import listing, policy
from casework.sharing.models import Record
from casework.sharing.types import Filters, Kind

MOST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One referral in the queue."""

    ref: str
    child: str
    state: str
    state_label: str
    venue: str
    received_at: datetime
    band: str
    due: Clock | None
    is_overdue: bool
    has_immediate_danger: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The referrals of one filter, soonest due first, and the figures above them."""

    lines: tuple[Line, ...]
    overdue: int
    due_soon: int
    open_count: int
    high: int
    states: dict[str, int]
    state_labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One receipt in its author's list."""

    ref: str
    made_at: datetime
    told_label: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """A receipt: one's own words, and what one was told since."""

    ref: str
    made_at: datetime
    words: str
    venue: str
    place: str
    people: str
    happened_at: datetime | None
    signs: tuple[str, ...]
    told: str
    told_label: str
    told_at: datetime


def queue(actor: Actor, *, state: str = "", is_open: bool = True) -> Queue:
    """Return the referrals the actor is named on: those open with what is due, or those closed. Only cleared people have one."""
    if not actor.cleared:
        raise NotFound("referrals")
    ids = listing.ids(actor, Kind.REFERRAL, Filters(is_open=is_open), limit=MOST)
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.REFERRAL, ids=tuple(ids), count=len(ids))
    labels = organisations.labels("referral_state", "venue_kind")
    lines = [_line(row, ref, child, labels) for row, ref, child in _rows(actor, ids)]
    counted: dict[str, int] = {}
    for line in lines:
        counted[line.state] = counted.get(line.state, 0) + 1
    soon = [line for line in lines if line.due is not None and not line.is_overdue and (line.due.on - clock.today()).days <= 1]
    lines.sort(key=lambda line: (line.due.on if line.due else date.max, line.received_at))
    return Queue(
        lines=tuple(line for line in lines if not state or line.state == state),
        overdue=sum(line.is_overdue for line in lines),
        due_soon=len(soon),
        open_count=len(lines),
        high=sum(line.band == "high" for line in lines),
        states=counted,
        state_labels=labels["referral_state"],
    )


def _rows(actor: Actor, ids: list[int]) -> list[tuple[Referral, str, str]]:
    session = db.session()
    children: dict[int, list[str]] = {}
    for person in session.scalars(
        policy.readable(actor, ReferralPerson)
        .where(ReferralPerson.record_id.in_(ids), ReferralPerson.capacity == "child")
        .order_by(ReferralPerson.id)
    ):
        children.setdefault(person.record_id, []).append(person.name or person.known_as)
    rows = session.execute(
        policy.readable(actor, Referral)
        .add_columns(Record.ref)
        .join(Record, Record.id == Referral.record_id)
        .where(Referral.record_id.in_(ids))
    )
    return [(row, ref, ", ".join(name for name in children.get(row.record_id, []) if name)) for row, ref in rows]


def _line(row: Referral, ref: str, child: str, labels: dict[str, dict[str, str]]) -> Line:
    due = clocks.next_due(row)
    return Line(
        ref=ref,
        child=child or "Name not known",
        state=row.state,
        state_label=labels["referral_state"].get(row.state, row.state),
        venue=labels["venue_kind"].get(row.venue_kind, row.venue_kind),
        received_at=row.received_at,
        band=row.band,
        due=due,
        is_overdue=due is not None and due.on < clock.today(),
        has_immediate_danger=row.has_immediate_danger,
    )


def receipts(actor: Actor) -> list[ReceiptLine]:
    """Return the receipts of the concerns the actor passed on, newest first."""
    rows = db.session().execute(
        policy.readable(actor, ReferralReceipt)
        .add_columns(Record.ref)
        .join(Record, Record.id == ReferralReceipt.record_id)
        .where(ReferralReceipt.record_id.in_(listing.ids(actor, Kind.RECEIPT, limit=MOST)))
        .order_by(ReferralReceipt.made_at.desc())
    )
    found = [ReceiptLine(ref, row.made_at, TOLD_LABELS[Told(row.told)], row.told_at) for row, ref in rows]
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.RECEIPT, count=len(found))
    return found


def receipt(actor: Actor, ref: str) -> ReceiptSheet:
    """Return a receipt to the one person who made it."""
    row, lens = policy.open_one(actor, ReferralReceipt, ref)
    labels = organisations.labels("venue_kind", "warning_sign")
    return ReceiptSheet(
        ref=lens.ref,
        made_at=row.made_at,
        words=row.words,
        venue=labels["venue_kind"].get(row.venue_kind, row.venue_kind),
        place=row.place,
        people=row.people,
        happened_at=row.happened_at,
        signs=tuple(labels["warning_sign"][sign] for sign in row.signs.split(",") if sign in labels["warning_sign"]),
        told=row.told,
        told_label=TOLD_LABELS[Told(row.told)],
        told_at=row.told_at,
    )


def partnerships(actor: Actor) -> dict[str, str]:
    """Return the partnerships the actor may refer to, by id, for the form's choice."""
    return {str(row.id): row.name for row in organisations.partnerships_of(actor)}
