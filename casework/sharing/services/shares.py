"""Sharing a root with a partner, extending, narrowing and recalling the share, and giving it up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.kernel.guard import RULES
from casework.sharing import agreements, policy
from casework.sharing.models import Audience, AudienceMember, Record, Share
from casework.sharing.services import grants
from casework.sharing.types import LEVEL_SECTIONS, Lens, Level, Relation, Section, Source

GIVING_UP = RULES.name(
    "sharing.give_up",
    "A receiver hands back its own share, also one that does not open the section of shares; returns those rows only.",
)
NO_AGREEMENT = "There is no information sharing agreement in force with that organisation, so nothing can be shared with it."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a share is to be: to whom, how much, why, on what basis, and for how long."""

    to_org_id: int
    level: Level
    purpose: str
    lawful_basis: str
    gateway: str
    reason: str
    until_on: date
    notes_from: date | None = None


def agreement_between(one: int, other: int, partnership_id: int, on: date) -> int | None:
    """Return the agreement in force between two live members of a partnership on a day, or None."""
    return agreements.between(one, other, partnership_id, on)


def share_with(actor: Actor, lens: Lens, terms: Terms) -> Share:
    """Share a root, opened for it, with a partner under an agreement in force and a gateway (Crime and Disorder Act 1998 s115).

    Refuses without an agreement, with the owner, in the past, and a second live share to the same partner.
    """
    granter = actor.organisation_id or lens.owner_org_id
    agreement_id = check(actor, lens, terms)
    share = Share(
        record_id=lens.record_id,
        section=int(Section.SHARING),
        author_org_id=granter,
        to_org_id=terms.to_org_id,
        agreement_id=agreement_id,
        level=terms.level,
        opens=int(LEVEL_SECTIONS[terms.level]),
        purpose=terms.purpose,
        lawful_basis=terms.lawful_basis,
        gateway=terms.gateway,
        reason=terms.reason,
        notes_from=clock.start_of_day(terms.notes_from) if terms.notes_from else None,
        from_at=db.session().moment(),
        until_at=clock.end_of_day(terms.until_on),
        granted_by=actor.user_id or 0,
        granted_at=clock.now(),
    )
    db.session().add(share)
    db.session().flush()
    _grant(share, lens)
    detail = {"to": terms.to_org_id, "basis": terms.lawful_basis}
    _write_down(actor, Deed.SHARE_MADE, lens, share, purpose=terms.purpose, detail=detail)
    return share


def check(actor: Actor, lens: Lens, terms: Terms) -> int:
    """Return the agreement that these terms would stand under, before anything is shared; refuses what `share_with` refuses."""
    granter = actor.organisation_id or lens.owner_org_id
    if lens.compartment:
        raise Refused("This record is shared with named, cleared people only.")
    if terms.to_org_id == lens.owner_org_id:
        raise Refused("That organisation already owns this record.", field="to_org_id")
    if clock.end_of_day(terms.until_on) <= clock.now():
        raise Refused("The share must end in the future.", field="until_on")
    agreement_id = agreement_between(granter, terms.to_org_id, lens.partnership_id, clock.today())
    if agreement_id is None:
        raise Refused(NO_AGREEMENT, field="to_org_id")
    if any(share.to_org_id == terms.to_org_id for share in live_shares(actor, lens)):
        raise Refused("It is already shared with that organisation: change or recall that share.", field="to_org_id")
    return agreement_id


def _grant(share: Share, lens: Lens) -> None:
    record = db.session().get_one(Record, share.record_id)
    principal = f"p{share.author_org_id}.{share.to_org_id}.{share.agreement_id}"
    with grants.granting():
        grants.add(
            record,
            principal,
            Section(share.opens),
            grants.columns_of(lens.record_id),
            source=Source.SHARE,
            source_id=share.id,
            share_id=share.id,
            since=share.from_at,
            until=share.until_at,
        )
    grants.regrant(lens.record_id)


