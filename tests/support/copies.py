"""Copies of a database that is built once a run: the way to a fresh, migrated or filled database in a moment."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.postgres import Server
from tests.support.run_folder import RunFolder

Build = Callable[[str], object]
CopyOf = Callable[[str, Build], str]


@dataclass
class Copies:
    """The copies one worker made; with a server on PostgreSQL, without one on SQLite."""

    folder: RunFolder
    worker: str
    server: Server | None
    made: list[str] = field(default_factory=list)

    def copy(self, name: str, build: Build) -> str:
        """The address of a new copy of the database that build(address) fills once for all workers."""
        target = f"{name}_{self.worker}_{len(self.made) + 1}"
        address = self._on_server(self.server, name, target, build) if self.server else self._in_file(name, target, build)
        self.made.append(target)
        return address

    def drop(self) -> None:
        """Drop what was made; files go with the folder of the run."""
        for name in self.made:
            if self.server:
                self.server.drop_database(name)

    def _in_file(self, name: str, target: str, build: Build) -> str:
        def fill(path: Path) -> str:
            # Building may have failed half-way before.
            path.unlink(missing_ok=True)
            build(f"sqlite:///{path}")
            return str(path)

        source, copy = self.folder.once(f"{name}.sqlite", fill), self.folder.path / f"{target}.sqlite"
        # Through SQLite itself, so that what is still in its write-ahead log comes along.
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
        return f"sqlite:///{copy}"

    def _on_server(self, server: Server, name: str, target: str, build: Build) -> str:
        def fill(_: Path) -> str:
            server.drop_database(f"template_{name}")
            build(server.create_database(f"template_{name}"))
            return f"template_{name}"

        template = self.folder.once(f"{name}.postgres", fill)
        with self.folder.locked(f"{name}.copying"):
            return server.create_database(target, template)


@pytest.fixture(scope="session")
def copy_of(request: pytest.FixtureRequest, database_kind: str, run_folder: RunFolder, worker_name: str) -> Iterator[CopyOf]:
    """copy_of(name, build): the owner's address of a new copy of the database that build(address) fills once a run.

    build must close its connections: PostgreSQL copies only what nobody is connected to.
    """
    server = request.getfixturevalue("postgres_server") if database_kind == "postgres" else None
    copies = Copies(run_folder, worker_name, server)
    yield copies.copy
    copies.drop()
