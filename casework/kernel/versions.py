"""Lost updates: a form carries the version it was filled from, and a stale one is told, not saved."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from casework.kernel.errors import Difference, Stale


def expect(row: Any, seen: int | None, differences: Sequence[Difference] = ()) -> None:
    """Refuse with Stale unless the row is as the form saw it. Call it before changing anything; no version is stale too."""
    if seen is None or seen != row.version:
        raise Stale(version=row.version, differences=differences)
    set_committed_value(row, "version", seen)
