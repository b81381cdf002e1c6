"""Migrations on both databases: equal to the models, both ways with ugly rows, whole or not at all, and twice is once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from casework.kernel.db import db
from config import ROOT
from tests.support.installation import Installation

FOLDER = str(ROOT / "migrations")
UGLY = "o\u2019NULL'; DROP TABLE --\U0001f600\u202e"


@pytest.fixture
def owner(installation: Installation, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The migrated database with its few people, as its owner; migrations run over the same one."""
    server = installation.server
    url = server.url_for(installation.database) if server else f"sqlite:///{installation.folder}/casework.sqlite"
    monkeypatch.setenv("CASEWORK_OWNER_URL", url)
    engine = create_engine(url, poolclass=NullPool)
    with app.app_context():
        for each in db.engines.values():
            each.dispose()
        yield engine
    engine.dispose()


def shape(engine: Engine) -> dict[str, list[str]]:
    """The tables and columns of a database."""
    found = inspect(engine)
    return {table: sorted(column["name"] for column in found.get_columns(table)) for table in sorted(found.get_table_names())}


def steps() -> list[str]:
    """The numbers of our migrations, in order."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", FOLDER)
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(settings).walk_revisions()))]


def test_models_equal_migrations(owner: Engine) -> None:
    def ours(thing: object, name: str, kind: str, reflected: bool, compare_to: object) -> bool:
        return not name.startswith(("search_fts", "alembic_version"))

    with owner.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, db.metadatas[None]) == []


def test_there_is_one_newest_migration_and_it_is_named(owner: Engine) -> None:
    assert steps()[-1] == (ROOT / "migrations" / ".current-head").read_text(encoding="utf-8").strip()
    assert steps() == [f"{number:03}" for number in range(1, len(steps()) + 1)]


def test_upgrading_twice_changes_nothing(owner: Engine) -> None:
    before = shape(owner)
    upgrade(directory=FOLDER)
    assert shape(owner) == before


def test_down_and_up_again_with_ugly_rows(owner: Engine) -> None:
    before = shape(owner)
    with owner.begin() as connection:
        connection.execute(text("UPDATE app_user SET name = :ugly, job_title = ''"), {"ugly": UGLY})
    # Every step but the first, which is the tables themselves.
    downgrade(directory=FOLDER, revision="001")
    upgrade(directory=FOLDER)
    assert shape(owner) == before
    with owner.connect() as connection:
        assert set(connection.execute(text("SELECT name FROM app_user")).scalars()) == {UGLY}
    downgrade(directory=FOLDER, revision="base")
    assert set(shape(owner)) <= {"alembic_version"}
    upgrade(directory=FOLDER)
    assert shape(owner) == before


BROKEN = '''"""A step that fails half way."""

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade():
    op.create_table("half_made", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("motto", sa.String(20)))
    {fault}


def downgrade():
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("motto")
    op.drop_table("half_made")
'''


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """A copy of the migrations, to which a test adds one."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in (ROOT / "migrations").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            target = folder / path.relative_to(ROOT / "migrations")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return folder


def test_a_step_that_breaks_leaves_nothing_and_runs_again(owner: Engine, more: Path) -> None:
    before, newest = shape(owner), steps()[-1]
    number = f"{int(newest) + 1:03}"
    step = more / "versions" / f"{number}_half.py"
    step.write_text(BROKEN.format(number=number, before=newest, fault='raise OSError("the power went")'))
    with pytest.raises(OSError, match="the power went"):
        upgrade(directory=str(more))
    assert shape(owner) == before
    step.write_text(BROKEN.format(number=number, before=newest, fault="pass"))
    upgrade(directory=str(more))
    assert "half_made" in shape(owner) and "motto" in shape(owner)["organisation"]


def test_changing_a_parent_table_keeps_its_children(owner: Engine, more: Path) -> None:
    count = text("SELECT (SELECT count(*) FROM app_user), (SELECT count(*) FROM partnership_member)")
    with owner.connect() as connection:
        before = tuple(connection.execute(count).one())
    newest = steps()[-1]
    number = f"{int(newest) + 1:03}"
    # On SQLite the table is made anew and the old one dropped: the trap in which children went with their parent.
    how = "always" if owner.dialect.name == "sqlite" else "auto"
    words = BROKEN.format(number=number, before=newest, fault="pass")
    words = words.replace('batch_alter_table("organisation")', f'batch_alter_table("organisation", recreate="{how}")')
    (more / "versions" / f"{number}_parent.py").write_text(words)
    upgrade(directory=str(more))
    with owner.connect() as connection:
        assert tuple(connection.execute(count).one()) == before and all(before)
