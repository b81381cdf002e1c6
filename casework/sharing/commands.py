"""The commands of sharing."""

from datetime import datetime

import click
from flask.cli import AppGroup

from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.sharing.services import checking, endings

sharing = AppGroup("sharing", help="Who may see which record.")


@sharing.command("verify")
@click.option("--mend", is_flag=True, help="Derive again what is not right.")
def verify(mend: bool) -> None:
    """Check that deriving every grant again would change nothing."""
    session = db.session()
    actor = system_actor("checking that derived grants are right")
    session.bind_actor(actor)
    wrong = checking.mend(actor) if mend else checking.verify(actor)
    session.commit()
    for root_id, count in wrong.items():
        click.echo(f"record {root_id}: {count} derived grants are not as its links and shares say")
    click.echo(f"{len(wrong)} records are wrong." if wrong else "Every derived grant is right.")
    if wrong and not mend:
        raise SystemExit(1)


@sharing.command("warn")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day; today unless said.")
def warn(on: datetime | None) -> None:
    """Tell whoever granted a share that it ends within a week. For a scheduler, each morning; it tells nobody twice."""
    session = db.session()
    actor = system_actor("granters are warned of shares that end")
    session.bind_actor(actor)
    told = endings.warn(actor, on.date() if on else clock.today())
    session.commit()
    click.echo(f"Shares whose end was told: {told}.")
