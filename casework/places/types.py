"""What a new place is made of, and what its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place as it was typed."""

    name: str = ""
    line_1: str = ""
    line_2: str = ""
    town: str = ""
    postcode: str = ""
    uprn: str = ""
    latitude: float | None = None
    longitude: float | None = None
    ward_code: str = ""
    premises_kind: str = "OTHER"
    licence_number: str = ""
    partnership_id: int | None = None


@dataclass(frozen=True, slots=True)
class WardFound:
    """The ward a point or a postcode lies in on a day."""

    code: str
    name: str
    ward_set: str


@dataclass(frozen=True, slots=True)
class Appearance:
    """A record on which a person, place or vehicle stands, in what role: never kept on the leaf itself."""

    record_id: int
    ref: str
    kind: str
    leaf_id: int
    role: str
    since: datetime
    ended_at: datetime | None
    stage: str = ""
    subject: str = ""
    is_open: bool = True
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    """What the page of a place shows."""

    place: Any
    lens: Any
    ward_name: str
    appearances: Sequence[Appearance] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class WardRow:
    """One ward as published, for loading."""

    code: str
    name: str
    ward_set: str
    in_force_from: date | None
    in_force_to: date | None
    geometry: dict[str, Any] | None = None
