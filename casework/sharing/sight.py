"""Who can see a record and why, as its reader may know it; and what a share would open before it is made."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.sharing import agreements, policy
from casework.sharing.models import AccessGrant, Link, Record, Share
from casework.sharing.services import grants, shares
from casework.sharing.types import Gain, Kind, Lens, Level, Section, Sight, Source

Names = Callable[[Actor, Collection[int]], dict[int, str]]
_namers: dict[Kind, Names] = {}
_STRONGEST = (Source.OWNER, Source.MEMBER, Source.SHARE, Source.STEWARD, Source.RECEIPT, Source.LINK, Source.ASKED)


def organisations_seeing(actor: Actor, lens: Lens, section: Section) -> dict[int, str]:
    """Return the organisations to which a section of an opened record is open now, by name: who can be asked or told there."""
    ids = {_organisation_of(grant) for grant in _live(actor, lens) if grant.opens & section} - {None}
    rows = db.session().execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    )
    return {row.id: row.name for row in rows}


def who_can_see(actor: Actor, lens: Lens) -> list[Sight]:
    """Return who can see an opened record, why and until when.

    What flows from a record that the reader may not know of is left out: it would tell of that record.
    """
    live = _live(actor, lens)
    known = _known(actor, {grant.via_record for grant in live if grant.via_record})
    by_share = _shares(actor, {grant.share_id for grant in live if grant.share_id})
    names = _names({_organisation_of(grant) for grant in live} - {None}, {_user_of(grant) for grant in live} - {None})
    found: dict[tuple[str, int, int], Sight] = {}
    for grant in sorted(live, key=lambda held: _STRONGEST.index(Source(held.source))):
        if grant.via_record and grant.via_record not in known:
            continue
        key = (grant.principal, grant.share_id, grant.via_record)
        found.setdefault(key, _sight(actor, lens, grant, by_share.get(grant.share_id), names, known.get(grant.via_record)))
    return list(found.values())


def to_choose(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the organisations this record can be shared with: members under an agreement in force that do not hold it yet."""
    granter = actor.organisation_id or lens.owner_org_id
    held = {share.to_org_id for share in shares.live_shares(actor, lens)} | {lens.owner_org_id, granter}
    partners = {other for _, other, _ in agreements.in_force([granter], lens.partnership_id, clock.today())}
    return {org.id: org.name for org in organisations.members(lens.partnership_id) if org.id in partners - held}


