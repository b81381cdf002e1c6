"""Areas on the map: whether a point lies inside one, how far apart two points are, and which 50 metre cell a point is in.

Positions are longitude and latitude (WGS84), in that order, as GeoJSON writes them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, floor, isfinite, radians, sin, sqrt
from typing import Any, TypeVar

from casework.kernel.errors import Refused

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]
Key = TypeVar("Key")

EARTH_METRES = 6_371_008.8
METRES_PER_DEGREE = 111_195.0
CELL_METRES = 50.0
MOST_POINTS = 20_000
# The United Kingdom with its islands and near waters; a position outside is a slip of the hand or swapped columns.
WEST, SOUTH, EAST, NORTH = -9.0, 49.0, 2.5, 61.5


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest upright rectangle around an area."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True, slots=True)
class Area:
    """One or more polygons, each an outer ring and its holes, with a box around every polygon and around them all."""

    polygons: tuple[Polygon, ...]
    boxes: tuple[Box, ...]
    box: Box

    def contains(self, lon: float, lat: float) -> bool:
        """Say whether a point lies in the area; a point in a hole is outside."""
        if not self.box.holds(lon, lat):
            return False
        pairs = zip(self.polygons, self.boxes, strict=True)
        return any(box.holds(lon, lat) and _inside(polygon, lon, lat) for polygon, box in pairs)

    def points(self) -> Iterator[Position]:
        return (point for polygon in self.polygons for ring in polygon for point in ring)


def _inside(polygon: Polygon, lon: float, lat: float) -> bool:
    # Every ring turns the answer over, so a hole takes back what the outer ring gave.
    odd = False
    for ring in polygon:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                odd = not odd
            x1, y1 = x2, y2
    return odd


def is_in_kingdom(lon: float, lat: float) -> bool:
    """Say whether a position can be in the United Kingdom at all."""
    return isfinite(lon) and isfinite(lat) and WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def area(polygons: Iterable[Polygon]) -> Area:
    """Make an area of polygons already checked."""
    kept = tuple(polygons)
    boxes = tuple(_box(polygon[0]) for polygon in kept)
    whole = Box(min(b.west for b in boxes), min(b.south for b in boxes), max(b.east for b in boxes), max(b.north for b in boxes))
    return Area(polygons=kept, boxes=boxes, box=whole)


def _box(ring: Ring) -> Box:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return Box(min(xs), min(ys), max(xs), max(ys))


def area_from_geojson(geometry: object) -> Area:
    """Read a GeoJSON polygon or multi-polygon; refuses open, crossing, empty or misplaced rings and too many points."""
    if not isinstance(geometry, Mapping):
        raise Refused("The area is not a GeoJSON geometry.")
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Refused("The area must be a polygon or several polygons.")
    coordinates = _items(geometry.get("coordinates"))
    raw = [coordinates] if geometry["type"] == "Polygon" else coordinates
    if not raw:
        raise Refused("The area has no polygon.")
    polygons, budget = [], MOST_POINTS
    for item in raw:
        polygon = _polygon(item)
        budget -= sum(len(ring) for ring in polygon)
        if budget < 0:
            raise Refused(f"The area has more than {MOST_POINTS:,} points.")
        polygons.append(polygon)
    return area(polygons)


def _items(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Refused("The area's coordinates are not a list.")
    return value


def _polygon(raw: Any) -> Polygon:
    rings = _items(raw)
    if not rings:
        raise Refused("A polygon of the area has no ring.")
    return tuple(_ring(ring) for ring in rings)


def _ring(raw: Any) -> Ring:
    ring = tuple(_position(pair) for pair in _items(raw)[: MOST_POINTS + 1])
    if len(ring) < 4:
        raise Refused("A ring of the area needs at least four points.")
    if ring[0] != ring[-1]:
        raise Refused("A ring of the area is not closed: its last point must be its first.")
    if not _signed_size(ring):
        raise Refused("A ring of the area encloses nothing.")
    return ring


def _position(pair: Any) -> Position:
    numbers = _items(pair)
    if len(numbers) < 2 or any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers[:2]):
        raise Refused("A point of the area is not a longitude and a latitude.")
    lon, lat = float(numbers[0]), float(numbers[1])
    if not is_in_kingdom(lon, lat):
        raise Refused("A point of the area is outside the United Kingdom.")
    return lon, lat


def _signed_size(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False))


def is_simple(ring: Ring) -> bool:
    """Say whether a ring does not cross itself; meant for hand-drawn areas of some hundred points."""
    edges = list(zip(ring, ring[1:], strict=False))
    last = len(edges) - 1
    for i, first in enumerate(edges):
        for j in range(i + 2, len(edges)):
            if (i, j) != (0, last) and _cross(first, edges[j]):
                return False
    return True


def _side(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: tuple[Position, Position], other: tuple[Position, Position]) -> bool:
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def drawn_area(geometry: object) -> Area:
    """Read an area somebody drew by hand: as `area_from_geojson`, at most 500 points, and no ring may cross itself."""
    drawn = area_from_geojson(geometry)
    if sum(1 for _ in drawn.points()) > 500:
        raise Refused("A drawn area may have at most 500 points.")
    if not all(is_simple(ring) for polygon in drawn.polygons for ring in polygon):
        raise Refused("The line of the area crosses itself.")
    return drawn


def area_of_point(areas: Iterable[tuple[Key, Area]], lon: float, lat: float) -> Key | None:
    """Name the first area that holds a point; none when no area does."""
    return next((key for key, area in areas if area.contains(lon, lat)), None)


def distance_metres(one: Position, other: Position) -> float:
    """Measure the way between two points in metres, as the crow flies."""
    lon1, lat1, lon2, lat2 = (radians(n) for n in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(half)))


def cell(lon: float, lat: float) -> str:
    """Name the 50 metre cell a point is in, for repeat locations without an address.

    Rows are counted from the equator; a row's columns are measured at its own middle, so a cell is 50 metres wide everywhere.
    """
    row = floor(lat * METRES_PER_DEGREE / CELL_METRES)
    middle = radians((row + 0.5) * CELL_METRES / METRES_PER_DEGREE)
    column = floor(lon * METRES_PER_DEGREE * cos(middle) / CELL_METRES)
    return f"{row}:{column}"
