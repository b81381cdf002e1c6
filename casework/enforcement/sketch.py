"""The restricted area of an order as a drawing and as GeoJSON to take away."""

from dataclasses import dataclass
from math import cos, radians
from typing import Any

from casework.enforcement.types.orders import AreaLine, OrderSheet
from casework.places import geo

WIDTH = 480.0
MARGIN = 24.0
MOST_HEIGHT = 420.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing: its size, the path of each area, the scale bar, and the corners in words."""

    width: int
    height: int
    paths: tuple[str, ...]
    bar: int
    bar_metres: int
    west: float
    south: float
    east: float
    north: float
    middle: tuple[float, float]


def draw(areas: tuple[AreaLine, ...]) -> Drawing | None:
    """Draw areas to scale, north up; None where none is drawn."""
    return draw_shapes([area.geometry for area in areas])


def draw_shapes(geometries: list[Any]) -> Drawing | None:
    """Draw shapes to scale, north up; None where there is none."""
    shapes = [geo.area_from_geojson(geometry) for geometry in geometries]
    if not shapes:
        return None
    west, south = min(s.box.west for s in shapes), min(s.box.south for s in shapes)
    east, north = max(s.box.east for s in shapes), max(s.box.north for s in shapes)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / high)

    def at(point: tuple[float, float]) -> str:
        x = MARGIN + (point[0] - west) * squeeze * scale
        return f"{x:.1f} {MARGIN + (north - point[1]) * scale:.1f}"

    paths = tuple(
        " ".join(f"M{' L'.join(at(point) for point in ring)} Z" for polygon in shape.polygons for ring in polygon)
        for shape in shapes
    )
    metres, bar = _bar(scale)
    return Drawing(
        int(2 * MARGIN + wide * scale), int(2 * MARGIN + high * scale + 28), paths, bar, metres, west, south, east, north,
        ((south + north) / 2, (west + east) / 2),
    )  # fmt: skip


def _bar(scale: float) -> tuple[int, int]:
    for metres in (2000, 1000, 500, 200, 100, 50, 20):
        width = metres / geo.METRES_PER_DEGREE * scale
        if width <= 180:
            return metres, int(width)
    return 10, int(10 / geo.METRES_PER_DEGREE * scale)


def collection(sheet: OrderSheet) -> dict[str, Any]:
    """The restricted areas as a GeoJSON collection with the order's reference and title."""
    named = {"order": sheet.ref, "title": sheet.title}
    features = [
        {"type": "Feature", "properties": {**named, "name": area.name}, "geometry": area.geometry} for area in sheet.areas_now
    ]
    return {"type": "FeatureCollection", "features": features}
