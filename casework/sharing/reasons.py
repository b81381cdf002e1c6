"""The reason asked before a record outside one's own caseload is opened: once a record and session, written in the audit trail.

Own caseload: one's own record, a named member's, one with an open task of one's own, one's own team's; and for a partner what
is shared with its organisation and not assigned there to somebody else. Packages above register what only they know (a case's
owner).
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select

from casework.accounts.models import UserSession
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.sharing import policy
from casework.sharing.models import AccessGrant, Record, RecordAssignment
from casework.sharing.types import LEAVES, Kind, Lens, Relation

Rule = Callable[[Actor, Collection[int]], Iterable[int]]

REASONS = {
    "call": "Somebody called or wrote about it",
    "cover": "I am covering for a colleague",
    "check": "I am checking for a risk before a visit or decision",
    "same": "It may be the same matter as one of mine",
    "supervise": "I supervise or review this work",
    "other": "Something else",
}
_NEVER_ASKED = (Relation.SYSTEM, Relation.MEMBER, Relation.RECEIPT)
_MOST_WAYS = 200
_rules: dict[Kind, dict[str, Rule]] = {}


def register(name: str, rule: Rule, *kinds: Kind) -> None:
    """Add a rule that says which of some records are the actor's own caseload; every kind of record unless some are named."""
    for kind in kinds or Kind:
        _rules.setdefault(kind, {})[name] = rule


def caseload(actor: Actor, record_ids: Collection[int]) -> set[int]:
    """Return which of these records are in the actor's own caseload; all of them must already be open to the actor."""
    if not record_ids:
        return set()
    named = select(Record.id, Record.kind, Record.owner_org_id, Record.created_by).where(Record.id.in_(record_ids))
    return _own(actor, [_Named(*row) for row in db.session().execute(named)])


class _Named(NamedTuple):
    """What the rules ask of a record."""

    id: int
    kind: str
    owner_org_id: int
    made_by: int | None


def _own(actor: Actor, rows: Collection[_Named]) -> set[int]:
    own = {row.id for row in rows if row.made_by is not None and row.made_by == actor.user_id}
    mine, others = _assigned(actor, [row.id for row in rows])
    own |= mine | {row.id for row in rows if row.owner_org_id != actor.organisation_id and row.kind not in LEAVES} - others
    for kind in {Kind(row.kind) for row in rows}:
        left = {row.id for row in rows if row.kind == kind} - own
        for rule in _rules.get(kind, {}).values():
            own |= set(rule(actor, left)) & left if left else set()
    return own


def needed(actor: Actor, ref: str, session_row: UserSession) -> bool:
    """True when the actor must say why before this record is opened. A record one may not know of needs none: it is not found."""
    if ref in (session_row.reasons or {}):
        return False
    lens = policy.lens_by_ref(actor, ref)
    return lens is not None and lens.relation not in _NEVER_ASKED and not _is_own(actor, lens)


def asked(actor: Actor, ref: str) -> Kind:
    """Return the kind of the record a reason is asked for. Refuses with NotFound when the actor may not know of it."""
    lens = policy.lens_by_ref(actor, ref)
    if lens is None:
        raise NotFound("record")
    return lens.kind


def give(actor: Actor, session_row: UserSession, ref: str, reason: str) -> None:
    """Keep the reason for this record and session and write it down; it is the purpose of every reading that follows."""
    lens = policy.lens_by_ref(actor, ref)
    if lens is None:
        raise NotFound("record")
    session_row.reasons = {**(session_row.reasons or {}), ref: reason}
    audit.record(actor, Deed.REASON_GIVEN, record_id=lens.record_id, record_kind=lens.kind, purpose=reason)


def carry(session_row: UserSession) -> None:
    """Let the readings of this request carry the reasons given in this session as their purpose."""
    db.session().info["purposes"] = dict(session_row.reasons or {})


def _is_own(actor: Actor, lens: Lens) -> bool:
    if _own(actor, [_Named(lens.record_id, lens.kind, lens.owner_org_id, lens.made_by)]):
        return True
    above = db.session().scalars(
        policy.readable(actor, AccessGrant)
        .where(AccessGrant.record_id == lens.record_id, AccessGrant.via_record != 0)
        .with_only_columns(AccessGrant.via_record)
        .distinct()
        .limit(_MOST_WAYS)
    )
    return bool(caseload(actor, list(above)))


def _assigned(actor: Actor, record_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Return the records assigned to the actor or their team, and those their organisation assigned to others only."""
    mine: set[int] = set()
    all_of_them: set[int] = set()
    for row in db.session().scalars(
        policy.readable(actor, RecordAssignment).where(
            RecordAssignment.record_id.in_(record_ids),
            RecordAssignment.author_org_id == actor.organisation_id,
            RecordAssignment.ended_at.is_(None),
        )
    ):
        all_of_them.add(row.record_id)
        if row.user_id == actor.user_id or (row.team_id is not None and row.team_id in actor.team_ids):
            mine.add(row.record_id)
    return mine, all_of_them - mine
