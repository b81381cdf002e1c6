"""The trail as a file that can be checked anywhere with its key: one entry a line, the chain's end and its anchors first.

What was typed into searches is not in it; the keyed hash of it is, as in the chain.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from casework.audit import verify as verifying
from casework.audit.anchors import ANCHOR
from casework.audit.services import HEAD
from casework.audit.verify import Anchor, Verdict
from casework.kernel import clock
from casework.kernel.crypto import KEYS, KeyRing
from casework.kernel.engines import reading

WHAT = "Casework audit trail"
_FIELDS = frozenset(
    {
        "number", "at", "user_id", "org_id", "actor", "roles", "session_mark", "address", "deed", "record_id", "record_kind",
        "sections", "share_ids", "purpose", "outcome", "hits", "ids", "detail", "previous", "hash",
    }
)  # fmt: skip


def write(engine: Engine, anchors: list[Anchor], file: Path) -> int:
    """Write the whole chain into a new file, as it stood at one moment; return how many entries."""
    written = 0
    with reading(), engine.connect() as connection, file.open("x", encoding="utf-8") as handle:
        file.chmod(0o600)
        head = connection.execute(select(HEAD.c.number, HEAD.c.hash)).one()
        held = {row.number: row.hash for row in connection.execute(select(ANCHOR.c.number, ANCHOR.c.hash))}
        kept = {**held, **{each.number: each.hash for each in anchors}}
        told = [[number, kept[number]] for number in sorted(kept) if number <= head.number]
        first = {"what": WHAT, "made_at": clock.wall().isoformat(), "end": [head.number, head.hash], "anchors": told}
        handle.write(json.dumps(first) + "\n")
        for row in verifying.rows(connection):
            if row["number"] > head.number:
                break  # written after the head was read
            handle.write(json.dumps({**row, "at": row["at"].isoformat()}, ensure_ascii=False, sort_keys=True) + "\n")
            written += 1
    return written


def verify(file: Path, anchors: list[Anchor], keys: KeyRing = KEYS) -> Verdict:
    """Check an exported trail without its database. Refuses a file that is none."""
    with file.open(encoding="utf-8") as handle:
        try:
            first = json.loads(handle.readline())
            end = Anchor(*first["end"])
            kept = {int(number): str(value) for number, value in first["anchors"]}
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"{file.name} is no exported trail") from fault
        return verifying.examine(_entries(handle, file.name), end, {**kept, **{each.number: each.hash for each in anchors}}, keys)


def _entries(lines: Any, name: str) -> Iterator[dict[str, Any]]:
    for place, line in enumerate(lines, start=2):
        try:
            row = json.loads(line)
            row["at"] = datetime.fromisoformat(row["at"])
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"{name}, line {place}, is no entry") from fault
        if set(row) != _FIELDS or not isinstance(row["number"], int):
            raise ValueError(f"{name}, line {place}, is no entry")
        yield row
