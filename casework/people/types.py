"""What new people, vehicles and facts are made of, and what the pages about them show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from casework.index.matching import Strength
from casework.places.types import Appearance
from casework.sharing.types import Kind, Lens


class BirthKnown(StrEnum):
    """How sure a birth date is."""

    KNOWN = "known"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


BIRTH_LABELS = {BirthKnown.KNOWN: "Known", BirthKnown.ESTIMATED: "Estimated", BirthKnown.UNKNOWN: "Not known"}


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as typed: a name, or the description of somebody whose name is not known."""

    family_name: str = ""
    given_names: str = ""
    description: str = ""
    birth_date: date | None = None
    birth_known: str = BirthKnown.UNKNOWN
    sex: str = "NOT_KNOWN"
    postcode: str = ""  # only for finding who may be the same person
    partnership_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Where a person lives or stays: a place's reference, or as it was told."""

    place_ref: str = ""
    address: str = ""
    postcode: str = ""
    from_on: date | None = None
    until_on: date | None = None
    tenure: str = ""
    tenancy_reference: str = ""
    household: str = ""


@dataclass(frozen=True, slots=True)
class NewVehicle:
    """A vehicle as somebody saw it; the mark may be partly known or empty."""

    registration: str = ""
    make: str = ""
    model: str = ""
    colour: str = ""
    note: str = ""
    partnership_id: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the type-ahead."""

    ref: str
    kind: Kind
    text: str
    detail: str = ""
    record_id: int = 0


@dataclass(frozen=True, slots=True)
class MaybeSame:
    """Somebody the actor may see who may be the person being typed, and why."""

    ref: str
    record_id: int
    name: str
    detail: str
    strength: Strength
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """What the page of a person shows one actor."""

    person: Any
    lens: Lens
    markers: Sequence[Any] = ()
    facts: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    audiences: Mapping[int, str] = field(default_factory=dict)
    appearances: Sequence[Appearance] = ()
    places: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    others: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    references: Sequence[Any] = ()
