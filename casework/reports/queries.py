"""Reports of a partnership for a period, the lists behind their figures, and the figures that were typed in."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.enforcement.models.actions import EnforcementAction
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation, Partnership
from casework.places.models import Population, Ward
from casework.reports import case_tables, counting, loading, periods, power_tables, powers, recorded, sections
from casework.reports.case_tables import Setting, Shown
from casework.reports.contents import Ask, Chapter, Place, Report, Scope, Table
from casework.reports.models import ManualSeries
from casework.reports.periods import Comparison, Cycle, Period
from casework.reports.powers import Figure, Year
from casework.sharing.models import Record

WIDE = frozenset({Role.MANAGER, Role.ANALYST, Role.AGENCY_LEAD})
TYPISTS = frozenset({Role.MANAGER, Role.ANALYST})
OWN = frozenset({Role.MANAGER, Role.ENFORCEMENT_OFFICER, Role.PRACTITIONER})
_CYCLES = {"half": Cycle.HALF_YEAR, "month": Cycle.MONTH, "quarter": Cycle.QUARTER, "year": Cycle.YEAR}
_LISTINGS = {"type": "case_type", "subject": "case_subject", "stage": "case_stage", "outcome": "closure_reason"}
MOST_LISTED = 1_000
DEFINITIONS = (
    ("Cases opened", "Cases whose opening day falls in the period, wherever they stand now."),
    ("Cases closed", "Cases whose closing day falls in the period, by the reason they were closed for."),
    (
        "Change",
        "Worked out from the figures shown. Counts under 20 are set side by side without a percentage.",
    ),
    ("Per 1,000 residents", "The count divided by the mid-year estimate of residents, times 1,000, to one decimal."),
)


def places(actor: Actor) -> list[Place]:
    """Return the partnerships the actor may report on: those of their organisation, or for the system all."""
    statement = select(Partnership).order_by(Partnership.id)
    if not actor.is_system:
        statement = statement.where(Partnership.id.in_(actor.partnership_ids))
    return [
        Place(row.id, row.name, row.short_name, row.area_code, row.area_name, row.period_kind)
        for row in db.session().scalars(statement)
    ]


def place(actor: Actor, partnership_id: int | None) -> Place:
    """Return one partnership the actor may report on, the first unless one is named."""
    found = places(actor)
    if not found:
        raise NotFound("partnership")
    return next((each for each in found if each.id == partnership_id), found[0])


def scopes(actor: Actor) -> list[Scope]:
    """Return the scopes an actor may choose: own cases, and for some the whole partnership."""
    found = []
    if actor.has_role(*OWN):
        found.append(Scope.OWN)
    if actor.is_system or actor.has_role(*WIDE):
        found.append(Scope.PARTNERSHIP)
    return found


def last_period(actor: Actor, where: Place) -> Period:
    """Return the last complete reporting period of a partnership."""
    return periods.last_complete(clock.today(), _CYCLES.get(where.period_kind, Cycle.HALF_YEAR))


def report(actor: Actor, ask: Ask) -> Report:
    """Return the report that was asked for. Refuses a scope that is not the actor's, and part months of the whole partnership."""
    where = place(actor, ask.partnership_id)
    if ask.scope not in scopes(actor) or where.id != ask.partnership_id:
        raise NotFound("report")
    comparison = periods.compared(ask.period)
    if ask.scope is Scope.OWN:
        _, chapter = _cases(actor, ask, comparison, loading.district(where))
        made = [chapter]
    else:
        _refuse_part_months(ask.period)
        made = _partnership(actor, ask, where, comparison)
    audit.record(actor, Deed.REPORT_READ, detail={"scope": str(ask.scope), "period": ask.period.label, "partnership": where.id})
    title = "Cases I may open" if ask.scope is Scope.OWN else "Partnership report"
    return Report(title, where, ask, clock.now(), made, DEFINITIONS)


def _refuse_part_months(period: Period) -> None:
    """Days moved one by one would tell a count by the figure that turns; whole months do not."""
    if period.first.day != 1 or (period.last + timedelta(days=1)).day != 1:
        raise Refused("Choose whole months: figures of the partnership begin on the first and end on the last day of a month.")


def _partnership(actor: Actor, ask: Ask, where: Place, comparison: Comparison) -> list[Chapter]:
    audit.record(actor, Deed.SYSTEM_QUERY, detail={"query": counting.WHOLE, "period": ask.period.label})
    area = loading.district(where)
    found = loading.recorded(actor, where, comparison, area)
    shown, cases = _cases(actor, ask, comparison, area)
    tables = [recorded.district_table(found)] if any(totals.months for totals in found.totals) else []
    if found.areas:
        tables.append(recorded.ward_table(found, {code: figures[0] for code, figures in shown["ward"].lines.items()}))
    years = recorded.year_table(found)
    sentences = [] if tables else [f"No file of the police is held for {ask.period.label}."]
    if area.sets and not found.ward_set:
        sentences.append("The period reaches over the change of wards on 3 May 2018, so nothing is shown by ward.")
    first = Chapter("What the police recorded", [*tables, *([years] if years else [])], sentences)
    last = Chapter("Child sexual exploitation", (), ("Small counts withheld: these figures leave in approved tables only.",))
    return [first, cases, *sections.chapters(actor, ask), last]


def _cases(actor: Actor, ask: Ask, comparison: Comparison, area: loading.District) -> tuple[dict[str, Shown], Chapter]:
    counts = counting.count(actor, ask.partnership_id, comparison, ask.scope)
    now = area.set_of(comparison.now)
    same = [area.set_of(span) == now and now is not None for span in (comparison.now, comparison.before, comparison.year_before)]
    columns = (same[0], same[1], same[2]) if area.sets else (True, True, True)
    setting = Setting(ask, comparison, _labels(), columns, case_tables.month_pairs(comparison))
    shown = case_tables.shown(counts, setting)
    title = "Cases I may open" if ask.scope is Scope.OWN else "The partnership's own cases"
    return shown, Chapter(title, case_tables.tables(shown, setting))


