"""Finding the grants derived from one record and the correction of a note, and telling the planner how much each principal sees.

Without the indexes each deriving reads every grant there is, and each note shown every note. The planner keeps the hundred
commonest values of a column by itself: a partnership has more principals than that, and one that sees twenty records was planned
for as if it saw thousands.
"""

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
    op.create_index("ix_note_corrects", "note", ["corrects_id"], unique=False)
    _statistics(2000)


def downgrade():
    _statistics(-1)
    op.drop_index("ix_note_corrects", table_name="note")
    op.drop_index("ix_access_grant_via", table_name="access_grant")


def _statistics(target):
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE access_grant ALTER COLUMN principal SET STATISTICS {target}")
