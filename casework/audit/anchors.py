"""Anchors: points of the chain told outside the database, in a file that only grows and whose copies others keep.

An anchor is the number and hash of an entry that is committed already. Whoever holds a copy of the file can show that the chain
was cut short or written anew since, even by somebody who has the keys.
"""

import os
from pathlib import Path

from sqlalchemy import Connection, insert, select

from casework.audit.models import AuditAnchor
from casework.audit.services import GENESIS, HEAD
from casework.audit.verify import Anchor
from casework.kernel import clock

ANCHOR = AuditAnchor.__table__


def anchor(connection: Connection, file: Path) -> Anchor:
    """Append the end of the committed chain to a file outside the database, and note that it was told; return it.

    An end that is in the file already, or a chain without entries, is not told again.
    """
    head = connection.execute(select(HEAD.c.number, HEAD.c.hash)).one()
    told = Anchor(head.number, head.hash)
    if told.number and told not in read(file)[-1:]:
        with file.open("a", encoding="ascii") as handle:
            handle.write(f"{told.number} {told.hash} {clock.wall().isoformat(timespec='seconds')}\n")
            handle.flush()
            os.fsync(handle.fileno())
    known = connection.scalar(select(ANCHOR.c.number).where(ANCHOR.c.number == told.number))
    if known is None and told.number:
        row = {"number": told.number, "hash": told.hash, "told_to": file.name, "at": clock.wall()}
        connection.execute(insert(ANCHOR), [row])
    return told


def read(file: Path) -> list[Anchor]:
    """Return the anchors of a file; none when there is no such file. A line that is no anchor is refused."""
    if not file.exists():
        return []
    found = []
    for line, text in enumerate(file.read_text(encoding="ascii").splitlines(), start=1):
        parts = text.split()
        if len(parts) < 2 or not parts[0].isdigit() or len(parts[1]) != len(GENESIS):
            raise ValueError(f"{file.name}, line {line}, is no anchor")
        found.append(Anchor(int(parts[0]), parts[1]))
    return found


def spoken(told: Anchor) -> str:
    """Return an anchor as it is printed or read out to another organisation: its hash in groups of eight."""
    return " ".join(told.hash[at : at + 8] for at in range(0, len(told.hash), 8))
