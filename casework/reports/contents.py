"""What reports are made of: who asks for which period, tables of figures that may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from casework.reports.charts import Chart
from casework.reports.periods import Period

CREDITS = (
    "Contains National Statistics data, Ordnance Survey data and Royal Mail data, Crown copyright and database right 2014-2025.",
    "Contains public sector information licensed under the Open Government Licence v3.0.",
)


class Scope(StrEnum):
    """Which cases are counted: those the reader may open, exactly, or the whole partnership's, protected."""

    OWN = "own"
    PARTNERSHIP = "partnership"


SCOPE_LABELS = {Scope.OWN: "Cases I may open", Scope.PARTNERSHIP: "The whole partnership"}


@dataclass(frozen=True, slots=True)
class Place:
    """The partnership whose area and cases are reported on."""

    id: int
    name: str
    short_name: str
    area_code: str
    area_name: str
    period_kind: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One report asked for."""

    partnership_id: int
    period: Period
    scope: Scope


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or word of a table: as a page shows it, as a download carries it, and which list stands behind it."""

    text: str
    value: int | str | Decimal
    link: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the first cell of a row is its heading, all others are figures; the notes stand under it."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a report under its heading."""

    title: str
    tables: Sequence[Table] = ()
    sentences: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report for one period: page, CSV, JSON and PDF are all written from this and from nothing else."""

    title: str
    place: Place
    ask: Ask
    as_at: datetime
    chapters: Sequence[Chapter]
    definitions: Sequence[tuple[str, str]] = ()
    credits: Sequence[str] = field(default=CREDITS)

    @property
    def tables(self) -> list[Table]:
        """All tables, in their order."""
        return [table for chapter in self.chapters for table in chapter.tables]


def word(text: str) -> Cell:
    """A word of a table: the heading of a row, a source, n/a."""
    return Cell(text, text)


def count(number: int, link: dict[str, str] | None = None) -> Cell:
    """A count that may be shown exactly."""
    return Cell(f"{number:,}", number, link)
