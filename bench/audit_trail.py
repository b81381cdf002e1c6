"""Measure the audit trail at size: write entries, check the whole chain, then spoil one row in every way and see it named.

    python bench/audit_trail.py [--entries 100000] [--owner postgresql+psycopg://owner@host/empty_database]

Without an owner's address an SQLite installation is made in a folder of its own and thrown away.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework import create_app
from casework.audit import anchors, exported
from casework.audit import services as audit
from casework.audit import verify as verifying
from casework.audit.types import Deed, Entry
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.operations import setup
from casework.operations.making import Making
from config import Config

BATCH = 500
WHO = Actor(user_id=7, name="Somebody Made-Up", organisation_id=3, roles=frozenset({"practitioner"}), session_mark="a" * 16)
TABLES = ("audit_event", "audit_head", "audit_anchor")
MOVED = "UPDATE audit_event SET number = :to WHERE number = :number"
COPIED = (
    "INSERT INTO audit_event SELECT :to, at, user_id, org_id, actor, roles, session_mark, address, deed, record_id, record_kind,"
    " sections, share_ids, purpose, outcome, hits, ids, detail, previous, hash FROM audit_event WHERE number = :number"
)


@contextmanager
def timed(what: str, entries: int) -> Iterator[None]:
    """Print how long a block took by the clock and in work of this process: on a busy machine the second is the measure."""
    began, worked = time.monotonic(), time.process_time()
    yield
    seconds, work = time.monotonic() - began, time.process_time() - worked
    print(
        f"  {what:<26} {seconds:7.2f} s {entries / seconds:9,.0f} a second; in work of this process "
        f"{work:6.2f} s {entries / work:9,.0f} a second"
    )


def fill(entries: int) -> None:
    """Write entries as requests do, some in one transaction."""
    for start in range(0, entries, BATCH):
        queue = [
            (WHO, Entry(Deed.RECORD_READ, record_id=number, record_kind="case", sections=63, ids=(1, 2), detail={"n": number}))
            for number in range(start, min(entries, start + BATCH))
        ]
        audit.seal_alone(queue)


@contextmanager
def by_hand(app: Flask) -> Iterator[Connection]:
    """The database as its owner has it, past every trigger."""
    engine = create_engine(app.extensions["config"].owner_url, poolclass=NullPool)
    lite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if lite:
            for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}")) if name.startswith("audit_") else None
        else:
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield connection
    engine.dispose()


def spoil(app: Flask, what: str, at: int, entries: int) -> verifying.Verdict:
    """Spoil one row, check, and put it right again."""
    with by_hand(app) as hand:
        kept = dict(hand.execute(text("SELECT * FROM audit_event WHERE number = :number"), {"number": at}).mappings().one())
        _spoil(hand, what, at, entries)
    verdict = verifying.verify(db.engine, [])
    with by_hand(app) as hand:
        _put_right(hand, what, at, entries, kept)
    return verdict


def _spoil(hand: Connection, what: str, at: int, entries: int) -> None:
    if what == "changed":
        hand.execute(text("UPDATE audit_event SET actor = 'Somebody Else' WHERE number = :number"), {"number": at})
    elif what == "deleted":
        hand.execute(text("DELETE FROM audit_event WHERE number = :number"), {"number": at})
    elif what == "inserted":
        hand.execute(text(COPIED), {"to": entries + 1, "number": at})
    else:
        for number, to in ((at, -1), (at + 1, at), (-1, at + 1)):
            hand.execute(text(MOVED), {"number": number, "to": to})


def _put_right(hand: Connection, what: str, at: int, entries: int, kept: dict[str, Any]) -> None:
    if what == "changed":
        hand.execute(text("UPDATE audit_event SET actor = :actor WHERE number = :number"), {"actor": kept["actor"], "number": at})
    elif what == "deleted":
        hand.execute(text(COPIED), {"to": at, "number": at - 1})
        for name, value in kept.items():
            if name not in ("share_ids", "ids", "detail", "number"):
                change = f"UPDATE audit_event SET {name} = :value WHERE number = :number"  # noqa: S608 -- a column of our own
                hand.execute(text(change), {"value": value, "number": at})
    elif what == "inserted":
        hand.execute(text("DELETE FROM audit_event WHERE number = :number"), {"number": entries + 1})
    else:
        _spoil(hand, "re-ordered", at, entries)


def measure(app: Flask, folder: Path, entries: int) -> None:
    """Print the table."""
    with app.app_context():
        print(f"{db.engine.dialect.name}, {entries:,} entries")
        with timed(f"written, {BATCH} at once:", entries):
            fill(entries)
        with db.engine.begin() as connection:
            told = anchors.anchor(connection, folder / "anchors.log")
        with timed("verified, whole:", entries):
            verdict = verifying.verify(db.engine, [told])
        assert verdict.is_whole, verdict
        exported.write(db.engine, [told], folder / "trail.jsonl")
        with timed("its file verified, whole:", entries):
            verdict = exported.verify(folder / "trail.jsonl", [told])
        assert verdict.is_whole, verdict
        at = entries // 2
        for what in ("changed", "re-ordered", "inserted", "deleted"):
            verdict = spoil(app, what, at, entries)
            print(f"  one row {what:<11}: BROKEN: entry {verdict.broken} {verdict.reason} ({verdict.seconds:.2f} s)")
            assert not verdict.is_whole


def main() -> None:
    """Make an installation, measure, throw it away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--owner", default="", help="the owner's address of an empty PostgreSQL database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = setup.prepare(Making(create_app), Config(instance=Path(folder), owner_database_url=given.owner))
        measure(app, Path(folder), given.entries)


if __name__ == "__main__":
    main()
