"""The runner counts as pytest does and is green only when everything is."""

from pathlib import Path

import pytest

from tests.support import suites
from tests.support.once import is_at_home
from tests.support.suites import Outcome, Suite, counts, main, summary

REPORT = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="1"/></testsuites>'
SUITE = Suite("SQLite", ())


def test_it_reads_the_counts_of_a_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert counts(report) == (5, 3, 1)
    assert counts(tmp_path / "absent.xml") == (0, 0, 0)


@pytest.mark.parametrize(
    ("outcome", "green"),
    [
        (Outcome(SUITE, 0, passed=3), True),
        (Outcome(SUITE, 0, passed=3, skipped=1), True),
        (Outcome(SUITE, 1, passed=3, failed=1), False),
        (Outcome(SUITE, 3, passed=3), False),
        (Outcome(SUITE, 5), False),
        (Outcome(SUITE, 0, skipped=3), False),
    ],
)
def test_green_means_something_ran_and_nothing_failed(outcome: Outcome, green: bool) -> None:
    assert outcome.is_green is green
    assert ("FAILED" in summary([outcome])) is not green


def test_one_red_suite_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    def one_red(suite: Suite, folder: Path, *, measured: bool) -> Outcome:
        return Outcome(suite, 1 if suite is suites.POSTGRES else 0, passed=4, failed=1 if suite is suites.POSTGRES else 0)

    assert main([], one_red) == 1
    assert "FAILED" in capsys.readouterr().out
    assert main(["--fast"], one_red) == 0


def test_a_real_run_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_two.py").write_text("def test_a(): pass\ndef test_b(): assert 0\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    monkeypatch.setattr(suites, "ROOT", tmp_path)
    outcome = suites.run(Suite("two", ()), tmp_path, measured=False)
    assert (outcome.status, outcome.passed, outcome.failed) == (1, 1, 1)


@pytest.mark.parametrize(
    ("fixtures", "lite", "server"),
    [
        ({"tmp_path"}, True, False),
        ({"app", "database_kind"}, True, True),
        ({"postgres_server"}, False, True),
        ({"postgres_server", "database_kind"}, True, True),
    ],
)
def test_each_test_is_at_home_in_at_least_one_suite(fixtures: set[str], lite: bool, server: bool) -> None:
    assert (is_at_home(fixtures, "sqlite"), is_at_home(fixtures, "postgres")) == (lite, server)
