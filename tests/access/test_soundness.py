"""The application does not start over a broken wall: each reason is made true, and the start is refused with it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text

from casework.kernel.crypto import KeyRing, make_keys
from casework.kernel.errors import Unsound
from casework.operations import soundness
from tests.operations.test_starting import refused, run
from tests.support.installation import Installation

OPEN_ENDPOINT = """
from casework.desk.views.start import bp
@bp.route("/forgotten-rule")
def forgotten_rule():
    return "everybody reads this"
"""
OPEN_TABLE = """
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from casework.kernel.db import Base, Pk
class Loose(Base):
    __tablename__ = "loose"
    id: Mapped[Pk]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
"""
FAULTS = {
    "row-level security is off": "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "the owner is let through": "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    "the policy is gone": "DROP POLICY casework_rule ON {table}",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with keys and nothing else."""
    make_keys(tmp_path / "keys")
    return tmp_path


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (OPEN_ENDPOINT, "These endpoints have no rule: desk.forgotten_rule."),
        (OPEN_TABLE, "The table loose names a record and is not behind the access rule."),
    ],
    ids=["an endpoint without a rule", "a table outside the rule"],
)
def test_code_outside_the_rule_does_not_start(folder: Path, code: str, sentence: str) -> None:
    done = run([sys.executable, "-c", f"{code}\nimport wsgi"], folder)
    assert done.returncode == 3, done.stderr
    assert done.stderr == f"Casework does not start: {sentence}\n"


def load(keys: Path) -> None:
    """Read the secrets as starting does."""
    KeyRing().load(keys)
    soundness.check_keys(keys)


@pytest.mark.parametrize("fault", ["missing", "empty", "short", "typed by hand"])
def test_each_secret_is_needed(folder: Path, fault: str) -> None:
    load(folder / "keys")
    for path in sorted((folder / "keys").glob("*.key")):
        kept = path.read_text(encoding="utf-8")
        spoiled = {"empty": "", "short": kept[:20], "typed by hand": "secret--" * 6}
        path.unlink() if fault == "missing" else path.write_text(spoiled[fault], encoding="utf-8")
        with pytest.raises(Unsound, match=path.name):
            load(folder / "keys")
        path.write_text(kept, encoding="utf-8")


@pytest.fixture
def owner(app: Flask, installation: Installation) -> Iterator[Connection]:
    """A connection of the owner of the tables; only PostgreSQL has one."""
    if installation.server is None:
        pytest.skip("SQLite has no row-level security and no roles: it stands on the two other walls")
    engine = create_engine(installation.server.url_for(installation.database))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize("fault", FAULTS)
def test_every_table_of_records_is_walled(owner: Connection, fault: str) -> None:
    tables = soundness.walled_tables()
    assert soundness.bare_tables(owner) == []
    for table in tables:
        with owner.begin_nested() as point:
            owner.execute(text(FAULTS[fault].format(table=table)))
            assert soundness.bare_tables(owner) == [table]
            point.rollback()
    print(f"{len(tables)} tables, each refused when {fault}")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_table_without_its_wall_does_not_start(app: Flask, owner: Connection, fault: str) -> None:
    soundness.check(app)
    owner.execute(text(FAULTS[fault].format(table="note")))
    owner.commit()
    with pytest.raises(Unsound, match="Row-level security is not whole on note"):
        soundness.check(app)


def test_a_role_that_may_pass_the_wall_does_not_serve(installation: Installation, owner: Connection, tmp_path: Path) -> None:
    assert installation.server is not None
    role = f"passing_{installation.database}"
    with installation.server.connect() as connection:
        connection.execute(f"DROP ROLE IF EXISTS {role}")  # type: ignore[call-overload]  # a name of ours
        connection.execute(f"CREATE ROLE {role} LOGIN BYPASSRLS IN ROLE casework_app")  # type: ignore[call-overload]  # as above
    address = installation.server.url_for(installation.database, role)
    refused(installation.folder, "is free of row-level security", CASEWORK_DATABASE_URL=address)


def test_the_one_table_behind_two_walls_is_named(owner: Connection) -> None:
    walled = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity"
    assert soundness.TWO_WALLS == ("search_entry",)
    assert set(soundness.walled_tables()) <= set(owner.execute(text(walled)).scalars())
    assert "search_entry" not in soundness.walled_tables()
