"""The demonstration partnership, small, with its canaries: made once a run, copied for each module that asks for it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casework.demonstration import canaries, load
from casework.documents.store import STORE
from casework.kernel.actor import system_actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.operations import demo
from casework.sharing.models import Record
from tests.support.installation import Installation, make_postgres, make_sqlite
from tests.support.postgres import Server
from tests.support.run_folder import RunFolder

CASES = 25


@dataclass(frozen=True)
class Demonstration:
    """The application over a copy of the demonstration, and the list of its canaries."""

    app: Flask
    installation: Installation
    canaries: list[canaries.Canary]
    planted: dict[str, str]  # the reference of each record the canaries stand on, and its kind


def _fill(file: Path) -> None:
    demo.load(None)
    load.fill(cases=CASES)
    before = _records()
    canaries.plant(file)
    planted = {ref: kind for ref, kind in _records().items() if ref not in before}
    file.with_name("planted.json").write_text(json.dumps(planted), encoding="utf-8")


def _records() -> dict[str, str]:
    session = db.session()
    session.bind_actor(system_actor("a test asks which records there are"))
    try:
        return {row.ref: str(row.kind) for row in session.execute(select(Record.ref, Record.kind))}
    finally:
        db.session.remove()


def _make(folder: Path, keys: Path, server: Server | None) -> str:
    shutil.copytree(keys, folder / "keys")
    if server is None:
        return make_sqlite(folder, lambda: _fill(folder / "canaries.json"))
    return make_postgres(folder, server, "demonstration", lambda: _fill(folder / "canaries.json"))


@pytest.fixture(scope="module")
def demonstration(installation: Installation, run_folder: RunFolder, worker_name: str) -> Iterator[Demonstration]:
    """A copy of the small demonstration, under the keys of the other installation of this process, whose files come back."""
    keys, server = installation.template / "keys", installation.server
    template = Path(run_folder.once("demonstration", lambda folder: _make(folder, keys, server)))
    folder = run_folder.path / f"demonstration-{worker_name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template / "files", folder / "files")
    copy = Installation(template, folder, server, worker_name, "demonstration")
    copy.reset()
    listed = json.loads((template / "canaries.json").read_text(encoding="utf-8"))
    planted = json.loads((template / "planted.json").read_text(encoding="utf-8"))
    yield Demonstration(copy.app, copy, [canaries.Canary(**one) for one in listed], planted)
    with copy.app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    KEYS.load(installation.folder / "keys")
    STORE.use(installation.folder / "files", installation.app.extensions["config"].scanner)
