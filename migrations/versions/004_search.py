"""Searching for words: full-text search over the search entries on both engines.

Row-level security is taken off the search entries: with it PostgreSQL may not use a full-text index. The session's own rule and
the tripwire stand, and every search is joined to the grants before anything is cut off.
"""

import importlib.util
from pathlib import Path

from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

_spec = importlib.util.spec_from_file_location("casework_walls", Path(__file__).resolve().parent.parent / "walls.py")
walls = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(walls)

# Kept by the application beside each entry (casework/index/models.py): a trigger may not write to a virtual table here.
SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_entry', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')"
)


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SQLITE)
        return
    walls.unguard(connection, "search_entry")
    connection.exec_driver_sql("CREATE INDEX search_fts_words ON search_entry USING gin (to_tsvector('english', words))")


def downgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search_fts")
        return
    connection.exec_driver_sql("DROP INDEX search_fts_words")
    walls.guard(connection, "search_entry", True)
