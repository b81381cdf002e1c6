"""Shares with their history, notes from a day on, wider and corrected notes, and openings in an emergency."""

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
# Added with ALTER TABLE and taken away with it on both engines: a table that is made anew loses its triggers.
COLUMNS = (
    ("access_grant", sa.Column("notes_from", INSTANT)),
    ("search_entry", sa.Column("moment_at", INSTANT)),
    ("document", sa.Column("moment_at", INSTANT)),
    ("activity", sa.Column("moment_at", INSTANT)),
    ("note", sa.Column("reason", sa.Text(), nullable=False, server_default="")),
    ("note", sa.Column("opened_at", INSTANT)),
    ("note", sa.Column("opened_by", BIG)),
    ("share", sa.Column("warned_for", INSTANT)),
)
# A note's words and papers are of the day on which it happened. What is known of no day stays closed to notes from a day on.
FILL = (
    "UPDATE search_entry SET moment_at = (SELECT note.happened_at FROM note WHERE search_entry.source = 'note:' || note.id"
    " AND note.record_id = search_entry.record_id) WHERE source LIKE 'note:%'",
    "UPDATE document SET moment_at = (SELECT note.happened_at FROM note WHERE note.id = document.note_id) WHERE note_id IS NOT NULL",
    "UPDATE access_grant SET notes_from = (SELECT share.notes_from FROM share WHERE share.id = access_grant.share_id)"
    " WHERE share_id <> 0",
    "INSERT INTO share_change (record_id, section, author_org_id, share_id, step, at, by_user, opens, notes_from, from_at, until_at,"
    " reason) SELECT record_id, section, author_org_id, id, 'made', granted_at, granted_by, opens, notes_from, from_at, until_at,"
    " '' FROM share",
    "INSERT INTO share_change (record_id, section, author_org_id, share_id, step, at, by_user, opens, notes_from, from_at, until_at,"
    " reason) SELECT record_id, section, author_org_id, id, 'recalled', recalled_at, recalled_by, opens, notes_from, from_at,"
    " until_at, recall_reason FROM share WHERE recalled_at IS NOT NULL",
)
NEW = ("share_change", "emergency_opening")
OPENINGS = sa.table(
    "code_item",
    *[sa.column(name) for name in ("listing", "code", "label", "sort", "version")],
    sa.column("active_from", sa.Date),
    sa.column("active_to", sa.Date),
    sa.column("attributes", sa.JSON),
)


def _make_tables():
    part = (
        ("record_id", "record"),
        ("author_org_id", "organisation"),
        ("audience_id", "audience"),
    )

    def shared(table):
        return [
            sa.Column("record_id", BIG, nullable=False),
            sa.Column("section", sa.SmallInteger(), nullable=False),
            sa.Column("author_org_id", BIG, nullable=False),
            sa.Column("audience_id", BIG, nullable=True),
            *[
                sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
                for column, other in part
            ],
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        ]

    op.create_table(
        "share_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("share_id", BIG, nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_user", BIG, nullable=True),
        sa.Column("opens", BIG, nullable=False),
        sa.Column("notes_from", INSTANT, nullable=True),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_change_share_id_share")),
        *shared("share_change"),
    )
    op.create_table(
        "emergency_opening",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("reviewed_by", BIG, nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint("until_at > at", name=op.f("ck_emergency_opening_dates_in_order")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_emergency_opening_reason_given")),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (finding = '')", name=op.f("ck_emergency_opening_reviewed_with_finding")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_emergency_opening_user_id_app_user")),
        *shared("emergency_opening"),
    )
    op.create_index("ix_share_ending", "share", ["until_at", "author_org_id"])
    op.create_index("ix_share_change_share", "share_change", ["share_id", "id"])
    op.create_index(op.f("ix_share_change_record_id"), "share_change", ["record_id"])
    op.create_index(op.f("ix_emergency_opening_user_id"), "emergency_opening", ["user_id"])
    op.create_index(op.f("ix_emergency_opening_record_id"), "emergency_opening", ["record_id"])


def _parts(connection):
    """The tables whose rule names the grants' columns; the search entries stand without (see 004)."""
    return [table for table, part in walls.guarded_tables(connection) if part and table != "search_entry"]


def upgrade():
    connection = op.get_bind()
    postgres = connection.dialect.name == "postgresql"
    # The rules are taken down first: they name columns, and the owner of the tables is held to them too.
    for table in _parts(connection) if postgres else ():
        walls.unguard(connection, table)
    for table, column in COLUMNS:
        op.add_column(table, column)
    _make_tables()
    for statement in FILL:
        connection.execute(sa.text(statement))
    op.bulk_insert(
        OPENINGS,
        [
            {
                "listing": "emergency_opening", "code": "manager", "label": "Manager", "sort": 1, "version": 1,
                "active_from": None, "active_to": None, "attributes": {"hours": 2},
            }
        ],
    )  # fmt: skip
    for table in _parts(connection) if postgres else ():
        walls.guard(connection, table, True)


def downgrade():
    connection = op.get_bind()
    postgres = connection.dialect.name == "postgresql"
    for table in _parts(connection) if postgres else ():
        walls.unguard(connection, table)
    connection.execute(sa.text("DELETE FROM code_item WHERE listing = 'emergency_opening'"))
    connection.execute(sa.text("DELETE FROM access_grant WHERE source = 'emergency'"))
    for table in NEW:
        op.drop_table(table)
    op.drop_index("ix_share_ending", "share")
    for table, column in reversed(COLUMNS):
        connection.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column.name}"))
    for table in _parts(connection) if postgres else ():
        walls.guard(connection, table, True)
