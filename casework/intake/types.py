"""What came of taking in a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

FIGURES = ("rows", "without_place", "in_district", "asb", "crimes", "refused")


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad row of a file, by its line, and what is wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One file gone through: taken in, already here, or refused whole with its faults."""

    name: str
    kind: str
    counts: dict[str, int]
    faults: Sequence[Fault] = ()
    is_repeat: bool = False

    @property
    def is_refused(self) -> bool:
        """True when nothing of the file was kept."""
        return bool(self.faults)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file checked and ready to be written: what it is, what it covers, what it adds up to."""

    kind: str
    sha256: str
    covers: str
    counts: dict[str, int]
    month: date | None = None
    faults: Sequence[Fault] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class FileSheet:
    """One file that was taken in, as the list of imports shows it."""

    name: str
    kind: str
    covers: str
    rows: int
    counts: dict[str, int]
    taken_at: datetime
