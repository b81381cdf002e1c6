"""Starting: an installation that is not sound serves nothing, and its console has only the commands that mend it."""

import hashlib
import os
import sys
from functools import cache
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from whitenoise import WhiteNoise

from casework import ROOT, create_app, wiring
from casework.kernel.errors import Unsound
from casework.operations import soundness
from casework.operations.making import Making
from casework.web import gate
from config import Config

DO_NOT_TRY_AGAIN = 3  # the status at which gunicorn stops, instead of starting the same worker for ever
A_YEAR = 365 * 24 * 3600


class MendingGroup(AppGroup):
    """The console of an installation that is not sound: every command but those that mend it answers with the reason."""

    def __init__(self, reason: str, commands: dict[str, click.Command]) -> None:
        super().__init__(commands=commands)
        self.reason = reason

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a mending command, or one that says what is wrong."""
        return super().get_command(ctx, cmd_name) or _refusing(cmd_name, self.reason)


def _refusing(name: str, reason: str) -> click.Command:
    def refuse() -> None:
        raise click.ClickException(reason)

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=refuse, context_settings=settings, add_help_option=False)


def start(config: Config) -> Flask:
    """Return the application to serve, or end with one sentence. On the console, commands that mend are let through."""
    on_console = os.environ.get("FLASK_RUN_FROM_CLI") == "true"
    app = None
    try:
        app = create_app(config)
        soundness.check(app)
    except Unsound as fault:
        if not on_console:
            click.echo(f"Casework does not start: {fault}", err=True)
            sys.exit(DO_NOT_TRY_AGAIN)
        app = app or _bare(config)
        app.extensions["unsound"] = fault
        app.cli = MendingGroup(str(fault), {group.name or "": group for group in wiring.MENDING})
    app.extensions["making"] = Making(create_app, wiring.DEMONSTRATION, wiring.CANARIES, wiring.WORK, wiring.REGULAR)
    if not on_console:
        serve_static(app)
    return app


def serve_static(app: Flask) -> None:
    """Serve the files of static/ in front of the application, as the production server does."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # the way WSGI is wrapped
        app.wsgi_app,
        root=str(ROOT / "static"),
        prefix="static/",
        max_age=A_YEAR,
        allow_all_origins=False,
        add_headers_function=gate.static_headers,
    )
    app.url_defaults(_stamp)


def _stamp(endpoint: str, values: dict[str, Any]) -> None:
    """Give the address of a static file the mark of its content, so that it may be kept for a year."""
    if endpoint == "static" and "v" not in values:
        values["v"] = _mark(values.get("filename", ""))


@cache
def _mark(name: str) -> str:
    path = ROOT / "static" / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


def _bare(config: Config) -> Flask:
    app = Flask("casework", instance_path=str(config.instance))
    app.extensions["config"] = config
    return app
