"""How a file of rows is read: recognised by its header, checked row by row, taken whole or not at all, never held in memory.

A file is gone through once to check it and to work out its fingerprint, and again each time its rows are asked for. The second
reading works out the fingerprint anew, so that a file exchanged in between is refused and never half believed.
"""

import csv
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from casework.kernel.errors import Refused

Row = TypeVar("Row")

MOST_BYTES = 512 * 1024 * 1024
LONGEST_LINE = 16 * 1024
# More bad rows than this are counted but not listed: nobody reads them, and a list without end could fill the memory.
MOST_LISTED = 10_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class RowError(ValueError):
    """What is wrong with one row, in a sentence."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One bad row: the line of the file it ends on, and what is wrong with it."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Shape(Generic[Row]):
    """A kind of file: its exact header, and how one row of it is read from the row's number and fields."""

    kind: str
    header: tuple[str, ...]
    parse: Callable[[int, Sequence[str]], Row]


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The rows of a checked file, read anew at each going through; none when the file was refused."""

    path: Path
    shape: Shape[Row]
    sha256: str
    count: int

    def __iter__(self) -> Iterator[Row]:
        if not self.count:
            return
        with self.path.open("rb") as handle:
            lines = _Lines(handle)
            for number, _, fields in _records(lines, self.shape):
                yield self.shape.parse(number, fields)
            if lines.sha256() != self.sha256:
                raise Refused("The file changed while it was being read.")

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True)
class Batch(Generic[Row]):
    """A file gone through: its kind, its rows (none if any was bad), the bad rows, and its fingerprint."""

    kind: str
    rows: Rows[Row]
    refusals: tuple[Refusal, ...]
    refused: int
    total: int
    sha256: str

    @property
    def is_accepted(self) -> bool:
        return not self.refused

    def key(self, row_number: int) -> str:
        """Name one row for ever: the file's fingerprint and the row's number, so that equal rows stay separate."""
        return f"{self.sha256}:{row_number}"


class _Lines:
    """The lines of a file as text, none longer than allowed, with the fingerprint of all bytes that went by."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self._hash = hashlib.sha256()
        self._first = True

    def __iter__(self) -> Iterator[str]:
        number = 0
        while raw := self._handle.readline(LONGEST_LINE + 1):
            number += 1
            self._hash.update(raw)
            if len(raw) > LONGEST_LINE:
                raise Refused(f"Line {number} is longer than {LONGEST_LINE:,} bytes.")
            yield self._text(raw, number)

    def _text(self, raw: bytes, number: int) -> str:
        if number == 1:
            raw = raw.removeprefix(BYTE_ORDER_MARK)
        if b"\0" in raw:
            raise Refused(f"Line {number} holds a null byte: this is not a text file.")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused(f"Line {number} is not written in UTF-8.") from error

    def sha256(self) -> str:
        return self._hash.hexdigest()


def _records(lines: _Lines, shape: Shape[Row]) -> Iterator[tuple[int, int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    try:
        _check_header(next(reader, None), shape)
        for number, fields in enumerate(reader, start=1):
            yield number, reader.line_num, fields
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num} is not well-formed CSV.") from error


def _check_header(found: list[str] | None, shape: Shape[Row]) -> None:
    if not found:
        raise Refused("The file is empty.")
    if tuple(found) == shape.header:
        return
    missing = [name for name in shape.header if name not in found]
    strange = [name for name in found if name not in shape.header]
    told = [f"column {missing[0]!r} is missing"] if missing else []
    told += [f"column {strange[0][:60]!r} does not belong"] if strange else []
    raise Refused(f"This is not a {shape.kind} file: {' and '.join(told) or 'its columns are in another order'}.")


def read(path: Path, shape: Shape[Row]) -> Batch[Row]:
    """Go through a file of one kind; refuses a wrong header, broken text and broken CSV, and lists every bad row."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    refusals: list[Refusal] = []
    total = refused = 0
    with path.open("rb") as handle:
        lines = _Lines(handle)
        for number, line, fields in _records(lines, shape):
            total += 1
            reason = _fault(shape, number, fields)
            if reason is None:
                continue
            refused += 1
            if len(refusals) < MOST_LISTED:
                refusals.append(Refusal(line, reason))
        sha256 = lines.sha256()
    rows = Rows(path=path, shape=shape, sha256=sha256, count=0 if refused else total)
    return Batch(shape.kind, rows, tuple(refusals), refused, total, sha256)


def _fault(shape: Shape[Row], number: int, fields: Sequence[str]) -> str | None:
    if len(fields) != len(shape.header):
        return f"It has {len(fields)} columns, not {len(shape.header)}."
    try:
        shape.parse(number, fields)
    except RowError as fault:
        return str(fault)
    return None


def header_of(path: Path) -> tuple[str, ...]:
    """Give the header line of a file, to recognise its kind."""
    with path.open("rb") as handle:
        try:
            return tuple(next(csv.reader(_Lines(handle), strict=True), ()))
        except csv.Error as error:
            raise Refused("The first line is not well-formed CSV.") from error
