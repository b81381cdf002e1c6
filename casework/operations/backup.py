"""Copies of an installation: database and documents in one folder with a manifest, and back into an empty installation.

Keys stay out unless asked for: a copy that holds both the sealed fields and their key is no better sealed than plain text.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy.engine import URL, make_url

from casework.kernel import clock
from casework.kernel.errors import Unsound
from casework.operations import database, soundness
from config import Config

MANIFEST, LITE, DUMP = "manifest.json", "casework.sqlite", "casework.dump"
LATEST = "last-backup.json"


def back_up(config: Config, folder: Path, *, keys: bool) -> list[str]:
    """Write database and documents, and keys when asked, into a new folder; return the names of the files."""
    if folder.exists() and any(folder.iterdir()):
        raise Unsound(f"{folder} is not empty; name a new folder for each backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = make_url(config.owner_url)
    _dump_lite(url, folder / LITE) if url.get_backend_name() == "sqlite" else _dump_postgres(url, folder / DUMP)
    if config.documents.exists():
        shutil.copytree(config.documents, folder / "documents")
    if keys:
        shutil.copytree(config.instance / "keys", folder / "keys")
    files = {str(path.relative_to(folder)): digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    made = {"made_at": clock.wall().isoformat(), "migration": soundness.newest(), "keys": keys, "files": files}
    (folder / MANIFEST).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    (config.instance / LATEST).write_text(json.dumps({"at": made["made_at"]}), encoding="utf-8")
    return list(files)


def restore(config: Config, folder: Path) -> list[str]:
    """Bring a backup back into an empty installation after checking every file of it; return what was brought back."""
    files = check(folder)
    url = make_url(config.owner_url)
    lite = url.get_backend_name() == "sqlite"
    if (LITE if lite else DUMP) not in files:
        raise Unsound(f"The backup holds no copy of a {'SQLite' if lite else 'PostgreSQL'} database.")
    if config.documents.exists() and any(config.documents.iterdir()):
        raise Unsound(f"{config.documents} is not empty; a backup is brought back into an empty installation.")
    _restore_keys(config, folder)
    _restore_lite(url, folder / LITE) if lite else _restore_postgres(config, url, folder / DUMP)
    if (folder / "documents").exists():
        shutil.copytree(folder / "documents", config.documents, dirs_exist_ok=True)
    return list(files)


def check(folder: Path) -> dict[str, str]:
    """Return the files of a backup; refuse one whose files are missing, changed or more than its manifest says."""
    try:
        files: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as fault:
        raise Unsound(f"{folder} is not a backup: it has no readable {MANIFEST}.") from fault
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if found != set(files):
        raise Unsound(f"The backup is not whole: {', '.join(sorted(found ^ set(files))[:5])}.")
    for name, expected in files.items():
        if digest(folder / name) != expected:
            raise Unsound(f"The backup was changed after it was made: {name}.")
    return files


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's own programs, from the one folder in PG_BIN or from PATH."""
    found = shutil.which(name, path=os.environ.get("PG_BIN") or None)
    if found is None:
        raise Unsound(f"{name} is not here: install the PostgreSQL client, or name its folder in PG_BIN.")
    return found


def _dump_lite(url: URL, target: Path) -> None:
    source = Path(url.database or "")
    if not source.is_file():
        raise Unsound("There is no database to back up.")
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])


def _restore_lite(url: URL, source: Path) -> None:
    target = Path(url.database or "")
    if target.exists() and target.stat().st_size:
        raise Unsound(f"{target} is there already; a backup is brought back into an empty installation.")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _dump_postgres(url: URL, target: Path) -> None:
    # The owner stands behind row-level security too (it is forced), so only a role that may pass it can copy every row.
    _run(program("pg_dump"), url, "--format=custom", "--no-owner", f"--file={target}")


def _restore_postgres(config: Config, url: URL, source: Path) -> None:
    with database.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if row is None or row[0]:
        raise Unsound("The database is not empty; a backup is brought back into an empty installation.")
    database.give_logins(config)
    name = ["--dbname", url.database or ""]
    _run(program("pg_restore"), url, "--no-owner", "--exit-on-error", "--single-transaction", *name, str(source), named=True)


def _run(command: str, url: URL, *arguments: str, named: bool = False) -> None:
    told = {"PGHOST": url.query.get("host") or url.host, "PGPORT": url.query.get("port") or url.port}
    told |= {"PGUSER": url.username, "PGPASSWORD": url.password, "PGDATABASE": None if named else url.database}
    environment = {**os.environ, **{key: str(value) for key, value in told.items() if value}}
    done = subprocess.run(  # noqa: S603 -- PostgreSQL's own program with fixed words; the password goes by the environment
        [command, *arguments], env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        if "row-level security" in done.stderr:
            raise Unsound("The copy needs a database role that may pass row-level security; docs/running.md says how to make it.")
        said = [line for line in done.stderr.strip().splitlines() if "error" in line] or ["it gave no reason."]
        raise Unsound(f"{Path(command).name} failed: {said[0]}")


def _restore_keys(config: Config, folder: Path) -> None:
    own = config.instance / "keys"
    if own.exists():
        return
    if not (folder / "keys").exists():
        raise Unsound(f"Bring the keys back first: copy them into {own}; this backup holds none.")
    shutil.copytree(folder / "keys", own)
    click.echo("The keys were in the backup and were brought back too.")
