"""One entry of the trail in full, and what was typed into a search while that is still kept."""

from typing import Any

from sqlalchemy import select

from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.models import AuditAnchor, AuditEvent, AuditTerm
from casework.audit.types import Deed
from casework.governance import queries
from casework.governance.types import EntrySheet
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound

_INNER = frozenset({"term"})  # keyed hashes: they say nothing to a reader


def sheet(actor: Actor, number: int) -> EntrySheet:
    """Return one entry of the officer's own organisation; reading what was typed is written down with its number."""
    event, line = one(actor, number)
    kept = term_of(actor, number)
    withheld = kept is not None and not actor.cleared and bool(queries.ever_cleared(actor, {event.user_id}))
    shown = KEYS.decrypt(kept.term) if kept is not None and not withheld else ""
    audit.record(actor, Deed.AUDIT_READ, detail={"what": "entry", "number": number, "words": bool(shown)})
    return EntrySheet(
        line=line,
        roles=event.roles.replace(",", ", ").replace("_", " "),
        changes=_changes(event.detail or {}),
        previous=event.previous,
        hash=event.hash,
        term=shown,
        has_term=kept is not None,
        is_withheld=withheld,
    )


def one(actor: Actor, number: int) -> tuple[AuditEvent, Any]:
    """Return an entry of the actor's own organisation and its line; NotFound for any other, and for the compartment's."""
    if not actor.has_role(Role.GOVERNANCE_OFFICER):
        raise NotAllowed()
    found = queries.entries_of(actor, [number])
    event = db.session().get(AuditEvent, number) if found.lines else None
    if event is None:
        raise NotFound("entry")
    return event, found.lines[0]


def term_of(actor: Actor, number: int) -> AuditTerm | None:
    """Return what is kept of the words of a search, sealed; None when they were erased or there were none."""
    return db.session().scalar(select(AuditTerm).where(AuditTerm.number == number))


def anchors(actor: Actor) -> list[AuditAnchor]:
    """Return the latest anchors, newest first, to print and hand to another organisation."""
    if not actor.has_role(Role.GOVERNANCE_OFFICER, Role.PLATFORM_ADMINISTRATOR):
        raise NotAllowed()
    audit.record(actor, Deed.AUDIT_READ, detail={"what": "anchors"})
    return list(db.session().scalars(select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(30)))


def _changes(detail: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", " ").capitalize(), str(value)[:300]) for name, value in detail.items() if name not in _INNER)
