"""The commands about powers: which limits are in force on a day."""

import dataclasses
import json
from datetime import datetime

import click
from flask.cli import AppGroup

from casework.enforcement.queries import law
from casework.enforcement.services import register as register_services
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db

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


register = AppGroup("register", help="The public register of orders.")


@register.command("rebuild")
def rebuild() -> None:
    """Write every entry of the public register anew from its order, and say how many there are and how many differed."""
    actor = system_actor("the public register is written anew at the console")
    db.session().bind_actor(actor)
    held, changed = register_services.rebuild(actor)
    db.session().commit()
    click.echo(f"{held} entries, {changed} changed.")
