"""What is said at each step of an action, the clocks that run for it, and the undoing of a switched-on row of the law."""

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW = ("action_facts", "action_date")
# Every clock that runs now, from the one that each action carried before.
CARRIED = (
    "INSERT INTO action_date (record_id, section, author_org_id, due_on, what, citation) "
    "SELECT record_id, 512, org_id, due_on, due_what, '' FROM enforcement_action WHERE due_on IS NOT NULL"
)
LIVE = sa.text("undone_at IS NULL")


def part(table):
    return (
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("author_org_id", BIG, nullable=False),
        sa.Column("audience_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f(f"fk_{table}_audience_id_audience")),
        sa.ForeignKeyConstraint(["author_org_id"], ["organisation.id"], name=op.f(f"fk_{table}_author_org_id_organisation")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f(f"fk_{table}_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade():
    connection = op.get_bind()
    postgres = connection.dialect.name == "postgresql"
    op.create_table(
        "action_facts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("place_record_id", BIG, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        *part("action_facts"),
        sa.ForeignKeyConstraint(["event_id"], ["action_event.id"], name=op.f("fk_action_facts_event_id_action_event")),
        sa.ForeignKeyConstraint(["place_record_id"], ["record.id"], name=op.f("fk_action_facts_place_record_id_record")),
    )
    op.create_index(op.f("ix_action_facts_record_id"), "action_facts", ["record_id"])
    op.create_index(op.f("ix_action_facts_event_id"), "action_facts", ["event_id"])
    op.create_table(
        "action_date",
        sa.Column("id", BIG, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        *part("action_date"),
    )
    op.create_index(op.f("ix_action_date_record_id"), "action_date", ["record_id"])
    op.create_index("ix_action_date_on", "action_date", ["due_on"])
    if postgres:
        op.execute("ALTER TABLE enforcement_action NO FORCE ROW LEVEL SECURITY")
    op.execute(CARRIED)
    if postgres:
        op.execute("ALTER TABLE enforcement_action FORCE ROW LEVEL SECURITY")
        for table in NEW:
            walls.guard(connection, table, True)
    with op.batch_alter_table("law_activation") as batch:
        batch.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("undone_by", BIG, nullable=True))
        batch.add_column(sa.Column("undone_reason", sa.Text(), nullable=False, server_default=""))
        batch.drop_constraint("uq_law_activation_row_id", type_="unique")
        batch.create_check_constraint(op.f("ck_law_activation_undone_with_reason"), "(undone_at IS NULL) = (undone_reason = '')")
    op.create_index(
        "uq_law_activation_live", "law_activation", ["row_id"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )


def downgrade():
    op.execute("DELETE FROM law_activation WHERE undone_at IS NOT NULL")
    op.drop_index("uq_law_activation_live", "law_activation")
    with op.batch_alter_table("law_activation") as batch:
        batch.drop_constraint(op.f("ck_law_activation_undone_with_reason"), type_="check")
        batch.create_unique_constraint(op.f("uq_law_activation_row_id"), ["row_id"])
        for column in ("undone_reason", "undone_by", "undone_at"):
            batch.drop_column(column)
    op.drop_table("action_date")
    op.drop_table("action_facts")
