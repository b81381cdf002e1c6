"""Reads what a report of recorded ASB and crime is made from: wards, small areas, people, police figures and typed totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.places.models import Population as PopulationRow
from casework.places.models import SmallArea, Ward
from casework.reports.contents import Place
from casework.reports.models import ManualSeries
from casework.reports.periods import Comparison, Period
from casework.reports.recorded import Area, Population, Recorded, Totals, YearFigure
from casework.reports.sources import POLICE, Published

NEAREST = 2
_MOST_YEARS = 11
SPLIT = ";"


@dataclass(frozen=True)
class WardSet:
    """The wards of a district in force between two days."""

    name: str
    first: date
    last: date
    wards: Mapping[str, str]

    def covers(self, period: Period) -> bool:
        """True when the wards were in force in all of the period."""
        return self.first <= period.first and period.last <= self.last


@dataclass(frozen=True)
class District:
    """The small areas of a partnership's district and its sets of wards."""

    areas: Mapping[str, Mapping[str, str]]
    sets: Sequence[WardSet]

    def set_of(self, period: Period) -> WardSet | None:
        """Return the set of wards in force in all of a period; None when it reaches over a change, or none is known."""
        return next((found for found in self.sets if found.covers(period)), None)


def district(place: Place) -> District:
    """Read the small areas and wards of a partnership's district."""
    session = db.session()
    rows = session.execute(
        select(SmallArea.code, SmallArea.ward_codes).where(SmallArea.name.startswith(f"{place.area_name} ", autoescape=True))
    )
    areas = {code: codes or {} for code, codes in rows}
    mine = {(name, code) for codes in areas.values() for name, joined in codes.items() for code in joined.split(SPLIT)}
    by_set: dict[str, list[Ward]] = {}
    for ward in session.scalars(select(Ward).order_by(Ward.name)):
        if (ward.ward_set, ward.code) in mine:
            by_set.setdefault(ward.ward_set, []).append(ward)
    return District(areas, [_ward_set(name, wards) for name, wards in sorted(by_set.items())])


def _ward_set(name: str, wards: Sequence[Ward]) -> WardSet:
    first = min(ward.in_force_from or date.min for ward in wards)
    last = max(ward.in_force_to or date.max for ward in wards)
    return WardSet(name, first, last, {ward.code: ward.name for ward in wards})


def recorded(actor: Actor, place: Place, comparison: Comparison, found: District) -> Recorded:
    """Read what the police recorded in a period, the one before and a year before, and the typed totals of years."""
    spans = (comparison.now, comparison.before, comparison.year_before)
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    held = POLICE.months_held(actor, first, last)
    rows = list(POLICE.recorded(actor, first, last, list(found.areas))) if held else []
    years = _years(place, comparison.now.last.year)
    people = _populations(place, found.set_of(comparison.now), [comparison.now.last.year, *(each.year for each in years)])
    wards = found.set_of(comparison.now)
    population = _nearest(people, "district", place.area_code, comparison.now.last.year)
    totals = _totals(spans[0], held, rows), _totals(spans[1], held, rows), _totals(spans[2], held, rows)
    areas = _areas(found, wards, rows, comparison.now, people, population) if wards and totals[0].months else ()
    nearest = {each.year: _nearest(people, "district", place.area_code, each.year) for each in years}
    return Recorded(
        comparison,
        totals,
        areas,
        wards.name if wards else "",
        population,
        years,
        {year: each for year, each in nearest.items() if each},
    )


def _totals(period: Period, held: Iterable[date], rows: Iterable[Published]) -> Totals:
    mine = [row for row in rows if period.covers(row.month)]
    kept = tuple(month for month in held if period.covers(month))
    return Totals(period, kept, sum(row.asb for row in mine), sum(row.crimes for row in mine))


def _years(place: Place, until: int) -> list[YearFigure]:
    """Return the totals of the last years that were typed in, however long ago: a change needs the year before beside it."""
    typed = (ManualSeries.partnership_id == place.id, ManualSeries.year <= until)
    latest = select(ManualSeries.year).where(*typed).distinct().order_by(ManualSeries.year.desc()).limit(_MOST_YEARS)
    rows = db.session().scalars(
        select(ManualSeries).where(*typed, ManualSeries.year.in_(latest)).order_by(ManualSeries.year, ManualSeries.measure)
    )
    return [YearFigure(row.measure, row.year, row.number, row.source, row.definition, row.note) for row in rows]


def _populations(place: Place, wards: WardSet | None, years: Sequence[int]) -> dict[tuple[str, str, int], Population]:
    kinds = ["district", *([f"ward{wards.name}"] if wards else [])]
    rows = db.session().scalars(
        select(PopulationRow).where(
            PopulationRow.area_kind.in_(kinds), PopulationRow.year.between(min(years) - NEAREST, max(years) + NEAREST)
        )
    )
    return {(row.area_kind, row.area_code, row.year): Population(row.number, row.year, row.source) for row in rows}


def _nearest(people: Mapping[tuple[str, str, int], Population], kind: str, code: str, year: int) -> Population | None:
    close = [found for (a, b, at), found in people.items() if (a, b) == (kind, code) and abs(at - year) <= NEAREST]
    return min(close, key=lambda found: (abs(found.year - year), found.year), default=None)


def _areas(
    found: District,
    wards: WardSet,
    rows: Sequence[Published],
    period: Period,
    people: Mapping[tuple[str, str, int], Population],
    population: Population | None,
) -> list[Area]:
    group_of = _groups(found, wards)
    asb: dict[tuple[str, ...], int] = {}
    crimes: dict[tuple[str, ...], int] = {}
    for row in rows:
        first = found.areas[row.lsoa_code].get(wards.name, "").split(SPLIT)[0]
        if period.covers(row.month) and first in group_of:
            asb[group_of[first]] = asb.get(group_of[first], 0) + row.asb
            crimes[group_of[first]] = crimes.get(group_of[first], 0) + row.crimes
    made = []
    for codes in sorted(set(group_of.values()), key=lambda codes: [wards.wards[code] for code in codes]):
        held = people.get((f"ward{wards.name}", codes[0], population.year)) if population and len(codes) == 1 else None
        name = " and ".join(wards.wards[code] for code in codes)
        made.append(Area(codes, name, asb.get(codes, 0), crimes.get(codes, 0), held.number if held else None))
    return made


def _groups(found: District, wards: WardSet) -> dict[str, tuple[str, ...]]:
    """Put wards that share a small area together: what happened there belongs to both."""
    together = {code: {code} for code in wards.wards}
    for codes in found.areas.values():
        sharing = [code for code in codes.get(wards.name, "").split(SPLIT) if code in together]
        for one, other in pairwise(sharing):
            joined = together[one] | together[other]
            for code in joined:
                together[code] = joined
    return {code: tuple(sorted(group, key=lambda each: wards.wards[each])) for code, group in together.items()}
