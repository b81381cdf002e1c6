"""Writing the audit trail: events are queued with the deed and sealed into the chain last, in the same transaction.

The head of the chain is taken last (taking it early costs two thirds of the rate), so a transaction holds it for as short a time
as can be. A reading page's events are sealed in a short transaction of their own, committed before the page is sent.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, event, insert, select, update

from casework.audit.models import AuditEvent, AuditHead, AuditTerm
from casework.audit.types import Deed, Entry
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS, KeyRing
from casework.kernel.db import db
from casework.kernel.engines import writing
from casework.kernel.guard import GuardedSession

Watcher = Callable[[GuardedSession, Actor, Entry], None]
EVENT, HEAD, TERM = AuditEvent.__table__, AuditHead.__table__, AuditTerm.__table__
GENESIS = "0" * 64
_watchers: dict[str, Watcher] = {}


def watch(name: str, watcher: Watcher) -> None:
    """Let somebody see every event as it is queued; they may refuse it, and with it what it speaks of."""
    _watchers[name] = watcher


def record(actor: Actor, deed: Deed, *, session: GuardedSession | None = None, **fields: Any) -> None:
    """Queue one event; it is sealed when the transaction commits, and lost with it when it rolls back."""
    held, entry = session or db.session(), Entry(deed=deed, **fields)
    for watcher in _watchers.values():
        watcher(held, actor, entry)
    held.info.setdefault("audit", []).append((actor, entry))


def take_queue(session: GuardedSession) -> list[tuple[Actor, Entry]]:
    """Return the events waiting in a session and empty its queue."""
    return session.info.pop("audit", [])


def seal(connection: Connection, queue: list[tuple[Actor, Entry]]) -> int:
    """Append the events to the chain on this connection and return the number of the last one."""
    head = connection.execute(select(HEAD.c.number, HEAD.c.hash).where(HEAD.c.id == 1).with_for_update()).one()
    number, previous = head.number, head.hash
    rows = []
    for actor, entry in queue:
        number += 1
        row = _row(number, actor, entry, previous)
        previous = row["hash"]
        rows.append(row)
    terms = [
        {"number": row["number"], "term": KEYS.encrypt(entry.term)}
        for row, (_, entry) in zip(rows, queue, strict=True)
        if entry.term
    ]
    connection.execute(insert(EVENT), rows)
    if terms:
        connection.execute(insert(TERM), terms)
    connection.execute(update(HEAD).where(HEAD.c.id == 1).values(number=number, hash=previous))
    return number


def term_mark(term: str) -> str:
    """Return the keyed hash under which the chain tells equal searches, however they were spaced or written."""
    return KEYS.keyed("term:" + " ".join(term.casefold().split()))


def mac(row: dict[str, Any], generation: int = 0, keys: KeyRing = KEYS) -> str:
    """Return the keyed hash of an event's fields and the hash before it."""
    fields = {key: value for key, value in row.items() if key != "hash"}
    fields["at"] = row["at"].isoformat(timespec="microseconds")
    payload = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return keys.audit_mac(payload.encode(), generation)


def _row(number: int, actor: Actor, entry: Entry, previous: str) -> dict[str, Any]:
    row = {
        "number": number,
        "at": clock.wall(),
        "user_id": actor.user_id,
        "org_id": actor.organisation_id,
        "actor": (actor.system_reason or actor.name)[:200],
        "roles": ",".join(sorted(actor.roles))[:200],
        "session_mark": actor.session_mark[:40],
        "address": actor.address[:40],
        "deed": str(entry.deed),
        "record_id": entry.record_id,
        "record_kind": entry.record_kind,
        "sections": entry.sections,
        "share_ids": list(entry.share_ids),
        "purpose": entry.purpose,
        "outcome": entry.outcome[:200],
        "hits": entry.count,
        "ids": list(entry.ids),
        "detail": {**entry.detail, "term": term_mark(entry.term)} if entry.term else entry.detail,
        "previous": previous,
    }
    row["hash"] = mac(row)
    return row


@event.listens_for(GuardedSession, "before_commit")
def _seal_with_the_deed(session: GuardedSession) -> None:
    queue, notes = take_queue(session), session.take_notes()
    if queue or notes:
        session.flush()
        for statement in notes:
            session.connection().execute(statement)
    if queue:
        seal(session.connection(), queue)


def seal_alone(queue: list[tuple[Actor, Entry]], notes: Sequence[Executable] = ()) -> None:
    """Seal events in a short transaction of their own, with the small writes that came up: for reading pages and refusals."""
    if not queue and not notes:
        return
    with writing(), db.engine.begin() as connection:
        for statement in notes:
            connection.execute(statement)
        if queue:
            seal(connection, queue)
