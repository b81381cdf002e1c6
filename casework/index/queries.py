"""Finding records by reference, name, plate, postcode and words, among those the actor may see and no others."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, func, literal_column, or_, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import ColumnElement

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.index import names, plates
from casework.index.compare import compact, plain
from casework.index.models import ExternalReference, NameKey, SearchEntry
from casework.index.types import Hit, Results
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.refs import normalise_ref
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import Kind

LONGEST = 200
CANDIDATES = 200
SHOWN = 50
ENOUGH = 8
NEAR = 500
WORDED = (Kind.CASE, Kind.INCIDENT, Kind.PERSON, Kind.PLACE, Kind.VEHICLE)  # the kinds that are found by words
MOST_SECONDS = 2
CANCELLED = "57014"  # PostgreSQL's state of a statement that ran out of time
_HIGH = "\U0010ffff"
Near = dict[Kind, list[int]]  # the newest records of a kind that the actor sees, asked once in a search


def search(actor: Actor, typed: str, kinds: Sequence[Kind] = ()) -> Results:
    """Find records of every kind by reference, external reference, name, plate, postcode and words; written down."""
    wanted = typed.strip()[:LONGEST].replace("\x00", "")
    reasons: dict[int, str] = {}
    near: Near = {}
    if wanted:
        for because, ids in (
            ("reference", by_reference(actor, wanted)),
            ("code", by_code(actor, wanted)),
            ("name", by_name(actor, wanted, (Kind.PERSON, Kind.PLACE), near)),
            ("words", by_words(actor, wanted, kinds, near)),
        ):
            for record_id in ids:
                reasons.setdefault(record_id, because)
    found = hits(actor, reasons, kinds)
    shown = tuple(hit.record_id for hit in found)
    audit.record(actor, Deed.SEARCHED, count=len(found), term=wanted, ids=shown)
    return _by_kind(wanted, found)


def _by_kind(typed: str, found: list[Hit]) -> Results:
    grouped: dict[Kind, list[Hit]] = {}
    for hit in found:
        grouped.setdefault(hit.kind, []).append(hit)
    capped = frozenset(kind for kind, rows in grouped.items() if len(rows) > SHOWN)
    return Results(typed=typed, hits={kind: rows[:SHOWN] for kind, rows in grouped.items()}, capped=capped)


def by_reference(actor: Actor, typed: str) -> list[int]:
    """Return the ids of the visible records of this reference: ours, or another organisation's."""
    key, session = compact(typed), db.session()
    ids: list[int] = []
    ref = normalise_ref(typed)
    if ref is not None:
        ids += session.scalars(_grants(actor).join(Record, Record.id == AccessGrant.record_id).where(Record.ref == ref))
    if len(key) >= 2:
        ids += session.scalars(
            policy.readable(actor, ExternalReference)
            .where(ExternalReference.key == key)
            .with_only_columns(ExternalReference.record_id)
            .limit(CANDIDATES)
        )
    return list(dict.fromkeys(ids))


def by_code(actor: Actor, typed: str) -> list[int]:
    """Return the ids of visible records whose plate or postcode begins with what was typed, or could be taken for it."""
    key = compact(typed)
    if len(key) < 3 or not any(character.isdigit() for character in key):
        return []
    look = plates.look_alike_key(typed) if len(key) <= plates.LONGEST else key
    beginnings = or_(*[(NameKey.key >= start) & (NameKey.key < start + _HIGH) for start in sorted({key, look})])
    return _ids(actor, NameKey.kind == "code", beginnings)