def _labels() -> dict[str, dict[str, str]]:
    session = db.session()
    found = organisations.labels(*_LISTINGS.values())
    made = {name: found[listing] for name, listing in _LISTINGS.items()}
    made["ward"] = {code: name for code, name in session.execute(select(Ward.code, Ward.name))}
    made["lead"] = {str(number): name for number, name in session.execute(select(Organisation.id, Organisation.name))}
    return made


def cases_behind(actor: Actor, ask: Ask, *, by: str, value: str) -> list[Any]:
    """Return the cases that one figure of one's own report counts, newest first, and write down that they were listed."""
    if by not in counting.DIMENSIONS or Scope.OWN not in scopes(actor):
        raise NotFound("list")
    counted = counting.behind(actor, ask.partnership_id, by, value, ask.period)
    statement = (
        counted.join(Record, Record.id == counting.CaseFact.record_id)
        .join(CaseFile, CaseFile.record_id == counting.CaseFact.record_id)
        .add_columns(Record.ref, CaseFile.title)
        .order_by(counting.CaseFact.opened_on.desc(), counting.CaseFact.record_id.desc())
    )
    rows = list(db.session().execute(statement.limit(MOST_LISTED + 1)))
    detail = {"by": by, "value": value, "period": ask.period.label}
    audit.record(actor, Deed.LIST_READ, count=len(rows), ids=tuple(row[0].record_id for row in rows[:MOST_LISTED]), detail=detail)
    return rows


def public_powers(actor: Actor, partnership_id: int) -> tuple[Table, tuple[Year, ...]]:
    """Return the yearly counts of a partnership's powers as anybody may read them, and the years that are published."""
    years = powers.published_years(clock.today())
    counts = powers.whole(actor, partnership_id, years)
    return power_tables.safe(counts, years), power_tables.begun(counts, years)


def power_table(actor: Actor, where: Place, scope: Scope) -> Table:
    """Return the yearly counts of the powers: as published, or exactly of the actions one may open and up to today."""
    if scope not in scopes(actor):
        raise NotFound("report")
    audit.record(actor, Deed.REPORT_READ, detail={"scope": str(scope), "report": "powers", "partnership": where.id})
    if scope is Scope.PARTNERSHIP:
        audit.record(actor, Deed.SYSTEM_QUERY, detail={"query": powers.WHOLE})
        return public_powers(actor, where.id)[0]
    years = powers.begun_years(clock.today())
    return power_tables.exact(powers.own(actor, where.id, years), years, powers.published_years(clock.today()))


def actions_behind(actor: Actor, where: Place, *, figure: str, year: str) -> tuple[Figure, Year, list[Any]]:
    """Return the actions that one yearly figure counts, newest first, and write down that they were listed."""
    chosen = next((each for each in powers.FIGURES if each.key == figure), None)
    of = next((each for each in powers.begun_years(clock.today()) if each.key == year), None)
    if chosen is None or of is None or Scope.OWN not in scopes(actor):
        raise NotFound("list")
    statement = (
        powers.behind(actor, where.id, chosen, of)
        .join(Record, Record.id == EnforcementAction.record_id)
        .add_columns(Record.ref)
        .order_by(EnforcementAction.issued_on.desc(), EnforcementAction.record_id.desc())
    )
    rows = list(db.session().execute(statement.limit(MOST_LISTED + 1)))
    ids = tuple(row[0].record_id for row in rows[:MOST_LISTED])
    audit.record(actor, Deed.LIST_READ, count=len(rows), ids=ids, detail={"figure": figure, "year": year})
    return chosen, of, rows


def labels(actor: Actor) -> dict[str, dict[str, str]]:
    """Return the words for the codes of a report, by dimension."""
    return _labels()


def typed_figures(actor: Actor, where: Place) -> list[ManualSeries]:
    """Return the totals of years that were typed in for a partnership, newest first."""
    return list(
        db.session().scalars(
            select(ManualSeries)
            .where(ManualSeries.partnership_id == where.id)
            .order_by(ManualSeries.year.desc(), ManualSeries.measure)
        )
    )


def typed_figure(actor: Actor, where: Place, figure_id: int) -> ManualSeries:
    """Return one typed total of a partnership."""
    row = db.session().get(ManualSeries, figure_id)
    if row is None or row.partnership_id != where.id:
        raise NotFound("figure")
    return row


def populations(actor: Actor, where: Place) -> list[Population]:
    """Return the estimates of a district's residents, newest first."""
    statement = select(Population).where(Population.area_kind == "district", Population.area_code == where.area_code)
    return list(db.session().scalars(statement.order_by(Population.year.desc())))


def population_of(actor: Actor, where: Place, year: int) -> Population:
    """Return the estimate of a district's residents for one year."""
    found = next((row for row in populations(actor, where) if row.year == year), None)
    if found is None:
        raise NotFound("estimate")
    return found


def heading_of(actor: Actor, *, by: str, value: str, words: dict[str, dict[str, str]]) -> str:
    """Return what the list behind a figure is called: the table it came from and the line."""
    if value == "*":
        return case_tables.TITLES[by].partition(",")[0]
    named = words.get(by, {}).get(value) or (f"{value[:4]}-{value[4:6]}" if by == "month" else value) or case_tables.NOT_KNOWN
    return f"{case_tables.TITLES[by].partition(',')[0]}: {named}"
