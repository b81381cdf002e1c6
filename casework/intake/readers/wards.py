"""Files of wards, of the census small areas (LSOA) within them, and of the people who live there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casework.intake.readers import fields, reading
from casework.intake.readers.reading import Batch, RowError, Shape

YEARS = (2017, 2019, 2020)
SETS = ("2004", "2018")
LINKS = ("same area", "split in 2021", "merged in 2021", "changed in 2021")
Populations = tuple[tuple[int, int | None], ...]
_POPULATION_COLUMNS = tuple(f"population_mid{year}" for year in YEARS)


@dataclass(frozen=True, slots=True)
class WardRow:
    """One ward of one set, the dates it was in force, and its people at mid-year (none: no figure can be given)."""

    number: int
    ward_set: str
    code: str
    name: str
    in_force_from: date | None  # none: before records of the set begin
    in_force_to: date | None  # none: still in force
    lsoa_count: int
    populations: Populations


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward's code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Lsoa2011Row:
    """One small area of the 2011 census, its ward of 2004, and its ward (after a later split, wards) of 2018."""

    number: int
    code: str
    name: str
    ward2004: Ward
    wards2018: tuple[Ward, ...]
    link: str
    populations: Populations


@dataclass(frozen=True, slots=True)
class Lsoa2021Row:
    """One small area of the 2021 census and its ward of 2018."""

    number: int
    code: str
    name: str
    ward2018: Ward


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """How many people lived in an area in the middle of a year, by the Office for National Statistics' estimate."""

    area_kind: str
    code: str
    year: int
    people: int


def _populations(values: Sequence[str]) -> Populations:
    return tuple((year, fields.optional_whole(value, f"Population of {year}")) for year, value in zip(YEARS, values, strict=True))


def _ward_row(number: int, row: Sequence[str]) -> WardRow:
    if row[0] not in SETS:
        raise RowError("The set of wards is neither 2004 nor 2018.")
    start, end = fields.optional_day(row[3], "In force from"), fields.optional_day(row[4], "In force to")
    if start and end and end < start:
        raise RowError("The ward ends before it begins.")
    return WardRow(
        number=number,
        ward_set=row[0],
        code=fields.ward(row[1], "Ward code"),
        name=fields.text(row[2], "Ward name"),
        in_force_from=start,
        in_force_to=end,
        lsoa_count=fields.whole(row[5], "Number of LSOAs"),
        populations=_populations(row[6:9]),
    )


def _lsoa_2011_row(number: int, row: Sequence[str]) -> Lsoa2011Row:
    codes, names = row[4].split(";"), row[5].split(";")
    if len(codes) != len(names):
        raise RowError("There are not as many 2018 ward names as codes.")
    if row[6] not in LINKS:
        raise RowError("The link to the areas of 2021 is not a known one.")
    return Lsoa2011Row(
        number=number,
        code=fields.lsoa(row[0], "LSOA code"),
        name=fields.text(row[1], "LSOA name"),
        ward2004=_ward(row[2], row[3]),
        wards2018=tuple(_ward(code, name) for code, name in zip(codes, names, strict=True)),
        link=row[6],
        populations=_populations(row[7:10]),
    )


def _lsoa_2021_row(number: int, row: Sequence[str]) -> Lsoa2021Row:
    return Lsoa2021Row(number, fields.lsoa(row[0], "LSOA code"), fields.text(row[1], "LSOA name"), _ward(row[2], row[3]))


def _ward(code: str, name: str) -> Ward:
    return Ward(fields.ward(code, "Ward code"), fields.text(name, "Ward name"))


WARDS: Shape[WardRow] = Shape(
    kind="wards",
    header=("set", "code", "name", "in_force_from", "in_force_to", "lsoa2011_count", *_POPULATION_COLUMNS),
    parse=_ward_row,
)
LSOA_2011: Shape[Lsoa2011Row] = Shape(
    kind="LSOA 2011 to ward",
    header=(
        "lsoa11_code",
        "lsoa11_name",
        "ward2004_code",
        "ward2004_name",
        "ward2018_code",
        "ward2018_name",
        "link_to_2021_areas",
        *_POPULATION_COLUMNS,
    ),
    parse=_lsoa_2011_row,
)
LSOA_2021: Shape[Lsoa2021Row] = Shape(
    kind="LSOA 2021 to ward",
    header=("lsoa21_code", "lsoa21_name", "ward2018_code", "ward2018_name"),
    parse=_lsoa_2021_row,
)


def read_wards(path: Path) -> Batch[WardRow]:
    """Read the wards of both sets with their dates and people."""
    return reading.read(path, WARDS)


def read_lsoa_2011(path: Path) -> Batch[Lsoa2011Row]:
    """Read which wards each small area of the 2011 census belongs to."""
    return reading.read(path, LSOA_2011)


def read_lsoa_2021(path: Path) -> Batch[Lsoa2021Row]:
    """Read which ward each small area of the 2021 census belongs to."""
    return reading.read(path, LSOA_2021)


def populations(rows: Iterable[WardRow | Lsoa2011Row]) -> Iterator[PopulationRow]:
    """List the population figures of wards or small areas; a blank figure gives no row, so that no rate is made of it."""
    for row in rows:
        kind = f"ward{row.ward_set}" if isinstance(row, WardRow) else "lsoa2011"
        for year, people in row.populations:
            if people is not None:
                yield PopulationRow(kind, row.code, year, people)
