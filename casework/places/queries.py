"""Wards by date and place, populations, and the places an actor may see."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.places import geo, postcodes
from casework.places.models import Place, Population, Postcode, SmallArea, Ward
from casework.places.types import Appearance, PlaceSheet, WardFound
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Link, Record
from casework.sharing.types import Act, Filters, Kind, Page


def ward_at(latitude: float, longitude: float, on: date | None = None) -> WardFound | None:
    """Return the ward that holds a point, of the set in force on a day (today unless said); None outside every ward."""
    rows = db.session().scalars(
        select(Ward).where(
            *_in_force(on), Ward.west <= longitude, Ward.east >= longitude, Ward.south <= latitude, Ward.north >= latitude
        )
    )
    for ward in rows:
        if geo.area_from_geojson(ward.geometry).contains(longitude, latitude):
            return WardFound(ward.code, ward.name, ward.ward_set)
    return None


def outlines(on: date | None = None) -> list[tuple[str, str, Any]]:
    """Return the wards in force on a day whose boundary is held: code, name and boundary."""
    rows = db.session().execute(
        select(Ward.code, Ward.name, Ward.geometry).where(*_in_force(on), Ward.west.is_not(None)).order_by(Ward.code)
    )
    return [(code, name, geometry) for code, name, geometry in rows]


def first_outside(points: Iterable[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the first of some points that lies in no ward, twenty metres to spare; None where all do, or no boundary is held."""
    areas = [geo.area_from_geojson(geometry) for _, _, geometry in outlines()]
    if not areas:
        return None
    spare = ((0.0, 0.0), (0.0003, 0.0), (-0.0003, 0.0), (0.0, 0.00018), (0.0, -0.00018))
    for lon, lat in points:
        if not any(area.contains(lon + east, lat + north) for east, north in spare for area in areas):
            return lon, lat
    return None


def ward_of_postcode(postcode: str, on: date | None = None) -> WardFound | None:
    """Return the ward of a postcode in the set in force on a day; None for a postcode that is not held."""
    plain = postcodes.normalise(postcode)
    row = db.session().get(Postcode, plain) if plain else None
    return _of_codes(row.ward_codes, on) if row is not None else None


def ward_of_small_area(code: str, on: date | None = None) -> WardFound | None:
    """Return the ward of a census small area in the set in force on a day; None when it was split or is not held."""
    row = db.session().get(SmallArea, code)
    return _of_codes(row.ward_codes, on) if row is not None else None


def ward_of_typed(latitude: float | None, longitude: float | None, postcode: str, on: date | None = None) -> WardFound | None:
    """Return the ward of a point where one is given and lies in a ward, else of the postcode."""
    found = None
    if latitude is not None and longitude is not None:
        found = ward_at(latitude, longitude, on)
    return found or ward_of_postcode(postcode, on)


def position_of(postcode: str) -> tuple[float, float] | None:
    """Return the latitude and longitude of a postcode, or None."""
    plain = postcodes.normalise(postcode)
    row = db.session().get(Postcode, plain) if plain else None
    return None if row is None or row.latitude is None or row.longitude is None else (row.latitude, row.longitude)


def wards(on: date | None = None) -> dict[str, str]:
    """Return the wards in force on a day, code to name, by name."""
    rows = db.session().execute(select(Ward.code, Ward.name).where(*_in_force(on)).order_by(Ward.name))
    return {code: name for code, name in rows}


def ward_names() -> dict[str, str]:
    """Return the names of all wards, also of those no longer in force: old records still show them."""
    return {code: name for code, name in db.session().execute(select(Ward.code, Ward.name))}


def population(area_kind: str, area_code: str, year: int, within: int = 2) -> Population | None:
    """Return the estimate of an area nearest to a year, at most two years off unless said; None means no rate can be given."""
    rows = db.session().scalars(
        select(Population).where(
            Population.area_kind == area_kind,
            Population.area_code == area_code,
            Population.year.between(year - within, year + within),
        )
    )
    return min(rows, key=lambda row: (abs(row.year - year), row.year), default=None)


def page(
    actor: Actor, filters: Filters | None = None, *, order: str = "newest", key: str = ""
) -> tuple[Page, list[tuple[Place, str]]]:
    """Return one page of the places the actor may see, each with its reference."""
    found = listing.page(actor, Kind.PLACE, filters, order=order, key=key)
    rows = {
        place.record_id: (place, ref)
        for place, ref in db.session().execute(
            policy.readable(actor, Place)
            .add_columns(Record.ref)
            .join(Record, Record.id == Place.record_id)
            .where(Place.record_id.in_(found.ids))
        )
    }
    return found, [rows[record_id] for record_id in found.ids if record_id in rows]


def sheet(actor: Actor, ref: str) -> PlaceSheet:
    """Return what the page of a place shows, and write down that it was looked at."""
    place, lens = policy.open_one(actor, Place, ref, Act.RECORD_READ)
    return PlaceSheet(
        place=place,
        lens=lens,
        ward_name=ward_names().get(place.ward_code, ""),
        appearances=appearances(actor, (place.record_id,)),
    )


def appearances(actor: Actor, leaf_ids: Sequence[int]) -> list[Appearance]:
    """Return where these people, places and vehicles stand, among the records whose roles the actor may see, newest first."""
    if not leaf_ids:
        return []
    rows = _links(actor, Link.leaf_id.in_(leaf_ids))
    grants = _columns(actor, {row.record_id for row in rows})
    found = [
        Appearance(
            record_id=row.record_id, ref=row.ref, kind=row.kind, leaf_id=row.leaf_id, role=row.role, since=row.since,
            ended_at=row.ended_at, **grants.get(row.record_id, {}),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda item: (item.at or item.since, item.record_id), reverse=True)


def _links(actor: Actor, condition: ColumnElement[bool]) -> list[Any]:
    statement = (
        policy.readable(actor, Link)
        .join(Record, Record.id == Link.record_id)
        .where(condition)
        .with_only_columns(Link.record_id, Record.ref, Record.kind, Link.leaf_id, Link.role, Link.since, Link.ended_at)
    )
    return list(db.session().execute(statement))


def _columns(actor: Actor, record_ids: set[int]) -> dict[int, dict[str, Any]]:
    if not record_ids:
        return {}
    statement = (
        policy.readable(actor, AccessGrant)
        .where(AccessGrant.record_id.in_(record_ids))
        .with_only_columns(
            AccessGrant.record_id, AccessGrant.stage, AccessGrant.subject, AccessGrant.is_open, AccessGrant.sort_on
        )
        .distinct()
    )
    return {
        row.record_id: {"stage": row.stage, "subject": row.subject, "is_open": row.is_open, "at": row.sort_on}
        for row in db.session().execute(statement)
    }


def _in_force(on: date | None) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    day = on or clock.today()
    return (
        or_(Ward.in_force_from.is_(None), Ward.in_force_from <= day),
        or_(Ward.in_force_to.is_(None), Ward.in_force_to >= day),
    )


def _of_codes(codes: dict[str, str], on: date | None) -> WardFound | None:
    rows = db.session().scalars(select(Ward).where(*_in_force(on), Ward.code.in_(list(codes.values()))))
    ward = next((row for row in rows if codes.get(row.ward_set) == row.code), None)
    return WardFound(ward.code, ward.name, ward.ward_set) if ward is not None else None


def for_change(actor: Actor, ref: str) -> Place:
    """Return a place to fill the form that corrects it."""
    return policy.open_one(actor, Place, ref, Act.RECORD_EDIT)[0]
