"""Taking down a report as an officer typed it: people, places and vehicles chosen or newly named, and photos."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from casework.cases.models import Incident
from casework.cases.services import capture
from casework.cases.types import Captured, Leaf, Report, Seen
from casework.documents import services as documents
from casework.documents.types import Upload
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.refs import normalise_ref
from casework.organisations.models import CodeItem
from casework.people.services import persons, things
from casework.people.types import NewPerson, NewVehicle
from casework.places import queries as places
from casework.places.models import Place
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import LEAVES, Act, Kind

# Words that begin a description of somebody whose name is not known.
_NAMELESS = re.compile(
    r"(?:un(?:known|named|identified)|males?|females?|m[ae]n|wom[ae]n|boys?|girls?|youths?|groups?|persons?|people|child(?:ren)?|"
    r"teenagers?|adults?|an?|the|two|three|four|five|several|some)\b",
    re.IGNORECASE,
)


def take_down(actor: Actor, report: Report, seen: Sequence[Seen], photos: Sequence[Upload] = ()) -> Captured:
    """Take down a report with whoever and whatever was seen: known ones by reference, new ones as they were typed.

    The ward comes from the point, the postcode or the place chosen, else it is the one chosen. Nothing is kept unless all is.
    """
    leaves = tuple(_leaf(actor, each) for each in seen)
    report = replace(report, leaves=(*report.leaves, *leaves), ward_code=_ward(actor, report, leaves), type=_type(actor, report))
    made = capture.capture(actor, report)
    if photos:
        _, lens = policy.open_one(actor, Incident, made.incident_id, Act.DOCUMENT_ADD)
        documents.add_documents(actor, lens, photos, kind="PHOTO")
    return made


def known(actor: Actor, ref: str) -> tuple[int, str] | None:
    """Return the inner id and kind of a person, place or vehicle the actor may see, by its reference; None for any other."""
    row = (
        db.session()
        .execute(select(Record.id, Record.kind).where(Record.ref == (normalise_ref(ref) or "-"), Record.kind.in_(LEAVES)))
        .one_or_none()
    )
    return None if row is None or policy.lens_of(actor, row.id) is None else (row.id, row.kind)


def leaf_of(actor: Actor, seen: Seen) -> Leaf:
    """Return who or what was meant, ready to be put on a record; somebody new is added. Refuses a reference not known."""
    return _leaf(actor, seen)


def _leaf(actor: Actor, seen: Seen) -> Leaf:
    if seen.ref:
        found = known(actor, seen.ref)
        if found is None or (seen.kind and found[1] != seen.kind):
            raise Refused("Choose from the list again, or type a description.", field=seen.field)
        return Leaf(found[0], found[1], seen.role)
    if seen.kind == Kind.VEHICLE:
        return Leaf(things.add_vehicle(actor, _vehicle(seen.text)).id, Kind.VEHICLE, seen.role)
    return Leaf(persons.add_person(actor, _person(seen.text)).id, Kind.PERSON, seen.role)


def _person(text: str) -> NewPerson:
    """A name has at most four words and no figure; anything else describes somebody whose name is not known."""
    words = text.split()
    if _NAMELESS.match(text) or len(words) > 4 or any(sign.isdigit() for sign in text):
        return NewPerson(description=text)
    return NewPerson(family_name=words[-1], given_names=" ".join(words[:-1]))


def _vehicle(text: str) -> NewVehicle:
    mark = re.sub(r"\s", "", text)
    is_mark = 2 <= len(mark) <= 8 and mark.isalnum() and any(sign.isdigit() for sign in mark)
    return NewVehicle(registration=text) if is_mark else NewVehicle(note=text)


def _ward(actor: Actor, report: Report, leaves: Sequence[Leaf]) -> str:
    found = places.ward_of_typed(report.latitude, report.longitude, report.postcode)
    if found is not None:
        return found.code
    place = next((leaf.record_id for leaf in leaves if leaf.kind == Kind.PLACE), 0)
    held = db.session().scalar(policy.readable(actor, Place).where(Place.record_id == place).with_only_columns(Place.ward_code))
    return held or report.ward_code


def _type(actor: Actor, report: Report) -> str:
    """Anti-social behaviour or environmental, as the subject says, when no type was chosen."""
    if report.type:
        return report.type
    attributes = db.session().scalar(
        select(CodeItem.attributes).where(CodeItem.listing == "case_subject", CodeItem.code == report.subject)
    )
    return "ASB" if (attributes or {}).get("asb", True) else "ENV_CRIME"
