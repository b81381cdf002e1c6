"""The commands about powers: which limits are in force on a day, and which days follow from an event."""

import dataclasses
import json
from datetime import date, datetime

import click
from flask.cli import AppGroup

from casework.enforcement.queries import law
from casework.enforcement.services import register as register_services
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.statute.running import said_day
from casework.statute.types import StatuteError

powers = AppGroup("powers", help="Look up the limits of the law in force on a day.")


@powers.command("list")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day; today unless said.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_powers(on: datetime | None, form: str) -> None:
    """Print every limit in force on a day, with its citation."""
    actor = system_actor("looking up the law at the console")
    db.session().bind_actor(actor)
    rows = law.in_force(actor, on.date() if on else clock.today())
    if form == "json":
        click.echo(json.dumps([dataclasses.asdict(row) for row in rows], default=str, indent=2))
        return
    for row in rows:
        click.echo(f"{row.power:<16}{row.what:<28}{row.figure:<16}{row.citation}")


@powers.command("clock")
@click.argument("power")
@click.argument("event")
@click.argument("at")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def clock_of(power: str, event: str, at: str, form: str) -> None:
    """Print every day that an event of a power starts, with its section, as in: CPN issued 2026-03-02."""
    actor = system_actor("looking up the law at the console")
    db.session().bind_actor(actor)
    try:
        found = law.clock_of(actor, power.upper(), event.lower(), _start(at))
    except StatuteError as refused:
        raise click.ClickException(str(refused)) from None
    if form == "json":
        click.echo(json.dumps([dataclasses.asdict(item) for item in found], default=str, indent=2))
        return
    for item in found:
        warned = f"  ({item.warning})" if item.warning else ""
        click.echo(f"{item.name:<48}{said_day(item):<28}{item.rule:<4}{item.citation}{warned}")


def _start(at: str) -> date | datetime:
    """A day, or an instant by the clock in London."""
    try:
        return date.fromisoformat(at)
    except ValueError:
        pass
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        raise click.BadParameter("Write a day as 2026-03-02, or a time as 2026-03-02T15:00.", param_hint="AT") from None
    return given if given.tzinfo else given.replace(tzinfo=clock.LONDON)


register = AppGroup("register", help="The public register of orders.")


@register.command("rebuild")
def rebuild() -> None:
    """Write every entry of the public register anew from its order, and say how many there are and how many differed."""
    actor = system_actor("the public register is written anew at the console")
    db.session().bind_actor(actor)
    held, changed = register_services.rebuild(actor)
    db.session().commit()
    click.echo(f"{held} entries, {changed} changed.")
