"""`make run` as a newcomer runs it: from an empty folder to the sign-in page, and again without losing anything."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path

import pytest

from casework.demonstration import staff
from casework.operations import demo
from config import ROOT

PATIENCE = 120.0
FEW = {"CASEWORK_DEMONSTRATION_CASES": "4"}


def free_port() -> int:
    """A port nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """One `demo serve` in its own process, as the Makefile starts it."""

    def __init__(self, instance: Path, **environment: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("CASEWORK_", "FLASK_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env={**kept, "CASEWORK_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1", **FEW, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> HTTPResponse:
        """The first answer of the sign-in page."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                answer = urllib.request.urlopen(f"{self.address}/sign-in", timeout=PATIENCE)
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
                continue
            return answer
        raise AssertionError(f"no answer: {self.stop()}")

    def stop(self) -> str:
        """Stop it as Ctrl-C does; what it printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=PATIENCE)[0]


# What a process of ours is given: nothing of the run it was started from.
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("CASEWORK_", "FLASK_", "DATABASE_URL", "AS_OF"))}
Serve = Callable[..., Running]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """`serve(AS_OF=...)` over one temporary instance folder; all are stopped afterwards."""
    started: list[Running] = []

    def begin(**environment: str) -> Running:
        started.append(Running(tmp_path / "instance", **environment))
        return started[-1]

    yield begin
    for running in started:
        running.stop()


def accounts(path: Path) -> int:
    """How many people can sign in."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM app_user").fetchone()[0])


def test_make_run_from_nothing_and_again(serve: Serve, tmp_path: Path) -> None:
    first = serve()
    with first.wait() as answer:
        page = answer.read().decode()
    assert "<h1" in page and "Sign in" in page and "every person and case here is made up" in page
    sheet = re.search(r'/static/vendor/casework\.css[^"]*', page)
    assert sheet is not None
    with urllib.request.urlopen(first.address + sheet.group(), timeout=PATIENCE) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Access-Control-Allow-Origin"] is None
    said = first.stop()
    assert all(person.username in said for person in demo.PEOPLE)
    assert demo.PASSWORD in said and first.address in said and "Traceback" not in said
    database = tmp_path / "instance" / "casework.sqlite"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE app_user SET name = 'Renamed' WHERE username = 'olivia.quill'")
        connection.commit()
    second = serve()
    second.wait().close()
    assert "Made the database" not in second.stop()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM app_user WHERE name = 'Renamed'").fetchone() == (1,)
    assert accounts(database) == len(demo.PEOPLE) + sum(map(len, staff.MORE.values()))


def test_another_day_has_a_database_of_its_own(serve: Serve, tmp_path: Path) -> None:
    moved = serve(AS_OF="2017-04-03")
    with moved.wait() as answer:
        assert "3 April 2017" in answer.read().decode()
    moved.stop()
    assert (tmp_path / "instance" / "casework-2017-04-03.sqlite").exists()
    assert not (tmp_path / "instance" / "casework.sqlite").exists()


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "serve", "--port", str(held.getsockname()[1])]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "CASEWORK_INSTANCE": str(tmp_path / "other")}, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert re.fullmatch(r"Error: Port \d+ on 127\.0\.0\.1 is taken[^\n]*\n", done.stderr)
    assert not (tmp_path / "other" / "casework.sqlite").exists()
