"""Writing grants: the only place that adds, changes or ends a row of the access table."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text

from casework.kernel import clock
from casework.kernel.db import db
from casework.kernel.guard import RULES
from casework.sharing.models import AccessGrant, Link, Record
from casework.sharing.types import FULL_LEVEL, LEAF_LEVEL, LEAVES, Kind, Section, Source

STEWARD_DAYS = 28
ALL_OF_RECORD = RULES.name(
    "sharing.all_grants",
    "Deriving and ending grants must see every grant of a record, also of others; returns rows to the sharing services only.",
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a record that lists filter and sort by, carried on each of its grants."""

    sort_on: datetime
    stage: str = ""
    subject: str = ""
    ward: str = ""
    is_open: bool = True
    family_key: str = ""
    given_key: str = ""
    sound_key: str = ""
    born_on: date | None = None


# A derived grant is told apart by its leaf, its principal, its link and its share.
Key = tuple[int, str, int, int]
# What a grant of a root must open before the leaf follows: an action only where enforcement is open; what partners are asked,
# only for whoever owns the record it is about.
NEEDED_FOR = {**dict.fromkeys(LEAVES, Section.ROLES), Kind.ACTION: Section.ACTIONS, Kind.REQUEST: Section.RESTRICTED}
NAMES = tuple(Columns.__dataclass_fields__)


@contextmanager
def granting() -> Iterator[None]:
    """Allow this session to write grants until the block ends; what is pending is flushed inside."""
    session = db.session()
    if session.info.get("granting"):
        yield
        session.flush()
        return
    session.info["granting"] = True
    _tell_wall_three("sharing")
    try:
        yield
        session.flush()
    finally:
        session.info.pop("granting", None)
    _tell_wall_three("")


def _tell_wall_three(query: str) -> None:
    """Let row-level security show the deriving of grants every link of a root, for this block of this transaction only."""
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT set_config('app.named', :q, true)"), {"q": query})


def grants_of(record_id: int, *, live_only: bool = True) -> list[AccessGrant]:
    """Return every grant of a record, others' too: for the sharing services, which derive and end them."""
    statement = select(AccessGrant).where(AccessGrant.record_id == record_id)
    if live_only:
        statement = statement.where(AccessGrant.ended_at.is_(None))
    return list(db.session().scalars(statement, execution_options={"acl_named": ALL_OF_RECORD}))


def add(record: Record, principal: str, opens: Section, columns: Columns, *, source: Source, **more: Any) -> AccessGrant:
    """Add one grant with the record's columns. Called inside `granting()`."""
    grant = AccessGrant(
        record_id=record.id,
        principal=principal,
        opens=int(opens),
        kind=record.kind,
        partnership_id=record.partnership_id,
        source=source,
        since=more.pop("since", None) or db.session().moment(),
        **{name: getattr(columns, name) for name in NAMES},
        **more,
    )
    db.session().add(grant)
    return grant


def columns_of(record_id: int) -> Columns:
    """Return the columns a record's grants carry now."""
    grant = grants_of(record_id, live_only=False)[0]
    return Columns(**{name: getattr(grant, name) for name in NAMES})


def set_columns(record_id: int, **changes: Any) -> None:
    """Change the list columns on every grant of a record, when one of them changed."""
    with granting():
        for grant in grants_of(record_id, live_only=False):
            for name, value in changes.items():
                if getattr(grant, name) != value:
                    setattr(grant, name, value)


def end(grants: list[AccessGrant]) -> None:
    """End these grants now; the rows stay as history."""
    for grant in grants:
        grant.ended_at = clock.now()


@contextmanager
def deferring() -> Iterator[None]:
    """Put off deriving until the block ends: a deed that makes several links derives the grants of each root once."""
    info = db.session().info
    if "deferred" in info:
        yield
        return
    info["deferred"] = {}
    try:
        yield
    except BaseException:
        info.pop("deferred", None)
        raise
    for root_id in info.pop("deferred", {}):
        regrant(root_id)


def regrant(root_id: int) -> None:
    """Derive the grants that flow from a root to its leaves, and from a case to its incidents, and store the difference.

    A derived row carries the id of its link and of its share, so that unlinking ends that link's rows only, and recalling that
    share's only. Running it again changes nothing.
    """
    deferred = db.session().info.get("deferred")
    if deferred is not None:
        deferred[root_id] = None
        return
    with granting():
        _regrant(root_id, depth=0)


def differences(root_ids: Sequence[int]) -> dict[int, int]:
    """Return, for some roots at once, how many derived grants are not as regrant would leave them; only counts.

    Called inside `granting()`. It takes the same number of statements for one root as for many.
    """
    links, upper = _by_root(Link, Link.record_id, root_ids), _by_root(AccessGrant, AccessGrant.record_id, root_ids)
    held = _by_root(AccessGrant, AccessGrant.via_record, root_ids, AccessGrant.source == Source.LINK)
    missing: dict[int, list[Key]] = {}
    found: dict[int, int] = {}
    for root_id in root_ids:
        wanted, stored = _wanted(links[root_id], upper[root_id]), _keyed(held[root_id])
        missing[root_id] = [key for key in wanted if key not in stored]
        found[root_id] = len([key for key, row in stored.items() if key not in wanted or _differs(row, wanted[key])])
    hidden = _in_compartment({key[0] for keys in missing.values() for key in keys})
    # A leaf in the compartment is never granted to anybody but cleared people by name.
    return {
        root_id: found[root_id] + len([key for key in keys if key[0] not in hidden or key[1].startswith("s")])
        for root_id, keys in missing.items()
    }


