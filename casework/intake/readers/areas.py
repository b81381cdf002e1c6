"""Boundary files (GeoJSON) of wards and of census small areas (LSOA).

A boundary file is one JSON value and cannot be read line by line, so its size is bounded instead; a bad area is listed by its
number in the file, counted from one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.intake.readers.reading import Refusal
from casework.kernel.errors import Refused
from casework.places.geo import Area, area_from_geojson

MOST_BYTES = 32 * 1024 * 1024
KINDS = {"2004": "wards of 2004", "2018": "wards of 2018", "2011": "LSOA of 2011"}
PREFIXES = {"2004": "E05", "2018": "E05", "2011": "E01"}
PROPERTIES = {"code", "name", "set", "district"}


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One ward or small area with its boundary."""

    number: int
    code: str
    name: str
    area_set: str
    district: str
    area: Area


@dataclass(frozen=True, slots=True)
class AreaBatch:
    """A boundary file gone through: its kind, its areas (none if any was bad), the bad ones, and its fingerprint."""

    kind: str
    rows: tuple[AreaRow, ...]
    refusals: tuple[Refusal, ...]
    sha256: str

    @property
    def is_accepted(self) -> bool:
        return not self.refusals


def read(path: Path) -> AreaBatch:
    """Read a boundary file of wards or small areas; all its areas must be of one set, and no code may come twice."""
    raw = _bytes(path)
    features = _features(raw)
    kind = _kind(features[0])
    rows: list[AreaRow] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for number, feature in enumerate(features, start=1):
        try:
            row = _row(number, feature, kind)
            if row.code in seen:
                raise Refused("The code comes twice.")
            seen.add(row.code)
            rows.append(row)
        except Refused as fault:
            refusals.append(Refusal(number, str(fault)))
    kept = () if refusals else tuple(rows)
    return AreaBatch(KINDS[kind], kept, tuple(refusals), hashlib.sha256(raw).hexdigest())


def _bytes(path: Path) -> bytes:
    with path.open("rb") as handle:
        raw = handle.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    return raw


def _features(raw: bytes) -> list[Any]:
    try:
        whole = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused("The file is not well-formed GeoJSON.") from error
    found = whole.get("features") if isinstance(whole, dict) and whole.get("type") == "FeatureCollection" else None
    if not isinstance(found, list) or not found:
        raise Refused("This is not a boundary file: it holds no list of areas.")
    return found


def _properties(feature: Any) -> Mapping[str, str]:
    found = feature.get("properties") if isinstance(feature, dict) and feature.get("type") == "Feature" else None
    if not isinstance(found, dict) or set(found) != PROPERTIES or not all(isinstance(v, str) and v for v in found.values()):
        raise Refused("An area must have a code, a name, a set and a district, and nothing else.")
    return found


def _kind(feature: Any) -> str:
    named = _properties(feature)["set"]
    if named not in KINDS:
        raise Refused("This is not a boundary file of wards or LSOAs: its set is not a known one.")
    return named


def _row(number: int, feature: Any, kind: str) -> AreaRow:
    named = _properties(feature)
    if named["set"] != kind:
        raise Refused("The area belongs to another set than the first.")
    code = named["code"]
    if not (code.startswith(PREFIXES[kind]) and len(code) == 9 and code[3:].isdigit()):
        raise Refused("The code is not one of this set.")
    return AreaRow(number, code, named["name"], kind, named["district"], area_from_geojson(feature.get("geometry")))
