"""Checking the chain from end to end, and anchors: points of it kept outside the database, which show a cut-off tail.

Each entry's hash covers its number, its fields and the hash before it, under a key that is not in the database. So a changed,
moved, inserted or re-numbered entry no longer fits its own hash, a missing one leaves a gap, and a shortened or rewritten chain
no longer reaches the anchors.
"""

import hmac
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select

from casework.audit.models import AuditAnchor
from casework.audit.services import EVENT, GENESIS, HEAD, mac
from casework.kernel.crypto import KEYS, KeyRing
from casework.kernel.engines import reading

ANCHOR = AuditAnchor.__table__
STEP_BACK = timedelta(seconds=2)
_BLOCK = 5000


@dataclass(frozen=True, slots=True)
class Anchor:
    """One point of the chain as it was told outside."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: how many entries, how long it took, and the first that is wrong."""

    entries: int
    seconds: float
    anchors: int
    broken: int | None = None  # none: the whole chain holds
    reason: str = ""
    steps_back: int = 0  # how often the clock was put back by more than two seconds

    @property
    def is_whole(self) -> bool:
        """True when nothing is wrong."""
        return self.broken is None


@dataclass(slots=True)
class _Walk:
    """Where a check stands in the chain."""

    number: int = 0
    hash: str = GENESIS
    at: datetime | None = None
    steps_back: int = 0


def verify(engine: Engine, anchors: list[Anchor]) -> Verdict:
    """Check every entry of the chain, its head and the anchors, and name the first entry that is wrong."""
    kept = {anchor.number: anchor.hash for anchor in anchors}
    with reading(), engine.connect() as connection:
        held = {row.number: row.hash for row in connection.execute(select(ANCHOR.c.number, ANCHOR.c.hash))}
        head = connection.execute(select(HEAD.c.number, HEAD.c.hash).where(HEAD.c.id == 1)).one_or_none()
        end = None if head is None else Anchor(head.number, head.hash)
        return examine(rows(connection), end, {**held, **kept})


def examine(entries: Iterable[dict[str, Any]], end: Anchor | None, kept: dict[int, str], keys: KeyRing = KEYS) -> Verdict:
    """Walk along entries, wherever they are kept, against the end that is claimed for them and the anchors."""
    began, walk = time.monotonic(), _Walk()
    broken: tuple[int, str] | None = None
    for row in entries:
        broken = _fault(walk, row, kept, keys)
        if broken:
            break
    number, reason = broken or _fault_of_end(end, walk, kept) or (None, "")
    return Verdict(walk.number, time.monotonic() - began, len(kept), number, reason, walk.steps_back)


def rows(connection: Connection) -> Iterator[dict[str, Any]]:
    """Give the entries in their order, in blocks, so that memory stays bounded."""
    last = -(2**62)
    while True:
        block = connection.execute(select(EVENT).where(EVENT.c.number > last).order_by(EVENT.c.number).limit(_BLOCK)).all()
        if not block:
            return
        for row in block:
            yield dict(row._mapping)
        last = block[-1].number


def _fault(walk: _Walk, row: dict[str, Any], kept: dict[int, str], keys: KeyRing) -> tuple[int, str] | None:
    number = row["number"]
    if number != walk.number + 1:
        return (walk.number + 1, "is missing") if number > walk.number + 1 else (number, "has a number that no entry has")
    if not _fits(row, keys):
        return number, "was changed"
    if row["previous"] != walk.hash:
        return number, "does not follow the entry before it"
    if number in kept and kept[number] != row["hash"]:
        return number, "is not the one that was anchored outside the database"
    if walk.at is not None and row["at"] < walk.at - STEP_BACK:
        walk.steps_back += 1
    walk.number, walk.hash, walk.at = number, row["hash"], row["at"]
    return None


def _fault_of_end(end: Anchor | None, walk: _Walk, kept: dict[int, str]) -> tuple[int, str] | None:
    furthest = max(kept, default=0)
    if furthest > walk.number:
        return walk.number + 1, f"is missing: the chain was anchored as far as {furthest}"
    if end is None or end.number > walk.number:
        return walk.number + 1, "is missing: the chain ends before its head"
    if end.number < walk.number:
        return end.number + 1, "stands after the head of the chain"
    if end.hash != walk.hash:
        return walk.number, "is not the one that the head of the chain names"
    return None


def _fits(row: dict[str, Any], keys: KeyRing) -> bool:
    """True when an entry's hash is its own, under any of the installation's audit keys."""
    return any(hmac.compare_digest(mac(row, generation, keys), row["hash"]) for generation in range(keys.audit_generations()))
