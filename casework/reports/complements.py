"""Which figures of a table with exact totals are withheld (mode A): the small ones, and others so that no sum gives them away.

A line is a row or column with its total. First every figure from 1 to 4 is withheld; then no line may have exactly one withheld
figure; then each small figure must still have three possible values for a reader who knows that no withheld figure is nought.
The least and greatest value that fit everything shown are exact: the lines of a table are a network in which each withheld
figure is a pipe, so that a figure can grow by one wherever one more can flow round the rest of it.
"""

from collections import deque
from collections.abc import Iterable, Sequence

SMALLEST_SHOWN = 5
FEWEST_VALUES = 3

Spot = tuple[int, int]
_OUTSIDE = -1


class Grid:
    """A table with its totals, or one line with its total, and which of its figures are withheld."""

    def __init__(self, rows: Sequence[Sequence[int]], *, is_line: bool = False) -> None:
        self.values = {(at, to): value for at, row in enumerate(rows) for to, value in enumerate(row)}
        self.last_row, self.last_column = (-1 if is_line else len(rows) - 1), len(rows[0]) - 1
        self.lines = [[(at, to) for to in range(len(rows[0]))] for at in range(len(rows))]
        if not is_line:
            self.lines += [[(at, to) for at in range(len(rows))] for to in range(len(rows[0]))]
        self.primary = sorted(spot for spot, value in self.values.items() if 0 < value < SMALLEST_SHOWN)
        self.hidden = set(self.primary)

    def margins(self, spot: Spot) -> int:
        """How many ways a figure is a total: 0 inside, 1 in a margin, 2 for the grand total."""
        return (spot[0] == self.last_row) + (spot[1] == self.last_column)

    def lines_of(self, spot: Spot) -> list[list[Spot]]:
        """The lines a figure stands in."""
        return [line for line in self.lines if spot in line]

    def pipe(self, spot: Spot) -> tuple[int, int]:
        """From which line to which a figure flows: rows are 0 on, columns follow them, beside a single line is the outside."""
        row, column = spot[0], _OUTSIDE if self.last_row < 0 else self.last_row + 1 + spot[1]
        return (row, column) if self.margins(spot) in (0, 2) else (column, row)


def withheld(rows: Sequence[Sequence[int]]) -> frozenset[Spot]:
    """Return the places to withhold in a table of counts, whose totals stand in one row below and one column beside it."""
    whole = [[*row, sum(row)] for row in rows]
    return _settled(Grid([*whole, [sum(column) for column in zip(*whole, strict=True)]]))


def withheld_line(counts: Sequence[int]) -> frozenset[int]:
    """Return the places to withhold in one list of counts; the total stands after the last."""
    return frozenset(at for _, at in _settled(Grid([[*counts, sum(counts)]], is_line=True)))


def _settled(grid: Grid) -> frozenset[Spot]:
    _close(grid)
    while (weak := next((spot for spot in grid.primary if not _is_safe(grid, spot)), None)) is not None:
        more = _repair(grid, weak)
        if more is None:
            break
        grid.hidden.add(more)
        _close(grid)
    return frozenset(grid.hidden)


def _close(grid: Grid) -> None:
    """Withhold one more figure in every line that has exactly one withheld, until there is none."""
    moved = True
    while moved:
        moved = False
        for line in grid.lines:
            if sum(spot in grid.hidden for spot in line) == 1 and (chosen := _complement(grid, line)) is not None:
                grid.hidden.add(chosen)
                moved = True


def _complement(grid: Grid, line: list[Spot]) -> Spot | None:
    """The cheapest figure to withhold beside one: inside before a total, in an open crossing line, small, first."""

    def key(spot: Spot) -> tuple[int, bool, int, Spot]:
        crossing = [other for other in grid.lines_of(spot) if other is not line]
        is_new = not any(each in grid.hidden for other in crossing for each in other)
        return grid.margins(spot), is_new, grid.values[spot], spot

    return min(_open(grid, line), key=key, default=None)


def _repair(grid: Grid, weak: Spot) -> Spot | None:
    """The smallest figure beside one that has too few values: inside, else a total, else anywhere."""
    near = [spot for line in grid.lines_of(weak) for spot in line]
    for group in (near, list(grid.values)):
        found = min(_open(grid, group), key=lambda spot: (grid.margins(spot), grid.values[spot], spot), default=None)
        if found is not None:
            return found
    return None


def _open(grid: Grid, spots: Iterable[Spot]) -> list[Spot]:
    # The grand total is in no choice while another figure can be; `margins` puts it last.
    return [spot for spot in spots if spot not in grid.hidden and grid.values[spot]]


def _is_safe(grid: Grid, spot: Spot) -> bool:
    wanted = FEWEST_VALUES - 1
    more = _room(grid, spot, wanted, grows=True)
    return more >= wanted or more + min(_room(grid, spot, wanted, grows=False), grid.values[spot] - 1) >= wanted


def _room(grid: Grid, spot: Spot, most: int, *, grows: bool) -> int:
    """How far a withheld figure could be greater (or less) with all others still fitting, counted up to a few."""
    values = {each: grid.values[each] for each in grid.hidden if each != spot}
    tail, head = grid.pipe(spot)
    start, end = (head, tail) if grows else (tail, head)
    for found in range(most):
        path = _path(grid, values, start, end)
        if path is None:
            return found
        for each, step in path:
            values[each] += step
    return most


def _path(grid: Grid, values: dict[Spot, int], start: int, end: int) -> list[tuple[Spot, int]] | None:
    """One more that can flow from one line to another: along a pipe, or back against one that carries more than one."""
    came: dict[int, tuple[int, Spot, int]] = {}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for each, value in values.items():
            tail, head = grid.pipe(each)
            step = 1 if tail == here else -1
            there = head if step == 1 else tail
            if here in (tail, head) and (step == 1 or value > 1) and there != start and there not in came:
                came[there] = (here, each, step)
                waiting.append(there)
    if end not in came:
        return None
    path, here = [], end
    while here != start:
        here, each, step = came[here]
        path.append((each, step))
    return path
