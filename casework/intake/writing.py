"""Writes the rows of a checked file into the tables of areas, people and police figures, in bounded blocks."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import insert, select

from casework.intake.models import PoliceRow
from casework.intake.readers import wards as ward_files
from casework.intake.readers.areas import AreaRow
from casework.intake.readers.postcodes import PostcodeRow
from casework.intake.readers.street import StreetRow
from casework.intake.readers.wards import Lsoa2011Row, Lsoa2021Row, WardRow
from casework.kernel.db import db
from casework.organisations.models import Partnership
from casework.places.geo import Area
from casework.places.models import Population, Postcode, SmallArea, Ward

BLOCK = 2_000
SOURCE = "Office for National Statistics, mid-year estimate"
DISTRICT_SOURCE = "Office for National Statistics, mid-year estimates of small areas, added up"


def write_wards(rows: Iterable[WardRow]) -> None:
    """Write wards with their dates and people; boundaries already held stay."""
    for block in _blocks(rows, BLOCK):
        _put(
            Ward,
            ("code", "ward_set"),
            [
                {
                    "code": row.code,
                    "ward_set": row.ward_set,
                    "name": row.name,
                    "in_force_from": row.in_force_from,
                    "in_force_to": row.in_force_to,
                }
                for row in block
            ],
        )
        _put_populations(block)


def write_boundaries(rows: Iterable[AreaRow]) -> None:
    """Write the boundaries of wards that are held; a boundary of a small area only gives it its name."""
    for row in rows:
        if row.area_set == "2011":
            _put(SmallArea, ("code",), [{"code": row.code, "name": row.name}])
            continue
        box = row.area.box
        sides = {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
        shape = {"code": row.code, "ward_set": row.area_set, "name": row.name, "geometry": _geometry(row.area)}
        _put(Ward, ("code", "ward_set"), [shape | sides])


def write_small_areas(rows: Iterable[Lsoa2011Row | Lsoa2021Row]) -> None:
    """Write small areas with their ward in each set (both codes where one was split), and their people."""
    for block in _blocks(rows, BLOCK):
        _put(SmallArea, ("code",), [{"code": row.code, "name": row.name, "ward_codes": _ward_codes(row)} for row in block])
        _put_populations(row for row in block if isinstance(row, Lsoa2011Row))
    _add_up_districts()


def write_postcodes(rows: Iterable[PostcodeRow]) -> None:
    """Write postcodes with their position and ward in each set."""
    for block in _blocks(rows, BLOCK):
        _put(
            Postcode,
            ("postcode",),
            [
                {
                    "postcode": row.postcode,
                    "longitude": row.position[0],
                    "latitude": row.position[1],
                    "ward_codes": {"2004": row.ward2004.code} | ({"2018": row.ward2018.code} if row.ward2018 else {}),
                }
                for row in block
            ],
        )


def write_police_rows(file_id: int, rows: Iterable[StreetRow], district: set[str]) -> None:
    """Write the rows of the partnerships' districts; of all others only the counts are kept."""
    for block in _blocks(_police_values(file_id, rows, district), BLOCK):
        db.session().execute(insert(PoliceRow), block)


def _police_values(file_id: int, rows: Iterable[StreetRow], district: set[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row.position is not None and row.lsoa_code in district:
            yield {
                "file_id": file_id,
                "number": row.number,
                "month": row.month,
                "lsoa_code": row.lsoa_code,
                "is_asb": row.is_asb,
                "crime_type": row.crime_type[:40],
                "longitude": row.position[0],
                "latitude": row.position[1],
            }


def _geometry(area: Area) -> dict[str, Any]:
    polygons = [[[list(point) for point in ring] for ring in polygon] for polygon in area.polygons]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ward_codes(row: Lsoa2011Row | Lsoa2021Row) -> dict[str, str]:
    if isinstance(row, Lsoa2021Row):
        return {"2018": row.ward2018.code}
    return {"2004": row.ward2004.code, "2018": ";".join(ward.code for ward in row.wards2018)}


def _put_populations(rows: Iterable[WardRow | Lsoa2011Row]) -> None:
    values = [
        {"area_kind": row.area_kind, "area_code": row.code, "year": row.year, "number": row.people, "source": SOURCE}
        for row in ward_files.populations(rows)
    ]
    _put(Population, ("area_kind", "area_code", "year"), values)


def _add_up_districts() -> None:
    """Give each partnership's district the people of all its small areas, unless somebody typed a figure in."""
    session = db.session()
    areas = list(session.execute(select(SmallArea.code, SmallArea.name)))
    counted = session.execute(
        select(Population.area_code, Population.year, Population.number).where(Population.area_kind == "lsoa2011")
    )
    people = {(code, year): number for code, year, number in counted}
    years = sorted({year for _, year in people})
    typed = session.execute(select(Population.area_code, Population.year).where(Population.area_kind == "district"))
    held = {(code, year) for code, year in typed}
    for partnership in session.scalars(select(Partnership)):
        codes = [code for code, name in areas if name.rpartition(" ")[0] == partnership.area_name]
        for year in years:
            numbers = [people[code, year] for code in codes if (code, year) in people]
            if numbers and (partnership.area_code, year) not in held:
                session.add(
                    Population(
                        area_kind="district",
                        area_code=partnership.area_code,
                        year=year,
                        number=sum(numbers),
                        source=DISTRICT_SOURCE,
                    )
                )
    session.flush()


def _blocks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    source = iter(rows)
    while block := list(islice(source, size)):
        yield block


def _put(model: type[Any], key: tuple[str, ...], values: list[dict[str, Any]]) -> None:
    """Write rows under their key, new or again; a row that says the same is left alone."""
    if not values:
        return
    session, first = db.session(), getattr(model, key[0])
    wanted = {value[key[0]] for value in values}
    held = {
        tuple(getattr(row, part) for part in key): row
        for chunk in _blocks(sorted(wanted), 500)
        for row in session.scalars(select(model).where(first.in_(chunk)))
    }
    for value in values:
        row = held.get(tuple(value[part] for part in key))
        if row is None:
            session.add(model(**value))
            continue
        if "ward_codes" in value:
            value = value | {"ward_codes": {**(row.ward_codes or {}), **value["ward_codes"]}}
        for column, wish in value.items():
            if getattr(row, column) != wish:
                setattr(row, column, wish)
    session.flush()
