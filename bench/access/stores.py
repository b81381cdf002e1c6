"""A migrated database for a measurement, on PostgreSQL or SQLite, and loading it in bulk."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import create_engine, insert

from bench.access import partnership
from bench.access.ledger import Batch
from bench.access.rows import Maker
from casework import create_app
from casework.kernel.db import Base, db
from tests.support.installation import APP_LOGIN, SYSTEM_LOGIN, config_for, make_postgres, make_sqlite
from tests.support.postgres import Server

# The server of the tests has little memory and never cleans up: a measured one is set as an installation would be.
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "16GB",
    "random_page_cost": "1.1",
    "jit": "off",
}
# What refers to another table comes after it.
ORDER = (
    "record", "audience", "audience_member", "access_grant", "share", "link", "case_file", "case_fact", "incident", "narrative",
    "note", "stage_change", "activity", "person", "name_key", "search_entry",
)  # fmt: skip


@dataclass
class Store:
    """A loaded database: the application over it, and a plain connection for hand-written SQL."""

    app: Flask
    server: Server | None
    folder: Path

    @contextmanager
    def by_hand(self) -> Iterator[Any]:
        """Open a connection that no wall stands in front of, in the placeholder style of the engine."""
        connection: Any
        if self.server is not None:
            connection = self.server.connect("casework_template")
        else:
            connection = sqlite3.connect(self.folder / "casework.sqlite")
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def loaded(kind: str, cases: int) -> Iterator[Store]:
    """Make a database with so many cases; it is gone when the block ends."""
    server = Server.start(**SETTINGS) if kind == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="casework-bench-") as name:
            store = _migrated(server, Path(name))
            with store.app.app_context():
                founded = partnership.stands()
            if server is not None:
                _fill_postgres(server, Maker(founded, cases))
            else:
                _fill_sqlite(store, Maker(founded, cases))
            place = {"folder": name, "server": server.as_dict() if server else None}
            (store.folder / "store.json").write_text(json.dumps(place), encoding="utf-8")
            yield store
            _let_go(store)
    finally:
        if server is not None:
            server.stop()


@contextmanager
def attached(folder: Path) -> Iterator[Store]:
    """Open a database that another run made and holds."""
    place = json.loads((folder / "store.json").read_text(encoding="utf-8"))
    server = Server.from_dict(place["server"]) if place["server"] else None
    store = _store(server, folder)
    yield store
    _let_go(store)


def _let_go(store: Store) -> None:
    with store.app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _migrated(server: Server | None, folder: Path) -> Store:
    if server is None:
        make_sqlite(folder, load=_found)
    else:
        make_postgres(folder, server, load=_found)
    return _store(server, folder)


def _store(server: Server | None, folder: Path) -> Store:
    urls: dict[str, Any] = {}
    if server is not None:
        urls = {
            "database_url": server.url_for("casework_template", APP_LOGIN),
            "system_database_url": server.url_for("casework_template", SYSTEM_LOGIN),
        }
    return Store(create_app(config_for(folder, **urls)), server, folder)


def _found() -> None:
    partnership.found()


def _fill_postgres(server: Server, maker: Maker) -> None:
    with server.connect("casework_template") as connection:
        connection.execute("SET session_replication_role = replica")  # Neither triggers nor foreign keys look at each row.
        connection.execute("SET synchronous_commit = off")
        indexes = _take_indexes(connection)
        for batch in maker.batches():
            for table in ORDER:
                _copy(connection, table, batch)
        connection.execute("SET maintenance_work_mem = '1GB'")
        for statement in indexes:
            connection.execute(statement)  # type: ignore[arg-type]  # as the database itself wrote it
        for table, last in maker.ids.items():
            connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, last))
        connection.execute("VACUUM ANALYZE")


def _take_indexes(connection: "psycopg.Connection[Any]") -> list[str]:
    """Drop the indexes that are no constraints, and return how to make them again."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY (%s)"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        (list(ORDER),),
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [definition for _, definition in found]


def _copy(connection: "psycopg.Connection[Any]", table: str, batch: Batch) -> None:
    rows = batch.get(table)
    if not rows:
        return
    columns = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


def _fill_sqlite(store: Store, maker: Maker) -> None:
    tables = Base.registry.metadata.tables
    engine = create_engine(f"sqlite:///{store.folder / 'casework.sqlite'}")
    with engine.connect() as connection:
        for batch in maker.batches():
            for table in ORDER:
                if batch.get(table):
                    connection.execute(insert(tables[table]), batch[table])
            connection.commit()
        connection.exec_driver_sql("INSERT INTO search_fts (search_fts) VALUES ('rebuild')")
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()
