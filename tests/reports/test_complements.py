"""Tables with exact totals: the worked examples, and that nobody can work a small figure out from all that is shown."""

import itertools
from collections.abc import Sequence

import pytest

from casework.reports import complements, protect
from casework.reports.protect import Mode


def read(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


def shown(rows: Sequence[Sequence[int]]) -> list[list[str]]:
    table = protect.protect_table(rows, Mode.A)
    return [[cell.text for cell in (*line.cells, line.total)] for line in (*table.rows, table.totals)]


def test_a_small_figure_takes_three_more_with_it() -> None:
    expected = read("* * 25 40\n18 9 14 41\n* * 30 48\n37 23 69 129")
    assert shown([[12, 3, 25], [18, 9, 14], [7, 11, 30]]) == expected


def test_two_small_figures_share_their_complements() -> None:
    found = shown([[21, 6, 14, 9], [8, 2, 17, 12], [15, 10, 5, 20], [3, 13, 11, 7]])
    hidden = {(row, column) for row, line in enumerate(found) for column, text in enumerate(line) if text == "*"}
    assert hidden == {(1, 0), (1, 1), (3, 0), (3, 1)}


def test_two_ones_in_a_row_are_not_given_away_by_its_total() -> None:
    expected = read("* * * 22\n* * * 37\n* * 15 36\n30 18 47 95")
    assert shown([[1, 1, 20], [16, 9, 12], [13, 8, 15]]) == expected


def test_a_small_total_is_withheld_with_another_total_and_noughts_stay() -> None:
    expected = read("0 * 0 *\n10 * 9 *\n7 15 11 33\n17 31 20 68")
    assert shown([[0, 4, 0], [10, 12, 9], [7, 15, 11]]) == expected


@pytest.mark.parametrize(
    ("counts", "texts"),
    [
        ([9, 2, 0, 12], "* * 0 12 23"),  # paid goes with withdrawn: it is the smallest that is not nought
        ([30, 0, 0, 0], "30 0 0 0 30"),
        ([3, 0, 0, 0], "* 0 0 0 *"),
        ([1, 1, 1, 2], "* * * * *"),  # beside a total of 5 each could be one or two only
        ([0, 0, 0, 0], "0 0 0 0 0"),
        ([4, 1, 0, 0], "* * 0 0 5"),
        ([8, 6, 5, 7], "8 6 5 7 26"),
    ],
)
def test_one_line_with_its_total(counts: list[int], texts: str) -> None:
    line = protect.protect_line(counts, Mode.A)
    assert [cell.text for cell in (*line.cells, line.total)] == texts.split()


def possible(text: list[str]) -> list[tuple[int, ...]]:
    """Every line that a reader could think of who sees this one and knows that what is withheld is not nought."""
    ranges = [range(1, 13) if item == "*" else [int(item)] for item in text[:-1]]
    lines = itertools.product(*ranges)
    return [line for line in lines if (sum(line) > 0 if text[-1] == "*" else sum(line) == int(text[-1]))]


@pytest.mark.parametrize("width", [1, 2, 3])
def test_no_small_figure_of_a_line_has_fewer_than_three_values(width: int) -> None:
    seen: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(8), repeat=width):
        line = protect.protect_line(counts, Mode.A)
        text = [cell.text for cell in (*line.cells, line.total)]
        if tuple(text) not in seen:
            seen[tuple(text)] = possible(text)
        for at, count in enumerate(counts):
            if 0 < count < complements.SMALLEST_SHOWN:
                assert len({each[at] for each in seen[tuple(text)]}) >= complements.FEWEST_VALUES


def test_no_small_figure_of_a_two_by_two_table_has_fewer_than_three_values() -> None:
    for counts in itertools.product((0, 1, 3, 6), repeat=4):
        found = shown([counts[:2], counts[2:]])
        whole = [number for line in found for number in line]
        ranges = [range(1, 10) if whole[at] == "*" else [int(whole[at])] for at in (0, 1, 3, 4)]
        fits = [each for each in itertools.product(*ranges) if _fits(each, whole)]
        for at, count in enumerate(counts):
            if 0 < count < complements.SMALLEST_SHOWN:
                assert len({each[at] for each in fits}) >= complements.FEWEST_VALUES, (counts, found)


def _fits(cells: tuple[int, ...], whole: list[str]) -> bool:
    a, b, c, d = cells
    sums = {2: a + b, 5: c + d, 6: a + c, 7: b + d, 8: a + b + c + d}
    return all(whole[at] == "*" or int(whole[at]) == total for at, total in sums.items())
