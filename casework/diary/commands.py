"""The daily reminders, from the console and as a job of the worker."""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from casework.diary import services
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.system import as_system

REMIND = "remind"
REASON = "people are reminded of what falls due"
enforcement = AppGroup("enforcement", help="Work on enforcement that is done each day.")


@enforcement.command("remind")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day; today unless said.")
def remind(on: datetime | None) -> None:
    """Remind people of what falls due. It may run twice without harm."""
    with as_system(REASON) as actor:
        line = services.remind(actor, on.date() if on else clock.today())
    click.echo(line)


def work(actor: Actor, body: dict[str, object]) -> str:
    """Do the reminders of one day as a job."""
    return services.remind(actor, date.fromisoformat(str(body.get("on") or clock.today().isoformat())))
