"""The register of venues, for the cleared people named on each."""

from dataclasses import dataclass

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.referrals.models import Venue, VenueContact
from casework.referrals.queries import people
from casework.sharing import listing, policy
from casework.sharing.models import Record
from casework.sharing.types import Kind

MOST = 500


@dataclass(frozen=True, slots=True)
class VenueLine:
    """One venue of the register."""

    row: Venue
    ref: str
    kind_label: str
    is_refresher_due: bool


@dataclass(frozen=True, slots=True)
class VenueSheet:
    """One venue with what happened there."""

    line: VenueLine
    contacts: tuple[VenueContact, ...]
    names: dict[int, str]


def venues(actor: Actor) -> list[VenueLine]:
    """Return the venues the actor may see, those whose refresher is due first."""
    if not actor.cleared:
        raise NotFound("venues")
    ids = listing.ids(actor, Kind.VENUE, limit=MOST)
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.VENUE, ids=tuple(ids), count=len(ids))
    labels = organisations.labels("venue_kind")["venue_kind"]
    rows = db.session().execute(
        policy.readable(actor, Venue)
        .add_columns(Record.ref)
        .join(Record, Record.id == Venue.record_id)
        .where(Venue.record_id.in_(ids))
    )
    found = [_line(row, ref, labels) for row, ref in rows]
    return sorted(found, key=lambda line: (not line.is_refresher_due, line.row.name.casefold()))


def venue(actor: Actor, ref: str) -> VenueSheet:
    """Return one venue, with visits, training and calls, newest first."""
    row, lens = policy.open_one(actor, Venue, ref)
    labels = organisations.labels("venue_kind")["venue_kind"]
    contacts = tuple(
        db.session().scalars(
            policy.readable(actor, VenueContact)
            .where(VenueContact.record_id == lens.record_id)
            .order_by(VenueContact.on.desc(), VenueContact.id.desc())
        )
    )
    return VenueSheet(_line(row, lens.ref, labels), contacts, people.names(actor, {contact.by_user for contact in contacts}))


def _line(row: Venue, ref: str, labels: dict[str, str]) -> VenueLine:
    due = row.refresher_due_on is None or row.refresher_due_on <= clock.today()
    return VenueLine(row, ref, labels.get(row.kind, row.kind), due)
