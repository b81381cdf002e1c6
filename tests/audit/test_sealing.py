"""The trail as the application's own role meets it, its anchors outside the database, and its file checked without one."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from casework.audit import anchors, exported
from casework.audit import services as audit
from casework.audit.models import AuditAnchor, AuditEvent, AuditTerm
from casework.audit.types import VERBS, Deed, Verb, deeds_of
from casework.kernel.actor import system_actor
from casework.kernel.crypto import KEYS, KeyRing
from casework.kernel.db import db
from config import ROOT
from tests.audit.conftest import ENTRIES, check
from tests.operations.test_starting import run

COLUMNS = "at, user_id, org_id, actor, roles, session_mark, address, deed, record_id, record_kind, sections, share_ids, purpose"
REPLACE = (
    f"REPLACE INTO audit_event SELECT number, {COLUMNS}, 'nothing', hits, ids, detail, previous, hash FROM audit_event"
    " WHERE number = 5"
)
OVER = (
    f"INSERT INTO audit_event SELECT number, {COLUMNS}, 'nothing', hits, ids, detail, previous, hash FROM audit_event"
    " WHERE number = 5 ON CONFLICT (number) DO UPDATE SET outcome = 'nothing'"
)
TRIES = (
    "UPDATE audit_event SET outcome = 'nothing' WHERE number = 5",
    "DELETE FROM audit_event WHERE number = 5",
    REPLACE,
    OVER,
    "TRUNCATE audit_event",
    "UPDATE audit_anchor SET hash = 'x'",
    "DELETE FROM audit_anchor",
    "TRUNCATE audit_anchor",
    "UPDATE audit_head SET number = 3",
    "UPDATE audit_head SET hash = 'x'",
    "DELETE FROM audit_head",
    "TRUNCATE audit_head",
    "REPLACE INTO audit_head (id, number, hash) VALUES (1, 3, 'x')",
    "UPDATE audit_term SET term = 'x'",
    "DROP TABLE audit_event",
)


@pytest.mark.parametrize("statement", TRIES)
@pytest.mark.parametrize("engine", ["own", "system"])
def test_the_applications_roles_add_and_never_change(trail: Flask, engine: str, statement: str) -> None:
    with trail.app_context():
        lite = db.engine.dialect.name == "sqlite"
        if lite and statement.startswith(("TRUNCATE", "DROP")):
            pytest.skip("SQLite knows no TRUNCATE and no roles")
        trail.test_cli_runner().invoke(args=["audit", "anchor"])
        with db.engine.begin() as connection:
            connection.execute(AuditTerm.__table__.insert(), [{"number": 5, "term": "sealed"}])
        with pytest.raises(DBAPIError), (db.engine if engine == "own" else db.engines["system"]).begin() as connection:
            connection.execute(text(statement))
    assert check(trail).is_whole


def rewrite(trail: Flask, as_: Any, by_hand: Any, *, keep: int) -> None:
    """Write the chain anew after some entries, head and anchors of the database too, by somebody who holds the keys."""
    with by_hand() as hand:
        hand(f"DELETE FROM audit_event WHERE number > {keep}")
        before = f"(SELECT hash FROM audit_event WHERE number = {keep})" if keep else f"'{audit.GENESIS}'"
        hand(f"UPDATE audit_head SET number = {keep}, hash = {before}")
        hand("DELETE FROM audit_anchor")
    for _ in range(ENTRIES + 3 - keep):
        with as_(system_actor("somebody with the keys")) as actor:
            audit.record(actor, Deed.RECORD_READ)


def test_a_trail_written_anew_as_a_whole_does_not_meet_its_anchor(trail: Flask, as_: Any, by_hand: Any, no_anchors: Path) -> None:
    trail.test_cli_runner().invoke(args=["audit", "anchor"])
    rewrite(trail, as_, by_hand, keep=0)
    verdict = check(trail)
    assert (verdict.broken, verdict.reason) == (12, "is not the one that was anchored outside the database")
    kept = no_anchors.rename(no_anchors.with_name("kept-by-the-police.txt"))
    assert check(trail).is_whole, "the installation's own copy is gone, and with it what it could show"
    told = trail.test_cli_runner().invoke(args=["audit", "verify", "--anchors", str(kept)])
    kept.unlink()
    assert told.exit_code == 1
    assert "BROKEN: entry 12 is not the one that was anchored" in told.output


def test_anchors_are_added_to_a_file_and_an_end_is_told_once(trail: Flask, as_: Any, no_anchors: Path) -> None:
    runner = trail.test_cli_runner()
    for _ in range(2):
        runner.invoke(args=["audit", "anchor"])
    with as_(system_actor("a test writes")) as actor:
        audit.record(actor, Deed.RECORD_READ)
    said = runner.invoke(args=["audit", "anchor"]).output
    assert [each.number for each in anchors.read(no_anchors)] == [12, 13]
    grouped = said.splitlines()[1].partition("hash ")[2]
    assert grouped.replace(" ", "") == anchors.read(no_anchors)[1].hash
    with trail.app_context(), db.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(AuditAnchor.__table__)) == 2


def exported_to(trail: Flask, tmp_path: Path) -> Path:
    file = tmp_path / "trail.jsonl"
    trail.test_cli_runner().invoke(args=["audit", "anchor"])
    said = trail.test_cli_runner().invoke(args=["audit", "export", str(file)])
    assert said.output == f"Wrote 12 entries to {file}.\n"
    return file


def test_an_exported_trail_is_checked_without_the_database(trail: Flask, tmp_path: Path) -> None:
    file = exported_to(trail, tmp_path)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "audit.key").write_text((trail.extensions["config"].instance / "keys" / "audit.key").read_text())
    done = run(
        [str(ROOT / ".venv/bin/flask"), "--app", "wsgi", "audit", "verify", str(file), "--key", str(folder / "audit.key")], folder
    )
    assert done.returncode == 0, done.stderr
    assert "12 entries and 1 anchors" in done.stdout and "whole" in done.stdout
    again = trail.test_cli_runner().invoke(args=["audit", "export", str(file)])
    assert again.exit_code == 1 and "there already" in again.output


def other_words(lines: list[str]) -> list[str]:
    return [line.replace('"outcome": "done"', '"outcome": "none"') if '"number": 5,' in line else line for line in lines]


FILE_WAYS: dict[str, tuple[Any, int, str]] = {
    "changed": (other_words, 5, "was changed"),
    "deleted": (lambda lines: [line for line in lines if '"number": 5,' not in line], 5, "is missing"),
    "doubled": (lambda lines: [*lines[:6], lines[5], *lines[6:]], 5, "has a number"),
    "re-ordered": (lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], 5, "is missing"),
    "cut": (lambda lines: lines[:8], 8, "is missing"),
}


@pytest.mark.parametrize("way", list(FILE_WAYS))
def test_a_spoiled_file_names_the_entry(trail: Flask, tmp_path: Path, way: str) -> None:
    spoil, entry, words = FILE_WAYS[way]
    file = exported_to(trail, tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(spoil(lines)) + "\n", encoding="utf-8")
    verdict = exported.verify(file, [])
    assert (verdict.broken, words in verdict.reason) == (entry, True), verdict


def test_a_file_under_another_key_or_of_another_kind_is_refused(trail: Flask, tmp_path: Path) -> None:
    file, other, key = exported_to(trail, tmp_path), tmp_path / "other.txt", tmp_path / "other.key"
    key.write_text("x" * 44 + "\n")
    ring = KeyRing()
    ring.load_audit(key)
    assert exported.verify(file, [], ring).broken == 1
    for content in ("", "hello\n", json.dumps({"end": [1, "x"], "anchors": []}) + "\n{}\n"):
        other.write_text(content)
        with pytest.raises(ValueError, match="no exported trail|no entry"):
            exported.verify(other, [])


def test_what_was_typed_is_in_the_chain_as_a_keyed_hash_only(app: Flask, as_: Any) -> None:
    with as_(system_actor("a test")) as actor:
        for term in ("Kowalska  Janina", "kowalska janina", "Somebody Else"):
            audit.record(actor, Deed.SEARCHED, term=term, count=0)
    with as_(system_actor("a test")):
        marks = [row.detail["term"] for row in db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.SEARCHED))]
        assert marks[0] == marks[1] != marks[2]
        raw = db.session().execute(text("SELECT term FROM audit_term")).scalars().all()
        assert not any("owalska" in each for each in raw)
        assert {KEYS.decrypt(each) for each in raw} == {"Kowalska  Janina", "kowalska janina", "Somebody Else"}
        whole = str(db.session().execute(text("SELECT * FROM audit_event")).all())
        assert "owalska" not in whole


def test_every_deed_has_its_verb_or_says_that_it_has_none() -> None:
    assert set(VERBS) == set(Deed)
    assert {verb for verb in VERBS.values() if verb} == set(Verb)
    assert Deed.LINK_MADE in deeds_of("combination")
    assert deeds_of("no verb") == ()
