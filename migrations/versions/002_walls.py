"""The walls inside the database: roles and rights, row-level security, the compartment's and the audit trail's triggers."""

import importlib.util
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)


def upgrade():
    connection = op.get_bind()
    connection.execute(text("INSERT INTO audit_head (id, number, hash) VALUES (1, 0, :zero)"), {"zero": "0" * 64})
    if connection.dialect.name == "sqlite":
        for statement in (*walls.COMPARTMENT_SQLITE, *walls.AUDIT_SQLITE):
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql(walls.ROLES)
    for statement in walls.RIGHTS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(walls.COMPARTMENT_POSTGRES)
    connection.exec_driver_sql(walls.AUDIT_POSTGRES)
    for table, part in walls.guarded_tables(connection):
        walls.guard(connection, table, part)


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in (
            "access_grant_compartment_insert",
            "access_grant_compartment_update",
            "record_compartment",
            "audit_event_fixed",
            "audit_event_kept",
            "audit_event_once",
        ):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for table, _ in walls.guarded_tables(connection):
            walls.unguard(connection, table)
        for trigger, table in (
            ("access_grant_compartment", "access_grant"),
            ("record_compartment", "record"),
            ("audit_event_fixed", "audit_event"),
            ("audit_event_kept", "audit_event"),
        ):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger} ON {table}")
        for name in ("refuse_in_compartment", "refuse_into_compartment", "refuse_audit_change"):
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")
    connection.execute(text("DELETE FROM audit_head"))
