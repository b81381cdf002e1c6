"""Orders through their whole life: evidence, what was considered, variations, the court, and the public register.

What was consulted on and published before is tied to the making of its order. The register of an installation that already
holds orders is filled by `flask register rebuild`.
"""

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

NEW = ("order_evidence", "order_judgement")
TOUCHED = ("order_change", "order_consultation", "order_publication")
MADE = "(SELECT min(c.id) FROM order_change c WHERE c.record_id = {table}.record_id AND c.what = 'made')"
FILLED = (
    f"UPDATE order_consultation SET change_id = {MADE.format(table='order_consultation')}",  # noqa: S608 -- names of our own tables
    f"UPDATE order_publication SET change_id = {MADE.format(table='order_publication')}",  # noqa: S608 -- as above
    "UPDATE order_change SET challenge_last_on = (SELECT o.challenge_last_on FROM space_order o "
    "WHERE o.record_id = order_change.record_id) WHERE what = 'made'",
)
# States and rows that the code before did not know.
EMPTIED = (
    "DELETE FROM order_publication WHERE is_proposal",
    "DELETE FROM order_change WHERE what IN ('challenged', 'suspended', 'resumed', 'quashed', 'dropped')",
    "UPDATE space_order SET state = 'draft' WHERE state IN ('incomplete', 'dropped')",
    "UPDATE space_order SET state = 'in_force' WHERE state = 'suspended'",
    "UPDATE space_order SET state = 'discharged' WHERE state = 'quashed'",
    "UPDATE space_order SET made_on = effect_on WHERE made_on IS NULL",
)


def _run(statements):
    """Run statements over guarded tables, which the owner may not read either while they are guarded."""
    connection = op.get_bind()
    tables = [(name, True) for name in TOUCHED] + [("space_order", False)]
    lite = connection.dialect.name == "sqlite"
    for table, _ in () if lite else tables:
        walls.unguard(connection, table)
    for statement in statements:
        connection.execute(sa.text(statement))
    for table, is_part in () if lite else tables:
        walls.guard(connection, table, is_part)


