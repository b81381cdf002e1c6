"""The band an exploitation risk form suggests; the decision is a named professional's and is kept apart from it."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from casework.statute.types import Level, NoLimit, Refusal, StatuteError

SOURCE = Path(__file__).parent / "data" / "exploitation_banding.toml"


class AreaLevel(StrEnum):
    """The level of risk in one area of the form."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Band(StrEnum):
    """The bands of exploitation risk, low to high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


BANDS = tuple(Band)


class UnknownArea(StatuteError):
    """The form has no such area, or an area has no level."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the form; high in a decisive area suggests high overall."""

    number: int
    text: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class Banding:
    """One version of the form's areas and of the banding help."""

    id: str
    starts_on: date
    citation: str
    medium_areas_for_medium: int
    areas: tuple[Area, ...]


def _read(entry: dict[str, Any]) -> Banding:
    areas = tuple(Area(**area) for area in entry["areas"])
    return Banding(entry["id"], entry["from"], entry["citation"], entry["medium_areas_for_medium"], areas)


@cache
def bandings() -> tuple[Banding, ...]:
    """Every version of the banding help, oldest first."""
    with SOURCE.open("rb") as file:
        return tuple(sorted((_read(entry) for entry in tomllib.load(file)["banding"]), key=lambda item: item.starts_on))


def banding_on(on: date) -> Banding:
    """The banding help in use on a date; refuses a date before the first one."""
    for found in reversed(bandings()):
        if found.starts_on <= on:
            return found
    raise NoLimit("MAKESAFE", "banding", on)


def suggested(banding: Banding, levels: Mapping[int, AreaLevel], *, has_immediate_harm: bool = False) -> Band:
    """The band the levels of every area suggest; refuses a form with an area left out or unknown."""
    known = {area.number for area in banding.areas}
    if wrong := known ^ levels.keys():
        raise UnknownArea(f"Areas missing or unknown: {', '.join(str(number) for number in sorted(wrong))}.")
    high = {area.number for area in banding.areas if levels[area.number] is AreaLevel.HIGH}
    if has_immediate_harm or any(area.decisive and area.number in high for area in banding.areas):
        return Band.HIGH
    medium = Counter(levels.values())[AreaLevel.MEDIUM]
    return Band.MEDIUM if high or medium >= banding.medium_areas_for_medium else Band.LOW


def decision(*, suggestion: Band, chosen: Band, reason: str = "", supervisor: str = "") -> tuple[Refusal, ...]:
    """Whether the professional may decide this band: below the suggestion needs a reason and a supervisor."""
    if BANDS.index(chosen) >= BANDS.index(suggestion):
        return ()
    sentences = []
    if not reason.strip():
        sentences.append("Give the reason for a band below the one suggested.")
    if not supervisor.strip():
        sentences.append("Name the supervisor who agreed to the lower band.")
    return tuple(Refusal("BAND", Level.ERROR, sentence, "Local standard") for sentence in sentences)
