"""The one access policy: what an actor may know exists, open, do, and why. Everything else in the application asks here."""

from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound
from casework.kernel.guard import RULES
from casework.kernel.refs import normalise_ref
from casework.organisations.models import Organisation
from casework.sharing.models import AccessGrant, Record, Share
from casework.sharing.types import (
    ACTS,
    EVERYTHING,
    LEAVES,
    NOTHING,
    OPEN_TO_READERS,
    WRITING,
    Act,
    Kind,
    Lens,
    Relation,
    Section,
    Source,
)

M = TypeVar("M")

_STRENGTH = list(Relation)


def readable(actor: Actor, model: type[M]) -> Select[M]:
    """Return the select of the rows this actor may know exist. Lists, searches, counts and exports start here."""
    if actor.is_system:
        return select(model)
    return select(model).options(*RULES.options)


def open_one(
    actor: Actor, model: type[M], ref: str | int, act: Act = Act.RECORD_READ, *, log: bool = True, purpose: str = ""
) -> tuple[M, Lens]:
    """Open one record for one act and write it in the audit trail; return its row and the sections the actor may see.

    Refuses with NotFound when the actor may not know of it (the same answer as for a reference that never was), and with
    NotAllowed when it may be seen but not this done to it.
    """
    session = db.session()
    found = session.execute(_by_ref(actor, model, ref)).one_or_none()
    if found is None:
        if log:
            audit.record(actor, Deed.REFUSED, outcome="not found", detail={"act": str(act), "typed": str(ref)[:40]})
        raise NotFound(model.__name__)
    row, record, owner_name = found
    lens = _lens(session, actor, record, owner_name)
    if not _permits(actor, lens, act):
        audit.record(
            actor, Deed.REFUSED, record_id=record.id, record_kind=record.kind, outcome="not allowed", detail={"act": str(act)}
        )
        raise NotAllowed()
    if act in WRITING:
        session.writable().add(record.id)
    if log:
        deed = Deed.RECORD_READ if act not in WRITING else Deed.RECORD_CHANGED
        audit.record(
            actor,
            deed,
            record_id=record.id,
            record_kind=record.kind,
            sections=int(lens.opens),
            share_ids=lens.share_ids,
            purpose=purpose or session.info.get("purposes", {}).get(record.ref, ""),
            detail={} if act is Act.RECORD_READ else {"act": str(act)},
        )
    return row, lens


def open_record(actor: Actor, ref: str, act: Act, *, log: bool = True) -> Lens:
    """Open a record of any kind for one act, without its row: for pages that all kinds share. The same door and refusals."""
    session = db.session()
    lens = lens_by_ref(actor, ref)
    if lens is None:
        audit.record(actor, Deed.REFUSED, outcome="not found", detail={"act": str(act), "typed": str(ref)[:40]})
        raise NotFound("record")
    if not _permits(actor, lens, act):
        audit.record(actor, Deed.REFUSED, record_id=lens.record_id, record_kind=lens.kind, outcome="not allowed")
        raise NotAllowed()
    if act in WRITING:
        session.writable().add(lens.record_id)
    if log:
        deed = Deed.RECORD_READ if act not in WRITING else Deed.RECORD_CHANGED
        audit.record(
            actor,
            deed,
            record_id=lens.record_id,
            record_kind=lens.kind,
            sections=int(lens.opens),
            share_ids=lens.share_ids,
            purpose=session.info.get("purposes", {}).get(lens.ref, ""),
            detail={"act": str(act)},
        )
    return lens


def open_part(
    actor: Actor, model: type[M], part_id: int, act: Act = Act.RECORD_READ, *, deed: Deed = Deed.RECORD_READ, log: bool = True
) -> tuple[M, Lens]:
    """Open one Part of a record by its own id, through the same door: record, section and audience must all be the actor's."""
    session = db.session()
    part: Any = model
    found = session.execute(_with_record(readable(actor, model), part).where(part.id == part_id)).one_or_none()
    if found is None:
        audit.record(actor, Deed.REFUSED, outcome="not found", detail={"act": str(act), "part": model.__name__})
        raise NotFound(model.__name__)
    row, record, owner_name = found
    lens = _lens(session, actor, record, owner_name)
    if not _permits(actor, lens, act):
        audit.record(actor, Deed.REFUSED, record_id=record.id, record_kind=record.kind, outcome="not allowed")
        raise NotAllowed()
    if act in WRITING:
        session.writable().add(record.id)
    if log:
        audit.record(
            actor,
            deed,
            record_id=record.id,
            record_kind=record.kind,
            sections=int(row.section),
            share_ids=lens.share_ids,
            purpose=session.info.get("purposes", {}).get(record.ref, ""),
            ids=(part_id,),
        )
    return row, lens


def knows(actor: Actor, record_id: int) -> bool:
    """True when the actor may know that a record exists; asks for its inner id, opens and logs nothing."""
    found = readable(actor, AccessGrant).where(AccessGrant.record_id == record_id).with_only_columns(AccessGrant.id).limit(1)
    return db.session().scalar(found) is not None


def lens_of(actor: Actor, record_id: int) -> Lens | None:
    """Return how an actor sees one record by its inner id, or None; used by services for rows they already hold. Logs nothing."""
    session = db.session()
    found = session.execute(
        select(Record, Organisation.name).join(Organisation, Organisation.id == Record.owner_org_id).where(Record.id == record_id)
    ).one_or_none()
    if found is None:
        return None
    lens = _lens(session, actor, found[0], found[1])
    return lens if lens.opens else None


