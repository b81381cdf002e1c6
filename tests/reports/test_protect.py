"""Protected figures: what is shown, what is withheld, and that nothing turns them back."""

import copy
import itertools
import json
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import escape

from casework.reports import protect
from casework.reports.protect import Mode, Protected

SECRET = 7_654_321


@pytest.mark.parametrize(
    ("count", "text"), [(3, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (22, "20"), (27, "25"), (0, "0")]
)
def test_the_public_mode_hides_1_to_7_and_rounds_the_rest(count: int, text: str) -> None:
    assert protect.protect(count, Mode.B).text == text


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (7, 5), (8, 10), (4041, 4040)])
def test_the_live_mode_rounds_every_figure_to_five(count: int, shown: int) -> None:
    assert protect.protect(count, Mode.R).shown == shown


@pytest.mark.parametrize(("count", "text"), [(0, "*"), (9, "*"), (10, "10"), (1234, "1,234")])
def test_the_strictest_mode_shows_no_cell_under_ten(count: int, text: str) -> None:
    assert protect.protect(count, Mode.C).text == text


@pytest.mark.parametrize("count", [-1, True, 2.0, "3", None])
def test_only_whole_counts_are_protected(count: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        protect.protect(count, Mode.R)  # type: ignore[arg-type] - the refusal is what is tested.


def everything_it_says(figure: Protected) -> str:
    spoken = [
        repr(figure),
        str(figure),
        f"{figure}",
        str(escape(figure)),
        figure.text,
        json.dumps(figure.cell),
        str(figure.shown),
    ]
    held = [str(getattr(figure, name)) for kind in type(figure).__mro__ for name in getattr(kind, "__slots__", ())]
    return " ".join(spoken + held + [str(hash(figure))])


@pytest.mark.parametrize("mode", [Mode.R, Mode.B])
def test_the_exact_count_is_nowhere_in_a_protected_figure(mode: Mode) -> None:
    said = everything_it_says(protect.protect(SECRET, mode))
    assert str(SECRET) not in said and f"{SECRET:,}" not in said and "7,654,320" in said
    assert not hasattr(protect.protect(SECRET, mode), "__dict__")


def test_a_protected_figure_cannot_be_made_changed_added_or_stored() -> None:
    figure = protect.protect(12, Mode.R)
    for deed in (
        lambda: Protected(object(), 12),
        lambda: figure + figure,  # type: ignore[operator] - the refusal is what is tested.
        lambda: int(figure),  # type: ignore[call-overload] - the refusal is what is tested.
        lambda: json.dumps(figure),
        lambda: pickle.dumps(figure),
        lambda: copy.copy(figure),
    ):
        with pytest.raises(TypeError):
            deed()
    with pytest.raises(AttributeError):
        figure._shown = 12


def test_equal_figures_are_equal_and_nothing_else_is() -> None:
    assert protect.protect(11, Mode.R) == protect.protect(12, Mode.R) == protect.published(10, source="police.uk")
    assert protect.protect(11, Mode.R) != 10


def test_totals_are_rounded_from_the_exact_counts_not_from_the_rounded_ones() -> None:
    table = protect.protect_table([[12, 12], [12, 12]], Mode.R)
    assert [[cell.shown for cell in row.cells] + [row.total.shown] for row in table.rows] == [[10, 10, 25], [10, 10, 25]]
    assert [cell.shown for cell in table.totals.cells] + [table.totals.total.shown] == [25, 25, 50]


def test_in_the_public_mode_margins_are_made_safe_on_their_own() -> None:
    table = protect.protect_table([[3, 2], [0, 22]], Mode.B)
    assert [[cell.text for cell in row.cells] + [row.total.text] for row in table.rows] == [["*", "*", "*"], ["0", "20", "20"]]
    assert [cell.text for cell in table.totals.cells] + [table.totals.total.text] == ["*", "25", "25"]


def test_in_the_strictest_mode_a_small_cell_takes_its_line_and_the_totals() -> None:
    table = protect.protect_table([[12, 30], [9, 40], [15, 16]], Mode.C)
    assert [[cell.text for cell in row.cells] + [row.total.text] for row in table.rows] == [
        ["12", "30", "42"],
        ["*", "*", "*"],
        ["15", "16", "31"],
    ]
    assert {cell.text for cell in (*table.totals.cells, table.totals.total)} == {"*"}


def test_in_the_strictest_mode_a_table_without_small_cells_is_exact() -> None:
    table = protect.protect_table([[12, 30], [10, 40]], Mode.C)
    assert [cell.shown for cell in table.totals.cells] + [table.totals.total.shown] == [22, 70, 92]


def test_four_twos_are_not_given_away_by_their_total() -> None:
    line = protect.protect_line([2, 2, 2, 2], Mode.R)
    assert ([cell.shown for cell in line.cells], line.total.shown) == ([0, 0, 0, 0], 5)


def shown_of(table: protect.ProtectedTable) -> tuple[int | None, ...]:
    return tuple(figure.shown for line in (*table.rows, table.totals) for figure in (*line.cells, line.total))


def fewest_values(published: dict[tuple, list[tuple[int, ...]]], top: int) -> int:
    """The fewest counts that a small cell can have been, for a reader who tries every table and knows the method."""
    fewest = top
    for possible in published.values():
        for values in zip(*possible, strict=True):
            if 0 < min(values) < 5 or (min(values) == 0 and max(values) > 0):
                fewest = min(fewest, len(set(values)))
    return fewest


@pytest.mark.parametrize(("width", "mode"), [(1, Mode.R), (2, Mode.R), (3, Mode.R), (4, Mode.R), (2, Mode.B), (4, Mode.B)])
def test_no_list_of_small_counts_can_be_worked_out(width: int, mode: Mode) -> None:
    published: dict[tuple, list[tuple[int, ...]]] = {}
    top = 13 if width < 4 else 8
    for counts in itertools.product(range(top), repeat=width):
        line = protect.protect_line(counts, mode)
        published.setdefault((*(cell.shown for cell in line.cells), line.total.shown), []).append(counts)
    assert fewest_values(published, top) >= 3


@pytest.mark.parametrize("mode", [Mode.R, Mode.B])
def test_no_two_by_two_table_can_be_worked_out(mode: Mode) -> None:
    published: dict[tuple, list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(8), repeat=4):
        published.setdefault(shown_of(protect.protect_table([counts[:2], counts[2:]], mode)), []).append(counts)
    assert fewest_values(published, 8) >= 3


def test_seven_ones_are_not_given_away_by_a_withheld_total() -> None:
    line = protect.protect_line([1] * 7, Mode.B)
    assert ({cell.text for cell in line.cells}, line.total.is_withheld) == ({"*"}, False)


@given(st.lists(st.integers(10, 500), min_size=1, max_size=12))
def test_totals_of_larger_counts_are_always_the_nearest_five(counts: list[int]) -> None:
    total = protect.protect_line(counts, Mode.R).total.shown
    assert total is not None and abs(total - sum(counts)) <= 2


def test_change_rate_and_share_come_from_what_is_shown() -> None:
    r = [protect.protect(count, Mode.R) for count in (0, 14, 21, 3496, 4041)]
    assert protect.change(r[1], r[2]) == "15 to 20"
    assert protect.change(r[0], r[2]) == "n/a"
    assert protect.change(r[3], r[4]) == "+15.6%"
    assert protect.change(protect.protect(3, Mode.B), r[4]) == "n/a"
    assert protect.rate_per_1000(protect.published(8257, source="police.uk"), 177_500) == "46.5"
    assert protect.rate_per_1000(r[4], None) == "n/a"
    assert protect.share(r[2], protect.protect(82, Mode.R)) == "25.0%"
    assert protect.share(r[1], r[2]) == "75.0%"
    assert protect.share(r[0], r[1]) == "n/a"


def test_an_exact_figure_names_its_source() -> None:
    with pytest.raises(ValueError, match="name of the source"):
        protect.published(8257, source=" ")


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_has_its_footnote(mode: Mode) -> None:
    assert mode.footnote


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4), st.sampled_from([Mode.R, Mode.B]))
@example([[1, 1, 4], [1, 7, 4]], Mode.B)
def test_totals_never_contradict_the_grand_total(rows: list[list[int]], mode: Mode) -> None:
    table = protect.protect_table(rows, mode)
    grand = span(table.totals.total, mode)
    for margins in ([line.total for line in table.rows], table.totals.cells):
        least, most = map(sum, zip(*(span(total, mode) for total in margins), strict=True))
        assert least <= grand[1] and grand[0] <= most


def span(figure: Protected, mode: Mode) -> tuple[int, int]:
    """The counts that a shown figure may stand for."""
    if figure.shown is None:
        return 1, 7
    return (0, 0) if mode is Mode.B and figure.shown == 0 else (max(figure.shown - 2, 0), figure.shown + 2)
