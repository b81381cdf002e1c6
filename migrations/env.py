"""How migrations run: as the owner of the database, one transaction, and on SQLite with the references checked at the end."""

import os

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

db = current_app.extensions["migrate"].db
UNMANAGED = ("search_fts", "alembic_version")


def render_item(kind, item, autogen):
    """Write our own column types as the plain types they are stored as."""
    if kind == "type":
        name = type(item).__name__
        if name == "UTCDateTime":
            return "sa.DateTime(timezone=True)"
        if name == "SealedText":
            return "sa.Text()"
    return False


def include_object(item, name, kind, reflected, compare_to):
    """Leave alone what hand-written migrations keep (the full-text tables of SQLite)."""
    return not (kind == "table" and name.startswith(UNMANAGED))


def owner_url():
    """Return the address of the database as its owner; on SQLite there is only one."""
    return os.environ.get("CASEWORK_OWNER_URL") or current_app.extensions["config"].owner_url


def run():
    engine = create_engine(owner_url(), poolclass=NullPool)
    lite = engine.dialect.name == "sqlite"
    if lite:

        @event.listens_for(engine, "connect")
        def connect(dbapi, record):
            dbapi.isolation_level = None
            dbapi.execute("PRAGMA journal_mode=WAL")
            dbapi.execute("PRAGMA foreign_keys=OFF")  # before any transaction, or it does nothing

        @event.listens_for(engine, "begin")
        def begin(conn):
            conn.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadatas[None],
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            render_item=render_item,
            include_object=include_object,
        )
        with context.begin_transaction():
            context.run_migrations()
            if lite and (bad := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"broken references: {bad[:5]}")


run()
