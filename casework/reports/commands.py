"""The command that writes a partnership's report into a file."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.reports import queries, services
from casework.reports.contents import Ask, Place, Scope
from casework.reports.periods import Period

REASON = "the partnership's report written at the console"
group = AppGroup("reports", help="Reports of a partnership.")
_day = click.DateTime(formats=["%Y-%m-%d"])


@group.command("partnership")
@click.option("--from", "first", type=_day, help="The first day; the last complete period unless given.")
@click.option("--to", "last", type=_day, help="The last day.")
@click.option("--format", "form", type=click.Choice(["csv", "pdf", "json"]), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@click.option("--partnership", "code", default="", help="The short name of the partnership, the first unless given.")
def partnership(first: datetime | None, last: datetime | None, form: str, out: Path, code: str) -> None:
    """Write the report of the whole partnership, protected, with equal figures in every format."""
    actor = system_actor(REASON)
    db.session().bind_actor(actor)
    try:
        where = _place(queries.places(actor), code)
        period = _period(first, last) or queries.last_period(actor, where)
        report = queries.report(actor, Ask(where.id, period, Scope.PARTNERSHIP))
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    except NotFound as missing:
        raise click.ClickException("There is no partnership to report on.") from missing
    written = services.written(actor, report, form, printed_by="the console")
    out.write_bytes(written.content)
    db.session().commit()
    click.echo(f"{out}: {report.place.name}, {period.label}, {len(report.tables)} tables, {len(written.content):,} bytes.")


def _place(found: list[Place], code: str) -> Place:
    wanted = [place for place in found if not code or code.lower() in (place.short_name.lower(), place.area_code.lower())]
    if not wanted:
        known = ", ".join(place.short_name for place in found)
        raise Refused(f"There is no partnership {code}; there are: {known or 'none'}.")
    return wanted[0]


def _period(first: datetime | None, last: datetime | None) -> Period | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise Refused("Give both the first and the last day.")
    return _checked(first.date(), last.date())


def _checked(first: date, last: date) -> Period:
    if last < first:
        raise Refused("The last day cannot be before the first.")
    return Period(first, last)
