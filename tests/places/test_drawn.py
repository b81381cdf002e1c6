"""Areas drawn for orders: sound or refused, measured, and whether a point is in one, on its line or in its hole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.kernel.errors import Refused
from casework.places import drawn, geo

BOX = [[-0.2, 52.2], [-0.1, 52.2], [-0.1, 52.3], [-0.2, 52.3], [-0.2, 52.2]]
HOLE = [[-0.16, 52.24], [-0.16, 52.26], [-0.14, 52.26], [-0.14, 52.24], [-0.16, 52.24]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def shifted(ring: Any, east: float, north: float = 0.0) -> Any:
    return [[x + east, y + north] for x, y in ring]


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        pytest.param(polygon(BOX[:-1]), "not closed", id="open ring"),
        pytest.param(polygon([BOX[0], BOX[2], BOX[1], [-0.2, 52.35], BOX[0]]), "crosses itself", id="bow tie"),
        pytest.param(
            polygon([[-0.2, 52.2], [-0.1, 52.2], [-0.15, 52.25], [-0.1, 52.3], [-0.2, 52.3], [-0.15, 52.25], [-0.2, 52.2]]),
            "touches itself", id="pinched to a point",
        ),
        pytest.param(
            polygon([[-0.2, 52.2], [-0.1, 52.2], [-0.1, 52.3], [-0.1, 52.25], [-0.2, 52.3], [-0.2, 52.2]]),
            "goes back over itself", id="spike",
        ),
        pytest.param(polygon([BOX[0], BOX[0], *BOX[1:]]), "are the same", id="a point twice"),
        pytest.param(polygon(BOX, shifted(HOLE, 0.2)), "not inside", id="hole outside"),
        pytest.param(polygon(BOX, shifted(HOLE, 0.05)), "not inside", id="hole over the line"),
        pytest.param(polygon(BOX, HOLE, shifted(HOLE, 0.01)), "holes of the area lie over", id="holes over each other"),
        pytest.param(polygon(BOX, HOLE, [[x * 0.5 - 0.075, y * 0.5 + 26.125] for x, y in HOLE]), "holes of", id="hole in a hole"),
        pytest.param(
            {"type": "MultiPolygon", "coordinates": [[BOX], [shifted(BOX, 0.05)]]}, "shapes of the area lie over", id="overlap"
        ),
        pytest.param({"type": "MultiPolygon", "coordinates": [[BOX], [HOLE]]}, "lie over each other", id="one in another"),
        pytest.param(
            polygon([[-0.2, 52.2], [-0.19999, 52.2], [-0.19999, 52.20001], [-0.2, 52.2]]), "smaller than 25", id="too small"
        ),
        pytest.param(
            polygon([[-3.0, 51.0], [0.5, 51.0], [0.5, 53.0], [-3.0, 53.0], [-3.0, 51.0]]), "larger than", id="too large"
        ),
        pytest.param(polygon(shifted(BOX, 40)), "outside the United Kingdom", id="elsewhere"),
    ],
)  # fmt: skip
def test_an_unsound_area_is_refused(geometry: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        drawn.sound_area(geometry)


def test_an_area_with_a_hole_is_measured_without_it() -> None:
    whole, less = drawn.sound_area(polygon(BOX)), drawn.sound_area(polygon(BOX, HOLE))
    assert drawn.square_metres(whole) == pytest.approx(75.9e6, rel=0.01)
    assert drawn.square_metres(less) == pytest.approx(drawn.square_metres(whole) * 0.96, rel=0.001)


@pytest.mark.parametrize(
    ("lon", "lat", "within"),
    [
        (-0.15, 52.21, True), (-0.2, 52.25, True), (-0.1, 52.25, True), (-0.15, 52.2, True), (-0.15, 52.3, True),
        (-0.2, 52.2, True), (-0.1, 52.3, True), (-0.15, 52.25, False), (-0.16, 52.25, True), (-0.14, 52.24, True),
        (-0.2000001, 52.25, False), (-0.0999999, 52.25, False), (-0.15, 52.3000001, False), (-0.1599999, 52.25, False),
    ],
)  # fmt: skip
def test_a_point_on_the_line_is_in_and_one_in_the_hole_is_not(lon: float, lat: float, within: bool) -> None:
    assert drawn.holds(drawn.sound_area(polygon(BOX, HOLE)), lon, lat) is within


corner = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(st.lists(corner, min_size=3, max_size=8), st.tuples(st.floats(0, 40), st.floats(0, 40)))
def test_what_is_sound_holds_its_own_corners_and_never_crosses(corners: list[tuple[int, int]], at: tuple[float, float]) -> None:
    ring = [[-0.3 + x / 400, 52.1 + y / 400] for x, y in corners]
    try:
        area = drawn.sound_area(polygon([*ring, ring[0]]))
    except Refused:
        return
    assert geo.is_simple(area.polygons[0][0])
    assert len({tuple(point) for point in ring}) == len(ring)
    assert all(drawn.holds(area, x, y) for x, y in drawn.along(area))
    lon, lat = -0.3 + at[0] / 400, 52.1 + at[1] / 400
    assert drawn.holds(area, lon, lat) or not area.contains(lon, lat)
