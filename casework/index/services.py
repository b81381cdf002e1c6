"""Keeping what records are found by: called by the deed that changes a record, in its transaction.

An entry is as visible as the part of the record that it comes from. Nothing is written in the clear about a record in the
compartment: its people, codes and references are found by cleared people through keys that carry only their grants.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.index import names, plates
from casework.index.compare import compact, plain
from casework.index.models import ExternalReference, NameKey, SearchEntry
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.guard import GuardedSession
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Section

MOST_KEYS = 120
KINDS = {"p": "part", "s": "sound", "n": "full", "t": "run"}


def write(
    actor: Actor,
    record_id: int,
    *,
    text: str,
    section: Section,
    source: str = "summary",
    label: str = "",
    audience_id: int | None = None,
    moment: datetime | None = None,
) -> None:
    """Write, or write again, the words by which one part of a record is found."""
    session = db.session()
    if session.get_one(Record, record_id).compartment:
        return
    row = None
    if not _is_first(session, ("words", record_id, source)):
        row = session.scalar(
            policy.readable(actor, SearchEntry).where(SearchEntry.record_id == record_id, SearchEntry.source == source)
        )
    if row is None:
        row = SearchEntry(record_id=record_id, source=source, author_org_id=_author(actor, session, record_id))
        session.add(row)
    row.section, row.audience_id, row.moment_at = int(section), audience_id, moment
    row.label, row.words = label[:200], plain(text)
    session.flush()


def write_keys(
    actor: Actor,
    record_id: int,
    *,
    said: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    section: Section = Section.IDENTITY,
    source: str = "summary",
    audience_id: int | None = None,
) -> None:
    """Write, or write again, the keys of the names and codes by which one part of a record is found."""
    session = db.session()
    if not _is_first(session, ("keys", record_id, source)):
        forget_keys(actor, record_id, source=source)
    found = {(KINDS[key[0]], key[2:]) for key in sorted(names.keys(*said))[: MOST_KEYS * 4]} if any(said) else set()
    found |= {("code", code) for text in codes for code in _codes(text)}
    author = _author(actor, session, record_id)
    session.add_all(
        NameKey(
            record_id=record_id,
            source=source,
            section=int(section),
            audience_id=audience_id,
            author_org_id=author,
            kind=kind,
            key=key[:200],
        )
        for kind, key in sorted(found)
        if key
    )
    session.flush()


def _is_first(session: GuardedSession, entry: tuple[str, int, str]) -> bool:
    """True when a record was made in this transaction and this entry of it is not written yet: there is none to look for."""
    written = session.info.setdefault("indexed", set())
    first = entry[1] in session.made() and entry not in written
    written.add(entry)
    return first


def forget(actor: Actor, record_id: int, *, source: str) -> None:
    """Take away the words and keys of one part of a record, when that part ends."""
    row = db.session().scalar(
        policy.readable(actor, SearchEntry).where(SearchEntry.record_id == record_id, SearchEntry.source == source)
    )
    if row is not None:
        db.session().delete(row)
    forget_keys(actor, record_id, source=source)


def forget_keys(actor: Actor, record_id: int, *, source: str) -> None:
    """Take away the keys of one part of a record."""
    session = db.session()
    session.flush()
    if record_id not in session.writable() and not actor.is_system:
        raise Refused("That record is not open for writing.")
    session.execute(delete(NameKey).where(NameKey.record_id == record_id, NameKey.source == source))


def add_reference(
    actor: Actor,
    record_id: int,
    *,
    scheme: str,
    value: str,
    section: Section = Section.SUMMARY,
    audience_id: int | None = None,
) -> ExternalReference:
    """Write down what another organisation calls a record; the same one twice is one."""
    key, session = compact(value), db.session()
    if len(key) < 2:
        raise Refused("Enter the reference as the other organisation writes it.", field="reference")
    row = session.scalar(
        policy.readable(actor, ExternalReference).where(
            ExternalReference.record_id == record_id, ExternalReference.key == key, ExternalReference.scheme == scheme
        )
    )
    if row is None:
        row = ExternalReference(
            record_id=record_id,
            section=int(section),
            audience_id=audience_id,
            author_org_id=_author(actor, session, record_id),
            scheme=scheme,
            value=value.strip()[:200],
            key=key[:200],
            added_at=clock.now(),
        )
        session.add(row)
        session.flush()
    return row


def _codes(text: str) -> set[str]:
    return {compact(text), plates.look_alike_key(text) if len(compact(text)) <= plates.LONGEST else ""} - {""}


def _author(actor: Actor, session: Session, record_id: int) -> int:
    return actor.organisation_id or session.get_one(Record, record_id).owner_org_id
