"""Each setting that makes an installation safe is named when it is not."""

import os
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from casework.accounts.models import AppUser
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.governance.models import UnusualLook
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.operations import doctor
from config import Config
from tests.support import factories as make
from tests.support.installation import As, Installation

ACTOR = system_actor("a test")


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
    anchors_file = told.extensions["config"].instance / "anchors.log"
    anchors_file.unlink(missing_ok=True)
    assert seen(told)["anchors"] == (False, "none was made: 'flask worker' makes one every hour")
    with told.app_context():
        db.session().bind_actor(ACTOR)
        audit.record(ACTOR, Deed.SYSTEM_QUERY)
        db.session().commit()
    told.test_cli_runner().invoke(args=["audit", "anchor"])
    found = seen(told, secure=True, proxies=1, scanner="clamdscan")
    # The server of the tests need not survive a crash, and says so.
    unsafe = {"PostgreSQL fsync", "PostgreSQL synchronous_commit", "PostgreSQL full_page_writes"}
    assert {name for name, (sound, _) in found.items() if not sound} - unsafe == set()


def test_anchors_that_are_lost_old_or_spoiled(told: Flask, as_: As) -> None:
    file = told.extensions["config"].instance / "anchors.log"
    file.unlink(missing_ok=True)
    with as_(ACTOR) as actor:
        audit.record(actor, Deed.SYSTEM_QUERY)
    told.test_cli_runner().invoke(args=["audit", "anchor"])
    sound, said = seen(told)["anchors"]
    assert sound and "of entry 1" in said
    kept = file.read_text()
    file.unlink()
    assert seen(told)["anchors"] == (False, "anchors.log lacks the anchor of entry 1")
    file.write_text("spoiled\n")
    assert seen(told)["anchors"] == (False, "anchors.log, line 1, is no anchor")
    file.write_text(kept)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doctor, "ANCHOR_LASTS", timedelta(0))
        assert not seen(told)["anchors"][0]
    file.unlink()


def test_lists_that_nobody_judged_and_accounts_that_nobody_uses(told: Flask, as_: As) -> None:
    found = seen(told)
    assert found["unusual access"] == (True, "no list is overdue") and found["dormant accounts"] == (True, "none")
    with as_(ACTOR):
        user = make.user_id("officer")
        db.session().add(
            UnusualLook(
                month_on=date(2026, 3, 1), kind="hours", user_id=user, organisation_id=make.organisation_id("HDC"), mark="",
                compartment=False, amount=1, first_at=clock.wall(), last_at=clock.wall(), entries=[],
                found_at=clock.wall() - timedelta(days=32),
            )
        )  # fmt: skip
        old = clock.wall() - timedelta(days=92)
        db.session().execute(update(AppUser).where(AppUser.id == user).values(created_at=old, last_seen_at=old))
    found = seen(told)
    assert found["unusual access"] == (False, "1 lines not judged for a month")
    assert found["dormant accounts"] == (False, "1 should be suspended: does 'flask worker' run?")


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
