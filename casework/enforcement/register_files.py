"""The register as machines read it: GeoJSON features and rows of a table."""

from collections.abc import Callable, Iterable
from typing import Any

from casework.enforcement.types.register import Entry, PublicArea

COLUMNS = (
    "Reference", "Title", "Kind", "Status", "Council", "Made", "Has effect from", "Last day", "Last day to challenge",
    "Prohibitions and requirements", "Areas", "Page",
)  # fmt: skip


def features(entries: Iterable[Entry], page: Callable[[str], str]) -> dict[str, Any]:
    """Return entries as GeoJSON: a feature for each area, and one without a shape for an order whose area is not drawn."""
    found = []
    for item in entries:
        shared = dict(zip(_names(), row(item, page(item.ref)), strict=True))
        shapes = item.areas or (PublicArea("", None),)
        found += [
            {"type": "Feature", "geometry": shape.geometry, "properties": {**shared, "name": shape.name}} for shape in shapes
        ]
    return {"type": "FeatureCollection", "features": found}


def _names() -> tuple[str, ...]:
    return (
        "reference", "title", "kind", "status", "council", "made_on", "effect_on", "last_on", "challenge_last_on", "terms",
        "areas", "page",
    )  # fmt: skip


def row(item: Entry, page: str) -> tuple[str, ...]:
    """Return one entry as the files write it: days as 2026-03-02, the terms one after another."""
    said = "; ".join(f"{term.number}. {term.kind}: {term.text}" for term in item.terms)
    days = (item.made_on, item.effect_on, item.last_on, item.challenge_last_on)
    return (
        item.ref, item.title, item.kind, item.status, item.council, *(day.isoformat() if day else "" for day in days), said,
        "; ".join(shape.name for shape in item.areas if shape.name), page,
    )  # fmt: skip
