"""The commands of the audit trail: check it, write it into a file, and tell its end outside the database."""

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from casework.audit import anchors, exported, services
from casework.audit import verify as verifying
from casework.audit.types import Deed
from casework.audit.verify import Anchor, Verdict
from casework.kernel.actor import system_actor
from casework.kernel.crypto import KeyRing
from casework.kernel.db import db
from casework.kernel.engines import writing
from casework.kernel.errors import Unsound

audit = AppGroup("audit", help="The audit trail.")
_readable = click.Path(path_type=Path, exists=True, dir_okay=False)


def _file() -> Path:
    path: Path = current_app.extensions["config"].anchors
    return path


@audit.command("verify")
@click.argument("file", type=_readable, required=False)
@click.option("--anchors", "copies", type=_readable, multiple=True, help="A copy of the anchors that somebody else kept.")
@click.option("--key", type=_readable, help="The audit key for FILE, when this is not its installation.")
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(context: click.Context, file: Path | None, copies: tuple[Path, ...], key: Path | None, kind: str) -> None:
    """Check the whole chain, its head and the anchors; exit 1 and name the first entry that is wrong.

    With FILE an exported trail is checked, without any database.
    """
    try:
        told = [each for copy in copies for each in anchors.read(copy)]
        verdict = _of_database(told) if file is None else exported.verify(file, told, _keys(key))
    except (ValueError, Unsound) as fault:
        raise click.ClickException(str(fault)) from fault
    _tell(verdict, kind)
    context.exit(0 if verdict.is_whole else 1)


def _of_database(told: list[Anchor]) -> Verdict:
    if "sqlalchemy" not in current_app.extensions:
        raise Unsound(str(current_app.extensions["unsound"]))
    return verifying.verify(db.engine, [*anchors.read(_file()), *told])


def _keys(path: Path | None) -> KeyRing:
    ring = KeyRing()
    ring.load_audit(path or current_app.extensions["config"].instance / "keys" / "audit.key")
    return ring


def _tell(verdict: Verdict, kind: str) -> None:
    if kind == "json":
        names = ("entries", "anchors", "broken", "reason", "steps_back")
        click.echo(json.dumps({name: getattr(verdict, name) for name in names} | {"seconds": round(verdict.seconds, 3)}))
        return
    click.echo(f"{verdict.entries} entries and {verdict.anchors} anchors checked in {verdict.seconds:.2f} s.")
    if verdict.steps_back:
        click.echo(f"The clock was put back {verdict.steps_back} times between entries.")
    click.echo("The audit trail is whole." if verdict.is_whole else f"BROKEN: entry {verdict.broken} {verdict.reason}.")


@audit.command("anchor")
def anchor() -> None:
    """Append the end of the chain to instance/anchors.log; keep a copy of that file somewhere else."""
    with writing(), db.engine.begin() as connection:
        told = anchors.anchor(connection, _file())
    click.echo(f"Anchored entry {told.number}.")
    click.echo(f"To give to another organisation: entry {told.number}, hash {anchors.spoken(told)}")


@audit.command("export")
@click.argument("file", type=click.Path(path_type=Path, exists=False))
def export(file: Path) -> None:
    """Write the whole trail into a new file that can be checked anywhere with the audit key."""
    if file.exists():
        raise click.ClickException(f"{file} is there already; name a new file.")
    written = exported.write(db.engine, anchors.read(_file()), file)
    actor = system_actor("the audit trail is written into a file at the console")
    db.session().bind_actor(actor)
    services.record(actor, Deed.EXPORT_MADE, count=written, detail={"what": "whole trail"})
    db.session().commit()
    click.echo(f"Wrote {written} entries to {file}.")
