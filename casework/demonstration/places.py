"""Where the made-up cases happen: real wards by their official code, streets that do not exist."""

import random
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casework.places.types import WardRow

DATA = Path(__file__).with_name("data")
STREETS = (
    "Heronsgate Lane", "Pikestaff Road", "Tanyard Close", "Old Eel Way", "Candlewick Court", "Ferrymaster Drive", "Saltbox Row",
    "Windlass Street", "Mallard's Reach", "Priorswood Avenue", "Quern Lane", "Thatcher's Piece", "Osier Walk", "Bellrope Lane",
    "Drovers' End", "Peatcutter Road", "Lantern Court", "Causeway Gardens", "Sluice Row", "Weaver's Yard", "Rushlight Place",
)  # fmt: skip
# Some wards have more than their share: the priority wards, and the towns.
BUSY = {"Huntingdon North": 9, "St Neots Eaton Socon": 6, "St Neots Eatons": 6, "Huntingdon East": 5, "Huntingdon West": 4,
        "St Neots Eynesbury": 5, "St Neots Priory Park": 4, "St Neots Priory Park and Little Paxton": 4, "St Ives South": 4,
        "Ramsey": 3, "Yaxley": 3, "Yaxley and Farcet": 3}  # fmt: skip
FENLAND = (("E99990001", "Demonstration ward, March"), ("E99990002", "Demonstration ward, Wisbech"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A made-up address in a real ward."""

    street: str
    town: str
    ward_code: str


def wards() -> list[WardRow]:
    """Return both ward sets of Huntingdonshire, names and codes only, and two made-up wards of the neighbouring district."""
    with (DATA / "wards.toml").open("rb") as handle:
        sets = tomllib.load(handle)["sets"]
    rows = [
        WardRow(code, name, ward_set, entry.get("from"), entry.get("to"))
        for ward_set, entry in sets.items()
        for code, name in entry["wards"]
    ]
    return rows + [WardRow(code, name, "demonstration", None, None) for code, name in FENLAND]


def spot(rng: random.Random, on: date, *, fenland: bool = False) -> Spot:
    """Return a made-up address in a ward that is in force on a day."""
    if fenland:
        code, name = rng.choice(FENLAND)
        return Spot(rng.choice(STREETS), name.split(", ")[1], code)
    rows = [row for row in wards() if row.ward_set != "demonstration" and _in_force(row, on)]
    row = rng.choices(rows, weights=[BUSY.get(row.name, 1) for row in rows])[0]
    return Spot(rng.choice(STREETS), _town(row.name), row.code)


def _town(ward: str) -> str:
    words = ward.replace(",", "").split(" ")
    return " ".join(words[:2]) if words[0] in ("St", "The", "Great") else words[0]


def _in_force(row: WardRow, on: date) -> bool:
    return (row.in_force_from is None or row.in_force_from <= on) and (row.in_force_to is None or on <= row.in_force_to)
