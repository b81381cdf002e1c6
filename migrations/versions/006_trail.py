"""The audit trail sealed further, unusual access and its judgements, watched records, and the brakes."""

import sqlalchemy as sa
from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

APP, SYSTEM = "casework_app", "casework_system"
NEVER = "the audit trail is added to, never changed"
SQLITE = {
    "audit_anchor_fixed": f"BEFORE UPDATE ON audit_anchor BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_anchor_kept": f"BEFORE DELETE ON audit_anchor BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_anchor_once": "BEFORE INSERT ON audit_anchor WHEN EXISTS (SELECT 1 FROM audit_anchor WHERE number = NEW.number) "
    f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_head_forward": "BEFORE UPDATE ON audit_head WHEN NEW.id <> OLD.id OR NEW.number <= OLD.number "
    f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_head_kept": f"BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_head_once": "BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head) "
    f"BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
    "audit_term_fixed": f"BEFORE UPDATE ON audit_term BEGIN SELECT RAISE(ABORT, '{NEVER}'); END",
}
POSTGRES = {
    "audit_anchor_fixed": "BEFORE UPDATE OR DELETE ON audit_anchor FOR EACH ROW",
    "audit_anchor_kept": "BEFORE TRUNCATE ON audit_anchor FOR EACH STATEMENT",
    "audit_head_forward": "BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.number <= OLD.number)",
    "audit_head_kept": "BEFORE DELETE ON audit_head FOR EACH ROW",
    "audit_head_whole": "BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT",
    "audit_term_fixed": "BEFORE UPDATE ON audit_term FOR EACH ROW",
}


def upgrade():
    op.create_index("ix_audit_event_deed", "audit_event", ["org_id", "deed", "number"])
    op.create_index("ix_audit_event_at", "audit_event", ["at"])
    op.create_table(
        "brake_window",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "starts_at", name=op.f("pk_brake_window")),
    )
    op.create_index("ix_brake_window_starts", "brake_window", ["starts_at"])
    op.create_table(
        "unusual_look",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mark", sa.String(length=200), nullable=False),
        sa.Column("compartment", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_unusual_look_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_unusual_look_user_id_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unusual_look")),
        sa.UniqueConstraint("month_on", "kind", "user_id", "mark", "compartment", name="uq_unusual_look_once"),
    )
    op.create_index("ix_unusual_look_org", "unusual_look", ["organisation_id", "month_on", "id"])
    op.create_table(
        "unusual_judgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("look_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_officer", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["app_user.id"], name=op.f("fk_unusual_judgement_by_user_id_app_user")),
        sa.ForeignKeyConstraint(["look_id"], ["unusual_look.id"], name=op.f("fk_unusual_judgement_look_id_unusual_look")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unusual_judgement")),
    )
    op.create_index("ix_unusual_judgement_look", "unusual_judgement", ["look_id", "id"])
    op.create_table(
        "watched_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_watched_record_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_watched_record_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_record")),
    )
    op.create_index("ix_watched_record_org", "watched_record", ["organisation_id", "ended_at"])
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name, rest in SQLITE.items():
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {rest}")
        return
    for name, rest in POSTGRES.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {rest} EXECUTE FUNCTION refuse_audit_change()")
    connection.exec_driver_sql(f"REVOKE UPDATE, TRUNCATE ON audit_term FROM {APP}, {SYSTEM}")
    # A judgement is added and never changed.
    connection.exec_driver_sql(f"REVOKE UPDATE, DELETE, TRUNCATE ON unusual_judgement FROM {APP}, {SYSTEM}")


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for name in SQLITE:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for name, rest in POSTGRES.items():
            table = rest.split(" ON ")[1].split()[0]
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        connection.exec_driver_sql(f"GRANT UPDATE ON audit_term TO {APP}, {SYSTEM}")
    for table in ("watched_record", "unusual_judgement", "unusual_look", "brake_window"):
        op.drop_table(table)
    op.drop_index("ix_audit_event_at", table_name="audit_event")
    op.drop_index("ix_audit_event_deed", table_name="audit_event")