def lens_by_ref(actor: Actor, ref: str) -> Lens | None:
    """Return how an actor sees the record of a reference, or None. Logs nothing.

    For another's record and for none it asks the same one statement, so that no clock tells them apart.
    """
    wanted = Record.ref == (normalise_ref(ref) or "-")
    held = readable(actor, AccessGrant).join(Record, Record.id == AccessGrant.record_id).where(wanted)
    found = select(Record.id).where(wanted) if actor.is_system else held.with_only_columns(AccessGrant.record_id).limit(1)
    record_id = db.session().scalar(found)
    return None if record_id is None else lens_of(actor, record_id)


def may(actor: Actor, lens: Lens, act: Act) -> bool:
    """True when the actor may do this act: for showing or hiding a button, never the only guard."""
    return _permits(actor, lens, act)


def why(actor: Actor, lens: Lens) -> str:
    """Return the sentence behind "you see this because"."""
    until = f" until {lens.until:%-d %B %Y}" if lens.until else ""
    sentences = {
        Relation.SYSTEM: "the system is doing its own work",
        Relation.OWNER: f"it belongs to {lens.owner_name}, your organisation",
        Relation.MEMBER: "you are a named, cleared member of it",
        Relation.PARTNER_FULL: f"{lens.owner_name} shares it in full with your organisation{until}",
        Relation.PARTNER_SUMMARY: f"{lens.owner_name} shares a summary of it with your organisation{until}",
        Relation.LEAF: "it is linked to a record that your organisation may see",
        Relation.ASKED: f"{lens.owner_name} asks your organisation{until}",
        Relation.RECEIPT: "you made this referral: you see your own words and its status",
    }
    return f"You see this because {sentences[lens.relation]}."


def _by_ref(actor: Actor, model: Any, ref: str | int) -> Select[Any]:
    statement = _with_record(readable(actor, model), model)
    if isinstance(ref, int):
        return statement.where(Record.id == ref)
    return statement.where(Record.ref == (normalise_ref(ref) or "-"))


def _with_record(statement: Select[Any], model: Any) -> Select[Any]:
    return (
        statement.add_columns(Record, Organisation.name)
        .join(Record, Record.id == model.record_id)
        .join(Organisation, Organisation.id == Record.owner_org_id)
    )


def _lens(session: Session, actor: Actor, record: Record, owner_name: str) -> Lens:
    if actor.is_system:
        grants: list[AccessGrant] = []
        relation, opens = Relation.SYSTEM, EVERYTHING
    else:
        grants = list(session.scalars(readable(actor, AccessGrant).where(AccessGrant.record_id == record.id)))
        relation, opens = _relation(actor, record, grants), NOTHING
        for grant in grants:
            opens |= Section(grant.opens)
    shares = tuple(sorted({grant.share_id for grant in grants if grant.share_id}))
    ends = [grant.until for grant in grants]
    return Lens(
        record_id=record.id,
        ref=record.ref,
        kind=Kind(record.kind),
        relation=relation,
        opens=opens,
        owner_org_id=record.owner_org_id,
        owner_name=owner_name,
        compartment=record.compartment or "",
        partnership_id=record.partnership_id,
        share_ids=shares,
        notes_from=_notes_from(session, actor, relation, shares),
        until=None if not ends or None in ends else max(end for end in ends if end),
    )


def _relation(actor: Actor, record: Record, grants: list[AccessGrant]) -> Relation:
    if record.kind in LEAVES:
        return Relation.OWNER if record.owner_org_id == actor.organisation_id and not record.compartment else _leaf(grants)
    relations = [_of_grant(grant) for grant in grants]
    return min(relations, key=_STRENGTH.index, default=Relation.RECEIPT)


def _leaf(grants: list[AccessGrant]) -> Relation:
    member = any(grant.source in (Source.MEMBER, Source.STEWARD) for grant in grants)
    return Relation.MEMBER if member else Relation.LEAF


def _of_grant(grant: AccessGrant) -> Relation:
    if grant.source == Source.OWNER:
        return Relation.OWNER
    if grant.source == Source.MEMBER:
        return Relation.MEMBER
    if grant.source == Source.RECEIPT:
        return Relation.RECEIPT
    if grant.source == Source.ASKED:
        return Relation.ASKED
    return Relation.PARTNER_FULL if grant.opens & Section.NOTES else Relation.PARTNER_SUMMARY


def _notes_from(session: Session, actor: Actor, relation: Relation, share_ids: tuple[int, ...]) -> Any:
    if relation is not Relation.PARTNER_FULL or not share_ids:
        return None
    starts = list(session.scalars(readable(actor, Share).where(Share.id.in_(share_ids)).with_only_columns(Share.notes_from)))
    limits = [start for start in starts if start is not None]
    return min(limits) if limits and len(limits) == len(starts) else None


def _permits(actor: Actor, lens: Lens, act: Act) -> bool:
    rule = ACTS.get(act)
    if rule is None or lens.relation not in rule.relations:
        return False
    if actor.is_system:
        return True
    if actor.read_only and act in WRITING - OPEN_TO_READERS:
        return False
    return lens.sees(rule.section) and not actor.roles.isdisjoint(rule.roles)
