"""Adding and correcting places, and loading what is published about areas."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.places import geo, postcodes, queries
from casework.places.models import Place, Population, Postcode, SmallArea, Ward
from casework.places.types import NewPlace, WardRow
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants, records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Act, Kind

FIELDS = tuple(name for name in NewPlace.__dataclass_fields__ if name != "partnership_id")
# Told of every place that was added or changed, in the same transaction; the search index listens (casework/wiring.py).
LISTENERS: list[Callable[[Actor, Place], None]] = []


def add_place(actor: Actor, new: NewPlace) -> Record:
    """Add a place; its ward is derived from the point, else from the postcode. Return its record."""
    checked = _checked(new)
    partnership_id = new.partnership_id or next(iter(actor.partnership_ids), None)
    if partnership_id is None:
        raise NotAllowed("A place belongs to a partnership.")
    now = clock.now()
    record = records.make_record(
        actor, Kind.PLACE, partnership_id=partnership_id, columns=Columns(sort_on=now, **_columns(checked))
    )
    place = Place(record_id=record.id, made_at=now, **{name: getattr(checked, name) for name in FIELDS})
    db.session().add(place)
    db.session().flush()
    _tell(actor, place)
    return record


def edit_place(actor: Actor, ref: str, new: NewPlace, seen: int | None) -> Place:
    """Correct a place; refuses when somebody else did so since the form was opened."""
    place, lens = policy.open_one(actor, Place, ref, Act.RECORD_EDIT)
    versions.expect(place, seen)
    checked = _checked(new)
    for name in FIELDS:
        setattr(place, name, getattr(checked, name))
    db.session().flush()
    grants.set_columns(lens.record_id, **_columns(checked))
    _tell(actor, place)
    return place


def _columns(place: NewPlace) -> dict[str, Any]:
    return {
        "stage": "",
        "subject": place.premises_kind,
        "ward": place.ward_code,
        "family_key": _plain(place.name or place.line_1),
        "given_key": _plain(place.line_1) if place.name else "",
    }


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())[:200]


def _checked(new: NewPlace) -> NewPlace:
    texts: dict[str, Any] = {
        name: " ".join(str(getattr(new, name)).split())[:200] for name in ("name", "line_1", "line_2", "town", "licence_number")
    }
    if not any((texts["name"], texts["line_1"], new.postcode.strip(), new.latitude)):
        raise Refused("Enter a name, a first line, a postcode or a point on the map.", field="line_1")
    postcode = new.postcode.strip()
    if postcode and postcodes.normalise(postcode) is None:
        raise Refused("Enter a full UK postcode, like PE29 3TN.", field="postcode")
    if new.uprn and not postcodes.is_uprn(new.uprn):
        raise Refused("A UPRN is a number of up to 12 digits.", field="uprn")
    if (new.latitude is None) != (new.longitude is None):
        raise Refused("A point needs a latitude and a longitude.", field="latitude")
    if new.latitude is not None and new.longitude is not None and not geo.is_in_kingdom(new.longitude, new.latitude):
        raise Refused("That point is not in the United Kingdom.", field="latitude")
    plain = (postcodes.normalise(postcode) or "") if postcode else ""
    found = queries.ward_of_typed(new.latitude, new.longitude, plain)
    return replace(
        new,
        **texts,
        postcode=plain,
        uprn=postcodes.checked_uprn(new.uprn) if new.uprn else "",
        ward_code=found.code if found else new.ward_code,
    )


def _tell(actor: Actor, place: Place) -> None:
    for listener in LISTENERS:
        listener(actor, place)


def put_ward(row: WardRow) -> Ward:
    """Write one ward as published, new or again."""
    session = db.session()
    ward = session.scalar(select(Ward).where(Ward.code == row.code, Ward.ward_set == row.ward_set))
    if ward is None:
        ward = Ward(code=row.code, ward_set=row.ward_set)
        session.add(ward)
    ward.name, ward.in_force_from, ward.in_force_to = row.name, row.in_force_from, row.in_force_to
    if row.geometry:
        box = geo.area_from_geojson(row.geometry).box
        ward.geometry = row.geometry
        ward.west, ward.south, ward.east, ward.north = box.west, box.south, box.east, box.north
    session.flush()
    return ward


def put_postcodes(rows: Sequence[tuple[str, float | None, float | None, Mapping[str, str]]]) -> int:
    """Write postcodes as published: postcode, latitude, longitude, ward code of each set. Return how many."""
    session = db.session()
    for postcode, latitude, longitude, codes in rows:
        session.merge(
            Postcode(postcode=postcodes.checked(postcode), latitude=latitude, longitude=longitude, ward_codes=dict(codes))
        )
    session.flush()
    return len(rows)


def put_small_areas(rows: Sequence[tuple[str, str, Mapping[str, str]]]) -> int:
    """Write census small areas: code, name, ward code of each set (none where it was split). Return how many."""
    for code, name, codes in rows:
        db.session().merge(SmallArea(code=code, name=name, ward_codes=dict(codes)))
    db.session().flush()
    return len(rows)


def set_population(
    actor: Actor, area_kind: str, area_code: str, year: int, number: int, source: str, seen: int | None = None
) -> Population:
    """Write down how many people live in an area in a year; changing one says which version was seen."""
    if number < 0:
        raise Refused("A population is not negative.", field="number")
    session = db.session()
    row = session.scalar(
        select(Population).where(Population.area_kind == area_kind, Population.area_code == area_code, Population.year == year)
    )
    if row is None:
        row = Population(area_kind=area_kind, area_code=area_code, year=year)
        session.add(row)
    else:
        versions.expect(row, seen)
    row.number, row.source = number, source[:200]
    session.flush()
    audit.record(actor, Deed.CODES_CHANGED, detail={"population": area_code, "year": year})
    return row
