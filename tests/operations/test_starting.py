"""An installation that is not sound refuses to start in one sentence, and its console still mends it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text, update

from casework.accounts.models import AppUser
from casework.kernel.crypto import make_keys
from casework.kernel.db import db
from casework.kernel.errors import Unsound
from casework.operations import soundness
from config import DEMONSTRATION, ROOT
from tests.support.installation import Installation
from tests.support.postgres import Server

SERVE = [sys.executable, "-c", "import wsgi"]
SETUP = (
    "setup", "--partnership", "Fens Partnership", "--area", "Fens", "--organisation", "Fens District Council",
    "--kind", "LA_DISTRICT", "--name", "Ada Made-Up", "--username", "ada@example.org",
)  # fmt: skip


def run(command: list[str], instance: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of our processes over an instance folder."""
    unset = ("CASEWORK_", "FLASK_", "DATABASE_URL", "AS_OF")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(unset)}
    given = {**clean, "CASEWORK_INSTANCE": str(instance), **environment}
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def flask(instance: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one console command."""
    return run([sys.executable, "-m", "flask", "--app", "wsgi", *words], instance, **environment)


def refused(instance: Path, words: str, **environment: str) -> None:
    """Starting over this folder ends with one sentence that says this, and no stack."""
    done = run(SERVE, instance, **environment)
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("Casework does not start: ") and done.stderr.count("\n") == 1, done.stderr
    assert words in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with keys and nothing else."""
    make_keys(tmp_path / "instance" / "keys")
    return tmp_path / "instance"


def test_no_keys(tmp_path: Path) -> None:
    refused(tmp_path / "nothing", "key is missing")


def test_an_example_key(folder: Path) -> None:
    (folder / "keys" / "session.key").write_text("change-me-change-me-change-me-change-me-change-me\n")
    refused(folder, "is not a key made by 'flask setup'")


def test_no_database(folder: Path) -> None:
    refused(folder, "There is no database yet")


def test_an_empty_database(folder: Path) -> None:
    (folder / "casework.sqlite").touch()
    refused(folder, "has no tables yet")


def test_a_moved_clock(folder: Path) -> None:
    refused(folder, "AS_OF moves the clock", AS_OF="2017-04-03")
    assert run(SERVE, folder, AS_OF="yesterday").stderr.startswith("AS_OF is a day written as")


def test_set_up_serves_once_set_up_and_refuses_what_the_demonstration_left(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    first = flask(folder, *SETUP)
    assert first.returncode == 0 and "/welcome/" in first.stdout, first.stderr
    link = next(line.strip() for line in first.stdout.splitlines() if "/welcome/" in line)
    opened = run([sys.executable, "-c", f"import wsgi; print(wsgi.app.test_client().get({link!r}).text)"], folder)
    assert "Ada Made-Up" in opened.stdout, opened.stderr
    assert (folder / "keys").stat().st_mode & 0o777 == 0o700
    assert (folder / "casework.sqlite").stat().st_mode & 0o077 == 0
    assert run(SERVE, folder).returncode == 0
    again = flask(folder, *SETUP)
    assert again.returncode == 0 and "nothing more to do" in again.stdout
    serving = flask(folder, "demo", "load")
    assert serving.returncode == 1 and "holds a real installation" in serving.stderr
    (folder / DEMONSTRATION).touch()
    assert "holds the demonstration" in flask(folder, *SETUP).stderr


def test_a_console_that_is_not_sound_says_so_for_every_other_command(tmp_path: Path) -> None:
    done = flask(tmp_path / "nothing", "import", "police", "file")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The session key is missing") and done.stderr.count("\n") == 1


def test_demonstration_accounts_outside_the_demonstration(app: Flask) -> None:
    soundness.check(app)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(
            update(AppUser.__table__).where(AppUser.__table__.c.username == "officer").values(is_demonstration=True)
        )
    with pytest.raises(Unsound, match="demonstration accounts"):
        soundness.check(app)


def test_a_database_behind_the_code(installation: Installation, app: Flask) -> None:
    server = installation.server
    address = server.url_for(installation.database) if server else f"sqlite:///{installation.folder}/casework.sqlite"
    owner = create_engine(address)
    with owner.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '001'"))
    owner.dispose()
    with pytest.raises(Unsound, match="stands at migration 001"):
        soundness.check(app)


def test_the_owner_may_not_serve(postgres_server: Server, empty_postgres: str, tmp_path: Path) -> None:
    folder, owner = tmp_path / "instance", postgres_server.url_for(empty_postgres)
    assert "no sign-in of its own" in run(SERVE, folder_with_keys(folder), DATABASE_URL=owner).stderr
    assert flask(folder, *SETUP, DATABASE_URL=owner).returncode == 0
    assert run(SERVE, folder).returncode == 0  # the sign-in that set-up kept
    refused(folder, "is the owner", CASEWORK_DATABASE_URL=owner)
    refused(folder, "is a superuser", CASEWORK_DATABASE_URL=postgres_server.url_for(empty_postgres, "postgres"))
    assert (folder / "database-logins.json").stat().st_mode & 0o777 == 0o600
    refused(folder, "cannot be reached", CASEWORK_DATABASE_URL=owner.replace(empty_postgres, "nowhere"))


def folder_with_keys(folder: Path) -> Path:
    """The folder, with keys made in it."""
    make_keys(folder / "keys")
    return folder
