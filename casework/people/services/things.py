"""Adding vehicles and protected addresses, and keeping places in the index."""

from dataclasses import replace
from typing import Any

from casework.index import plates
from casework.index import services as index
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.people.models import Person, ProtectedAddress, Vehicle
from casework.people.types import NewVehicle
from casework.places.models import Place
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants, records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Act, Kind, Section

FIELDS = ("registration", "make", "model", "colour", "note")


def add_vehicle(actor: Actor, new: NewVehicle) -> Record:
    """Add a vehicle; its mark may be unknown, and two records may carry the same one."""
    checked = _checked(new)
    partnership_id = new.partnership_id or next(iter(actor.partnership_ids), None)
    if partnership_id is None:
        raise NotAllowed("A vehicle is added within a partnership.")
    now = clock.now()
    columns = Columns(sort_on=now, family_key=plates.normalise(checked.registration).lower())
    record = records.make_record(actor, Kind.VEHICLE, partnership_id=partnership_id, columns=columns)
    vehicle = Vehicle(
        record_id=record.id,
        made_at=now,
        registration_key=plates.look_alike_key(checked.registration),
        **{name: getattr(checked, name) for name in FIELDS},
    )
    db.session().add(vehicle)
    db.session().flush()
    _index(actor, vehicle)
    return record


def edit_vehicle(actor: Actor, ref: str, new: NewVehicle, seen: int | None) -> Vehicle:
    """Correct a vehicle; refuses when somebody else did so since the form was opened."""
    vehicle, lens = policy.open_one(actor, Vehicle, ref, Act.RECORD_EDIT)
    versions.expect(vehicle, seen)
    checked = _checked(new)
    for name in FIELDS:
        setattr(vehicle, name, getattr(checked, name))
    vehicle.registration_key = plates.look_alike_key(checked.registration)
    db.session().flush()
    grants.set_columns(lens.record_id, family_key=plates.normalise(checked.registration).lower())
    _index(actor, vehicle)
    return vehicle


def add_protected_address(actor: Actor, person_ref: str, address: str, reason: str = "") -> Record:
    """Write down where somebody is kept safe, as a record of its own: seeing the person never opens it."""
    _, lens = policy.open_one(actor, Person, person_ref, Act.FACT_ADD)
    if not address.strip():
        raise Refused("Enter the address.", field="address")
    now = clock.now()
    record = records.make_record(
        actor,
        Kind.ADDRESS,
        partnership_id=lens.partnership_id,
        columns=Columns(sort_on=now),
        compartment=lens.compartment or None,
    )
    db.session().add(
        ProtectedAddress(
            record_id=record.id,
            person_id=lens.record_id,
            address=address.strip()[:1000],
            reason=reason.strip()[:200],
            made_at=now,
        )
    )
    db.session().flush()
    return record


def index_place(actor: Actor, place: Place) -> None:
    """Keep what a place is found by; `places` tells of each one added or changed."""
    said = tuple(part for part in (place.name, place.line_1, place.town) if part)
    codes = tuple(code for code in (place.postcode, place.uprn, place.licence_number) if code)
    index.write_keys(actor, place.record_id, said=said, codes=codes)
    index.write(
        actor, place.record_id, text=f"{place.address} {place.licence_number}", label=place.title, section=Section.IDENTITY
    )


def _checked(new: NewVehicle) -> NewVehicle:
    texts: dict[str, Any] = {name: " ".join(getattr(new, name).split())[:200] for name in ("make", "model", "note")}
    colour, mark = new.colour.strip()[:40], plates.shown(new.registration[:40])
    if not any((mark, colour, texts["make"], texts["model"])):
        raise Refused("Enter the registration, or what is known of the vehicle.", field="registration")
    return replace(new, registration=mark, colour=colour, **texts)


def _index(actor: Actor, vehicle: Vehicle) -> None:
    codes = (vehicle.registration,) if vehicle.registration else ()
    index.write_keys(actor, vehicle.record_id, codes=codes)
    text = " ".join((vehicle.registration, vehicle.colour, vehicle.make, vehicle.model, vehicle.note))
    index.write(actor, vehicle.record_id, text=text, label=vehicle.title, section=Section.IDENTITY)
