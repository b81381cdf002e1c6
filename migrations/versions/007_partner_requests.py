"""Requests between organisations: what is asked, what it is about, what was said, and the links of occasional partners."""

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

GUARDED = (("partner_request", False), ("request_origin", True), ("request_answer", True))
# Going back, the records of this kind go with their tables: nothing else says what they were.
GOING = (
    "DELETE FROM link WHERE leaf_kind = 'request'",
    "DELETE FROM access_grant WHERE kind = 'request'",
    "DELETE FROM recusal WHERE record_id IN (SELECT id FROM record WHERE kind = 'request')",
    "DELETE FROM record WHERE kind = 'request'",
)


def upgrade():
    op.create_table(
        "answer_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.String(length=200), nullable=False),
        sa.Column("code_mark", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_link")),
        sa.UniqueConstraint("mark", name=op.f("uq_answer_link_mark")),
    )
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_link_request_id"), ["request_id"], unique=False)

    op.create_table(
        "partner_request",
        sa.Column("partnership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("to_org_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outside_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("lawful_basis", sa.String(length=40), nullable=False),
        sa.Column("gateway", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("offers", sa.String(length=40), nullable=False),
        sa.Column("offers_until_on", sa.Date(), nullable=True),
        sa.Column("keeps", sa.String(length=40), nullable=False),
        sa.Column("keeps_until_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("reminded_before_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_after_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.CheckConstraint("(to_org_id IS NULL) = (outside_name <> '')", name=op.f("ck_partner_request_asks_one")),
        sa.CheckConstraint("verb IN ('ask', 'refer', 'transfer')", name=op.f("ck_partner_request_verb_known")),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_partner_request_asked_by_app_user")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partner_request_partnership_id_partnership")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_partner_request_record_id_record")),
        sa.ForeignKeyConstraint(["to_org_id"], ["organisation.id"], name=op.f("fk_partner_request_to_org_id_organisation")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_partner_request")),
    )
    with op.batch_alter_table("partner_request", schema=None) as batch_op:
        batch_op.create_index("ix_partner_request_batch", ["batch"], unique=False)
        batch_op.create_index("ix_partner_request_due", ["state", "due_on"], unique=False)

    op.create_table(
        "request_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("readers", sa.String(length=40), nullable=False),
        sa.Column("said_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("landed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("author_org_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_request_answer_audience_id_audience")),
        sa.ForeignKeyConstraint(
            ["author_org_id"], ["organisation.id"], name=op.f("fk_request_answer_author_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_request_answer_record_id_record")),
        sa.ForeignKeyConstraint(["said_by"], ["app_user.id"], name=op.f("fk_request_answer_said_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_answer")),
    )
    with op.batch_alter_table("request_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_answer_record_id"), ["record_id"], unique=False)

    op.create_table(
        "request_origin",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("kept_shares", sa.JSON(), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("author_org_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_request_origin_audience_id_audience")),
        sa.ForeignKeyConstraint(
            ["author_org_id"], ["organisation.id"], name=op.f("fk_request_origin_author_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_request_origin_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_origin")),
    )
    with op.batch_alter_table("request_origin", schema=None) as batch_op:
        batch_op.create_index("ix_request_origin_about", ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_origin_record_id"), ["record_id"], unique=False)

    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for table, part in GUARDED:
            walls.guard(connection, table, part)


def downgrade():
    with op.batch_alter_table("request_origin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_origin_record_id"))
        batch_op.drop_index("ix_request_origin_about")

    op.drop_table("request_origin")
    with op.batch_alter_table("request_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_answer_record_id"))

    op.drop_table("request_answer")
    with op.batch_alter_table("partner_request", schema=None) as batch_op:
        batch_op.drop_index("ix_partner_request_due")
        batch_op.drop_index("ix_partner_request_batch")

    op.drop_table("partner_request")
    with op.batch_alter_table("answer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_link_request_id"))

    op.drop_table("answer_link")
    connection = op.get_bind()
    for statement in GOING:
        connection.exec_driver_sql(statement)
