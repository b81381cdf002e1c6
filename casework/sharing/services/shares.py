"""Sharing a root with a partner, extending, narrowing and recalling the share, and giving it up."""

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
from casework.organisations.models import Organisation
from casework.sharing import agreements, policy
from casework.sharing.models import Audience, AudienceMember, Record, Share
from casework.sharing.services import grants, history, terms
from casework.sharing.services.terms import Terms
from casework.sharing.types import NOTHING, Lens, Level, Relation, Section, Source
from casework.sharing.types.sight import StepKind

GIVING_UP = RULES.name(
    "sharing.give_up",
    "A receiver hands back its own share, also one that does not open the section of shares; returns those rows only.",
)


def agreement_between(one: int, other: int, partnership_id: int, on: date) -> int | None:
    """Return the agreement in force between two live members of a partnership on a day, or None."""
    return agreements.between(one, other, partnership_id, on)


def share_with(actor: Actor, lens: Lens, given: Terms) -> Share:
    """Share a root, opened for it, with a partner under an agreement in force and a gateway (Crime and Disorder Act 1998 s115).

    Refuses without an agreement, with the owner, in the past, and a second live share to the same partner.
    """
    agreement_id = check(actor, lens, given)
    share = Share(
        record_id=lens.record_id,
        section=int(Section.SHARING),
        author_org_id=actor.organisation_id or lens.owner_org_id,
        to_org_id=given.to_org_id,
        agreement_id=agreement_id,
        level=given.level,
        opens=int(terms.opened_by(lens, given.level, given.sections)),
        purpose=given.purpose,
        lawful_basis=given.lawful_basis,
        gateway=given.gateway,
        reason=given.reason,
        notes_from=terms.notes_day(given.notes_from),
        from_at=terms.begins(given),
        until_at=clock.end_of_day(given.until_on),
        granted_by=actor.user_id or 0,
        granted_at=clock.now(),
    )
    db.session().add(share)
    db.session().flush()
    history.keep(actor, share, StepKind.MADE, reason=given.reason)
    _grant(share, lens)
    detail = {"to": given.to_org_id, "basis": given.lawful_basis, "from": share.from_at.isoformat()}
    _write_down(actor, Deed.SHARE_MADE, lens, share, purpose=given.purpose, detail=detail)
    return share


def check(actor: Actor, lens: Lens, given: Terms) -> int:
    """Return the agreement that these terms would stand under, before anything is shared; refuses what `share_with` refuses."""
    agreement_id = terms.agreement_for(actor, lens, given)
    terms.opened_by(lens, given.level, given.sections)
    if any(share.to_org_id == given.to_org_id for share in live_shares(actor, lens)):
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
            notes_from=share.notes_from,
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
    """Return the shares of a record that are in force or to come, newest first."""
    return list(
        db.session().scalars(
            policy.readable(actor, Share)
            .where(Share.record_id == lens.record_id, Share.recalled_at.is_(None), Share.until_at > clock.now())
            .order_by(Share.id.desc())
        )
    )


def change_share(
    actor: Actor,
    lens: Lens,
    share_id: int,
    *,
    until_on: date,
    level: Level,
    sections: Section = NOTHING,
    notes_from: date | None = None,
) -> Share:
    """Extend, shorten, widen or narrow a live share. Nobody shares onward what was shared with them."""
    share = _own_share(actor, lens, share_id)
    before = (share.until_at, Section(share.opens), share.notes_from)
    after = (clock.end_of_day(until_on), terms.opened_by(lens, level, sections), terms.notes_day(notes_from))
    if after[0] <= max(clock.now(), share.from_at):
        raise Refused("The share must end in the future: to end it now, recall it.", field="until_on")
    steps = _steps(before, after)
    if not steps:
        return share
    share.until_at, share.level, share.opens, share.notes_from = after[0], level, int(after[1]), after[2]
    with grants.granting():
        for grant in grants.grants_of(lens.record_id):
            if grant.share_id == share.id and grant.source == Source.SHARE:
                grant.until, grant.opens, grant.notes_from = share.until_at, share.opens, share.notes_from
    grants.regrant(lens.record_id)
    history.keep(actor, share, ",".join(steps))
    _write_down(actor, Deed.SHARE_CHANGED, lens, share, detail={"steps": steps, "until": share.until_at.isoformat()})
    return share


