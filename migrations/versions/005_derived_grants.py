"""Finding the grants that were derived from one record: without this, each deriving reads every grant there is."""

from alembic import op
from sqlalchemy import text

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_access_grant_via",
        "access_grant",
        ["via_record"],
        unique=False,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    )


def downgrade():
    op.drop_index("ix_access_grant_via", table_name="access_grant")
