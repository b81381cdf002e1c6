"""Bar and line charts as SVG, drawn from protected figures only, the same for a page and for print.

Colours are attributes and sizes are shares of the width, so a chart needs no style sheet and its text keeps its size on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from casework.reports.protect import Protected

FONT = "Source Sans 3, Helvetica Neue, Arial, Liberation Sans, sans-serif"
INK = "#0b0c0c"
QUIET = "#505a5f"
GRID = "#b1b4b6"
MAIN = "#144e81"
EARLIER = "#ca5d12"
_BAR_STEP = 48
_WIDEST_BAR = 84
_PLOT_TOP = 44
_PLOT_HEIGHT = 200
_LEFT = 14
_RIGHT = 97
_NARROWEST = 300
_LETTER = 9
_LONGEST_LABEL = 40


@dataclass(frozen=True)
class Chart:
    """A drawing for the page, the same for print, and what it says in words."""

    svg: Markup
    print_svg: str
    alternative: str


def bar_chart(title: str, bars: Sequence[tuple[str, Protected]]) -> Chart:
    """Horizontal bars, one to a label, in the order given; a withheld figure has its mark and no bar."""
    longest = max((_figure(value) for _, value in bars), default=0) or 1
    parts = []
    for number, (label, value) in enumerate(bars):
        top = number * _BAR_STEP
        width = round(_figure(value) / longest * _WIDEST_BAR, 2)
        parts.append(_text("0", top + 16, _cut(label)))
        parts.append(f'<rect x="0" y="{top + 22}" width="{width}%" height="16" fill="{MAIN}"/>')
        parts.append(_text(f"{width + 1}%", top + 35, value.text, weight=600))
    words = "; ".join(f"{label} {_spoken(value)}" for label, value in bars) or "no figures"
    return _chart("".join(parts), len(bars) * _BAR_STEP, f"{title}. {words}.")


def line_chart(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[Protected]]]) -> Chart:
    """One or two lines over the same labels, told apart by colour, dashes and marks; a withheld figure breaks the line."""
    if not 1 <= len(series) <= 2:
        raise ValueError("A line chart has one or two lines.")
    if any(len(values) != len(labels) for _, values in series):
        raise ValueError("Each line needs a figure for every label.")
    top = _ceiling(max((_figure(value) for _, values in series for value in values), default=0))
    parts = [_grid(top), _axis(labels)]
    for number, (name, values) in enumerate(series):
        parts.append(_key(number, name))
        parts.append(_line(number, values, top))
    words = ". ".join(
        f"{name}: " + "; ".join(f"{label} {_spoken(value)}" for label, value in zip(labels, values, strict=True))
        for name, values in series
    )
    return _chart("".join(parts), _PLOT_TOP + _PLOT_HEIGHT + 30, f"{title}. {words}.")


def _chart(inside: str, height: int, alternative: str) -> Chart:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" height="{height}" font-family="{FONT}" font-size="16"'
    words = escape(alternative)
    page = Markup(f'{head} width="100%" role="img" aria-label="{words}">{inside}</svg>')  # noqa: S704 - escaped where put in.
    return Chart(page, f'{head} width="640">{inside}</svg>', alternative)


def _figure(value: Protected) -> int:
    if not isinstance(value, Protected):
        raise TypeError("A chart is drawn from protected figures only.")
    return value.shown or 0


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def _spoken(value: Protected) -> str:
    return "withheld" if value.is_withheld else value.text


def _text(x: str, y: int, words: str, *, anchor: str = "start", fill: str = INK, weight: int = 400) -> str:
    return f'<text x="{x}" y="{y}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def _ceiling(most: int) -> int:
    """The top of the scale: the least of 4, 8, 20, 40, 80, 200 and so on that holds the greatest figure."""
    tens = 1
    while True:
        for step in (4, 8, 20):
            if most <= step * tens:
                return step * tens
        tens *= 10


def _grid(top: int) -> str:
    lines = []
    for quarter in range(5):
        y = _PLOT_TOP + _PLOT_HEIGHT - quarter * _PLOT_HEIGHT // 4
        lines.append(f'<line x1="{_LEFT}%" x2="100%" y1="{y}" y2="{y}" stroke="{GRID if quarter else INK}" stroke-width="1"/>')
        lines.append(_text(f"{_LEFT - 1.5}%", y + 5, f"{top * quarter // 4:,}", anchor="end", fill=QUIET))
    return "".join(lines)


def _axis(labels: Sequence[str]) -> str:
    # As many labels as a phone has room for.
    room = max(_NARROWEST // (_LETTER * max(map(len, labels), default=1)), 1)
    every = max(-(-len(labels) // room), 1)
    y = _PLOT_TOP + _PLOT_HEIGHT + 22
    return "".join(
        _text(f"{_across(number, len(labels))}%", y, label, anchor="middle", fill=QUIET)
        for number, label in enumerate(labels)
        if number % every == 0
    )


def _across(number: int, count: int) -> float:
    return round(_LEFT + (number + 0.5) * (_RIGHT - _LEFT) / max(count, 1), 2)


def _key(number: int, name: str) -> str:
    left = number * 50
    return _stroke(number, f"{left}%", f"{left + 6}%", 14, 14) + _text(f"{left + 7.5}%", 20, _cut(name))


def _stroke(number: int, x1: str, x2: str, y1: float, y2: float) -> str:
    look = f'stroke="{EARLIER}" stroke-width="2" stroke-dasharray="5 4"' if number else f'stroke="{MAIN}" stroke-width="3"'
    return f'<line x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}" {look}/>'


def _line(number: int, values: Sequence[Protected], top: int) -> str:
    points: list[tuple[float, float] | None] = [
        None if value.is_withheld else (_across(at, len(values)), round(_PLOT_TOP + _PLOT_HEIGHT * (1 - _figure(value) / top), 1))
        for at, value in enumerate(values)
    ]
    strokes = [
        _stroke(number, f"{here[0]}%", f"{there[0]}%", here[1], there[1])
        for here, there in zip(points, points[1:], strict=False)
        if here and there
    ]
    marks = [_mark(number, *point) for point in points if point]
    return "".join(strokes + marks)


def _mark(number: int, x: float, y: float) -> str:
    if number:
        return f'<circle cx="{x}%" cy="{y}" r="4" fill="#ffffff" stroke="{EARLIER}" stroke-width="2"/>'
    return f'<circle cx="{x}%" cy="{y}" r="4" fill="{MAIN}"/>'