def _steps(before: tuple[datetime, Section, datetime | None], after: tuple[datetime, Section, datetime | None]) -> list[str]:
    """Name what changed: a later day of the first note narrows as a closed section does."""
    steps = []
    if before[0] != after[0]:
        steps.append(StepKind.EXTENDED if after[0] > before[0] else StepKind.SHORTENED)
    day, new_day = before[2], after[2]
    if after[1] & ~before[1] or (day is not None and (new_day is None or new_day < day)):
        steps.append(StepKind.WIDENED)
    if before[1] & ~after[1] or (new_day is not None and (day is None or new_day > day)):
        steps.append(StepKind.NARROWED)
    return [str(step) for step in steps]


def recall(actor: Actor, lens: Lens, share_id: int, *, reason: str) -> None:
    """End a share now: the partner's next request, of any kind, finds nothing."""
    share = _own_share(actor, lens, share_id)
    _end(share, actor, clock.now(), reason, StepKind.RECALLED)
    audit.record(
        actor, Deed.SHARE_RECALLED, record_id=lens.record_id, record_kind=lens.kind, share_ids=(share.id,), purpose=reason
    )


def give_up(actor: Actor, lens: Lens, *, reason: str) -> None:
    """A receiver hands back what was shared with it."""
    if lens.relation not in (Relation.PARTNER_FULL, Relation.PARTNER_SUMMARY):
        raise Refused("Only an organisation that it is shared with can give it up.")
    with grants.granting():
        held = db.session().scalars(
            select(Share).where(
                Share.id.in_(lens.share_ids), Share.to_org_id == actor.organisation_id, Share.record_id == lens.record_id
            ),
            execution_options={"acl_named": GIVING_UP},
        )
        for share in (shares := list(held)):
            _end(share, actor, clock.now(), reason, StepKind.GIVEN_UP)
    if not shares:
        raise Refused("It is seen with the case or incident that it stands on. Give that up instead.", field="reason")
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


def readers(actor: Actor, audience_id: int) -> set[int]:
    """Return the organisations an audience names."""
    named = select(AudienceMember.principal).where(AudienceMember.audience_id == audience_id)
    return {int(principal[1:]) for principal in db.session().scalars(named) if principal[0] == "o"}


def add_readers(actor: Actor, audience_id: int, more: dict[int, str]) -> None:
    """Add organisations, by id and name, to an audience that the actor's organisation made. None is ever taken away."""
    row = db.session().get_one(Audience, audience_id)
    if row.made_by_org != actor.organisation_id:
        raise NotFound("audience")
    held = readers(actor, audience_id) - {actor.organisation_id}
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_({*held, *more}))
    row.label = ", ".join(sorted(name for _, name in db.session().execute(named)))[:200]
    db.session().add_all(AudienceMember(audience_id=audience_id, principal=f"o{org_id}") for org_id in sorted(set(more) - held))
    db.session().flush()


def _own_share(actor: Actor, lens: Lens, share_id: int) -> Share:
    share = next((share for share in live_shares(actor, lens) if share.id == share_id), None)
    if share is None:
        raise NotFound("share")
    if actor.organisation_id not in (share.author_org_id, lens.owner_org_id) and not actor.is_system:
        raise Refused("Only the organisation that shared it, or the owner, can change this share.")
    return share


def _end(share: Share, actor: Actor, at: datetime, reason: str, step: StepKind) -> None:
    with grants.granting():
        history.keep(actor, share, step, reason=reason)
        share.recalled_at, share.recalled_by, share.recall_reason = at, actor.user_id, reason
        db.session().flush()
        grants.end([grant for grant in grants.grants_of(share.record_id) if grant.share_id == share.id])
    grants.regrant(share.record_id)
