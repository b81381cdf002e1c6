"""Linking a leaf to a root, and ending the link: what one may see of the leaf follows in the same transaction."""

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Link
from casework.sharing.services import grants, recusals
from casework.sharing.types import Kind, Lens, Section


def link(
    actor: Actor, root: Lens, leaf_id: int, leaf_kind: Kind, *, role: str, note: str = "", section: Section = Section.ROLES
) -> Link:
    """Put a leaf on a root that was opened for it. The actor must see both; the same leaf in the same role stands once."""
    if not policy.knows(actor, leaf_id):
        raise NotFound("leaf")
    session = db.session()
    standing = session.scalar(
        policy.readable(actor, Link).where(
            Link.record_id == root.record_id, Link.leaf_id == leaf_id, Link.role == role, Link.ended_at.is_(None)
        )
    )
    if standing is not None:
        raise Refused("They are already on this record in that role.")
    row = Link(
        record_id=root.record_id,
        section=int(section),
        author_org_id=actor.organisation_id or root.owner_org_id,
        leaf_id=leaf_id,
        leaf_kind=leaf_kind,
        role=role,
        note=note,
        since=session.moment(),
        made_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    grants.regrant(root.record_id)
    if leaf_kind == Kind.INCIDENT:
        recusals.follow(root.record_id, leaf_id)
    audit.record(actor, Deed.LINK_MADE, record_id=root.record_id, record_kind=root.kind, ids=(leaf_id,), detail={"role": role})
    return row


def end_link(actor: Actor, root: Lens, link_id: int, *, reason: str) -> None:
    """Take a leaf off a root that was opened for it; only what this link opened is ended."""
    session = db.session()
    row = session.scalar(
        policy.readable(actor, Link).where(Link.id == link_id, Link.record_id == root.record_id, Link.ended_at.is_(None))
    )
    if row is None:
        raise NotFound("link")
    row.ended_at, row.ended_reason = clock.now(), reason
    session.flush()
    grants.regrant(root.record_id)
    audit.record(actor, Deed.LINK_ENDED, record_id=root.record_id, record_kind=root.kind, ids=(row.leaf_id,))


def who_would_see(actor: Actor, root: Lens) -> list[str]:
    """Return the names of the organisations that would gain sight of a person put on this root, before it is saved."""
    ids = set()
    for grant in grants.grants_of(root.record_id):
        if not grant.opens & Section.ROLES or (grant.until is not None and grant.until <= clock.now()):
            continue
        if grant.principal[0] == "o":
            ids.add(int(grant.principal[1:]))
        elif grant.principal[0] == "p":
            ids.add(int(grant.principal.split(".")[1]))
    ids.discard(actor.organisation_id or 0)
    return list(db.session().scalars(select(Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name)))
