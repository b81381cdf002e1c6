"""A real installation for a test: a migrated database with a small partnership in it, copied fresh for each test.

On PostgreSQL the application connects as its own role, with row-level security on.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from casework import create_app
from casework.accounts import queries as account_queries
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.crypto import make_keys
from casework.kernel.db import db
from config import ROOT, Config
from tests.support import personas
from tests.support.postgres import Server
from tests.support.run_folder import RunFolder

APP_LOGIN, SYSTEM_LOGIN = "casework_app_login", "casework_system_login"


def config_for(instance: Path, **more: Any) -> Config:
    """Settings of an installation under test: cheap passwords, brakes that let a hunt through, all else as in service."""
    return Config(instance=instance, password_time_cost=1, password_memory_kib=8, brake_times=1000, testing=True, **more)


def make_sqlite(folder: Path, load: Callable[[], None] = personas.load) -> str:
    """Make a template: a migrated SQLite database with somebody in it."""
    make_keys(folder / "keys")
    app = create_app(config_for(folder))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        load()
        for engine in db.engines.values():
            engine.dispose()
    return str(folder)


def make_postgres(folder: Path, server: Server, name: str = "casework", load: Callable[[], None] = personas.load) -> str:
    """Make a template: a migrated PostgreSQL database with somebody in it, and the two roles that sign in to it."""
    make_keys(folder / "keys")
    template = f"{name}_template"
    server.create_database(template)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_OWNER_URL", server.url_for(template))
        app = create_app(
            config_for(
                folder,
                database_url=server.url_for(template, APP_LOGIN),
                system_database_url=server.url_for(template, SYSTEM_LOGIN),
            )
        )
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with server.connect(template) as connection:
                for login, group in ((APP_LOGIN, "casework_app"), (SYSTEM_LOGIN, "casework_system")):
                    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone() is None:
                        connection.execute(f"CREATE ROLE {login} LOGIN IN ROLE {group}")
            load()
            for engine in db.engines.values():
                engine.dispose()
    return str(folder)


class Installation:
    """One application over one worker's database, which `reset` puts back to the template."""

    def __init__(self, template: Path, folder: Path, server: Server | None, worker: str, name: str = "casework") -> None:
        self.template, self.folder, self.server, self.name = template, folder, server, name
        self.database = f"{name}_{worker}"
        shutil.copytree(template / "keys", folder / "keys", dirs_exist_ok=True)
        urls = {}
        if server is not None:
            urls = {
                "database_url": server.url_for(self.database, APP_LOGIN),
                "system_database_url": server.url_for(self.database, SYSTEM_LOGIN),
            }
        self.app = create_app(config_for(folder, **urls))
        self.app.config["SERVER_NAME"] = None

    def reset(self) -> None:
        """Throw away what the last test did."""
        clock.shift_to(None)
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        if self.server is not None:
            self.server.drop_database(self.database)
            self.server.create_database(self.database, f"{self.name}_template")
            return
        for path in self.folder.glob("casework.sqlite*"):
            path.unlink()
        shutil.copy(self.template / "casework.sqlite", self.folder / "casework.sqlite")


@pytest.fixture(scope="session")
def installation(run_folder: RunFolder, database_kind: str, worker_name: str, request: pytest.FixtureRequest) -> Installation:
    """The worker's installation; tests ask for `app`, which resets it."""
    server: Server | None = request.getfixturevalue("postgres_server") if database_kind == "postgres" else None
    if server is None:
        template = run_folder.once("template-sqlite", make_sqlite)
    else:
        template = run_folder.once("template-postgres", lambda folder: make_postgres(folder, server))
    folder = run_folder.path / f"installation-{worker_name}"
    folder.mkdir(exist_ok=True)
    return Installation(Path(template), folder, server, worker_name)


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The application over a fresh copy of the small partnership."""
    installation.reset()
    yield installation.app
    with installation.app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def acting(app: Flask, who: str | Actor) -> Iterator[Actor]:
    """Do deeds as a persona (by user name) or as the system, in one transaction that commits at the end of the block."""
    with app.app_context():
        actor = who if isinstance(who, Actor) else actor_of(app, who)
        db.session().bind_actor(actor)
        try:
            yield actor
            db.session().commit()
        finally:
            db.session.remove()


def actor_of(app: Flask, username: str) -> Actor:
    """Return a persona as an actor at this moment."""
    with app.app_context():
        db.session().bind_actor(system_actor("a test asks who somebody is"))
        try:
            return account_queries.actor_by_username(username)
        finally:
            db.session.remove()


As = Callable[[str | Actor], Any]


@pytest.fixture
def as_(app: Flask) -> As:
    """`with as_("officer") as actor:` do deeds as that persona."""
    return lambda who: acting(app, who)
