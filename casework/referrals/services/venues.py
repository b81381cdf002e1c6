"""The register of venues that were trained, visited, or called: for cleared people by name, like the referrals."""

from datetime import date

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.referrals.models import Venue, VenueContact
from casework.referrals.queries import people
from casework.referrals.services.parts import known, put
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants, records
from casework.sharing.services.grants import Columns
from casework.sharing.types import EVERYTHING, SAFEGUARDING, Act, Kind, Section, Source

CONTACTS = {"visit": "Visit", "training": "Training given", "call": "Call they made"}


def register_venue(
    actor: Actor, *, kind: str, name: str, address: str, licence: str = "", contact: str = "",
    is_of_concern: bool = False, has_posters: bool = False,
) -> Record:  # fmt: skip
    """Put a venue on the register; its maker and the safeguarding leads of the partnership see it."""
    if not actor.cleared:
        raise NotFound("venue")
    known(actor, "venue_kind", kind, "kind")
    now, partnership_id = clock.now(), actor.partnership_ids[0]
    columns = Columns(sort_on=now, subject=kind)
    record = records.make_record(actor, Kind.VENUE, partnership_id=partnership_id, columns=columns, compartment=SAFEGUARDING)
    db.session().add(
        Venue(
            record_id=record.id, partnership_id=partnership_id, kind=kind, name=name, address=address, licence=licence,
            contact=contact, is_of_concern=is_of_concern, has_posters=has_posters,
        )
    )  # fmt: skip
    with grants.granting():
        for lead in people.leads(actor, partnership_id):
            if lead.user_id != actor.user_id:
                grants.add(record, f"s{lead.user_id}", EVERYTHING, columns, source=Source.MEMBER)
    db.session().flush()
    return record


def record_contact(actor: Actor, ref: str, *, kind: str, on: date, note: str) -> None:
    """Record a visit, training or a call of a venue. Training is refreshed after twelve months."""
    row, lens = policy.open_one(actor, Venue, ref, Act.RECORD_EDIT)
    if kind not in CONTACTS:
        raise Refused("Choose what happened.", field="kind")
    if on > clock.today():
        raise Refused("The day must be today or in the past.", field="on")
    put(actor, lens, VenueContact, Section.NOTES, kind=kind, on=on, note=note, by_user=actor.user_id or 0)
    if kind == "training" and (row.trained_on is None or on >= row.trained_on):
        last_day = 28 if (on.month, on.day) == (2, 29) else on.day
        row.trained_on, row.refresher_due_on = on, on.replace(year=on.year + 1, day=last_day)
    db.session().flush()
