"""The tables of cases: exact with a link to the list behind each figure, or the whole partnership's with each protected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casework.reports import arithmetic, charts, periods, protect, recorded
from casework.reports.contents import Ask, Cell, Scope, Table, count, word
from casework.reports.counting import OPENED, Line
from casework.reports.periods import Comparison, Period
from casework.reports.protect import Mode, Protected

TITLES = {
    "type": "Cases opened, by type",
    "subject": "Cases opened, by subject",
    "ward": "Cases opened, by ward",
    "lead": "Cases opened, by lead agency",
    "stage": "Cases opened, by the stage they are at now",
    "month": "Cases opened, month by month",
    "outcome": "Cases closed, by outcome",
}
HEADS = {
    "type": "Type",
    "subject": "Subject",
    "ward": "Ward",
    "lead": "Lead agency",
    "stage": "Stage",
    "month": "Month",
    "outcome": "Outcome",
}
NOT_KNOWN = "Not recorded"
LEFT_OUT = "Lines whose figures all round to nought are left out."
OTHER_WARDS = "n/a: the wards were drawn anew on 3 May 2018, and figures of two sets of wards are never set side by side."
_MOST_BARS = 8


@dataclass(frozen=True)
class Shown:
    """The counts of one dimension as they may be shown: a code's three figures, and the totals all dimensions share."""

    lines: Mapping[str, tuple[Protected, Protected, Protected]]
    totals: tuple[Protected, Protected, Protected]


@dataclass(frozen=True)
class Setting:
    """What the tables are drawn with: who asked for what, the words for codes, and which columns a ward table may carry."""

    ask: Ask
    comparison: Comparison
    labels: Mapping[str, Mapping[str, str]]
    ward_columns: tuple[bool, bool, bool] = (True, True, True)
    month_pairs: Sequence[tuple[Period, Period]] = field(default_factory=tuple)


def shown(counts: Mapping[str, Sequence[Line]], setting: Setting) -> dict[str, Shown]:
    """Make every count fit to be shown. Here, and nowhere later, the exact counts of a whole partnership are left behind."""
    groups = (OPENED, ("outcome",))
    made: dict[str, Shown] = {}
    for names in groups:
        columns = [_protected(counts, names, setting.ask.scope, at) for at in range(3)]
        totals = (columns[0][1], columns[1][1], columns[2][1])
        for number, name in enumerate(names):
            codes = [line.code for line in counts[name]]
            cells = zip(*(column[0][number] for column in columns), strict=True)
            made[name] = Shown({code: (a, b, c) for code, (a, b, c) in zip(codes, cells, strict=True)}, totals)
    return made


def _protected(
    counts: Mapping[str, Sequence[Line]], names: Sequence[str], scope: Scope, at: int
) -> tuple[tuple[tuple[Protected, ...], ...], Protected]:
    lists = [[(line.now, line.before, line.year_before)[at] for line in counts[name]] for name in names]
    if scope is Scope.OWN:
        return tuple(tuple(protect.opened(number) for number in line) for line in lists), protect.opened(sum(lists[0]))
    return protect.protect_lists(lists, Mode.R)


def tables(made: Mapping[str, Shown], setting: Setting) -> list[Table]:
    """Return the tables of all dimensions, in their order."""
    return [_months(made["month"], setting) if name == "month" else _table(name, made[name], setting) for name in TITLES]


def _notes(setting: Setting, *more: str) -> tuple[str, ...]:
    own = ("Exact counts of cases that you may open.",)
    return (*(own if setting.ask.scope is Scope.OWN else (Mode.R.footnote, LEFT_OUT)), *more)