def by_name(actor: Actor, typed: str, kinds: Sequence[Kind], known: Near | None = None) -> list[int]:
    """Return the ids of visible records whose name may be meant, candidates for ranking: whole parts first, then near ones."""
    parts = names.parts(typed)[:4]
    if not parts:
        return []
    ids = _by_beginning(actor, parts, kinds)
    keys = {("full", full) for part in parts for full in names.full_forms(part)}
    keys |= {("sound", names.sound(part)) for part in parts if names.sound(part)}
    near, beyond = _newest(actor, kinds, {} if known is None else known)
    ids += _by_keys(actor, keys, least=len(parts), among=None if beyond else near)
    # Runs of letters are the dear way, for slips of the hand: only when few names begin so or agree in every word.
    runs = {("run", run) for part in parts if part.isalpha() for run in names.trigrams(part)}
    if len({*ids}) < ENOUGH and runs and (near or beyond):
        with time_limit():
            ids += _by_keys(actor, runs, least=max(2, len(runs) // 3), among=None if beyond else near)
    return list(dict.fromkeys(ids))


def _newest(actor: Actor, kinds: Sequence[Kind], known: Near) -> tuple[list[int], list[Kind]]:
    """Return the newest records of these kinds that the actor sees, and the kinds of which they see more than those.

    Who sees few records is answered from those alone, whatever everybody else holds. What was asked before stands in `known`.
    """
    near: list[int] = []
    beyond = []
    for kind in kinds:
        ids = known[kind] if kind in known else known.setdefault(kind, listing.ids(actor, kind, limit=NEAR + 1))
        near += ids[:NEAR]
        if len(ids) > NEAR:
            beyond.append(kind)
    return near, beyond


@contextmanager
def time_limit(seconds: int = MOST_SECONDS) -> Iterator[None]:
    """Give up on what the block asks after a few seconds, where the engine can, and go on with what was found before it."""
    connection = db.session().connection()
    if connection.dialect.name != "postgresql":
        yield
        return
    outside = connection.scalar(text("SHOW statement_timeout"))
    try:
        with connection.begin_nested():
            connection.execute(text("SELECT set_config('statement_timeout', :most, true)"), {"most": f"{seconds}s"})
            yield
            connection.execute(text("SELECT set_config('statement_timeout', :most, true)"), {"most": outside})
    except OperationalError as fault:
        if getattr(fault.orig, "sqlstate", "") != CANCELLED:
            raise


def by_words(actor: Actor, typed: str, kinds: Sequence[Kind] = (), known: Near | None = None) -> list[int]:
    """Return the ids of visible records in which every word typed stands; the last may be unfinished.

    The newest records of each kind are read through first: that answers whoever sees few, and finds enough of a common word. Only
    for a word that is rare among them is the index of all words asked.
    """
    words = [word for word in plain(typed).split() if len(word) >= 2][:8]
    if not words:
        return []
    near, beyond = _newest(actor, [kind for kind in kinds or WORDED if kind in WORDED], {} if known is None else known)
    ids = _words_among(actor, words, near) if near else []
    if beyond and len(ids) < SHOWN * len(beyond):
        with time_limit():
            ids += _words_anywhere(actor, words, beyond)
    return list(dict.fromkeys(ids))


def _words_among(actor: Actor, words: Sequence[str], near: Sequence[int]) -> list[int]:
    statement = policy.readable(actor, SearchEntry).where(SearchEntry.record_id.in_(near), _match(words))
    found = set(db.session().scalars(statement.with_only_columns(SearchEntry.record_id)))
    return [record_id for record_id in near if record_id in found]


def _words_anywhere(actor: Actor, words: Sequence[str], kinds: Sequence[Kind]) -> list[int]:
    statement = policy.readable(actor, SearchEntry).where(_match(words)).join(Record, Record.id == SearchEntry.record_id)
    statement = statement.where(Record.kind.in_([str(kind) for kind in kinds])).with_only_columns(SearchEntry.record_id)
    # Put in order by a sum, which no index is in: the planner would walk all entries in the hope of finding enough soon.
    return list(db.session().scalars(statement.order_by((SearchEntry.record_id + 0).desc()).limit(CANDIDATES * 2)))


def hits(actor: Actor, reasons: dict[int, str], kinds: Sequence[Kind] = ()) -> list[Hit]:
    """Return what lists show of these records, in the order given, as far as the actor may see them."""
    if not reasons:
        return []
    columns = (
        AccessGrant.record_id, Record.ref, AccessGrant.kind, AccessGrant.stage, AccessGrant.subject, AccessGrant.ward,
        AccessGrant.is_open, AccessGrant.sort_on,
    )  # fmt: skip
    statement = (
        policy.readable(actor, AccessGrant)
        .join(Record, Record.id == AccessGrant.record_id)
        .where(AccessGrant.record_id.in_(reasons))
        .with_only_columns(*columns)
        .distinct()
    )
    if kinds:
        statement = statement.where(AccessGrant.kind.in_([str(kind) for kind in kinds]))
    rows = {row.record_id: row for row in db.session().execute(statement)}
    labels = _labels(actor, list(rows))
    return [
        _hit(rows[record_id], labels.get(record_id, ""), because) for record_id, because in reasons.items() if record_id in rows
    ]


def _hit(row: Any, label: str, because: str) -> Hit:
    return Hit(
        record_id=row.record_id, ref=row.ref, kind=Kind(row.kind), label=label, stage=row.stage, subject=row.subject,
        ward=row.ward, is_open=row.is_open, sort_on=row.sort_on, because=because,
    )  # fmt: skip


def _labels(actor: Actor, ids: list[int]) -> dict[int, str]:
    rows = db.session().execute(
        policy.readable(actor, SearchEntry)
        .where(SearchEntry.record_id.in_(ids), SearchEntry.label != "")
        .with_only_columns(SearchEntry.record_id, SearchEntry.label)
    )
    return {row.record_id: row.label for row in rows}


def _grants(actor: Actor) -> Select[int]:
    return policy.readable(actor, AccessGrant).with_only_columns(AccessGrant.record_id).distinct()


def _by_beginning(actor: Actor, parts: Sequence[str], kinds: Sequence[Kind]) -> list[int]:
    """Walk the name indexes of the grants: each word as a family name or a given name that begins so."""
    conditions: list[ColumnElement[bool]] = []
    for part in parts:
        for column in (AccessGrant.family_key, AccessGrant.given_key):
            conditions.append((column >= part) & (column < part + _HIGH))
    ids: list[int] = []
    for condition in conditions:
        statement = _grants(actor).where(condition, AccessGrant.kind.in_([str(kind) for kind in kinds]))
        ids += db.session().scalars(statement.order_by(AccessGrant.record_id.desc()).limit(CANDIDATES))
    return sorted(dict.fromkeys(ids), key=lambda record_id: -ids.count(record_id))


def _by_keys(actor: Actor, keys: Iterable[tuple[str, str]], *, least: int, among: Sequence[int] | None) -> list[int]:
    by_kind: dict[str, list[str]] = {}
    for kind, key in sorted(keys):
        by_kind.setdefault(kind, []).append(key)
    if not by_kind or among == []:
        return []
    conditions: list[ColumnElement[bool]] = [
        or_(*[(NameKey.kind == kind) & NameKey.key.in_(held) for kind, held in by_kind.items()])
    ]
    if among is not None:
        conditions.append(NameKey.record_id.in_(among))
    agreed = func.count(NameKey.key.distinct())
    statement = (
        policy.readable(actor, NameKey)
        .where(*conditions)
        .with_only_columns(NameKey.record_id)
        .group_by(NameKey.record_id)
        .having(agreed >= least)
        .order_by(agreed.desc(), NameKey.record_id.desc())
        .limit(CANDIDATES)
    )
    return list(db.session().scalars(statement))


def _ids(actor: Actor, *conditions: ColumnElement[bool]) -> list[int]:
    statement = policy.readable(actor, NameKey).where(*conditions).with_only_columns(NameKey.record_id).distinct()
    return list(db.session().scalars(statement.order_by(NameKey.record_id.desc()).limit(CANDIDATES)))


def _match(words: Sequence[str]) -> Any:
    """Return the condition of the engine's own full-text search; the words are letters and figures only."""
    words = [re.sub(r"\W", "", word) for word in words]
    if db.session().get_bind().dialect.name == "postgresql":
        asked = " & ".join([*words[:-1], f"{words[-1]}:*"])
        return func.to_tsvector(text("'english'"), SearchEntry.words).op("@@")(func.to_tsquery(text("'english'"), asked))
    asked = " ".join([*[f'"{word}"' for word in words[:-1]], f'"{words[-1]}"*'])
    fts = table("search_fts")
    return SearchEntry.id.in_(
        select(literal_column("rowid")).select_from(fts).where(literal_column("search_fts").op("MATCH")(asked))
    )
