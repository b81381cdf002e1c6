"""Fields of open data rows, each read strictly or refused with a sentence."""

import re
from datetime import date
from math import isfinite

from casework.intake.readers.reading import RowError
from casework.places import geo

_LSOA = re.compile(r"[EW]010[0-9]{5}")
_WARD = re.compile(r"[EW]050[0-9]{5}")
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?(e-[0-9]{2})?")


def text(value: str, name: str, *, longest: int = 200) -> str:
    """Read a field that must say something, without blanks around it."""
    found = optional_text(value, name, longest=longest)
    if found is None:
        raise RowError(f"{name} is blank.")
    return found


def optional_text(value: str, name: str, *, longest: int = 200) -> str | None:
    """Read a field that may be blank; nothing when it is."""
    if len(value) > longest:
        raise RowError(f"{name} is longer than {longest} characters.")
    if value != value.strip() or any(ord(c) < 32 for c in value):
        raise RowError(f"{name} has blanks around it or control characters in it.")
    return value or None


def whole(value: str, name: str, *, most: int = 100_000_000) -> int:
    """Read a whole number that is not negative."""
    if not (value.isascii() and value.isdigit() and len(value) <= 9) or int(value) > most:
        raise RowError(f"{name} is not a whole number up to {most:,}.")
    return int(value)


def optional_whole(value: str, name: str) -> int | None:
    """Read a whole number that may be blank."""
    return whole(value, name) if value else None


def day(value: str, name: str) -> date:
    """Read a date written year-month-day."""
    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError as error:
        raise RowError(f"{name} is not a date like 2018-05-03.") from error


def optional_day(value: str, name: str) -> date | None:
    """Read a date that may be blank."""
    return day(value, name) if value else None


def month(value: str, name: str) -> date:
    """Read a month (`2018-10`) as its first day."""
    found = _MONTH.fullmatch(value)
    if found is None:
        raise RowError(f"{name} is not a month like 2018-10.")
    return date(int(found[1]), int(found[2]), 1)


def lsoa(value: str, name: str) -> str:
    """Read the code of a lower layer super output area (LSOA) of England or Wales."""
    if not _LSOA.fullmatch(value):
        raise RowError(f"{name} is not an LSOA code like E01018113.")
    return value


def ward(value: str, name: str) -> str:
    """Read the code of a ward of England or Wales."""
    if not _WARD.fullmatch(value):
        raise RowError(f"{name} is not a ward code like E05011256.")
    return value


def position(longitude: str, latitude: str) -> geo.Position:
    """Read a longitude and a latitude inside the United Kingdom."""
    if not (_NUMBER.fullmatch(longitude) and _NUMBER.fullmatch(latitude)):
        raise RowError("Longitude and latitude are not both numbers.")
    lon, lat = float(longitude), float(latitude)
    if not (isfinite(lon) and isfinite(lat) and geo.is_in_kingdom(lon, lat)):
        raise RowError("The position is outside the United Kingdom.")
    return lon, lat
