"""The police's monthly street-level file: every recorded crime and every anti-social behaviour (ASB) incident of a force.

ASB rows carry no number of their own and many are equal in every column; they are separate incidents all the same and are told
apart by the file's fingerprint and the row's number alone. A row without a place belongs to the force and to no district.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casework.intake.readers import fields, reading
from casework.intake.readers.reading import Batch, RowError, Shape
from casework.kernel.errors import Refused
from casework.places.geo import Position

HEADER = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
OUTCOMES_COLUMN = "Outcome type"
SEARCHES_COLUMN = "Object of search"
ASB = "Anti-social behaviour"
CRIMES = frozenset(
    {
        "Bicycle theft",
        "Burglary",
        "Criminal damage and arson",
        "Drugs",
        "Other crime",
        "Other theft",
        "Possession of weapons",
        "Public disorder and weapons",
        "Public order",
        "Robbery",
        "Shoplifting",
        "Theft from the person",
        "Vehicle crime",
        "Violence and sexual offences",
        "Violent crime",
    }
)
_CRIME_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StreetRow:
    """One incident or crime, placed near where it happened or nowhere."""

    number: int
    month: date
    crime_type: str
    reported_by: str
    falls_within: str
    crime_id: str | None  # none for ASB
    position: Position | None  # none: no place was given
    location: str | None
    lsoa_code: str | None  # none: no place was given
    outcome: str | None  # none for ASB, and while nothing is known
    context: str | None

    @property
    def is_asb(self) -> bool:
        return self.crime_type == ASB


def _parse(number: int, row: Sequence[str]) -> StreetRow:
    kind = row[9]
    if kind != ASB and kind not in CRIMES:
        raise RowError("The crime type is not one the police publish.")
    position, lsoa = _place(row)
    return StreetRow(
        number=number,
        month=fields.month(row[1], "Month"),
        crime_type=kind,
        reported_by=fields.text(row[2], "Reported by"),
        falls_within=fields.text(row[3], "Falls within"),
        crime_id=_crime_id(row[0], kind),
        position=position,
        location=fields.optional_text(row[6], "Location") if position else None,
        lsoa_code=lsoa,
        outcome=_outcome(row[10], kind),
        context=fields.optional_text(row[11], "Context", longest=1000),
    )


def _place(row: Sequence[str]) -> tuple[Position | None, str | None]:
    # A place is all there or all blank; half a place would be counted in the force and lost from the district.
    blank = [not row[4], not row[5], not row[7]]
    if all(blank):
        return None, None
    if any(blank):
        raise RowError("Longitude, latitude and LSOA code must all be given or all be blank.")
    return fields.position(row[4], row[5]), fields.lsoa(row[7], "LSOA code")


def _crime_id(value: str, kind: str) -> str | None:
    if kind == ASB:
        if value:
            raise RowError("An ASB row has no crime ID.")
        return None
    if not _CRIME_ID.fullmatch(value):
        raise RowError("The crime ID is not 64 hexadecimal figures.")
    return value


def _outcome(value: str, kind: str) -> str | None:
    if kind == ASB and value:
        raise RowError("An ASB row has no outcome.")
    return fields.optional_text(value, "Last outcome category")


SHAPE: Shape[StreetRow] = Shape(kind="police street", header=HEADER, parse=_parse)


def read(path: Path) -> Batch[StreetRow]:
    """Read one month's street-level file of a police force; its sister files are refused by name."""
    found = reading.header_of(path)
    if OUTCOMES_COLUMN in found:
        raise Refused("This is a police outcomes file; choose the street file of the same month.")
    if SEARCHES_COLUMN in found:
        raise Refused("This is a police stop and search file; choose the street file of the same month.")
    return reading.read(path, SHAPE)
