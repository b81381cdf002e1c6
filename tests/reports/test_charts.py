"""Charts: drawn from protected figures, readable as XML, and nothing from outside becomes markup."""

import re
from xml.etree import ElementTree

import pytest

from casework.reports import charts, protect
from casework.reports.protect import Mode

SVG = "{http://www.w3.org/2000/svg}"


def figures(*counts: int, mode: Mode = Mode.R) -> list[protect.Protected]:
    return [protect.protect(count, mode) for count in counts]


def test_bars_are_in_proportion_to_what_is_shown() -> None:
    chart = charts.bar_chart("Cases by type", list(zip(["Noise", "Vehicles", "Litter"], figures(101, 52, 1), strict=True)))
    widths = [float(bar.get("width", "").rstrip("%")) for bar in ElementTree.fromstring(chart.svg).iter(f"{SVG}rect")]
    assert widths == [84.0, 42.0, 0.0]
    assert chart.alternative == "Cases by type. Noise 100; Vehicles 50; Litter 0."


def test_no_exact_figure_is_in_a_drawing() -> None:
    chart = charts.line_chart("Cases", ["Apr", "May"], [("This year", figures(1234, 987))])
    assert not re.search(r"1,?234|987", chart.svg + chart.print_svg + chart.alternative)


def test_plain_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="protected figures only"):
        charts.bar_chart("Cases", [("Noise", 12)])  # type: ignore[list-item] - the refusal is what is tested.
    with pytest.raises(TypeError, match="protected figures only"):
        charts.line_chart("Cases", ["Apr"], [("Now", [12])])  # type: ignore[list-item] - the refusal is what is tested.


def test_hostile_labels_stay_text() -> None:
    label = "\"><script>alert(1)</script>&'"
    for chart in (
        charts.bar_chart(label, [(label, figures(20)[0])]),
        charts.line_chart(label, [label], [(label, figures(20))]),
    ):
        for drawing in (chart.svg, chart.print_svg):
            root = ElementTree.fromstring(drawing)
            assert root.find(f".//{SVG}script") is None
            assert label in [text.text for text in root.iter(f"{SVG}text")]


def test_a_withheld_figure_breaks_the_line_and_is_spoken_of() -> None:
    chart = charts.line_chart("Cases", ["Apr", "May", "Jun", "Jul"], [("Now", figures(20, 3, 30, 40, mode=Mode.B))])
    root = ElementTree.fromstring(chart.svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 3
    assert sum(line.get("stroke") == charts.MAIN for line in root.iter(f"{SVG}line")) == 1 + 1
    assert "May withheld" in chart.alternative


def test_two_lines_differ_by_more_than_colour() -> None:
    chart = charts.line_chart("Cases", ["Apr", "May"], [("Now", figures(20, 30)), ("A year before", figures(10, 20))])
    assert "stroke-dasharray" in chart.svg and 'fill="#ffffff"' in chart.svg


def test_a_drawing_has_no_style_class_or_link() -> None:
    chart = charts.line_chart("Cases", ["Apr", "May"], [("Now", figures(20, 30))])
    assert not re.search(r"style=|class=|href=|<style", chart.svg)
    assert 'role="img"' in chart.svg and 'width="100%"' in chart.svg and "viewBox" not in chart.svg


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (79, 80), (81, 200), (4041, 8000)])
def test_the_scale_has_round_steps(most: int, top: int) -> None:
    assert charts._ceiling(most) == top


def test_lines_must_fit_their_labels() -> None:
    with pytest.raises(ValueError, match="every label"):
        charts.line_chart("Cases", ["Apr"], [("Now", figures(1, 2))])
    with pytest.raises(ValueError, match="one or two"):
        charts.line_chart("Cases", [], [])


def test_long_labels_are_cut_in_the_drawing_and_whole_in_words() -> None:
    name = "Antisocial behaviour in and around licensed premises"
    chart = charts.bar_chart("Cases", [(name, figures(20)[0])])
    assert "Antisocial behaviour in and around lice…" in chart.print_svg and name in chart.alternative


def test_labels_of_an_axis_leave_room_for_each_other_on_a_phone() -> None:
    months = [f"{name} 2016" for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")]
    root = ElementTree.fromstring(charts.line_chart("Cases", months, [("Now", figures(*range(12)))]).svg)
    assert [text.text for text in root.iter(f"{SVG}text") if text.text in months] == [
        "Jan 2016",
        "Apr 2016",
        "Jul 2016",
        "Oct 2016",
    ]
