"""Reading the restricted area of an order: GeoJSON or corners line by line, sound, of a sane size, and within the district."""

import json
import re
from typing import Any

from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.places import drawn
from casework.places import queries as places

MOST_GEOJSON = 200_000
_CORNER = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*", re.ASCII)


def read_area(actor: Actor, text: str) -> Any:
    """Read an area as it was drawn, typed, pasted or uploaded.

    GeoJSON: a geometry, a feature, or a collection of polygons. Otherwise one corner on each line, latitude then longitude; a
    blank line begins another shape, and the last corner is joined to the first.
    """
    if len(text) > MOST_GEOJSON:
        raise Refused("The area has too much text: 200,000 characters is the most.", field="geometry")
    geometry = _corners(text) if text.strip() and text.strip()[0] in "-0123456789" else _geojson(text)
    check_area(actor, geometry)
    return geometry


def check_area(actor: Actor, geometry: Any) -> None:
    """Refuse an area that is not sound, of an odd size, or outside the wards of the district."""
    try:
        area = drawn.sound_area(geometry)
    except Refused as refusal:
        raise Refused(refusal.sentence, field="geometry") from None
    outside = places.first_outside(drawn.along(area))
    if outside is not None:
        where = f"{outside[1]:.5f}, {outside[0]:.5f}"
        raise Refused(f"The area leaves the district at {where} (latitude, longitude).", field="geometry")


def _corners(text: str) -> Any:
    shapes: list[list[list[float]]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            shapes.append([])
            continue
        found = _CORNER.fullmatch(line)
        if found is None:
            raise Refused(f"Line {number} is not a latitude and a longitude.", field="geometry")
        shapes[-1].append([float(found[2]), float(found[1])])
    rings = [shape if shape[0] == shape[-1] and len(shape) > 1 else [*shape, shape[0]] for shape in shapes if shape]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def _geojson(text: str) -> Any:
    try:
        return _geometry(json.loads(text))
    except (ValueError, RecursionError):
        raise Refused("That is not GeoJSON.", field="geometry") from None


def _geometry(found: Any) -> Any:
    if not isinstance(found, dict):
        raise Refused("That is not a GeoJSON shape.", field="geometry")
    if "crs" in found and "CRS84" not in json.dumps(found["crs"]) and "4326" not in json.dumps(found["crs"]):
        raise Refused("The file is not in WGS84 longitude and latitude. Export it as WGS84 (EPSG:4326).", field="geometry")
    if found.get("type") == "Feature":
        return found.get("geometry")
    if found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list):
            raise Refused("That is not a GeoJSON shape.", field="geometry")
        parts = [item.get("geometry") for item in features if isinstance(item, dict)]
        polygons = [polygon for part in parts for polygon in _polygons(part)]
        if len(polygons) == 1:
            return {"type": "Polygon", "coordinates": polygons[0]}
        return {"type": "MultiPolygon", "coordinates": polygons}
    return found


def _polygons(geometry: Any) -> list[Any]:
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Refused("The area must be a polygon or several polygons.", field="geometry")
    held = geometry.get("coordinates")
    if not isinstance(held, list):
        raise Refused("The area's coordinates are not a list.", field="geometry")
    return [held] if geometry["type"] == "Polygon" else held
