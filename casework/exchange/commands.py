"""Commands of requests between organisations: what a scheduler runs each day, and custody when an organisation leaves."""

from datetime import date

import click
from flask.cli import AppGroup

from casework.exchange.services import custody, landing, reminding
from casework.kernel import clock
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.system import as_system

exchange = AppGroup("exchange", help="What organisations ask of each other.")


@exchange.command("remind")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day to remind for; today unless given.")
def remind(on: date | None) -> None:
    """Remind whoever has not answered, and write on their cases the answers that are not there yet. May run twice."""
    day = clock.today() if on is None else date(on.year, on.month, on.day)
    with as_system(reminding.REMINDING) as actor:
        soon, late = reminding.remind(actor, on=day)
    with as_system(landing.LANDING) as actor:
        landed = landing.land_all(actor)
    db.session.remove()
    click.echo(f"{soon} due soon, {late} overdue, {landed} answers written on their cases")


@exchange.command("custody")
@click.option("--organisation", type=int, required=True, help="The number of the organisation that leaves.")
@click.option("--partnership", type=int, required=True, help="The number of the partnership it leaves.")
@click.option("--custodian", required=True, help="The user name of the person who takes the records and transfers them.")
@click.option("--reason", required=True, help="Why; written in the audit trail.")
def place(organisation: int, partnership: int, custodian: str, reason: str) -> None:
    """Place what a leaving organisation still owns in the custody of one named person."""
    count = 0
    try:
        while placed := _place(organisation, partnership, custodian, reason):
            count += placed
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"{count} records are in the custody of {custodian}")


def _place(organisation: int, partnership: int, custodian: str, reason: str) -> int:
    with as_system(f"Custody: {reason}"[:200]) as actor:
        placed = custody.place(actor, organisation_id=organisation, partnership_id=partnership, custodian=custodian)
    db.session.remove()
    return placed
