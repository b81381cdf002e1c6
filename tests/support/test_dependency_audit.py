"""A dependency nobody looked up is never reported as sound."""

import json

import pytest

from tests.support.dependency_audit import verdict

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
FAULTY = {"name": "flask", "version": "0.1", "vulns": [{"id": "PYSEC-0"}]}
SKIPPED = {"name": "flask", "skip_reason": "the service could not be reached"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([SOUND], 0, "1 packages checked"),
        ([SOUND, FAULTY], 1, "flask 0.1: PYSEC-0"),
        ([SOUND, SKIPPED], 2, "Could not check 1 of 2"),
        ([], 2, "Could not check"),
    ],
)
def test_each_answer_has_its_verdict(packages: list[dict[str, object]], status: int, words: str) -> None:
    found = verdict(json.dumps({"dependencies": packages}), "")
    assert found[0] == status
    assert words in found[1]


def test_no_answer_at_all_shows_the_log() -> None:
    assert verdict("", "connection refused") == (2, verdict("", "connection refused")[1])
    assert "connection refused" in verdict("", "connection refused")[1]