def shared_with(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the shares in force of an opened record, each with whom it is shared and until when, for choosing which go on."""
    live = shares.live_shares(actor, lens)
    names = _names({share.to_org_id for share in live}, ())
    return {
        share.id: f"{names[f'o{share.to_org_id}']}, {'in full' if share.level == Level.FULL else 'a summary'}"
        f" until {clock.day_before(share.until_at):%-d %B %Y}"
        for share in live
    }


def register_names(kind: Kind, names: Names) -> None:
    """Say how records of a kind are named to those who may open them; packages above register their own."""
    _namers[kind] = names


def gained(actor: Actor, lens: Lens, level: Level) -> list[Gain]:
    """Return the incidents, people, places and vehicles that a share of an opened record would let the receiver know of.

    All that are linked and that the sharer may see are listed, also those the receiver may know of otherwise: that is not told.
    """
    own = _linked(actor, [lens.record_id])
    incidents = [leaf_id for leaf_id, kind, _ in own if kind == Kind.INCIDENT]
    linked = [row for row in [*_linked(actor, incidents), *own] if row[1] != Kind.REQUEST]  # never opened by a share
    found = {leaf_id: (kind, role) for leaf_id, kind, role in linked}
    if level is Level.SUMMARY:
        found = {leaf_id: held for leaf_id, held in found.items() if held[0] == Kind.INCIDENT}
    refs = {row.id: row.ref for row in db.session().execute(select(Record.id, Record.ref).where(Record.id.in_(found)))}
    names: dict[int, str] = {}
    for kind, namer in _namers.items():
        ids = [leaf_id for leaf_id, held in found.items() if held[0] == kind]
        names |= namer(actor, ids) if ids else {}
    gains = [Gain(Kind(kind), refs[leaf_id], names.get(leaf_id, ""), role) for leaf_id, (kind, role) in found.items()]
    return sorted(gains, key=lambda gain: (gain.kind != Kind.INCIDENT, gain.kind, gain.name, gain.ref))


def _linked(actor: Actor, root_ids: Collection[int]) -> list[tuple[int, str, str]]:
    if not root_ids:
        return []
    rows = db.session().execute(
        policy.readable(actor, Link)
        .where(Link.record_id.in_(root_ids), Link.ended_at.is_(None))
        .with_only_columns(Link.leaf_id, Link.leaf_kind, Link.role)
    )
    return [(row.leaf_id, row.leaf_kind, row.role) for row in rows]


def live_share(actor: Actor, lens: Lens, share_id: int) -> Share | None:
    """Return one share in force of an opened record."""
    return next((share for share in shares.live_shares(actor, lens) if share.id == share_id), None)


def _live(actor: Actor, lens: Lens) -> list[AccessGrant]:
    """Return the grants that open the record now: begun, not run out, and of agreements still in force."""
    now = clock.now()
    held = [g for g in grants.grants_of(lens.record_id) if g.since <= now and (g.until is None or g.until > now)]
    pairs = {grant.principal for grant in held if grant.principal[0] == "p"}
    in_force = agreements.principals_in_force(pairs, lens.partnership_id, clock.today())
    return [grant for grant in held if grant.principal[0] != "p" or grant.principal in in_force]


def _known(actor: Actor, record_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return reference and kind of those records that the actor may know of."""
    wanted = set(record_ids)
    if not wanted:
        return {}
    mine = (
        policy.readable(actor, AccessGrant)
        .where(AccessGrant.record_id.in_(wanted))
        .with_only_columns(AccessGrant.record_id)
        .distinct()
    )
    ids = list(db.session().scalars(mine))
    rows = db.session().execute(select(Record.id, Record.ref, Record.kind).where(Record.id.in_(ids)))
    return {row.id: (row.ref, row.kind) for row in rows}


def _shares(actor: Actor, share_ids: Iterable[int]) -> dict[int, tuple[Share, str]]:
    """Return the shares that the reader may see, each with who made it."""
    wanted = set(share_ids)
    if not wanted:
        return {}
    rows = db.session().execute(
        policy.readable(actor, Share)
        .add_columns(AppUser.name, Organisation.name)
        .join(AppUser, AppUser.id == Share.granted_by)
        .join(Organisation, Organisation.id == Share.author_org_id)
        .where(Share.id.in_(wanted))
    )
    return {share.id: (share, f"{name}, {org}") for share, name, org in rows}


def _names(org_ids: Collection[int | None], user_ids: Collection[int | None]) -> dict[str, str]:
    session = db.session()
    found = {
        f"o{row.id}": row.name
        for row in session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(org_ids)))
    }
    if not user_ids:
        return found
    people = session.execute(
        select(AppUser.id, AppUser.name, Organisation.name.label("org"))
        .join(Organisation, Organisation.id == AppUser.organisation_id)
        .where(AppUser.id.in_(user_ids))
    )
    return found | {f"u{row.id}": f"{row.name} ({row.org})" for row in people}


def _sight(
    actor: Actor,
    lens: Lens,
    grant: AccessGrant,
    made: tuple[Share, str] | None,
    names: dict[str, str],
    via: tuple[str, str] | None,
) -> Sight:
    share, granter = made or (None, "")
    org_id, user_id = _organisation_of(grant), _user_of(grant)
    mine = actor.organisation_id in (lens.owner_org_id, share.author_org_id if share else None)
    told = mine or (share is not None and actor.organisation_id == share.to_org_id)
    return Sight(
        name=names.get(f"o{org_id}" if org_id else f"u{user_id}", ""),
        source=Source(grant.source),
        opens=Section(grant.opens),
        until=grant.until,
        via_ref=via[0] if via else "",
        via_kind=Kind(via[1]) if via else None,
        share_id=grant.share_id if grant.source == Source.SHARE else 0,
        level=share.level if share else "",
        purpose=share.purpose if share else "",
        reason=share.reason if share and told else "",
        granted_by=granter,
        granted_at=share.granted_at if share else None,
        may_change=share is not None and mine and grant.source == Source.SHARE,
    )


def _organisation_of(grant: AccessGrant) -> int | None:
    if grant.principal[0] == "o":
        return int(grant.principal[1:])
    return int(grant.principal.split(".")[1]) if grant.principal[0] == "p" else None


def _user_of(grant: AccessGrant) -> int | None:
    return int(grant.principal[1:]) if grant.principal[0] in "us" else None


def ended(actor: Actor, lens: Lens) -> list[tuple[str, str, datetime]]:
    """Return the shares of an opened record that were recalled or ran out: to whom, how it ended, when."""
    rows = db.session().execute(
        policy.readable(actor, Share)
        .add_columns(Organisation.name)
        .join(Organisation, Organisation.id == Share.to_org_id)
        .where(Share.record_id == lens.record_id, (Share.recalled_at.is_not(None)) | (Share.until_at <= clock.now()))
        .order_by(Share.id.desc())
        .limit(50)
    )
    return [(name, "recalled" if share.recalled_at else "ran out", share.recalled_at or share.until_at) for share, name in rows]
