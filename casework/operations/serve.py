"""Serving the demonstration: everything from an empty folder to the production server on this machine's own address."""

import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click

from casework.kernel.crypto import make_keys
from casework.kernel.db import db
from casework.kernel.errors import Unsound
from casework.operations import database, demo
from casework.operations.making import Making
from config import DEMONSTRATION, Config

HOST = "127.0.0.1"
WORKERS, THREADS = 2, 4


def serve(making: Making, config: Config, *, port: int) -> None:
    """Make ready what is missing, print who can sign in, and become the server."""
    listener = listen(port)
    prepare(making, config)
    click.echo(table())
    click.echo(f"\nCasework is served at http://{HOST}:{port}  (stop it with Ctrl-C)")
    become_server(listener)


def prepare(making: Making, config: Config, *, canaries: Path | None = None) -> bool:
    """Make keys, database and demonstration where they are missing; True when the demonstration was loaded now."""
    claim(config.instance)
    make_keys(config.instance / "keys")
    config = replace(config, demonstration=True)
    if config.owner_database_url.startswith("postgresql"):
        app_url, system_url = database.give_logins(config)
        config = replace(config, database_url=app_url, system_database_url=system_url)
    app = making.create(config)
    if database.migrate(app):
        click.echo("Made the database.")
    with app.app_context():
        try:
            return _fill(making, config, canaries)
        finally:
            for engine in db.engines.values():
                engine.dispose()


def _fill(making: Making, config: Config, canaries: Path | None) -> bool:
    wanted = config.as_of.isoformat() if config.as_of else ""
    fresh = not demo.is_loaded()
    if not fresh and not demo.is_whole():
        raise Unsound("The demonstration was only half made. Start it afresh with 'make reset-demo'.")
    if not fresh:
        if demo.loaded_as_of() != wanted:
            day = demo.loaded_as_of() or "the present day"
            raise Unsound(f"This database holds the demonstration of {day}; name another database for another AS_OF.")
    else:
        click.echo("Making the demonstration partnership: about five minutes, this once.")
        demo.load(config.as_of)
        for fill in making.fillers:
            fill()
        demo.finish()
        click.echo("Loaded the demonstration partnership.")
    if canaries is not None and making.plant is not None:
        click.echo(f"Planted {making.plant(canaries)} canaries.")
    return fresh


def claim(instance: Path) -> None:
    """Take an instance folder for the demonstration; one that holds a real installation is refused."""
    mark = instance / DEMONSTRATION
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not mark.exists():
            if (instance / "keys").exists():
                raise Unsound(f"{instance} holds a real installation; name another folder in CASEWORK_INSTANCE.")
            mark.write_text("Every person and case of this installation is made up.\n", encoding="utf-8")
        elif not os.access(instance, os.W_OK):
            raise PermissionError
    except OSError as fault:
        raise Unsound(f"Casework keeps its data in {instance} and may not write there.") from fault


def reset(making: Making, config: Config) -> None:
    """Throw the demonstration of this day away and load it afresh."""
    if not config.demonstration:
        raise Unsound("There is no demonstration here to start afresh.")
    if config.owner_database_url.startswith("postgresql"):
        database.empty(config)
    else:
        path = Path(config.url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()
    config.anchors.unlink(missing_ok=True)  # they are of the trail that was thrown away
    prepare(making, config)


def listen(port: int) -> socket.socket:
    """Take the port, so that one already taken is told before anything else is done."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as fault:
        raise Unsound(f"Port {port} on {HOST} is taken or not allowed: choose another with 'make run PORT=...'.") from fault
    listener.listen(128)
    return listener


def table() -> str:
    """Return the sign-ins of the demonstration as lines of text."""
    rows = [("User name", "Role", "Organisation"), *demo.sign_ins()]
    widths = [max(len(row[at]) for row in rows) for at in (0, 1)]
    lines = [f"  {row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows]
    return "\n".join(["", *lines, "", f"The password of each is {demo.PASSWORD}"])


def become_server(listener: socket.socket) -> None:
    """Replace this process by the production server on the port that was taken."""
    os.set_inheritable(listener.fileno(), True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FLASK_")}
    sys.stdout.flush()
    options = ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS), "--preload"]
    quiet = ["--no-control-socket", "--log-level", "warning", "--bind", f"fd://{listener.fileno()}"]
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", *options, *quiet, "wsgi:app"], environment)  # noqa: S606 -- fixed words
