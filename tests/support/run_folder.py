"""A folder that all workers of one run share, where costly things are made once behind a file lock."""

import fcntl
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import postgres

FOLDER = pytest.StashKey[Path]()


@dataclass(frozen=True)
class RunFolder:
    """The shared folder of one run."""

    path: Path

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold one lock of the run; the others wait."""
        with (self.path / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def once(self, name: str, make: Callable[[Path], Any]) -> Any:
        """Make something once a run: the first worker calls make(path) and its answer (as JSON) is what all get."""
        with self.locked(name):
            answer = self.path / f"{name}.json"
            if not answer.exists():
                made = make(self.path / name)
                answer.write_text(json.dumps(made), encoding="utf-8")
            return json.loads(answer.read_text(encoding="utf-8"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="the database the suite runs on")


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process makes the folder; its workers are told where it is."""
    told = getattr(config, "workerinput", None)
    config.stash[FOLDER] = Path(told["run_folder"]) if told else Path(tempfile.mkdtemp(prefix="casework-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controlling process stops the database server, where one was started, and clears up."""
    folder = config.stash.get(FOLDER, None)
    if folder is None or hasattr(config, "workerinput"):
        return
    started = folder / "postgres.json"
    if started.exists():
        postgres.Server.from_dict(json.loads(started.read_text(encoding="utf-8"))).stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> RunFolder:
    """The folder shared by every worker of this run."""
    return RunFolder(pytestconfig.stash[FOLDER])


@pytest.fixture(scope="session")
def database_kind(pytestconfig: pytest.Config) -> str:
    """The database this suite runs on: sqlite or postgres."""
    return str(pytestconfig.getoption("--database"))


@pytest.fixture(scope="session")
def worker_name(pytestconfig: pytest.Config) -> str:
    """The name of this worker, for what it must not share with the others."""
    return str(getattr(pytestconfig, "workerinput", {}).get("workerid", "main"))
