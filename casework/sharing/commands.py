"""The commands of sharing."""

import click
from flask.cli import AppGroup

from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.sharing.services import checking

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
