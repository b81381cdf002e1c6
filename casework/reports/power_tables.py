"""The yearly table of powers: exact with a link to the list behind each figure, or made safe for everybody (mode A)."""

from collections.abc import Sequence

from casework.reports import protect
from casework.reports.contents import Cell, Table, count, word
from casework.reports.powers import FIGURES, OUTCOMES, Counts, Year
from casework.reports.protect import Mode, Protected

TITLE = "Powers used, by year"
MEANINGS = (
    "A year runs from 1 April to 31 March. Warnings, notices and penalties are counted in the year they were issued, orders and "
    "injunctions in the year the court made them.",
    "What became of the penalties of a year is as it stood on 30 September after it.",
)
OWN = "Exact counts of the actions that you may open."
Shown = dict[tuple[str, str], Protected]


def begun(counts: Counts, years: Sequence[Year]) -> tuple[Year, ...]:
    """Leave out the years before the first in which anything was counted: nothing was kept here yet."""
    found = [year.key for year in years if any(counts.get((figure.key, year.key)) for figure in FIGURES)]
    return tuple(year for year in years if found and year.key >= min(found))


def protected(counts: Counts, years: Sequence[Year]) -> Shown:
    """Make every figure safe, each year by itself, so that a year says the same for as long as it is shown."""
    made: Shown = {}
    outcomes = [f"fpn_{key}" for key in OUTCOMES]
    for year in years:
        line = protect.protect_line([counts.get((key, year.key), 0) for key in outcomes], Mode.A)
        made |= {(key, year.key): cell for key, cell in zip(outcomes, line.cells, strict=True)}
        made["fpn", year.key] = line.total
        alone = [figure.key for figure in FIGURES if figure.key != "fpn" and not figure.outcome]
        made |= {(key, year.key): protect.protect(counts.get((key, year.key), 0), Mode.A) for key in alone}
    return made


def safe(counts: Counts, years: Sequence[Year]) -> Table:
    """Return the table for everybody."""
    shown_years = begun(counts, years)
    shown = protected(counts, shown_years)
    rows = []
    for figure in FIGURES:
        cells = [shown[figure.key, year.key] for year in shown_years]
        rows.append([word(figure.label), *[Cell(cell.text, cell.cell) for cell in cells]])
    return Table("powers", TITLE, ("Power", *[year.label for year in shown_years]), rows, (Mode.A.footnote, *MEANINGS))


def exact(counts: Counts, years: Sequence[Year], published: Sequence[Year]) -> Table:
    """Return the table of what one may open, each figure with the list behind it."""
    shown_years = begun(counts, years)
    rows = [[word(figure.label), *[_linked(counts, figure.key, year) for year in shown_years]] for figure in FIGURES]
    heads = [year.label if year in published else f"{year.label}, so far" for year in shown_years]
    return Table("powers", TITLE, ("Power", *heads), rows, (OWN, *MEANINGS))


def _linked(counts: Counts, key: str, year: Year) -> Cell:
    number = counts.get((key, year.key), 0)
    return count(number, {"figure": key, "year": year.key} if number else None)