def _write_down(
    actor: Actor, deed: Deed, lens: Lens, share: Share, *, purpose: str = "", detail: dict[str, Any] | None = None
) -> None:
    audit.record(
        actor,
        deed,
        record_id=lens.record_id,
        record_kind=lens.kind,
        sections=share.opens,
        share_ids=(share.id,),
        purpose=purpose,
        detail=detail or {},
    )


def live_shares(actor: Actor, lens: Lens) -> list[Share]:
    """Return the shares of a record that are in force now, newest first."""
    return list(
        db.session().scalars(
            policy.readable(actor, Share)
            .where(Share.record_id == lens.record_id, Share.recalled_at.is_(None), Share.until_at > clock.now())
            .order_by(Share.id.desc())
        )
    )


def change_share(actor: Actor, lens: Lens, share_id: int, *, until_on: date, level: Level) -> Share:
    """Extend, shorten, widen or narrow a live share. Nobody shares onward what was shared with them."""
    share = _own_share(actor, lens, share_id)
    until_at = clock.end_of_day(until_on)
    if until_at <= clock.now():
        raise Refused("The share must end in the future: to end it now, recall it.", field="until_on")
    share.until_at, share.level, share.opens = until_at, level, int(LEVEL_SECTIONS[level])
    with grants.granting():
        for grant in grants.grants_of(lens.record_id):
            if grant.share_id == share.id and grant.source == Source.SHARE:
                grant.until, grant.opens = until_at, share.opens
    grants.regrant(lens.record_id)
    _write_down(actor, Deed.SHARE_CHANGED, lens, share)
    return share


def recall(actor: Actor, lens: Lens, share_id: int, *, reason: str) -> None:
    """End a share now: the partner's next request, of any kind, finds nothing."""
    share = _own_share(actor, lens, share_id)
    _end(share, actor, clock.now(), reason)
    audit.record(
        actor, Deed.SHARE_RECALLED, record_id=lens.record_id, record_kind=lens.kind, share_ids=(share.id,), purpose=reason
    )


def give_up(actor: Actor, lens: Lens, *, reason: str) -> None:
    """A receiver hands back what was shared with it."""
    if lens.relation not in (Relation.PARTNER_FULL, Relation.PARTNER_SUMMARY):
        raise Refused("Only an organisation that it is shared with can give it up.")
    with grants.granting():
        held = db.session().scalars(
            select(Share).where(Share.id.in_(lens.share_ids), Share.to_org_id == actor.organisation_id),
            execution_options={"acl_named": GIVING_UP},
        )
        for share in held:
            _end(share, actor, clock.now(), reason)
    audit.record(
        actor, Deed.SHARE_RECALLED, record_id=lens.record_id, record_kind=lens.kind, share_ids=lens.share_ids, purpose="given up"
    )


def audience(actor: Actor, org_ids: list[int], label: str) -> int:
    """Make the audience of a Part: one's own organisation and the chosen ones."""
    session = db.session()
    row = Audience(label=label[:200], made_by_org=actor.organisation_id or 0)
    session.add(row)
    session.flush()
    for org_id in sorted({*org_ids, actor.organisation_id or 0} - {0}):
        session.add(AudienceMember(audience_id=row.id, principal=f"o{org_id}"))
    return row.id


def _own_share(actor: Actor, lens: Lens, share_id: int) -> Share:
    share = next((share for share in live_shares(actor, lens) if share.id == share_id), None)
    if share is None:
        raise NotFound("share")
    if actor.organisation_id not in (share.author_org_id, lens.owner_org_id) and not actor.is_system:
        raise Refused("Only the organisation that shared it, or the owner, can change this share.")
    return share


def _end(share: Share, actor: Actor, at: datetime, reason: str) -> None:
    share.recalled_at, share.recalled_by, share.recall_reason = at, actor.user_id, reason
    db.session().flush()
    with grants.granting():
        grants.end([grant for grant in grants.grants_of(share.record_id) if grant.share_id == share.id])
    grants.regrant(share.record_id)
