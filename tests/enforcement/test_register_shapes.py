"""The register's GeoJSON as a map-maker opens it: every shape sound, in its place, of the size that is kept."""

from math import cos, degrees, radians, sin
from typing import Any

import pytest
import shapely
from flask import Flask
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from casework.enforcement.models.orders import OrderArea
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.places import drawn
from casework.places.geo import METRES_PER_DEGREE
from tests.support import enforcing as make
from tests.support.installation import As

# West, south, east, north of the land and islands of the United Kingdom: longitude first, latitude second, as RFC 7946 has it.
UNITED_KINGDOM = shapely.box(-8.7, 49.8, 1.8, 60.9)
MIDDLE = 52.23
RING = [[-0.30, 52.20], [-0.28, 52.20], [-0.28, 52.22], [-0.30, 52.22], [-0.30, 52.20]]
HOLE = [[-0.295, 52.205], [-0.295, 52.21], [-0.285, 52.21], [-0.285, 52.205], [-0.295, 52.205]]
APART = [[-0.25, 52.24], [-0.24, 52.24], [-0.245, 52.25], [-0.25, 52.24]]
SHAPES: dict[str, Any] = {
    "Town": make.TOWN,
    "Park": make.PARK,
    "With a hole": {"type": "Polygon", "coordinates": [RING, HOLE]},
    "In two parts": {"type": "MultiPolygon", "coordinates": [[RING, HOLE], [APART]]},
}


def square_metres(found: BaseGeometry) -> float:
    """The size by a projection that keeps areas: east by longitude, north by the sine of latitude."""

    def project(points: Any) -> Any:
        east = points[:, 0] * METRES_PER_DEGREE * cos(radians(MIDDLE))
        north = [METRES_PER_DEGREE * degrees(sin(radians(lat))) / cos(radians(MIDDLE)) for lat in points[:, 1]]
        points[:, 0], points[:, 1] = east, north
        return points

    return float(shapely.transform(found, project).area)


def opened(app: Flask, path: str) -> dict[str, BaseGeometry]:
    """Every feature of a file of the register, by its name."""
    found = app.test_client().get(path).get_json()
    return {feature["properties"]["name"]: shape(feature["geometry"]) for feature in found["features"]}


@pytest.fixture
def shapes(app: Flask, as_: As) -> dict[str, BaseGeometry]:
    """The register with an order in force for each shape."""
    with as_("officer") as actor:
        for title, geometry in SHAPES.items():
            make.in_force(actor, title, geometry)
    return opened(app, "/register/orders.geojson")


def test_every_shape_is_sound_and_lies_in_the_country_longitude_first(shapes: dict[str, BaseGeometry]) -> None:
    assert set(shapes) == set(SHAPES)
    for name, found in shapes.items():
        assert found.is_valid and not found.is_empty, f"{name}: {shapely.is_valid_reason(found)}"
        assert UNITED_KINGDOM.contains(found), f"{name}: {found.bounds}"
        turned = shapely.transform(found, lambda points: points[:, ::-1])
        assert not UNITED_KINGDOM.intersects(turned), "latitude first would lie elsewhere"
    assert len(shapes["With a hole"].interiors) == 1 and len(shapes["In two parts"].geoms) == 2


def test_every_shape_has_the_size_and_the_box_that_are_kept(as_: As, shapes: dict[str, BaseGeometry]) -> None:
    with as_(system_actor("a test measures what is kept")):
        kept = {row.name: row for row in db.session().scalars(select(OrderArea))}
        assert set(kept) == set(shapes)
        for name, found in shapes.items():
            row = kept[name]
            assert square_metres(found) == pytest.approx(drawn.square_metres(drawn.sound_area(row.geometry)), rel=0.001)
            assert found.bounds == pytest.approx((row.west, row.south, row.east, row.north))
            assert found.equals(shape(row.geometry))


def test_the_measure_of_the_test_is_sound() -> None:
    """A square of a hundredth of a degree at this latitude is about 757 thousand square metres."""
    assert square_metres(shapely.box(-0.3, 52.22, -0.29, 52.23)) == pytest.approx(757_400, rel=0.002)
