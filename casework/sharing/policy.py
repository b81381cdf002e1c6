"""The one access policy: what an actor may know exists, open, do, and why. Everything else in the application asks here."""

from typing import Any, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound
from casework.kernel.guard import RULES
from casework.kernel.refs import normalise_ref
from casework.organisations.models import Organisation
from casework.sharing.models import AccessGrant, Record
from casework.sharing.relations import notes_from, relation_of
from casework.sharing.rules import by_a_known_way, in_time
from casework.sharing.types import (
    ACTS,
    EVERYTHING,
    FULL_LEVEL,
    NOTHING,
    OPEN_TO_READERS,
    SUMMARY_LEVEL,
    WRITING,
    Act,
    Kind,
    Lens,
    Relation,
    Section,
)

M = TypeVar("M")

_LINKED = "it is linked to a record that your organisation may see"
THEIR_GRANTS = RULES.name(
    "sharing.their_grants",
    "Reading through another's eyes needs their grants on one record, by ways that the reader knows; only narrows what is shown.",
)


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
            detail=_told(session, act),
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
            detail={"act": str(act), **_told(session, act)},
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
    """True when the actor may do this act: for showing or hiding a button, never the only guard. Through other eyes: nothing."""
    return not lens.seen_by and _permits(actor, lens, act)


def why(actor: Actor, lens: Lens) -> str:
    """Return the sentence behind "you see this because"."""
    until = f" until {clock.day_before(lens.until):%-d %B %Y}" if lens.until else ""
    who, they = (lens.seen_by, "them") if lens.seen_by else ("You", "your organisation")
    sentences = {
        Relation.SYSTEM: "the system is doing its own work",
        Relation.OWNER: f"it belongs to {lens.owner_name}, your organisation",
        Relation.MEMBER: "you are a named, cleared member of it",
        Relation.PARTNER_FULL: f"{lens.owner_name} shares {_how_much(lens)} with {they}{until}",
        Relation.PARTNER_SUMMARY: f"{lens.owner_name} shares {_how_much(lens)} with {they}{until}",
        Relation.LEAF: "it is linked to a record that they may see" if lens.seen_by else _LINKED,
        Relation.ASKED: f"{lens.owner_name} asks {they}{until}",
        Relation.RECEIPT: "you made this referral: you see your own words and its status",
        Relation.EMERGENCY: f"you opened it in an emergency, for a short time: {lens.owner_name} was told",
    }
    return f"{who} {'can see' if lens.seen_by else 'see'} this because {sentences[lens.relation]}."


def _how_much(lens: Lens) -> str:
    if lens.opens & ~SUMMARY_LEVEL == NOTHING:
        return "a summary of it"
    whole = FULL_LEVEL & ~lens.opens == NOTHING
    notes = f", notes from {clock.local_day(lens.notes_from):%-d %B %Y} on," if lens.notes_from else ""
    return f"it in full{notes}" if whole else f"chosen parts of it{notes}"


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
        relation, opens = relation_of(actor, record, grants), NOTHING
        for grant in grants:
            opens |= Section(grant.opens)
    eyes: Actor | None = session.info.get("eyes")
    if eyes is not None:
        grants = _their_grants(session, eyes, record)
        relation, theirs = relation_of(eyes, record, grants), NOTHING
        for grant in grants:
            theirs |= Section(grant.opens)
        opens &= theirs
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
        notes_from=notes_from(grants),
        until=None if not ends or None in ends else max(end for end in ends if end),
        made_by=record.created_by,
        seen_by=eyes.organisation_name if eyes is not None else "",
    )


def _their_grants(session: Session, eyes: Actor, record: Record) -> list[AccessGrant]:
    statement = select(AccessGrant).where(
        AccessGrant.record_id == record.id,
        AccessGrant.principal.in_(eyes.principals or ("-",)),
        in_time(AccessGrant),
        by_a_known_way(AccessGrant),
    )
    return list(session.scalars(statement, execution_options={"acl_named": THEIR_GRANTS}))


def _told(session: Any, act: Act) -> dict[str, Any]:
    eyes: Actor | None = session.info.get("eyes")
    told = {} if act is Act.RECORD_READ else {"act": str(act)}
    return told if eyes is None else {**told, "as": eyes.organisation_id}


def _permits(actor: Actor, lens: Lens, act: Act) -> bool:
    rule = ACTS.get(act)
    if rule is None or lens.relation not in rule.relations:
        return False
    if actor.is_system:
        return True
    if actor.read_only and act in WRITING - OPEN_TO_READERS:
        return False
    return lens.sees(rule.section) and not actor.roles.isdisjoint(rule.roles)