def upgrade():
    op.create_table(
        "register_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=9), nullable=False),
        sa.Column("partnership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("council", sa.String(length=200), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("effect_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("standing = 'proposed' OR effect_on IS NOT NULL", name=op.f("ck_register_entry_dates_once_made")),
        sa.CheckConstraint("standing IN ('proposed', 'made', 'ended')", name=op.f("ck_register_entry_known_standing")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_register_entry_partnership_id_partnership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("ref", name=op.f("uq_register_entry_ref")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index("ix_register_entry_list", ["partnership_id", "standing", "id"], unique=False)

    op.create_table(
        "order_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("figure", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("by_user", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("author_org_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_order_evidence_audience_id_audience")),
        sa.ForeignKeyConstraint(
            ["author_org_id"], ["organisation.id"], name=op.f("fk_order_evidence_author_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_order_evidence_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_evidence")),
    )
    with op.batch_alter_table("order_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_evidence_record_id"), ["record_id"], unique=False)

    op.create_table(
        "order_judgement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("necessity", sa.Text(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("assembly", sa.Text(), nullable=False),
        sa.Column("considered_on", sa.Date(), nullable=False),
        sa.Column("considered_by", sa.String(length=200), nullable=False),
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_user", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("author_org_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audience_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_order_judgement_audience_id_audience")),
        sa.ForeignKeyConstraint(
            ["author_org_id"], ["organisation.id"], name=op.f("fk_order_judgement_author_org_id_organisation")
        ),
        sa.ForeignKeyConstraint(["change_id"], ["order_change.id"], name=op.f("fk_order_judgement_change_id_order_change")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_order_judgement_record_id_record")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_judgement")),
    )
    with op.batch_alter_table("order_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_judgement_record_id"), ["record_id"], unique=False)

    with op.batch_alter_table("order_area", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_order_area_dates_in_order"), "until_on IS NULL OR since_on IS NULL OR until_on >= since_on"
        )
        batch_op.create_index("ix_order_area_box", ["west", "east", "south", "north"], unique=False)

    with op.batch_alter_table("order_breach", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_breach_order"))
        batch_op.create_index("ix_order_breach_order", ["order_record_id", "happened_at"], unique=False)

    with op.batch_alter_table("order_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("challenge_last_on", sa.Date(), nullable=True))

    with op.batch_alter_table("order_consultation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=40), nullable=False, server_default="make"))
        batch_op.add_column(sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_order_consultation_change_id_order_change"), "order_change", ["change_id"], ["id"]
        )

    with op.batch_alter_table("order_publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=40), nullable=False, server_default="make"))
        batch_op.add_column(sa.Column("is_proposal", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("published_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_order_publication_change_id_order_change"), "order_change", ["change_id"], ["id"]
        )

    with op.batch_alter_table("order_term", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_order_term_dates_in_order"), "until_on IS NULL OR since_on IS NULL OR until_on >= since_on"
        )

    with op.batch_alter_table("space_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="pspo"))
        batch_op.add_column(sa.Column("site", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("source_key", sa.String(length=200), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("ck_space_order_made_with_effect"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_space_order_made_with_effect"), "made_on IS NULL OR effect_on IS NOT NULL"
        )
        batch_op.create_check_constraint(batch_op.f("ck_space_order_effect_with_end"), "(effect_on IS NULL) = (ends_on IS NULL)")
        batch_op.create_check_constraint(batch_op.f("ck_space_order_known_kind"), "kind IN ('pspo', 'expedited')")

    # Each default was for the rows already there; from here on the application says.
    for table, columns in (
        ("order_consultation", ("about",)),
        ("order_publication", ("about", "is_proposal")),
        ("space_order", ("kind", "site", "source_key")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    _run(FILLED)
    if op.get_bind().dialect.name == "postgresql":
        for table in NEW:
            walls.guard(op.get_bind(), table, True)


def downgrade():
    _run(EMPTIED)
    with op.batch_alter_table("space_order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_space_order_known_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_space_order_effect_with_end"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_space_order_made_with_effect"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_space_order_made_with_effect"), "(made_on IS NULL) = (effect_on IS NULL)")
        batch_op.drop_column("source_key")
        batch_op.drop_column("site")
        batch_op.drop_column("kind")

    with op.batch_alter_table("order_term", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_order_term_dates_in_order"), type_="check")
        batch_op.drop_column("until_on")
        batch_op.drop_column("since_on")

    with op.batch_alter_table("order_publication", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_order_publication_change_id_order_change"), type_="foreignkey")
        batch_op.drop_column("change_id")
        batch_op.drop_column("published_on")
        batch_op.drop_column("is_proposal")
        batch_op.drop_column("about")

    with op.batch_alter_table("order_consultation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_order_consultation_change_id_order_change"), type_="foreignkey")
        batch_op.drop_column("change_id")
        batch_op.drop_column("about")

    with op.batch_alter_table("order_change", schema=None) as batch_op:
        batch_op.drop_column("challenge_last_on")

    with op.batch_alter_table("order_breach", schema=None) as batch_op:
        batch_op.drop_index("ix_order_breach_order")
        batch_op.create_index(batch_op.f("ix_order_breach_order"), ["order_record_id"], unique=False)

    with op.batch_alter_table("order_area", schema=None) as batch_op:
        batch_op.drop_index("ix_order_area_box")
        batch_op.drop_constraint(batch_op.f("ck_order_area_dates_in_order"), type_="check")
        batch_op.drop_column("until_on")
        batch_op.drop_column("since_on")

    with op.batch_alter_table("order_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_judgement_record_id"))

    op.drop_table("order_judgement")
    with op.batch_alter_table("order_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_evidence_record_id"))

    op.drop_table("order_evidence")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_register_entry_list")

    op.drop_table("register_entry")
