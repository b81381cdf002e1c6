"""Figures made safe to show to those who may not open what was counted.

A `Protected` figure keeps only what may be shown: the exact count is gone when it is made, so no page, file, chart or log can
bring it back. Percentages, rates and charts take protected figures and nothing else.
Mode A keeps exact totals, so what it hides is decided for a whole table at once, in `complements`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Never, Self

from casework.reports import arithmetic, complements, margins
from casework.reports.margins import STEP, Margins, Range

LARGEST_HIDDEN_B = 7
SMALLEST_SHOWN_C = 10
WITHHELD = "*"
FOOTNOTES = {
    "A": "* figures withheld to protect individuals. All other figures and totals are exact.",
    "R": "Every figure and total is rounded to the nearest 5, so columns may not add up.",
    "B": "* 1 to 7, withheld to protect individuals. Other figures and totals are rounded to the nearest 5.",
    "C": "* lines with a figure under 10 are withheld to protect individuals, and totals with them.",
    "open": "Figures already published by their source, shown as they were published.",
}


class Mode(StrEnum):
    """How counts are made safe: A with exact totals; B for the public and repeated releases; C most sensitive; R live pages."""

    A = "A"
    B = "B"
    C = "C"
    R = "R"

    @property
    def footnote(self) -> str:
        """The sentence that must stand under a table protected this way."""
        return FOOTNOTES[self.value]


_SEAL: Final = object()


class Protected:
    """A figure that may be shown; it cannot be made by hand, changed, added to another or turned back into the count."""

    __slots__ = ("_shown",)
    _shown: int | None

    def __new__(cls, seal: object, shown: int | None) -> Self:
        if seal is not _SEAL:
            raise TypeError("A protected figure is made by protect(), protect_line(), protect_table() or published().")
        figure = super().__new__(cls)
        object.__setattr__(figure, "_shown", shown)
        return figure

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError("A protected figure does not change.")

    def __reduce__(self) -> Never:
        raise TypeError("A protected figure is not pickled.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protected) and other._shown == self._shown

    def __hash__(self) -> int:
        return hash(("protected", self._shown))

    def __repr__(self) -> str:
        return f"Protected({self.text})"

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        return self.text

    @property
    def shown(self) -> int | None:
        """The figure as shown, or None where it is withheld."""
        return self._shown

    @property
    def is_withheld(self) -> bool:
        """Whether nothing but the mark is shown."""
        return self._shown is None

    @property
    def text(self) -> str:
        """The figure for a page: thousands with commas, or the mark."""
        return WITHHELD if self._shown is None else f"{self._shown:,}"

    @property
    def cell(self) -> int | str:
        """The figure for a download or JSON: a number, or the mark."""
        return WITHHELD if self._shown is None else self._shown


@dataclass(frozen=True)
class ProtectedLine:
    """The figures of one row and its total."""

    cells: tuple[Protected, ...]
    total: Protected


@dataclass(frozen=True)
class ProtectedTable:
    """The rows with their totals, and the totals row."""

    rows: tuple[ProtectedLine, ...]
    totals: ProtectedLine
    mode: Mode


def protect(count: int, mode: Mode) -> Protected:
    """One count on its own, made safe; for figures that add up to a total use protect_line or protect_table."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError("A count is a whole number, nought or more.")
    return Protected(_SEAL, _PRIMARY[mode](count))


def published(count: int, *, source: str) -> Protected:
    """A count that its source has already published exactly, such as recorded crime; the source must be named."""
    if not source.strip():
        raise ValueError("An exact figure needs the name of the source that published it.")
    return Protected(_SEAL, count)


def opened(count: int) -> Protected:
    """An exact count of records that its reader may open one by one, so that nothing is told that is not already open."""
    return Protected(_SEAL, count)


def protect_lists(lists: Sequence[Sequence[int]], mode: Mode = Mode.R) -> tuple[tuple[tuple[Protected, ...], ...], Protected]:
    """Several lists that each add up to the same count, and that count: one total that gives no cell of any list away.

    A total that no list objects to is looked for among those the lists would each choose; where there is none it is withheld.
    """
    cells = tuple(tuple(protect(count, mode) for count in counts) for counts in lists)
    whole = _code(protect(sum(lists[0]) if lists else 0, mode))
    codes = [[_code(cell) for cell in line] for line in cells if line]
    wishes = [whole, *(_settled(line, whole, mode) for line in codes)]
    agreed = next((wish for wish in wishes if all(_settled(line, wish, mode) == wish for line in codes)), None)
    return cells, _hidden() if agreed is None else _decoded(agreed, mode)


def _settled(line: list[int], whole: int, mode: Mode) -> int:
    return margins.settle([line], Margins([whole], line, whole), _RANGES[mode]).rows[0]


def protect_line(counts: Sequence[int], mode: Mode, *, total: int | None = None) -> ProtectedLine:
    """A list of counts and their total; give the total where one thing may be counted in several cells."""
    cells = tuple(protect(count, mode) for count in counts)
    whole = protect(sum(counts) if total is None else total, mode)
    if mode is Mode.A and total is None:
        return _line_with([*counts, sum(counts)], complements.withheld_line(counts))
    if mode is Mode.C and any(cell.is_withheld for cell in cells):
        return ProtectedLine(tuple(_hidden() for _ in cells), _hidden())
    if mode in _RANGES and total is None and cells:
        columns = [_code(cell) for cell in cells]
        held = margins.settle([columns], Margins([_code(whole)], columns, _code(whole)), _RANGES[mode])
        whole = _decoded(held.rows[0], mode)
    return ProtectedLine(cells, whole)


