"""How an engine is set up: SQLite's pragmas and write lock, PostgreSQL's limits.

On SQLite a transaction that may write takes a file lock first and then `BEGIN IMMEDIATE`: its own waiting is unfair and, when a
read turns into a write, fails at once. A reading request takes a snapshot only.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
)
_SETTINGS = (
    "SET SESSION TIME ZONE 'UTC'",
    "SET SESSION idle_in_transaction_session_timeout = '30s'",
    "SET SESSION statement_timeout = '15s'",
    "SET SESSION lock_timeout = '5s'",
    # One plan for everybody is made for the middle of them: an organisation that sees twenty cases got the plan of one that sees
    # half of all. Each statement is planned for who asks.
    "SET SESSION plan_cache_mode = 'force_custom_plan'",
)


def set_up(engine: Engine, *, limits: bool = True) -> None:
    """Prepare an engine for its database."""
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    else:
        _set_up_postgres(engine, limits=limits)


def begin_reading() -> None:
    """Say that the coming transactions of this request only read."""
    _reading.set(True)


def begin_writing() -> None:
    """Say that the coming transactions may write (the default)."""
    _reading.set(False)


@contextmanager
def writing() -> Iterator[None]:
    """Write inside a reading request: the audit trail's own short transaction."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Only read inside a writing request, on another connection: it must not ask for the write lock a second time."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def _set_up_sqlite(engine: Engine) -> None:
    database = engine.url.database or ""

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None
        for pragma in _PRAGMAS:
            dbapi.execute("PRAGMA " + pragma)

    if database not in ("", ":memory:"):
        _set_up_lock(engine, Path(database).with_suffix(".lock"))


def _set_up_lock(engine: Engine, lock_path: Path) -> None:
    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        if _reading.get():
            conn.exec_driver_sql("BEGIN")
            return
        conn.info["lock"] = _take(lock_path)
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    # The library fires these before its own commit or rollback, which then finds nothing left to do; the lock goes after ours.
    @event.listens_for(engine, "commit")
    def commit(conn: Connection) -> None:
        _finish(conn, "COMMIT")

    @event.listens_for(engine, "rollback")
    def rollback(conn: Connection) -> None:
        _finish(conn, "ROLLBACK")

    @event.listens_for(engine, "checkin")
    def checkin(dbapi: Any, record: Any) -> None:
        held = record.info.pop("lock", None)
        if held is not None:
            os.close(held)


def _finish(conn: Connection, how: str) -> None:
    driver = conn.connection.driver_connection
    if driver is not None and driver.in_transaction:
        driver.execute(how)
    held = conn.info.pop("lock", None)
    if held is not None:
        os.close(held)


def _take(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _set_up_postgres(engine: Engine, *, limits: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, record: Any) -> None:
        before = dbapi.autocommit
        dbapi.autocommit = True
        for setting in _SETTINGS if limits else _SETTINGS[:1]:
            dbapi.execute(setting)
        dbapi.autocommit = before
