"""Totals of rounded tables, moved by fives where they would let a reader work out a small cell.

Four cells of two are shown as noughts; beside a total of ten a reader could tell that each was exactly two. Here every margin is
read as its reader would, as the range of counts it may stand for, and the ranges are narrowed against each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEP = 5
FEWEST_VALUES = 3

Range = tuple[int, int]
Ranger = Callable[[int], Range]


@dataclass
class Margins:
    """What is shown as row totals, column totals and grand total."""

    rows: list[int]
    columns: list[int]
    grand: int


def settle(cells: Sequence[Sequence[int]], shown: Margins, ranger: Ranger) -> Margins:
    """Move the margins furthest from their cells until every cell that may be small keeps three possible values.

    What is moved depends on what is shown alone, so that knowing this method tells a reader nothing more.
    """
    held = Margins(list(shown.rows), list(shown.columns), shown.grand)
    wanted = _adding_up(cells, ranger)
    while not _leaves_doubt(cells, held, ranger) and _move_furthest(held, wanted):
        pass
    return held


def _adding_up(cells: Sequence[Sequence[int]], ranger: Ranger) -> Margins:
    """The margins nearest to the sums of what the cells most likely stand for; these give nothing away."""
    middles = [[_middle(value, ranger) for value in row] for row in cells]
    rows = [sum(row) for row in middles]
    return Margins(
        [_nearest(row) for row in rows], [_nearest(sum(column)) for column in zip(*middles, strict=True)], _nearest(sum(rows))
    )


def _middle(value: int, ranger: Ranger) -> int:
    # A rounded nought stands for up to two, but adds nothing to the total that would be shown.
    least, most = ranger(value)
    return 0 if value == 0 else (least + most) // 2


def _nearest(count: int) -> int:
    return (count + STEP // 2) // STEP * STEP


def _move_furthest(held: Margins, wanted: Margins) -> bool:
    gaps = [(abs(want - have), held.rows, at, want) for at, (have, want) in enumerate(zip(held.rows, wanted.rows, strict=True))]
    gaps += [
        (abs(want - have), held.columns, at, want)
        for at, (have, want) in enumerate(zip(held.columns, wanted.columns, strict=True))
    ]
    widest = max(gaps, key=lambda gap: gap[0], default=(0, [], 0, 0))
    grand = abs(wanted.grand - held.grand)
    if grand and grand >= widest[0]:
        held.grand += STEP if wanted.grand > held.grand else -STEP
        return True
    if widest[0]:
        _, line, at, want = widest
        line[at] += STEP if want > line[at] else -STEP
        return True
    return False


def _leaves_doubt(cells: Sequence[Sequence[int]], held: Margins, ranger: Ranger) -> bool:
    width = len(held.columns)
    flat = [ranger(value) for row in cells for value in row]
    small = [at for at, (least, most) in enumerate(flat) if least < STEP and least != most]
    ranges = [*flat, *map(ranger, held.rows), *map(ranger, held.columns), ranger(held.grand)]
    row_totals = range(len(flat), len(flat) + len(held.rows))
    column_totals = range(row_totals.stop, row_totals.stop + width)
    sums = [(total, range(at * width, (at + 1) * width)) for at, total in enumerate(row_totals)]
    sums += [(total, range(at, len(flat), width)) for at, total in enumerate(column_totals)]
    sums += [(column_totals.stop, row_totals), (column_totals.stop, column_totals)]
    _narrow(ranges, sums)
    # Margins that contradict each other tell a reader that one was moved, and from where.
    possible = all(least <= most for least, most in ranges)
    return possible and all(ranges[at][1] - ranges[at][0] + 1 >= FEWEST_VALUES for at in small)


def _narrow(ranges: list[Range], sums: Sequence[tuple[int, range]]) -> None:
    """Narrow the ranges against every sum until nothing changes, or until one is empty and the rest would follow."""
    moved = True
    while moved:
        moved = False
        for total, parts in sums:
            least, most = sum(ranges[at][0] for at in parts), sum(ranges[at][1] for at in parts)
            moved |= _cut(ranges, total, least, most)
            low, high = ranges[total]
            for at in parts:
                mine = ranges[at]
                moved |= _cut(ranges, at, low - most + mine[1], high - least + mine[0])
            if any(ranges[at][0] > ranges[at][1] for at in (total, *parts)):
                return


def _cut(ranges: list[Range], at: int, least: int, most: int) -> bool:
    before = ranges[at]
    ranges[at] = (max(before[0], least), min(before[1], most))
    return ranges[at] != before
