"""The code lists that an installation starts with, as they were when this was written."""

import tomllib
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

DATA = Path(__file__).resolve().parent.parent / "data" / "003_codes.toml"
OWN = ("code", "label", "from", "to")
items = sa.table(
    "code_item",
    *[sa.column(name) for name in ("listing", "code", "label", "sort", "version")],
    sa.column("active_from", sa.Date),
    sa.column("active_to", sa.Date),
    sa.column("attributes", sa.JSON),
)


def upgrade():
    with DATA.open("rb") as handle:
        lists = tomllib.load(handle)["lists"]
    rows = [
        {
            "listing": name,
            "code": line["code"],
            "label": line["label"],
            "sort": sort,
            "active_from": line.get("from"),
            "active_to": line.get("to"),
            "attributes": {key: value for key, value in line.items() if key not in OWN},
            "version": 1,
        }
        for name, entry in lists.items()
        for sort, line in enumerate(entry["codes"], start=1)
    ]
    op.bulk_insert(items, rows)


def downgrade():
    op.execute(items.delete())
