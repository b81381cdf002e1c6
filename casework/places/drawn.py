"""Areas that somebody drew or loaded for an order: whether the shape is sound, how large it is, and whether it holds a point.

Stricter than a boundary as published: no ring may touch itself or another, a hole lies inside its outer ring, and shapes that
belong together do not lie over each other. A point on the line of such an area is in it.
"""

from collections.abc import Iterable, Iterator
from math import ceil, cos, radians

from casework.kernel.errors import Refused
from casework.places import geo
from casework.places.geo import METRES_PER_DEGREE, Area, Polygon, Position, Ring

LEAST_METRES, MOST_METRES = 25.0, 2_000_000_000.0  # square metres: a doorway, and more than the largest district here
ON_THE_LINE = 1e-9  # degrees: a tenth of a millimetre
STEP_METRES = 100.0
Edge = tuple[Position, Position]


def sound_area(geometry: object) -> Area:
    """Read an area drawn by hand or loaded from a file; refuses rings that touch, holes outside, overlaps, and odd sizes."""
    found = geo.drawn_area(geometry)
    for polygon in found.polygons:
        for ring in polygon:
            _check_ring(ring)
        _check_holes(polygon)
    _check_apart(found.polygons)
    size = square_metres(found)
    if size < LEAST_METRES:
        raise Refused("The area is smaller than 25 square metres. Check that it is the right shape.")
    if size > MOST_METRES:
        raise Refused("The area is larger than 2,000 square kilometres. Check that it is the right shape.")
    return found


def square_metres(area: Area) -> float:
    """Measure an area, its holes taken off; good to a part in a thousand for an area the size of a district."""
    return sum(abs(_size(polygon[0])) - sum(abs(_size(hole)) for hole in polygon[1:]) for polygon in area.polygons)


def holds(area: Area, lon: float, lat: float) -> bool:
    """Say whether a point lies in an area or on its line; a point within a hole is outside, on the line of the hole inside."""
    box = area.box
    near = box.west - ON_THE_LINE <= lon <= box.east + ON_THE_LINE and box.south - ON_THE_LINE <= lat <= box.north + ON_THE_LINE
    return near and (area.contains(lon, lat) or _on_line(area, (lon, lat)))


def along(area: Area) -> Iterator[Position]:
    """Walk the line of an area: its corners, and points between them no further apart than a hundred metres."""
    for polygon in area.polygons:
        for ring in polygon:
            for start, end in _edges(ring):
                steps = max(1, ceil(geo.distance_metres(start, end) / STEP_METRES))
                for step in range(steps):
                    part = step / steps
                    yield start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _edges(ring: Ring) -> list[Edge]:
    return list(zip(ring, ring[1:], strict=False))


def _size(ring: Ring) -> float:
    lat = sum(point[1] for point in ring) / len(ring)
    east, north = METRES_PER_DEGREE * cos(radians(lat)), METRES_PER_DEGREE
    x0, y0 = ring[0]
    points = [((x - x0) * east, (y - y0) * north) for x, y in ring]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False)) / 2


def _check_ring(ring: Ring) -> None:
    edges = _edges(ring)
    last = len(edges) - 1
    for place, edge in enumerate(edges):
        if edge[0] == edge[1]:
            raise Refused("Two neighbouring points of the area are the same.")
        following = edges[(place + 1) % len(edges)]
        if _side(*edge, following[1]) == 0 and _dot(edge, following) < 0:
            raise Refused("The line of the area goes back over itself.")
    for place, edge in enumerate(edges):
        for other in range(place + 2, len(edges)):
            if (place, other) != (0, last) and _touch(edge, edges[other]):
                raise Refused("The line of the area touches itself.")


def _check_holes(polygon: Polygon) -> None:
    outer, holes = polygon[0], polygon[1:]
    for place, hole in enumerate(holes):
        if _rings_touch(outer, hole) or not geo.area(((outer,),)).contains(*hole[0]):
            raise Refused("A hole of the area is not inside it.")
        for other in holes[place + 1 :]:
            nested = geo.area(((hole,),)).contains(*other[0]) or geo.area(((other,),)).contains(*hole[0])
            if nested or _rings_touch(hole, other):
                raise Refused("Two holes of the area lie over each other.")


def _check_apart(polygons: tuple[Polygon, ...]) -> None:
    for place, one in enumerate(polygons):
        for other in polygons[place + 1 :]:
            within = geo.area((one,)).contains(*other[0][0]) or geo.area((other,)).contains(*one[0][0])
            if within or any(_rings_touch(a, b) for a in one for b in other):
                raise Refused("Two shapes of the area lie over each other.")


def _rings_touch(one: Ring, other: Ring) -> bool:
    return any(_touch(a, b) for a in _edges(one) for b in _edges(other))


def _side(a: Position, b: Position, c: Position) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _dot(one: Edge, other: Edge) -> float:
    (a, b), (c, d) = one, other
    return (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1])


def _between(a: Position, b: Position, c: Position) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _touch(one: Edge, other: Edge) -> bool:
    """Say whether two edges share a point: they cross, one ends on the other, or they lie on each other."""
    (a, b), (c, d) = one, other
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    abc, abd, cda, cdb = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if abc * abd < 0 and cda * cdb < 0:
        return True
    ends: Iterable[tuple[float, Position, Position, Position]] = ((abc, a, b, c), (abd, a, b, d), (cda, c, d, a), (cdb, c, d, b))
    return any(side == 0 and _between(start, end, point) for side, start, end, point in ends)


def _on_line(area: Area, point: Position) -> bool:
    return any(_beside(edge, point) for polygon in area.polygons for ring in polygon for edge in _edges(ring))


def _beside(edge: Edge, point: Position) -> bool:
    (ax, ay), (bx, by) = edge
    length = (bx - ax) ** 2 + (by - ay) ** 2
    part = 0.0 if length == 0 else max(0.0, min(1.0, ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / length))
    x, y = ax + part * (bx - ax), ay + part * (by - ay)
    return (point[0] - x) ** 2 + (point[1] - y) ** 2 <= ON_THE_LINE**2
