"""Points, areas, distances and cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.intake.readers import areas, postcodes
from casework.kernel.errors import Refused
from casework.places import geo
from tests.support.reference import real

SQUARE = [[-0.2, 52.3], [-0.1, 52.3], [-0.1, 52.4], [-0.2, 52.4], [-0.2, 52.3]]
HOLE = [[-0.16, 52.34], [-0.14, 52.34], [-0.14, 52.36], [-0.16, 52.36], [-0.16, 52.34]]
FAR = [[-1.2, 53.3], [-1.1, 53.3], [-1.1, 53.4], [-1.2, 53.4], [-1.2, 53.3]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [(-0.18, 52.32, True), (-0.15, 52.35, False), (-0.25, 52.35, False), (-0.15, 52.45, False), (-0.11, 52.39, True)],
)
def test_point_in_an_area_with_a_hole(lon, lat, inside):
    assert geo.area_from_geojson(polygon(SQUARE, HOLE)).contains(lon, lat) is inside


def test_area_of_several_polygons_holds_points_of_each_and_none_between():
    area = geo.area_from_geojson({"type": "MultiPolygon", "coordinates": [[SQUARE], [FAR]]})
    assert area.contains(-0.15, 52.35)
    assert area.contains(-1.15, 53.35)
    assert not area.contains(-0.6, 52.9)


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        (None, "not a GeoJSON geometry"),
        ({"type": "Point", "coordinates": [-0.1, 52.3]}, "must be a polygon"),
        ({"type": "Polygon"}, "not a list"),
        ({"type": "MultiPolygon", "coordinates": []}, "no polygon"),
        (polygon(), "no polygon|no ring"),
        (polygon(SQUARE[:3]), "at least four"),
        (polygon(SQUARE[:4]), "not closed"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]), "encloses nothing"),
        (polygon([[52.3, -0.2], [52.3, -0.1], [52.4, -0.1], [52.3, -0.2]]), "outside the United Kingdom"),
        (polygon([[-0.2, "52"], *SQUARE[1:]]), "not a longitude"),
        (polygon([[True, False], *SQUARE[1:]]), "not a longitude"),
        (polygon([[float("nan"), 52.3], *SQUARE[1:]]), "outside the United Kingdom"),
        (polygon(SQUARE * 5000), "points"),
    ],
)
def test_area_that_is_none_is_refused_with_a_sentence(geometry, sentence):
    with pytest.raises(Refused, match=sentence):
        geo.area_from_geojson(geometry)


def test_drawn_area_may_not_cross_itself():
    bow = [SQUARE[0], SQUARE[2], SQUARE[1], [-0.2, 52.45], SQUARE[0]]
    assert geo.drawn_area(polygon(SQUARE)).contains(-0.15, 52.35)
    with pytest.raises(Refused, match="crosses itself"):
        geo.drawn_area(polygon(bow))


def test_distance_between_two_church_towers():
    assert geo.distance_metres((-0.1, 52.3), (-0.1, 52.3)) == 0
    assert geo.distance_metres((0.0, 52.0), (0.0, 53.0)) == pytest.approx(111_195, abs=2)
    assert geo.distance_metres((-0.1276, 51.5072), (-2.2426, 53.4808)) == pytest.approx(262_100, abs=500)


@given(st.floats(-9, 2.5), st.floats(49, 61))
def test_points_of_one_cell_are_never_more_than_its_diagonal_apart(lon, lat):
    near = (lon + 0.0001, lat + 0.0001)
    if geo.cell(lon, lat) == geo.cell(*near):
        assert geo.distance_metres((lon, lat), near) <= 71
    assert geo.cell(lon, lat) != geo.cell(lon, lat + 0.0006)
    assert geo.cell(lon, lat) != geo.cell(lon + 0.0016, lat)


def test_cell_is_fifty_metres_wide_in_the_north_too():
    columns = {geo.cell(-1.0 + step * 0.00001, 60.0) for step in range(1000)}
    assert 10 <= len(columns) <= 13


def test_every_real_postcode_lies_in_the_ward_published_for_its_point():
    boundaries = [(row.code, row.area) for row in areas.read(real("geo/wards_2018_huntingdonshire.geojson")).rows]
    rows = list(postcodes.read(real("geo/postcodes_huntingdonshire_2014.csv")).rows)[::10]
    wrong = [row.postcode for row in rows if row.ward2018 and geo.area_of_point(boundaries, *row.position) != row.ward2018.code]
    assert len(rows) == 481
    assert wrong == []


def test_no_real_postcode_lies_in_two_wards():
    boundaries = [row.area for row in areas.read(real("geo/wards_2004_huntingdonshire.geojson")).rows]
    rows = list(postcodes.read(real("geo/postcodes_huntingdonshire_2014.csv")).rows)[::25]
    assert max(sum(area.contains(*row.position) for area in boundaries) for row in rows) == 1
