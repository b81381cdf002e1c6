"""Whatever is done to the audit trail inside the database, the check names the entry."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel.actor import system_actor
from tests.audit.conftest import ENTRIES, check


def test_an_untouched_trail_is_whole(trail: Flask) -> None:
    verdict = check(trail)
    assert verdict.is_whole
    assert verdict.entries >= ENTRIES


COPY = (
    "INSERT INTO audit_event SELECT {number}, at, user_id, org_id, actor, roles, session_mark, address, deed, record_id,"
    " record_kind, sections, share_ids, purpose, outcome, hits, ids, detail, previous, hash FROM audit_event WHERE number = 5"
)
WAYS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a field changed": (("UPDATE audit_event SET outcome = 'nothing' WHERE number = 5",), 5, "was changed"),
    "the time changed": (
        ("UPDATE audit_event SET at = (SELECT at FROM audit_event WHERE number = 9) WHERE number = 5",), 5, "was changed",
    ),
    "who did it changed": (("UPDATE audit_event SET user_id = 3 WHERE number = 5",), 5, "was changed"),
    "its hash changed": (("UPDATE audit_event SET hash = previous WHERE number = 5",), 5, "was changed"),
    "one deleted": (("DELETE FROM audit_event WHERE number = 5",), 5, "is missing"),
    "the first deleted": (("DELETE FROM audit_event WHERE number = 1",), 1, "is missing"),
    "the tail cut": (("DELETE FROM audit_event WHERE number > 7",), 8, "is missing"),
    "two changed places": (
        (
            "UPDATE audit_event SET number = 1000 WHERE number = 5",
            "UPDATE audit_event SET number = 5 WHERE number = 6",
            "UPDATE audit_event SET number = 6 WHERE number = 1000",
        ),
        5,
        "was changed",
    ),
    "one inserted at the end": ((COPY.format(number=1000),), 13, "is missing"),
    "one inserted before the first": ((COPY.format(number=0),), 0, "has a number"),
    "one deleted and the rest moved up": (
        (
            "DELETE FROM audit_event WHERE number = 5",
            *[f"UPDATE audit_event SET number = {n - 1} WHERE number = {n}" for n in range(6, 13)],
            "UPDATE audit_head SET number = number - 1",
        ),
        5,
        "was changed",
    ),
    "the head moved back": (("UPDATE audit_head SET number = 7",), 8, "after the head"),
    "the head's hash changed": (("UPDATE audit_head SET hash = 'x'",), 12, "the head of the chain names"),
}  # fmt: skip


@pytest.mark.parametrize("way", list(WAYS))
def test_every_change_names_the_entry(trail: Flask, by_hand: Any, way: str) -> None:
    statements, entry, words = WAYS[way]
    assert check(trail).entries == ENTRIES
    with by_hand() as run:
        for statement in statements:
            run(statement)
    verdict = check(trail)
    assert (verdict.broken, words in verdict.reason) == (entry, True), verdict


def test_a_tail_cut_together_with_its_head_is_shown_by_the_anchor(trail: Flask, by_hand: Any, no_anchors: Path) -> None:
    assert trail.test_cli_runner().invoke(args=["audit", "anchor"]).output.startswith("Anchored entry 12.\n")
    with by_hand() as run:
        run("DELETE FROM audit_event WHERE number > 7")
        run("UPDATE audit_head SET number = 7, hash = (SELECT hash FROM audit_event WHERE number = 7)")
        run("DELETE FROM audit_anchor")
    verdict = check(trail)
    assert (verdict.broken, verdict.reason) == (8, "is missing: the chain was anchored as far as 12")
    no_anchors.unlink()
    assert check(trail).is_whole, "without its anchor a shortened chain looks whole: keep the file elsewhere"


def test_a_trail_written_again_from_an_entry_on_does_not_meet_its_anchor(trail: Flask, by_hand: Any, as_: Any) -> None:
    trail.test_cli_runner().invoke(args=["audit", "anchor"])
    with by_hand() as run:
        run("DELETE FROM audit_event WHERE number > 7")
        run("UPDATE audit_head SET number = 7, hash = (SELECT hash FROM audit_event WHERE number = 7)")
    for _ in range(5):
        with as_(system_actor("a forger with the key")) as actor:
            audit.record(actor, Deed.RECORD_READ)
    verdict = check(trail)
    assert (verdict.broken, verdict.reason) == (12, "is not the one that was anchored outside the database")


def test_the_command_names_the_entry_and_fails(trail: Flask, by_hand: Any) -> None:
    sound = trail.test_cli_runner().invoke(args=["audit", "verify"])
    assert sound.exit_code == 0
    assert "12 entries" in sound.output and "whole" in sound.output
    with by_hand() as run:
        run("UPDATE audit_event SET actor = 'somebody else' WHERE number = 3")
    broken = trail.test_cli_runner().invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "BROKEN: entry 3 was changed." in broken.output
    told = json.loads(trail.test_cli_runner().invoke(args=["audit", "verify", "--format", "json"]).output)
    assert (told["broken"], told["reason"]) == (3, "was changed")


def test_a_spoiled_anchors_file_is_refused(trail: Flask, no_anchors: Path) -> None:
    no_anchors.write_text("12 not-a-hash\n")
    told = trail.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 1
    assert "line 1, is no anchor" in told.output