def _by_root(model: Any, column: Any, root_ids: Sequence[int], *also: Any) -> dict[int, list[Any]]:
    statement = select(model).where(column.in_(root_ids), model.ended_at.is_(None), *also)
    found: dict[int, list[Any]] = {root_id: [] for root_id in root_ids}
    for row in db.session().scalars(statement, execution_options={"acl_named": ALL_OF_RECORD}):
        found[getattr(row, column.key)].append(row)
    return found


def _in_compartment(record_ids: set[int]) -> set[int]:
    if not record_ids:
        return set()
    return set(db.session().scalars(select(Record.id).where(Record.id.in_(record_ids), Record.compartment.is_not(None))))


def _links(root_id: int) -> list[Link]:
    statement = select(Link).where(Link.record_id == root_id, Link.ended_at.is_(None))
    return list(db.session().scalars(statement, execution_options={"acl_named": ALL_OF_RECORD}))


def _wanted(links: list[Link], upper: list[AccessGrant]) -> dict[Key, dict[str, Any]]:
    wanted: dict[Key, dict[str, Any]] = {}
    for link in links:
        for grant in upper:
            _want(wanted, link, grant)
    return wanted


def _stored(root_id: int) -> dict[Key, AccessGrant]:
    statement = select(AccessGrant).where(
        AccessGrant.via_record == root_id, AccessGrant.source == Source.LINK, AccessGrant.ended_at.is_(None)
    )
    held = db.session().scalars(statement, execution_options={"acl_named": ALL_OF_RECORD})
    return _keyed(held)


def _keyed(held: Iterable[AccessGrant]) -> dict[Key, AccessGrant]:
    return {(grant.record_id, grant.principal, grant.source_id, grant.share_id): grant for grant in held}


def _regrant(root_id: int, depth: int) -> None:
    db.session().flush()
    links = _links(root_id)
    changed = _store(root_id, _wanted(links, grants_of(root_id)), _stored(root_id))
    if depth == 0:
        incidents = {link.leaf_id: None for link in links if link.leaf_kind == Kind.INCIDENT}
        incidents |= {leaf_id: None for leaf_id, kind in changed.items() if kind == Kind.INCIDENT}
        for leaf_id in incidents:
            _regrant(leaf_id, depth=1)


def _want(wanted: dict[Any, dict[str, Any]], link: Link, grant: AccessGrant) -> None:
    needed = NEEDED_FOR.get(Kind(link.leaf_kind), Section(0))
    if needed and not grant.opens & needed:
        return
    if grant.source == Source.EMERGENCY:
        return  # It opens what was asked for, and nothing that hangs on it.
    opens = int(LEAF_LEVEL | Section.FACTS) if link.leaf_kind in LEAVES else grant.opens & int(FULL_LEVEL)
    key = (link.leaf_id, grant.principal, link.id, grant.share_id)
    since, until, notes_from = max(grant.since, link.since), grant.until, grant.notes_from
    if until is not None and until <= since:
        return  # It had run out before the leaf was put there.
    held = wanted.get(key)
    if held is not None:
        opens |= held["opens"]
        since = min(since, held["since"])
        until = None if until is None or held["until"] is None else max(until, held["until"])
        notes_from = None if notes_from is None or held["notes_from"] is None else min(notes_from, held["notes_from"])
    wanted[key] = {"opens": opens, "since": since, "until": until, "notes_from": notes_from}


def _store(root_id: int, wanted: dict[Any, dict[str, Any]], stored: dict[Any, AccessGrant]) -> dict[int, str]:
    session, changed = db.session(), {}
    for key, grant in stored.items():
        if key not in wanted:
            end([grant])
            changed[key[0]] = grant.kind
    session.flush()
    patterns = _patterns({key[0] for key in wanted if key not in stored})
    for key, values in wanted.items():
        held = stored.get(key)
        if held is None:
            leaf, columns = patterns[key[0]]
            if leaf.compartment and not key[1].startswith("s"):
                continue
            _derive(root_id, key, values, leaf, columns)
            changed[leaf.id] = leaf.kind
        elif _differs(held, values):
            held.opens, held.until, held.since = values["opens"], values["until"], values["since"]
            held.notes_from = values["notes_from"]
            changed[key[0]] = held.kind
    session.flush()
    return changed


def _differs(held: AccessGrant, values: dict[str, Any]) -> bool:
    return any(getattr(held, name) != value for name, value in values.items())


def _derive(root_id: int, key: Any, values: dict[str, Any], leaf: Record, columns: Columns) -> None:
    _, principal, link_id, share_id = key
    add(
        leaf,
        principal,
        Section(values["opens"]),
        columns,
        source=Source.LINK,
        source_id=link_id,
        share_id=share_id,
        via_record=root_id,
        since=values["since"],
        until=values["until"],
        notes_from=values["notes_from"],
    )


def _patterns(record_ids: set[int]) -> dict[int, tuple[Record, Columns]]:
    """Return, for some records at once, the record and the columns its grants carry."""
    if not record_ids:
        return {}
    session, named = db.session(), {"acl_named": ALL_OF_RECORD}
    first = select(func.min(AccessGrant.id)).where(AccessGrant.record_id.in_(record_ids)).group_by(AccessGrant.record_id)
    grants = session.scalars(select(AccessGrant).where(AccessGrant.id.in_(first)), execution_options=named)
    columns = {grant.record_id: Columns(**{name: getattr(grant, name) for name in NAMES}) for grant in grants}
    records = session.scalars(select(Record).where(Record.id.in_(record_ids)))
    return {record.id: (record, columns[record.id]) for record in records}


def steward_until(at: datetime) -> datetime:
    """Return when the creator's hold on an unlinked leaf runs out."""
    return at + timedelta(days=STEWARD_DAYS)