def _table(name: str, made: Shown, setting: Setting) -> Table:
    words, comparison = setting.labels.get(name, {}), setting.comparison
    open_columns = setting.ward_columns if name == "ward" else (True, True, True)
    lines = [(code, figures) for code, figures in made.lines.items() if any(figure.shown for figure in figures)]
    lines.sort(key=lambda line: (-(line[1][0].shown or 0), words.get(line[0], line[0])))
    rows = [_row(words.get(code) or code or NOT_KNOWN, name, code, figures, setting, open_columns) for code, figures in lines]
    rows.append(_row("All", name, "*", made.totals, setting, (True, True, True)))
    bars = [(words.get(code) or code or NOT_KNOWN, figures[0]) for code, figures in lines if figures[0].shown][:_MOST_BARS]
    drawn = charts.bar_chart(f"{TITLES[name]}, {comparison.now.label}", bars) if bars and name in ("subject", "lead") else None
    notes = _notes(setting, *(() if all(open_columns) else (OTHER_WARDS,)))
    return Table(f"cases-by-{name}", TITLES[name], (HEADS[name], *_heads(comparison)), rows, notes, drawn)


def _heads(comparison: Comparison) -> tuple[str, ...]:
    return (
        recorded.span(comparison.now),
        recorded.span(comparison.before),
        "Change",
        recorded.span(comparison.year_before),
        "Change on a year before",
    )


def _row(
    label: str,
    name: str,
    code: str,
    figures: tuple[Protected, Protected, Protected],
    setting: Setting,
    open_columns: tuple[bool, bool, bool],
) -> list[Cell]:
    comparison = setting.comparison
    spans = (comparison.now, comparison.before, comparison.year_before)
    cells = [
        _figure(figure, name, code, span, setting) if is_open else word(arithmetic.NOT_AVAILABLE)
        for figure, span, is_open in zip(figures, spans, open_columns, strict=True)
    ]
    changes = [
        word(_changed(earlier, figures[0]) if is_open and open_columns[0] else arithmetic.NOT_AVAILABLE)
        for earlier, is_open in zip(figures[1:], open_columns[1:], strict=True)
    ]
    return [word(label), cells[0], cells[1], changes[0], cells[2], changes[1]]


def _changed(earlier: Protected, later: Protected) -> str:
    same = earlier.shown is not None and earlier == later and earlier.shown
    return "no change" if same else protect.change(earlier, later)


def _figure(figure: Protected, name: str, code: str, span: Period, setting: Setting) -> Cell:
    if setting.ask.scope is not Scope.OWN or not figure.shown:
        return Cell(figure.text, figure.cell)
    link = {"by": name, "value": code, "from": f"{span.first:%Y-%m}", "to": f"{span.last:%Y-%m}"}
    return count(figure.shown, link)


def _months(made: Shown, setting: Setting) -> Table:
    nothing = protect.protect(0, Mode.R)
    rows, now_line, then_line, labels = [], [], [], []
    for month, earlier in setting.month_pairs:
        code, then = f"{month.first:%Y%m}", f"{earlier.first:%Y%m}"
        now_figure = made.lines[code][0] if code in made.lines else nothing
        then_figure = made.lines[then][2] if then in made.lines else nothing
        now_line.append(now_figure)
        then_line.append(then_figure)
        labels.append(f"{month.first:%b %Y}")
        rows.append(
            [
                word(f"{month.first:%B %Y}"),
                _figure(now_figure, "month", code, month, setting),
                _figure(then_figure, "month", then, earlier, setting),
                word(_changed(then_figure, now_figure)),
            ]
        )
    total = (made.totals[0], made.totals[2])
    spans = (setting.comparison.now, setting.comparison.year_before)
    cells = [_figure(figure, "month", "*", span, setting) for figure, span in zip(total, spans, strict=True)]
    rows.append([word("All"), *cells, word(_changed(total[1], total[0]))])
    chart = charts.line_chart(TITLES["month"], labels, [("This period", now_line), ("A year before", then_line)])
    columns = ("Month", "Cases opened", "The same month a year before", "Change")
    return Table("cases-by-month", TITLES["month"], columns, rows, _notes(setting), chart)


def month_pairs(comparison: Comparison) -> list[tuple[Period, Period]]:
    """Return each month of the period beside the same month a year before."""
    return [(month, periods.year_before(month)) for month in periods.months(comparison.now)]