def protect_table(rows: Sequence[Sequence[int]], mode: Mode) -> ProtectedTable:
    """A table of counts with its row, column and grand totals, each worked out from the exact counts before it is made safe."""
    columns = list(zip(*rows, strict=True))
    if mode is Mode.A:
        return _exact_totals(rows, columns)
    if mode is Mode.C:
        return _withheld_lines(rows, columns)
    cells = [[protect(count, mode) for count in row] for row in rows]
    shown = Margins(
        [_code(protect(sum(row), mode)) for row in rows],
        [_code(protect(sum(column), mode)) for column in columns],
        _code(protect(sum(map(sum, rows)), mode)),
    )
    held = margins.settle([[_code(cell) for cell in row] for row in cells], shown, _RANGES[mode])
    lines = tuple(ProtectedLine(tuple(row), _decoded(total, mode)) for row, total in zip(cells, held.rows, strict=True))
    below = tuple(_decoded(total, mode) for total in held.columns)
    return ProtectedTable(lines, ProtectedLine(below, _decoded(held.grand, mode)), mode)


def _withheld_lines(rows: Sequence[Sequence[int]], columns: Sequence[Sequence[int]]) -> ProtectedTable:
    lines = tuple(protect_line(row, Mode.C) for row in rows)
    if any(line.total.is_withheld for line in lines):
        return ProtectedTable(lines, ProtectedLine(tuple(_hidden() for _ in columns), _hidden()), Mode.C)
    return ProtectedTable(lines, protect_line([sum(column) for column in columns], Mode.C), Mode.C)


def _exact_totals(rows: Sequence[Sequence[int]], columns: Sequence[Sequence[int]]) -> ProtectedTable:
    hidden = complements.withheld(rows)
    whole = [*[[*row, sum(row)] for row in rows], [*[sum(column) for column in columns], sum(map(sum, rows))]]
    lines = tuple(_line_with(row, {to for number, to in hidden if number == at}) for at, row in enumerate(whole))
    return ProtectedTable(lines[:-1], lines[-1], Mode.A)


def _line_with(counts: Sequence[int], hidden: Collection[int]) -> ProtectedLine:
    """A line whose last count is its total, with some of its places withheld."""
    shown = [_hidden() if at in hidden else Protected(_SEAL, count) for at, count in enumerate(counts)]
    return ProtectedLine(tuple(shown[:-1]), shown[-1])


def change(old: Protected, new: Protected) -> str:
    """The change between two protected figures in words, from what is shown and nothing else."""
    if old.shown is None or new.shown is None:
        return arithmetic.NOT_AVAILABLE
    return arithmetic.change(old.shown, new.shown).text


def rate_per_1000(figure: Protected, population: int | None) -> str:
    """The rate per 1,000 residents of a protected figure, or n/a where either is missing."""
    if figure.shown is None or not population:
        return arithmetic.NOT_AVAILABLE
    return str(arithmetic.rate_per_1000(figure.shown, population))


def share(part: Protected, whole: Protected) -> str:
    """The part as a percentage of the whole, from what is shown; n/a over a whole too small to carry one."""
    if part.shown is None or whole.shown is None or whole.shown < arithmetic.SMALLEST_BASE:
        return arithmetic.NOT_AVAILABLE
    percent = arithmetic.share(part.shown, whole.shown)
    return arithmetic.NOT_AVAILABLE if percent is None else f"{min(percent, Decimal(100))}%"


def _nearest(count: int) -> int:
    return (count + STEP // 2) // STEP * STEP


def _mode_a(count: int) -> int | None:
    return None if 1 <= count < complements.SMALLEST_SHOWN else count


def _mode_b(count: int) -> int | None:
    return None if 1 <= count <= LARGEST_HIDDEN_B else _nearest(count)


def _mode_c(count: int) -> int | None:
    # Nought is hidden too: shown, it would be a cell under ten like any other.
    return None if count < SMALLEST_SHOWN_C else count


_PRIMARY = {Mode.A: _mode_a, Mode.B: _mode_b, Mode.C: _mode_c, Mode.R: _nearest}


def _hidden() -> Protected:
    return Protected(_SEAL, None)


def _code(figure: Protected) -> int:
    # Mode B never shows a five, so a withheld figure takes its place among the steps.
    return STEP if figure.shown is None else figure.shown


def _decoded(code: int, mode: Mode) -> Protected:
    return Protected(_SEAL, None if mode is Mode.B and code == STEP else code)


def _range_r(shown: int) -> Range:
    return max(shown - STEP // 2, 0), shown + STEP // 2


def _range_b(shown: int) -> Range:
    if shown == 0:
        return 0, 0
    return (1, LARGEST_HIDDEN_B) if shown == STEP else (shown - STEP // 2, shown + STEP // 2)


_RANGES = {Mode.B: _range_b, Mode.R: _range_r}
