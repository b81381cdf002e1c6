"""Changing the wording of an organisation's papers: each version is kept, with who changed it, when and why."""

from sqlalchemy.exc import IntegrityError

from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Difference, NotAllowed, Refused, Stale
from casework.papers import merge
from casework.papers.models import PaperWording
from casework.papers.queries import wording
from casework.papers.types import PaperKind

ROLES = (Role.MANAGER, Role.AGENCY_LEAD)


def change(actor: Actor, kind: PaperKind, *, body: str, reason: str, seen: int) -> int:
    """Put a new wording in use at the actor's organisation; return its version.

    Refuses a wording that lacks what the law asks for, and one made on a version that is not the newest any more.
    """
    said = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").strip().split("\n"))
    merge.check(kind, said)
    held = _newest(actor, kind, said, seen)
    if said == held.body:
        raise Refused("Nothing in the wording was changed.", field="body")
    return _add(actor, kind, said, reason=reason, version=held.version + 1)


def back_to_shipped(actor: Actor, kind: PaperKind, *, reason: str, seen: int) -> int:
    """Use the shipped wording again; the versions before stay."""
    held = _newest(actor, kind, "", seen)
    if held.is_shipped:
        raise Refused("The shipped wording is in use already.")
    return _add(actor, kind, None, reason=reason, version=held.version + 1)


def _newest(actor: Actor, kind: PaperKind, mine: str, seen: int) -> wording.WordingSheet:
    if not actor.has_role(*ROLES) or actor.read_only or actor.organisation_id is None:
        raise NotAllowed("Managers and agency leads change the wording of papers.")
    held = wording.in_use(actor, actor.organisation_id, kind)
    if held.version != seen:
        told = Difference("Wording", held.body, mine)
        raise Stale(version=held.version, differences=(told,), by=held.changed_by or "somebody else", at=held.changed_at)
    return held


def _add(actor: Actor, kind: PaperKind, body: str | None, *, reason: str, version: int) -> int:
    if not reason.strip():
        raise Refused("Say why you change it.", field="reason")
    row = PaperWording(
        organisation_id=actor.organisation_id, kind=kind, version=version, body=body, reason=reason.strip()[:200],
        changed_by=actor.user_id, changed_at=clock.now(),
    )  # fmt: skip
    db.session().add(row)
    try:
        db.session().flush()
    except IntegrityError:
        db.session().rollback()
        raise Stale(version=version) from None
    audit.record(actor, Deed.WORDING_CHANGED, detail={"kind": str(kind), "version": version, "shipped": body is None})
    return version
