"""The commands that look after an installation."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from casework.kernel.errors import Unsound
from casework.operations import backup as backing_up
from casework.operations import doctor as examining
from casework.operations import jobs as working
from casework.operations import serve as serving
from casework.operations import setup as setting_up
from casework.operations.making import Making
from casework.organisations.types import OrganisationKind
from config import Config


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command end with one sentence, never with a stack, when an installation is not sound."""

    @wraps(command)
    def run(*arguments: Any, **named: Any) -> Any:
        try:
            return command(*arguments, **named)
        except Unsound as fault:
            raise click.ClickException(str(fault)) from fault

    return run


def _parts() -> tuple[Making, Config]:
    return current_app.extensions["making"], current_app.extensions["config"]


demo = AppGroup("demo", help="The demonstration partnership, in which everybody is made up.")


@demo.command("serve")
@click.option("--port", default=5000, show_default=True, help="The port on 127.0.0.1.")
@plainly
def demo_serve(port: int) -> None:
    """Set up what is missing and serve the demonstration."""
    serving.serve(*_parts(), port=port)


@demo.command("load")
@click.option("--canaries", type=click.Path(path_type=Path), help="Plant phrases to hunt for, and list them in this file.")
@plainly
def demo_load(canaries: Path | None) -> None:
    """Load the demonstration into an empty installation, without serving it; canaries may be planted in one that is loaded."""
    if not serving.prepare(*_parts(), canaries=canaries) and canaries is None:
        raise click.ClickException("The demonstration is loaded already; 'flask demo reset' starts it afresh.")


@demo.command("reset")
@plainly
def demo_reset() -> None:
    """Throw the demonstration away and load it afresh."""
    serving.reset(*_parts())


@click.command("setup")
@click.option("--partnership", help="Name of the community safety partnership.")
@click.option("--area", help="Name of the area it serves.")
@click.option("--area-code", default="", help="Official code of the area, as E07000011.")
@click.option("--organisation", help="Name of the organisation that administers it.")
@click.option("--kind", type=click.Choice([str(kind) for kind in OrganisationKind]), help="What kind of body that is.")
@click.option("--name", help="Name of the first administrator.")
@click.option("--username", help="Email address the administrator signs in with.")
@plainly
def setup(**told: str | None) -> None:
    """Set up a real installation and invite its first administrator. Run again after an upgrade, it migrates the database."""
    app = setting_up.prepare(*_parts())
    if setting_up.is_set_up(app):
        click.echo("The keys are in place, the database is at this version, and there are accounts: nothing more to do.")
        return
    asked = {key: value or click.prompt(key.replace("_", " ").capitalize()) for key, value in told.items() if key != "area_code"}
    link = setting_up.write_first(app, setting_up.First(**asked, area_code=told["area_code"] or ""))
    click.echo(f"To choose a password, within a week and once, open this page of your site:\n\n  {link}\n")


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the keys in the copy too: whoever has it can then read everything.")
@plainly
def backup(folder: Path, with_keys: bool) -> None:
    """Copy database and documents into a new folder."""
    files = backing_up.back_up(_parts()[1], folder, keys=with_keys)
    click.echo(f"Backed up {len(files)} file{'' if len(files) == 1 else 's'} to {folder}.")
    if with_keys:
        click.echo("The keys are in the copy: keep it where only those who may read every case can reach it.")
    else:
        click.echo("The keys are not in the copy. Keep a copy of them elsewhere: without them its sealed fields stay sealed.")


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@plainly
def restore(folder: Path) -> None:
    """Bring a backup back into an empty installation."""
    files = backing_up.restore(_parts()[1], folder)
    click.echo(f"Brought back {len(files)} file{'' if len(files) == 1 else 's'}. Run 'flask doctor' before serving.")


@click.command("doctor")
@plainly
def doctor() -> None:
    """Look the installation over; fails when a setting is not sound."""
    if "making" not in current_app.extensions or "sqlalchemy" not in current_app.extensions:
        raise click.ClickException(str(current_app.extensions["unsound"]))
    findings = examining.look_over(current_app)
    for finding in findings:
        click.echo(str(finding))
    if not all(finding.sound for finding in findings):
        raise click.exceptions.Exit(1)


@click.command("worker")
@click.option("--pause", default=10.0, show_default=True, help="Seconds between two looks.")
@click.option("--rounds", type=int, help="Stop after so many looks.")
def worker(pause: float, rounds: int | None) -> None:
    """Do what was asked for later, as it falls due, and purge what is kept no longer."""
    making = current_app.extensions["making"]
    working.keep_working(making.work, making.regular, pause=pause, rounds=rounds)


jobs = AppGroup("jobs", help="Work that was asked for later.")


@jobs.command("run")
@click.option("--due", is_flag=True, required=True, help="Do everything that is due now, and stop.")
def jobs_run(due: bool) -> None:
    """Do what is due and purge what is kept no longer: for a scheduler."""
    making = current_app.extensions["making"]
    working.ask(making.regular)
    done = working.run_due(making.work)
    click.echo(f"Jobs done: {done}. Purged: {working.purge()}.")


MENDING = (demo, setup, backup, restore, doctor)
WORKING = (worker, jobs)
