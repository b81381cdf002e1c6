"""The commands of the audit trail: check it, and tell its end outside the database."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from casework.audit import verify as verifying
from casework.kernel.db import db

audit = AppGroup("audit", help="The audit trail.")


def _file() -> Path:
    path: Path = current_app.extensions["config"].instance / "anchors.log"
    return path


@audit.command("verify")
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(context: click.Context, kind: str) -> None:
    """Check the whole chain, its head and the anchors; exit 1 and name the first entry that is wrong."""
    try:
        verdict = verifying.verify(db.engine, verifying.read_anchors(_file()))
    except ValueError as fault:
        raise click.ClickException(str(fault)) from fault
    if kind == "json":
        names = ("entries", "anchors", "broken", "reason", "steps_back")
        click.echo(json.dumps({name: getattr(verdict, name) for name in names} | {"seconds": round(verdict.seconds, 3)}))
    else:
        click.echo(f"{verdict.entries} entries and {verdict.anchors} anchors checked in {verdict.seconds:.2f} s.")
        if verdict.steps_back:
            click.echo(f"The clock was put back {verdict.steps_back} times between entries.")
        click.echo("The audit trail is whole." if verdict.is_whole else f"BROKEN: entry {verdict.broken} {verdict.reason}.")
    context.exit(0 if verdict.is_whole else 1)


@audit.command("anchor")
def anchor() -> None:
    """Append the end of the chain to instance/anchors.log; keep a copy of that file somewhere else."""
    told = verifying.anchor(db.engine, _file())
    click.echo(f"Anchored entry {told.number}.")
