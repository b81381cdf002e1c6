"""The database of an installation: migrated as its owner, and on PostgreSQL with sign-ins of the application's own."""

import json
import os
import secrets
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from casework.kernel.errors import Unsound
from casework.operations import soundness
from config import LOGINS, ROOT, Config, place

GROUPS = {"app": "casework_app", "system": "casework_system"}
Connection = psycopg.Connection[tuple[object, ...]]


def migrate(app: Flask) -> bool:
    """Bring the database to the newest migration, as its owner; True when there was something to do."""
    config: Config = app.extensions["config"]
    url = make_url(config.owner_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).touch(mode=0o600)
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            if soundness.migrated_to(connection) == soundness.newest():
                return False
    except SQLAlchemyError as fault:
        raise Unsound(f"The database cannot be reached: {soundness.reason(fault)}") from fault
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    return True


def give_logins(config: Config) -> tuple[str, str]:
    """Make the two roles the application signs in as, with secrets kept in the instance folder; return their addresses."""
    owner, key = make_url(config.owner_database_url), place(config.owner_database_url)
    path = config.instance / LOGINS
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    with connect(owner) as connection:
        if key not in kept or not _all_there(connection, kept[key]):
            try:
                kept[key] = {part: _make_login(connection, owner, group) for part, group in GROUPS.items()}
            except psycopg.errors.InsufficientPrivilege as fault:
                raise Unsound(f"The owner's role may not make the roles of the application: {_first_line(fault)}") from fault
            _keep(path, kept)
    return kept[key]["app"], kept[key]["system"]


def empty(config: Config) -> None:
    """Take away everything the owner keeps in the public schema: for starting the demonstration afresh."""
    with connect(make_url(config.owner_database_url)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in tables:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS public.{} CASCADE").format(sql.Identifier(str(name))))
        routines = connection.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proowner = "
            "(SELECT oid FROM pg_roles WHERE rolname = current_user)"
        ).fetchall()
        for (name,) in routines:
            connection.execute(sql.SQL("DROP ROUTINE IF EXISTS {} CASCADE").format(sql.SQL(str(name))))


def connect(url: URL) -> Connection:
    """Return a connection to PostgreSQL that commits each statement, or refuse in one sentence."""
    try:
        return psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True)
    except psycopg.OperationalError as fault:
        raise Unsound(f"PostgreSQL cannot be reached: {_first_line(fault)}") from fault


def _all_there(connection: Connection, logins: dict[str, str]) -> bool:
    names = [make_url(address).username for address in logins.values()]
    found = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY (%s)", [names]).fetchone()
    return found is not None and found[0] == len(names)


def _make_login(connection: Connection, owner: URL, group: str) -> str:
    login, secret = f"{group}_{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [group]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))
    words = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}")
    connection.execute(words.format(sql.Identifier(login), sql.Literal(secret), sql.Identifier(group)))
    return owner.set(username=login, password=secret).render_as_string(hide_password=False)


def _keep(path: Path, kept: dict[str, dict[str, str]]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(kept, file, indent=1)


def _first_line(fault: Exception) -> str:
    said = str(fault).strip().splitlines()
    return said[0] if said else "it gave no reason."
