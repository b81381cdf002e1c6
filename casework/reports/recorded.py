"""What the police recorded: by ward and per 1,000 residents from the published files, and by year from figures typed in.

Anti-social behaviour (ASB) is not crime: the two stand apart everywhere and are never added together. Every rate and percentage
is worked out here from stored counts and a named population.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.reports import arithmetic, protect
from casework.reports.contents import Cell, Table, count, word
from casework.reports.periods import Comparison, Period
from casework.reports.periods import months as months_of
from casework.reports.protect import Protected

NA = arithmetic.NOT_AVAILABLE
PUBLISHED = "Figures published by the police (data.police.uk), shown as published and not rounded."
BY_LOOK_UP = (
    "Counted by the census small area that each row names, not by its point; the two differ by one or two in a few wards."
)
APART = "Anti-social behaviour is not crime and is in no figure of crime."
TOGETHER = "Wards that share a small area are counted together; no population, so no rate, can be given for them."


@dataclass(frozen=True)
class Population:
    """How many people, by which year's estimate, and who says so."""

    number: int
    year: int
    source: str


@dataclass(frozen=True)
class Area:
    """One row of the ward table: a ward, or wards that share a small area; what was recorded there, how many live there."""

    codes: tuple[str, ...]
    name: str
    asb: int = 0
    crimes: int = 0
    people: int | None = None


@dataclass(frozen=True)
class Totals:
    """What was recorded in the district in one period, and for how many of its months a file is held."""

    period: Period
    months: Sequence[date] = ()
    asb: int = 0
    crimes: int = 0

    @property
    def is_whole(self) -> bool:
        """True when every month of the period is held."""
        return len(self.months) == len(months_of(self.period))


@dataclass(frozen=True)
class YearFigure:
    """One typed figure: the recorded total of a calendar year."""

    measure: str
    year: int
    number: int
    source: str
    definition: str = ""
    note: str = ""


@dataclass(frozen=True)
class Recorded:
    """All that is known of what was recorded in and around a period."""

    comparison: Comparison
    totals: tuple[Totals, Totals, Totals]
    areas: Sequence[Area] = ()
    ward_set: str = ""  # empty: the period reaches over a change of wards, or none are known
    population: Population | None = None
    years: Sequence[YearFigure] = ()
    year_populations: Mapping[int, Population] = field(default_factory=dict)


def per_1000(number: int, people: int | None) -> str:
    """Return the rate per 1,000 residents of a published count, or n/a."""
    return protect.rate_per_1000(protect.published(number, source="data.police.uk"), people)


def rate(number: int, people: int | None) -> Cell:
    """Return the cell of a rate."""
    return word(per_1000(number, people))


def span(period: Period) -> str:
    """Return a period as the head of a column: Oct to Dec 2018."""
    if period.first.year == period.last.year and period.first.month != period.last.month:
        return f"{period.first:%b} to {period.last:%b %Y}"
    return period.short_label


def district_table(found: Recorded) -> Table:
    """ASB and crime of the district in the period, against the one before and a year before, apart from each other."""
    now, before, earlier = found.totals
    people = found.population.number if found.population else None
    rows = []
    for label, name in (("Anti-social behaviour", "asb"), ("Crime", "crimes")):
        numbers = [_held(totals, getattr(totals, name)) for totals in found.totals]
        changes = [_change(totals, now, name) for totals in (before, earlier)]
        per = rate(getattr(now, name), people) if now.months else word(NA)
        rows.append([word(label), numbers[0], per, numbers[1], changes[0], numbers[2], changes[1]])
    comparison = found.comparison
    columns = (
        "Recorded by the police",
        span(comparison.now),
        "Per 1,000 residents",
        span(comparison.before),
        "Change",
        span(comparison.year_before),
        "Change on a year before",
    )
    return Table("recorded", "Recorded by the police in the district", columns, rows, _district_notes(found))


def _held(totals: Totals, number: int) -> Cell:
    return count(number) if totals.months else word(NA)


def _change(earlier: Totals, now: Totals, name: str) -> Cell:
    if not (now.is_whole and earlier.is_whole):
        return word(NA)
    return word(arithmetic.change(getattr(earlier, name), getattr(now, name)).text)


