"""Runs the suites one after the other and closes with what each counted: `python -m tests.support.suites [--fast]`."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
SPREAD = ("-n", "2", "--dist", "loadgroup")  # over two processes; tests that share something dear stay together


@dataclass(frozen=True)
class Suite:
    """One run of pytest: what it is called and which tests it takes."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What one suite counted; `status` is pytest's own."""

    suite: Suite
    status: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    @property
    def is_green(self) -> bool:
        """Nothing failed, and there was something to run: an empty suite proves nothing."""
        return self.status == 0 and self.failed == 0 and self.passed > 0


# What asks nothing of a database runs once, with SQLite; what is about PostgreSQL itself runs with it.
SQLITE = Suite("SQLite", ("--database", "sqlite", "--once", "-m", "not journey"))
POSTGRES = Suite("PostgreSQL", ("--database", "postgres", "--once", "-m", "not journey"))
JOURNEYS = Suite("journeys, SQLite", ("--database", "sqlite", "-m", "journey"))
JOURNEYS_POSTGRES = Suite("journeys, PostgreSQL", ("--database", "postgres", "-m", "journey", "--one-width"))
ALL = (SQLITE, POSTGRES, JOURNEYS, JOURNEYS_POSTGRES)


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped as a pytest report in XML has them; nothing written counts as nothing run."""
    if not report.exists():
        return 0, 0, 0
    # The file is our own pytest's, written a moment ago.
    numbers = ElementTree.parse(report).getroot().find("testsuite")
    if numbers is None:
        return 0, 0, 0
    total, failures, errors, skipped = (int(numbers.get(name, "0")) for name in ("tests", "failures", "errors", "skipped"))
    return max(total - failures - errors - skipped, 0), failures + errors, skipped


def run(suite: Suite, folder: Path, *, measured: bool) -> Outcome:
    """Run one suite, its output as it comes, and count."""
    report = folder / f"{suite.name}.xml"
    cover = ("--cov=casework", "--cov-report=") if measured else ()
    environment = {**os.environ, "COVERAGE_FILE": str(folder / f".coverage.{suite.name.replace(' ', '-')}")}
    command = [sys.executable, "-m", "pytest", *SPREAD, f"--junitxml={report}", *cover, *suite.arguments]
    print(f"\n== {suite.name}", flush=True)
    began = time.monotonic()
    status = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    return Outcome(suite, status, *counts(report), seconds=time.monotonic() - began)


def coverage(folder: Path) -> None:
    """Print how much of casework/ the suites together ran."""
    environment = {**os.environ, "COVERAGE_FILE": str(folder / ".coverage")}
    for arguments in (("combine", "--quiet", str(folder)), ("report", "--skip-covered", "--show-missing")):
        command = [sys.executable, "-m", "coverage", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)


def summary(outcomes: Sequence[Outcome]) -> str:
    """The closing table."""
    lines = [f"{'suite':<22}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}"]
    for each in outcomes:
        mark = "" if each.is_green else "  FAILED" if each.passed or each.failed else "  FAILED: nothing ran"
        lines.append(f"{each.suite.name:<22}{each.passed:>8}{each.failed:>8}{each.skipped:>8}{each.seconds:>9.0f}{mark}")
    total = [sum(getattr(each, name) for each in outcomes) for name in ("passed", "failed", "skipped")]
    lines.append(f"{'all':<22}{total[0]:>8}{total[1]:>8}{total[2]:>8}{sum(each.seconds for each in outcomes):>9.0f}")
    return "\n".join(lines)


def main(arguments: Sequence[str], runner: Callable[..., Outcome] = run) -> int:
    """Run what was asked; 0 only when every suite is green."""
    parser = argparse.ArgumentParser(prog="suites", description="Run the test suites.")
    parser.add_argument("--fast", action="store_true", help="SQLite only, without the journeys")
    fast = parser.parse_args(arguments).fast
    with tempfile.TemporaryDirectory(prefix="casework-suites-") as name:
        folder = Path(name)
        # Measuring costs time, and PostgreSQL runs the same code.
        measured = () if fast else (SQLITE, JOURNEYS)
        outcomes = [runner(suite, folder, measured=suite in measured) for suite in ((SQLITE,) if fast else ALL)]
        if not fast:
            print("\n== coverage of casework/ by the SQLite suites", flush=True)
            coverage(folder)
    print(f"\n{summary(outcomes)}", flush=True)
    return 0 if all(each.is_green for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
