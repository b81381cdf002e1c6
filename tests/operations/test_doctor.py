"""Each setting that makes an installation safe is named when it is not."""

import os
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from casework.kernel import clock
from casework.kernel.db import db
from casework.operations import doctor
from config import Config
from tests.support.installation import Installation


@pytest.fixture
def told(app: Flask) -> Iterator[Flask]:
    """The application, its settings put back afterwards."""
    kept = app.extensions["config"]
    yield app
    app.extensions["config"] = kept


def seen(app: Flask, **changes: object) -> dict[str, tuple[bool, str]]:
    """What the doctor says of each setting, with some settings changed."""
    config: Config = app.extensions["config"]
    app.extensions["config"] = replace(config, **changes)  # type: ignore[arg-type]  # fields by name
    return {finding.name: (finding.sound, finding.seen) for finding in doctor.look_over(app)}


def test_a_sound_real_installation(told: Flask) -> None:
    (told.extensions["config"].instance / doctor.LATEST).write_text(f'{{"at": "{clock.wall().isoformat()}"}}')
    if told.extensions["config"].url.startswith("sqlite"):
        os.chmod(told.extensions["config"].instance / "casework.sqlite", 0o600)
    found = seen(told, secure=True, proxies=1, scanner="clamdscan")
    # The server of the tests need not survive a crash, and says so.
    unsafe = {"PostgreSQL fsync", "PostgreSQL synchronous_commit", "PostgreSQL full_page_writes"}
    assert {name for name, (sound, _) in found.items() if not sound} - unsafe == set()


def test_what_the_web_needs(told: Flask) -> None:
    found = seen(told)
    assert found["https"] == (False, "CASEWORK_SECURE is not 1")
    assert found["virus scanner"] == (False, "CASEWORK_SCANNER names none")
    assert seen(told, secure=True)["proxy"] == (False, "none trusted")


def test_open_keys(told: Flask) -> None:
    key = told.extensions["config"].instance / "keys" / "audit.key"
    key.chmod(0o640)
    try:
        assert seen(told)["permissions of audit.key"] == (False, "640")
    finally:
        key.chmod(0o600)


def test_no_backup_or_an_old_one(told: Flask) -> None:
    path: Path = told.extensions["config"].instance / doctor.LATEST
    path.unlink(missing_ok=True)
    assert seen(told)["backup"] == (False, "none was made")
    path.write_text(f'{{"at": "{(clock.wall() - timedelta(hours=27)).isoformat()}"}}')
    assert not seen(told)["backup"][0]


def test_a_full_disk(told: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage(doctor.ROOM_NEEDED - 1))
    assert not seen(told)["room on the disk"][0]


SETTINGS = {
    "sqlite": (("SQLite synchronous", "PRAGMA synchronous=NORMAL"), ("SQLite foreign_keys", "PRAGMA foreign_keys=OFF")),
    "postgres": (
        ("PostgreSQL synchronous_commit", "SET synchronous_commit = off"),
        ("PostgreSQL TimeZone", "SET TIME ZONE 'Europe/London'"),
    ),
}


@pytest.mark.parametrize("at", [0, 1])
def test_weakened_database_settings(told: Flask, database_kind: str, at: int) -> None:
    name, statement = SETTINGS[database_kind][at]
    with told.app_context():
        engine = db.engine

        def weaken(dbapi, record) -> None:  # type: ignore[no-untyped-def]  # a hook of the library
            dbapi.execute(statement)
            if database_kind == "postgres":
                dbapi.commit()

        event.listen(engine, "connect", weaken)
        try:
            engine.dispose()
            assert not seen(told)[name][0]
        finally:
            event.remove(engine, "connect", weaken)
            engine.dispose()


def test_the_journal_of_sqlite_and_the_servers_own_settings(told: Flask, database_kind: str) -> None:
    if database_kind == "postgres":
        found = seen(told)
        assert found["PostgreSQL fsync"] == (False, "off") and found["PostgreSQL full_page_writes"] == (False, "off")
        return
    with told.app_context():
        engine = db.engine

        def weaken(dbapi, record) -> None:  # type: ignore[no-untyped-def]  # a hook of the library
            dbapi.execute("PRAGMA journal_mode=DELETE")

        event.listen(engine, "connect", weaken)
        engine.dispose()
        try:
            assert seen(told)["SQLite journal_mode"] == (False, "delete")
        finally:
            event.remove(engine, "connect", weaken)
            engine.dispose()


def test_a_table_without_its_wall(told: Flask, installation: Installation) -> None:
    if installation.server is None:
        assert "row-level security" not in seen(told)
        return
    assert seen(told)["row-level security"][0]
    with installation.server.connect(installation.database) as connection:
        connection.execute("ALTER TABLE case_file NO FORCE ROW LEVEL SECURITY")
    assert seen(told)["row-level security"] == (False, "missing on case_file")


def test_what_keeps_it_from_starting_is_named(told: Flask) -> None:
    with told.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE app_user SET is_demonstration = :yes"), {"yes": True})
    assert "demonstration accounts" in seen(told)["start"][1]
