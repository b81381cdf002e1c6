"""The people, places and vehicles of the made-up cases: each organisation's own, some of them met again and again."""

from dataclasses import replace
from typing import Any

from casework.cases.models import CaseFile
from casework.cases.types import Leaf
from casework.demonstration import names, places
from casework.demonstration.stage import Stage
from casework.enforcement.models.orders import Order
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.people import services as people
from casework.people.types import NewVehicle
from casework.places import services as place_services
from casework.places.types import NewPlace
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Kind

CASE, ORDER = CaseFile, Order
MAKES = (
    ("Ford", "Fiesta"),
    ("Vauxhall", "Corsa"),
    ("Volkswagen", "Golf"),
    ("BMW", "3 Series"),
    ("Ford", "Transit"),
    ("Yamaha", "dirt bike"),
)
COLOURS = ("BLACK", "SILVER", "WHITE", "BLUE", "RED", "GREY")


def is_open(actor: Actor, ref: str) -> bool:
    """True when the actor may see the case and it is open; asks without opening it."""
    found = db.session().scalar(
        policy.readable(actor, CaseFile)
        .join(Record, Record.id == CaseFile.record_id)
        .where(Record.ref == ref)
        .with_only_columns(CaseFile.closed_on.is_(None))
    )
    return bool(found)


def leaves(stage: Stage, actor: Actor, spot: places.Spot, story: dict[str, Any], lead: str) -> tuple[tuple[Leaf, ...], str]:
    """Return who and what a report names (people in the roles of its story, the place, perhaps a vehicle), and who is alleged."""
    partnership_id = stage.partnerships["Fenland" if lead == "FDC" else "Huntingdonshire"]
    found: dict[int, Leaf] = {}
    if stage.rng.random() < 0.85:
        for role in story["roles"]:
            record_id = _person(stage, actor, role, lead, partnership_id, young=bool(story.get("young")) and role == "ALLEGED")
            found.setdefault(record_id, Leaf(record_id, Kind.PERSON, role))
    place_id = _place(stage, actor, spot, story["premises"], lead, partnership_id)
    found[place_id] = Leaf(place_id, Kind.PLACE, "LOCATION")
    if story.get("vehicle") and stage.rng.random() < 0.7:
        vehicle_id = _vehicle(stage, actor, lead, partnership_id)
        found[vehicle_id] = Leaf(vehicle_id, Kind.VEHICLE, "INVOLVED")
    alleged = next((leaf.record_id for leaf in found.values() if leaf.role == "ALLEGED"), None)
    return tuple(found.values()), _ref(alleged)


def _ref(record_id: int | None) -> str:
    return "" if record_id is None else str(db.session().get_one(Record, record_id).ref)


def _person(stage: Stage, actor: Actor, role: str, lead: str, partnership_id: int, *, young: bool) -> int:
    pool = stage.pools.setdefault((lead, "young" if young else role), [])
    if pool and stage.rng.random() < 0.42 and (known := _still_known(actor, stage.rng.choice(pool))):
        return known
    new = (
        names.unnamed(stage.rng)
        if role == "ALLEGED" and stage.rng.random() < 0.12
        else names.made_up(stage.rng, clock.today(), young=young)
    )
    record = people.add_person(actor, replace(new, partnership_id=partnership_id))
    if new.family_name:
        pool.append(record.id)
        _facts(stage, actor, record.ref, role)
    return record.id


def _facts(stage: Stage, actor: Actor, ref: str, role: str) -> None:
    rng = stage.rng
    if rng.random() < 0.4:
        safe = rng.choice(("YES", "YES", "NEVER_HOME", "ONLY_AT"))
        warning = "Weekday mornings only." if safe == "ONLY_AT" else ""
        people.add_contact(actor, ref, "MOBILE", f"07700 900{rng.randint(100, 999)}", safe=safe, warning=warning)
    if role in ("VICTIM", "COMPLAINANT") and rng.random() < 0.15:
        people.add_vulnerability(
            actor, ref, rng.choice(("ISOLATED", "MENTAL_HEALTH", "AGE", "DISABILITY", "CHILDREN")), "Told us at the first call."
        )
    if role == "ALLEGED" and rng.random() < 0.08:
        people.add_marker(actor, ref, rng.choice(("DOG", "THREATS", "TWO_VISIT")), "Seen at the last visit.")


def _place(stage: Stage, actor: Actor, spot: places.Spot, premises: str, lead: str, partnership_id: int) -> int:
    pool = stage.pools.setdefault((lead, "place", spot.ward_code), [])
    if pool and stage.rng.random() < 0.35 and (known := _still_known(actor, stage.rng.choice(pool))):
        return known
    line = f"{stage.rng.randint(1, 88)} {spot.street}" if premises in ("HOME", "FLATS") else spot.street
    new = NewPlace(line_1=line, town=spot.town, ward_code=spot.ward_code, premises_kind=premises, partnership_id=partnership_id)
    record_id = place_services.add_place(actor, new).id
    pool.append(record_id)
    return record_id


def _vehicle(stage: Stage, actor: Actor, lead: str, partnership_id: int) -> int:
    make, model = stage.rng.choice(MAKES)
    mark = (
        f"ZZ{stage.rng.randint(10, 69)} {''.join(stage.rng.choices('ABCDEFGHJKLMNPRSTUVWXY', k=3))}"
        if stage.rng.random() < 0.8
        else ""
    )
    new = NewVehicle(registration=mark, make=make, model=model, colour=stage.rng.choice(COLOURS), partnership_id=partnership_id)
    return people.add_vehicle(actor, new).id


def _still_known(actor: Actor, record_id: int) -> int | None:
    """Return the record's id while the actor may still know of it: what is linked to nothing is let go after 28 days."""
    return record_id if policy.knows(actor, record_id) else None
