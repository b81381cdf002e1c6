"""Whether an installation may serve: migrated, accounts and clock where they belong, a database role without privilege."""

import base64
from functools import cache
from pathlib import Path
from typing import Any

from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from casework.accounts.models import AppUser
from casework.kernel.db import Base, db
from casework.kernel.engines import reading
from casework.kernel.errors import Unsound
from casework.sharing.models import Part, Shareable
from config import ROOT, Config

KEY_BYTES = 32
# A text index is of no use behind a policy: the words stand behind the two other walls alone.
TWO_WALLS = ("search_entry",)
BARE = (
    "SELECT w.name FROM unnest(CAST(:names AS text[])) AS w (name) WHERE NOT EXISTS (SELECT 1 FROM pg_class c "
    "WHERE c.relname = w.name AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity "
    "AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'casework_rule')) ORDER BY 1"
)
DIFFERENT = 16  # characters; a random key of this length has more, a pattern repeated has fewer


@cache
def newest() -> str:
    """Return the number of the newest migration in this copy of the code."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(settings).get_current_head() or ""


def migrated_to(connection: Connection) -> str:
    """Return the number of the migration a database stands at; empty when it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def check(app: Flask) -> None:
    """Refuse, in one sentence, an installation that must not serve."""
    config: Config = app.extensions["config"]
    if config.as_of and not config.demonstration:
        raise Unsound("AS_OF moves the clock, which is for the demonstration only; unset it.")
    if config.owner_database_url.startswith("postgresql") and not config.database_url:
        raise Unsound("The application has no sign-in of its own to this database yet. Run 'flask setup'.")
    check_keys(config.instance / "keys")
    with app.app_context():
        _check_file(db.engine)
        try:
            with reading(), db.engine.connect() as connection:
                _check_migrated(connection)
                _check_accounts(connection, config)
                if connection.dialect.name == "postgresql":
                    _check_role(connection)
                    _check_rows(connection)
        except SQLAlchemyError as fault:
            raise Unsound(f"The database cannot be reached: {reason(fault)}") from fault
        finally:
            for engine in db.engines.values():
                engine.dispose()


def walled_tables() -> list[str]:
    """Return the tables that stand behind row-level security on PostgreSQL: every record's row and every part of one."""
    models: list[Any] = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, (Shareable, Part))]
    return sorted({model.__tablename__ for model in models} - set(TWO_WALLS))


def bare_tables(connection: Connection) -> list[str]:
    """Return those of them that lack row-level security, or its force over the owner, or the policy."""
    return list(connection.execute(text(BARE), {"names": walled_tables()}).scalars())


def reason(fault: SQLAlchemyError) -> str:
    """Return the first line of what a database driver said, without addresses or statements."""
    said = str(getattr(fault, "orig", fault) or fault).strip().splitlines()
    return said[0] if said else "it gave no reason."


def check_keys(folder: Path) -> None:
    """Refuse keys that nobody made by chance: an example's, or one typed by hand."""
    for path in sorted(folder.glob("*.key")):
        for line in path.read_text(encoding="utf-8").split():
            try:
                long_enough = len(base64.urlsafe_b64decode(line)) >= KEY_BYTES
            except ValueError:
                long_enough = False
            if not long_enough or len(set(line)) < DIFFERENT:
                raise Unsound(f"{path.name} is not a key made by 'flask setup': an example, or typed by hand.")


def _check_file(engine: Engine) -> None:
    name = engine.url.database or ""
    if engine.dialect.name == "sqlite" and not Path(name).is_file():
        raise Unsound("There is no database yet. Run 'flask setup', or 'make run' for the demonstration.")


def _check_migrated(connection: Connection) -> None:
    found = migrated_to(connection)
    if not found:
        raise Unsound("The database has no tables yet. Run 'flask setup'.")
    if found != newest():
        raise Unsound(f"The database stands at migration {found} and this version needs {newest()}. Run 'flask db upgrade'.")


def _check_accounts(connection: Connection, config: Config) -> None:
    users = AppUser.__table__
    shown = connection.execute(select(users.c.id).where(users.c.is_demonstration.is_(True)).limit(1)).first()
    if shown and not config.demonstration:
        raise Unsound("The database holds demonstration accounts, and this is not the demonstration.")


def _check_role(connection: Connection) -> None:
    role = connection.execute(
        text(
            "SELECT r.rolname, r.rolsuper, r.rolbypassrls, pg_catalog.pg_get_userbyid(d.datdba) = r.rolname OR EXISTS "
            "(SELECT 1 FROM pg_class c WHERE c.relowner = r.oid) FROM pg_roles r, pg_database d "
            "WHERE r.rolname = current_user AND d.datname = current_database()"
        )
    ).one()
    for wrong, word in ((role[1], "a superuser"), (role[2], "free of row-level security"), (role[3], "the owner of the tables")):
        if wrong:
            raise Unsound(f"The database role {role[0]} is {word}; the application serves as a role that is none of these.")


def _check_rows(connection: Connection) -> None:
    bare = bare_tables(connection)
    if bare:
        raise Unsound(f"Row-level security is not whole on {', '.join(bare)}. Run 'flask db upgrade', or restore the database.")
