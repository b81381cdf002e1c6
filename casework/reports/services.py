"""Writing reports into files, and typing in the figures that no file carries; each is written down."""

from dataclasses import dataclass

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.places import services as place_services
from casework.reports import outputs, queries
from casework.reports.contents import Place, Report
from casework.reports.models import ManualSeries
from casework.web import cells, export

EARLIEST, LATEST_NUMBER = 1990, 10_000_000
MEASURES = {"asb": "Anti-social behaviour incidents", "crime": "Crimes"}
MIMETYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Written:
    """A report as a file."""

    content: bytes
    name: str
    mimetype: str


def written(actor: Actor, report: Report, form: str, *, printed_by: str) -> Written:
    """Write a report as CSV, JSON or PDF, and write down that it left the system."""
    figures = sum(len(table.rows) for table in report.tables)
    if form == "csv":
        made = export.write(outputs.as_sheet(report, printed_by=printed_by), export.Format.CSV)
        with made.file:
            content = made.file.read()
    elif form == "pdf":
        content = outputs.as_pdf(report, printed_by=printed_by)
    elif form == "json":
        content = outputs.as_json(report).encode()
    else:
        raise Refused("Choose CSV, PDF or JSON.", field="form")
    detail = {"report": report.title, "period": report.ask.period.label, "format": form, "scope": str(report.ask.scope)}
    audit.record(actor, Deed.EXPORT_MADE, count=figures, detail=detail)
    return Written(content, cells.file_name(outputs.name_of(report), form), MIMETYPES[form])


def type_figure(
    actor: Actor, where: Place, *, measure: str, year: int, number: int, source: str, definition: str = "", note: str = "",
    seen: int | None = None,
) -> ManualSeries:  # fmt: skip
    """Write down the recorded total of a calendar year with its source; changing one says which version was seen."""
    _may_type(actor, where)
    if measure not in MEASURES:
        raise Refused("Choose what was counted.", field="measure")
    if not EARLIEST <= year <= clock.today().year:
        raise Refused(f"Enter a year from {EARLIEST} to {clock.today().year}.", field="year")
    if not 0 <= number <= LATEST_NUMBER:
        raise Refused(f"Enter a whole number up to {LATEST_NUMBER:,}.", field="number")
    if not source.strip():
        raise Refused("Enter where the figure was published.", field="source")
    session = db.session()
    row = session.scalar(
        select(ManualSeries).where(
            ManualSeries.partnership_id == where.id, ManualSeries.measure == measure, ManualSeries.year == year
        )
    )
    if row is None:
        row = ManualSeries(partnership_id=where.id, measure=measure, year=year)
        session.add(row)
    elif seen is None:
        raise Refused("This year's figure is held already: change it in the list.", field="year")
    else:
        versions.expect(row, seen)
    row.number, row.source, row.definition, row.note = number, source.strip()[:200], definition.strip()[:200], note.strip()
    row.changed_at, row.changed_by = clock.now(), actor.user_id
    session.flush()
    audit.record(actor, Deed.CODES_CHANGED, detail={"figure": measure, "year": year, "number": number, "partnership": where.id})
    return row


def type_population(actor: Actor, where: Place, *, year: int, number: int, source: str, seen: int | None = None) -> None:
    """Write down how many people live in the district in the middle of a year, and who says so."""
    _may_type(actor, where)
    if not EARLIEST <= year <= clock.today().year:
        raise Refused(f"Enter a year from {EARLIEST} to {clock.today().year}.", field="year")
    if not 0 < number <= LATEST_NUMBER * 10:
        raise Refused("Enter how many people, a whole number above nought.", field="number")
    if not source.strip():
        raise Refused("Enter who published the estimate.", field="source")
    place_services.set_population(actor, "district", where.area_code, year, number, source.strip(), seen)


def _may_type(actor: Actor, where: Place) -> None:
    if not actor.is_system and not (actor.has_role(*queries.TYPISTS) and where.id in actor.partnership_ids):
        raise NotAllowed()
