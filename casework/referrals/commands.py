"""Commands of referrals: what a scheduler runs, so that no concern waits unread."""

import click
from flask.cli import AppGroup

from casework.kernel.db import db
from casework.kernel.system import as_system
from casework.referrals.services import receipts

group = AppGroup("referrals", help="Exploitation referrals.")


@group.command("receive")
def receive() -> None:
    """Make the referrals of concerns that still wait, and show referrers what they were told. May run twice without harm."""
    with as_system(receipts.RECEIVING) as actor:
        received, delivered = receipts.receive_all(actor), receipts.deliver_all(actor)
    db.session.remove()
    click.echo(f"{received} received, {delivered} told")