def _district_notes(found: Recorded) -> list[str]:
    notes = [PUBLISHED, APART]
    for totals in found.totals:
        wanted = len(months_of(totals.period))
        if totals.months and not totals.is_whole:
            held = ", ".join(f"{month:%B %Y}" for month in totals.months)
            notes.append(
                f"{totals.period.label}: {len(totals.months)} of {wanted} months are held ({held}), so no change is given."
            )
        elif not totals.months:
            notes.append(f"{totals.period.label}: no file of the police is held.")
    return [*notes, people_note(found.population)]


def people_note(population: Population | None) -> str:
    """Return the sentence that names the population behind the rates."""
    if population is None:
        return "No population estimate within two years is held, so no rate is given."
    return f"Rates use {population.number:,} residents, mid-{population.year} ({population.source.rstrip('.')})."


def ward_table(found: Recorded, cases: Mapping[str, Protected]) -> Table:
    """Recorded ASB and crime of each ward and per 1,000 residents, with the partnership's own cases beside them."""
    rows = [
        [
            word(area.name),
            count(area.asb),
            rate(area.asb, area.people),
            count(area.crimes),
            rate(area.crimes, area.people),
            _cases(area, cases),
        ]
        for area in found.areas
    ]
    columns = ("Ward", "ASB incidents", "ASB per 1,000", "Crimes", "Crimes per 1,000", "Our cases opened")
    notes = [PUBLISHED, BY_LOOK_UP, APART, f"Wards of {found.ward_set}. Our cases are rounded to the nearest 5."]
    if any(len(area.codes) > 1 for area in found.areas):
        notes.append(TOGETHER)
    if found.population:
        notes.append(f"Rates use the estimates of mid-{found.population.year} (Office for National Statistics).")
    return Table("recorded-by-ward", "Recorded by the police, by ward", columns, rows, notes)


def _cases(area: Area, cases: Mapping[str, Protected]) -> Cell:
    if len(area.codes) > 1:
        return word(NA)
    figure = cases.get(area.codes[0], protect.protect(0, protect.Mode.R))
    return Cell(figure.text, figure.cell)


def year_table(found: Recorded) -> Table | None:
    """Recorded totals by calendar year with their change and rate, or nothing where no year was typed in."""
    years = sorted({figure.year for figure in found.years})
    if not years:
        return None
    held = {(figure.measure, figure.year): figure for figure in found.years}
    rows = []
    for year in years:
        people = found.year_populations.get(year)
        cells = [word(str(year))]
        for measure in ("asb", "crime"):
            cells += _year_cells(held, measure, year, people)
        rows.append([*cells, word(f"{people.number:,} (mid-{people.year})" if people else NA)])
    columns = ("Year", "ASB incidents", "Change", "Per 1,000", "Crimes", "Change in crime", "Crimes per 1,000", "Residents")
    return Table("recorded-by-year", "Recorded totals of whole years", columns, rows, _year_notes(found))


def _year_cells(held: Mapping[tuple[str, int], YearFigure], measure: str, year: int, people: Population | None) -> list[Cell]:
    figure, earlier = held.get((measure, year)), held.get((measure, year - 1))
    if figure is None:
        return [word(NA)] * 3
    changed = word(arithmetic.change(earlier.number, figure.number).text if earlier else NA)
    return [count(figure.number), changed, rate(figure.number, people.number if people else None)]


def _year_notes(found: Recorded) -> list[str]:
    notes = [APART, "Totals as published, typed in; each change and rate is worked out from them."]
    sources = sorted({figure.source.rstrip(".") for figure in found.years})
    notes.append(f"Sources: {'; '.join(sources)}.")
    for measure, name in (("asb", "ASB"), ("crime", "Crime")):
        rules = sorted({(figure.definition) for figure in found.years if figure.measure == measure})
        if len(rules) > 1:
            told = "; ".join(
                f"{figure.year}: {figure.definition or 'not stated'}" for figure in found.years if figure.measure == measure
            )
            notes.append(f"{name}: the counting rules changed, compare with care ({told}).")
    notes += [f"{figure.year}: {figure.note}" for figure in found.years if figure.note]
    notes += [people_note(each) for each in {item.year: item for item in found.year_populations.values()}.values()]
    return notes
