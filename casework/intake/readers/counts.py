"""What a street-level file adds up to: in the force, in the district, and by ward; anti-social behaviour (ASB) apart from crime.

Counting by the small area a row names and counting by where its point lies differ by one or two in a few wards, because points
are moved to the middle of a street. A figure must say which way it was counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from casework.intake.readers.reading import Batch
from casework.intake.readers.street import StreetRow
from casework.intake.readers.wards import Lsoa2011Row, Lsoa2021Row
from casework.places.geo import Area

Wards = tuple[str, ...]
WardOf = Mapping[str, Wards]


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of one file; `asb` and `crimes` are those of the district."""

    rows: int
    without_place: int
    in_district: int
    asb: int
    crimes: int
    refused: int


@dataclass(frozen=True, slots=True)
class Tally:
    """ASB incidents and crimes of one place, never added together."""

    asb: int
    crimes: int


def street_counts(batch: Batch[StreetRow], district: Collection[str]) -> Counts:
    """Count a street-level file against the LSOA codes of a district; a refused file counts nothing but its rows."""
    without_place = asb = crimes = 0
    for row in batch.rows:
        if row.position is None:
            without_place += 1
        elif row.lsoa_code in district:
            asb += row.is_asb
            crimes += not row.is_asb
    return Counts(batch.total, without_place, asb + crimes, asb, crimes, batch.refused)


def old_wards(rows: Iterable[Lsoa2011Row]) -> dict[str, Wards]:
    """Give each small area of 2011 its ward of 2004."""
    return {row.code: (row.ward2004.code,) for row in rows}


def new_wards(rows: Iterable[Lsoa2011Row | Lsoa2021Row]) -> dict[str, Wards]:
    """Give each small area its ward of 2018; the split one has two, and what happened there belongs to both together."""
    return {
        row.code: tuple(ward.code for ward in row.wards2018) if isinstance(row, Lsoa2011Row) else (row.ward2018.code,)
        for row in rows
    }


def by_ward(rows: Iterable[StreetRow], ward_of: WardOf) -> dict[Wards, Tally]:
    """Count by the ward of the LSOA each row names; rows of other districts and rows without a place are left out."""
    asb: Counter[Wards] = Counter()
    crimes: Counter[Wards] = Counter()
    for row in rows:
        wards = ward_of.get(row.lsoa_code or "")
        if wards:
            (asb if row.is_asb else crimes)[wards] += 1
    return {wards: Tally(asb[wards], crimes[wards]) for wards in sorted({*asb, *crimes})}


def by_point(rows: Iterable[StreetRow], areas: Mapping[str, Area]) -> dict[str, Tally]:
    """Count by the areas each row's point lies in; every area is listed, with noughts where nothing happened."""
    asb: Counter[str] = Counter()
    crimes: Counter[str] = Counter()
    for row in rows:
        if row.position is None:
            continue
        for code, area in areas.items():
            if area.contains(*row.position):
                (asb if row.is_asb else crimes)[code] += 1
    return {code: Tally(asb[code], crimes[code]) for code in areas}
