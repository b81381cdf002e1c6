"""Moving a record to another owner, with everything that is decided from who owns it; and custody when an owner leaves."""

from collections.abc import Collection

from sqlalchemy import func, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.sharing import agreements, policy
from casework.sharing.models import AccessGrant, Link, Record, RecordAssignment, Share
from casework.sharing.services import grants, history, shares
from casework.sharing.services.terms import Terms, same
from casework.sharing.types import EVERYTHING, LEAVES, Kind, Lens, Source
from casework.sharing.types.sight import StepKind

OWNING = (Source.OWNER, Source.MEMBER, Source.STEWARD)
STAYING = (Kind.RECEIPT,)  # a person's own words, granted to that person alone
RECALLED = "The record was transferred to another owner."


def take(actor: Actor, record_id: int, *, from_org_id: int) -> Lens:
    """Make the actor's organisation the owner of a record that its owner offered; the old owner's own sight ends at once.

    The caller has opened the offer. Refuses a record of the compartment, which has named members, and one no longer theirs.
    """
    session = db.session()
    record = session.get_one(Record, record_id)
    if record.compartment:
        raise Refused("A record of the compartment has named members: name members of the other organisation instead.")
    if record.owner_org_id != from_org_id or actor.organisation_id is None:
        raise Refused("It no longer belongs to the organisation that offered it.")
    columns = grants.columns_of(record_id)
    with grants.granting():
        grants.end([grant for grant in grants.grants_of(record_id) if grant.source in OWNING])
        session.flush()
        grants.add(record, f"o{actor.organisation_id}", EVERYTHING, columns, source=Source.OWNER)
    record.owner_org_id = actor.organisation_id
    session.writable().add(record_id)
    session.flush()
    _end_assignments(actor, record_id, from_org_id)
    grants.regrant(record_id)
    audit.record(
        actor, Deed.OWNER_CHANGED, record_id=record_id, record_kind=record.kind,
        detail={"from": from_org_id, "to": actor.organisation_id},
    )  # fmt: skip
    lens = policy.lens_of(actor, record_id)
    assert lens is not None
    return lens


def settle_shares(actor: Actor, lens: Lens, *, kept: Collection[int]) -> None:
    """End the shares of the old owner, and make those that are kept again as the new owner's, on the same terms.

    One is kept only under an agreement in force between the new owner and its receiver; one to the new owner has no use any more.
    """
    for share in shares.live_shares(actor, lens):
        terms = same(share)
        shares.recall(actor, lens, share.id, reason=RECALLED)
        if share.id in kept and may_keep(actor, lens.owner_org_id, share, lens.partnership_id):
            shares.share_with(actor, lens, terms)


def may_keep(actor: Actor, new_owner_id: int, share: Share, partnership_id: int) -> bool:
    """True when a share can go on under a new owner."""
    held = agreements.between(new_owner_id, share.to_org_id, partnership_id, clock.today())
    return share.to_org_id != new_owner_id and held is not None


def leave_sight(actor: Actor, lens: Lens, terms: Terms) -> None:
    """Leave the old owner what was agreed: a share of the new owner's, on its terms."""
    if not any(share.to_org_id == terms.to_org_id for share in shares.live_shares(actor, lens)):
        shares.share_with(actor, lens, terms)


def linked(actor: Actor, lens: Lens, kinds: Collection[Kind], owner_org_id: int) -> list[Record]:
    """Return the records of some kinds that are on an opened record and belong to one organisation."""
    leaves = policy.readable(actor, Link).where(Link.record_id == lens.record_id, Link.ended_at.is_(None))
    ids = list(db.session().scalars(leaves.with_only_columns(Link.leaf_id).distinct()))
    return list(
        db.session().scalars(
            select(Record)
            .where(Record.id.in_(ids), Record.kind.in_(kinds), Record.owner_org_id == owner_org_id, Record.compartment.is_(None))
            .order_by(Record.id)
        )
    )


def take_leaves(actor: Actor, lens: Lens, *, from_org_id: int) -> None:
    """Take over who may correct the people, places and vehicles on a record, unless the old owner still works with them."""
    for leaf in linked(actor, lens, LEAVES, from_org_id):
        held = [grant for grant in grants.grants_of(leaf.id) if grant.principal == f"o{from_org_id}"]
        if any(grant.source == Source.LINK and _lives(grant) for grant in held):
            continue
        with grants.granting():
            grants.end([grant for grant in held if grant.source in OWNING])
        leaf.owner_org_id = lens.owner_org_id


def left_behind(actor: Actor, organisation_id: int, partnership_id: int) -> dict[Kind, int]:
    """Return how many records of each kind an organisation owns in a partnership: counts for whoever ends its membership."""
    rows = db.session().execute(
        select(Record.kind, func.count(Record.id))
        .where(Record.owner_org_id == organisation_id, Record.partnership_id == partnership_id, Record.kind.not_in(STAYING))
        .group_by(Record.kind)
        .order_by(Record.kind)
    )
    return {Kind(kind): count for kind, count in rows}


def place_in_custody(actor: Actor, record: Record, *, user_id: int, organisation_id: int, leaving: Collection[int]) -> None:
    """Give a record whose owner leaves to one named person of another organisation, until it is transferred properly.

    A deed of the system. Nobody else of that organisation gains sight; in the compartment the person must be cleared, which
    the caller has seen to. What the old owner shared ends, and so do named memberships of its people (`leaving`).
    """
    if not actor.is_system:
        raise NotAllowed()
    session, columns, before = db.session(), grants.columns_of(record.id), record.owner_org_id
    gone = {f"o{before}"} | {f"{letter}{person}" for person in leaving for letter in "us"}
    for share in session.scalars(select(Share).where(Share.record_id == record.id, Share.recalled_at.is_(None))):
        history.keep(actor, share, StepKind.RECALLED, reason=RECALLED)
        share.recalled_at, share.recall_reason = clock.now(), RECALLED
    with grants.granting():
        held = grants.grants_of(record.id)
        grants.end(
            [grant for grant in held if grant.source in (Source.SHARE, Source.ASKED, Source.EMERGENCY) or _is_theirs(grant, gone)]
        )
        session.flush()
        principal = f"s{user_id}" if record.compartment else f"u{user_id}"
        named = any(grant.principal == principal and grant.source == Source.MEMBER and _lives(grant) for grant in held)
        if record.kind not in LEAVES and not named:
            grants.add(record, principal, EVERYTHING, columns, source=Source.MEMBER)
    record.owner_org_id = organisation_id
    session.flush()
    grants.regrant(record.id)
    audit.record(
        actor, Deed.OWNER_CHANGED, record_id=record.id, record_kind=record.kind,
        detail={"from": before, "to": organisation_id, "custodian": user_id},
    )  # fmt: skip


def _is_theirs(grant: AccessGrant, principals: set[str]) -> bool:
    return grant.source in OWNING and grant.principal in principals


def _end_assignments(actor: Actor, record_id: int, org_id: int) -> None:
    held = policy.readable(actor, RecordAssignment).where(
        RecordAssignment.record_id == record_id,
        RecordAssignment.author_org_id == org_id,
        RecordAssignment.ended_at.is_(None),
    )
    for row in db.session().scalars(held):
        row.ended_at = clock.now()


def _lives(grant: AccessGrant) -> bool:
    return grant.until is None or grant.until > clock.now()
