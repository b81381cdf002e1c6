"""Papers with their wording, what somebody was reminded of, and the secret addresses of calendars."""

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "paper_wording",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("organisation_id", BIG, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("body", sa.Text()),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("changed_by", BIG, sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("changed_at", AT, nullable=False),
        sa.UniqueConstraint("organisation_id", "kind", "version", name="uq_paper_wording_version"),
        sa.CheckConstraint("version > 0", name="version_counts_from_one"),
        sa.CheckConstraint("reason <> ''", name="reason_given"),
    )
    op.create_table(
        "paper",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("record_id", BIG, sa.ForeignKey("record.id"), nullable=False, index=True),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("author_org_id", BIG, sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("audience_id", BIG, sa.ForeignKey("audience.id")),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("wording_version", BIG, nullable=False),
        sa.Column("wording_sha256", sa.String(200), nullable=False),
        sa.Column("finding", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", BIG, sa.ForeignKey("app_user.id"), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("asked_by", BIG, sa.ForeignKey("app_user.id")),
        sa.Column("asked_at", AT),
        sa.Column("ask_reason", sa.Text(), nullable=False),
        sa.Column("released_by", BIG, sa.ForeignKey("app_user.id")),
        sa.Column("released_at", AT),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.Column("file_id", BIG, sa.ForeignKey("stored_file.id")),
        sa.Column("sha256", sa.String(200), nullable=False),
        sa.UniqueConstraint("record_id", "kind", "number", name="uq_paper_number"),
        sa.CheckConstraint("(state = 'issued') = (file_id IS NOT NULL)", name="issued_with_file"),
        sa.CheckConstraint("(file_id IS NULL) = (sha256 = '')", name="file_has_hash"),
        sa.CheckConstraint("state <> 'held' OR finding <> ''", name="held_for_a_finding"),
        sa.CheckConstraint("(released_by IS NULL) = (release_reason = '')", name="released_with_reason"),
        sa.CheckConstraint("released_by IS NULL OR released_by <> asked_by", name="released_by_a_second_person"),
    )
    op.create_table(
        "diary_reminder",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("user_id", BIG, sa.ForeignKey("app_user.id"), nullable=False, index=True),
        sa.Column("mark", sa.String(200), nullable=False, unique=True),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("mark", sa.String(200), nullable=False, unique=True),
        sa.Column("user_id", BIG, sa.ForeignKey("app_user.id"), nullable=False, index=True),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("ended_at", AT),
        sa.Column("end_reason", sa.String(40), nullable=False),
        sa.Column("read_at", AT),
    )
    for table, columns in INDEXES.items():
        op.create_index(f"ix_{table}_{columns[0]}_{columns[1]}", table, columns)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        walls.guard(connection, "paper", True)


# The days of the diary, in order, within one organisation.
INDEXES = {"enforcement_action": ["org_id", "due_on"], "case_file": ["lead_org_id", "review_on"]}


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        walls.unguard(connection, "paper")
    for table, columns in INDEXES.items():
        op.drop_index(f"ix_{table}_{columns[0]}_{columns[1]}", table)
    for table in ("calendar_feed", "diary_reminder", "paper", "paper_wording"):
        op.drop_table(table)
