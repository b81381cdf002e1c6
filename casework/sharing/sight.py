"""Who can see a record and why, as its reader may know it; and what a share would open before it is made."""

from collections.abc import Callable, Collection, Iterable

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
from casework.sharing.types import LEAVES, LEVEL_WORDS, NOTHING, Kind, Lens, Level, Relation, Section, Source
from casework.sharing.types.sight import Gain, Sight

Names = Callable[[Actor, Collection[int]], dict[int, str]]
_namers: dict[Kind, Names] = {}
_STRONGEST = (
    Source.OWNER, Source.MEMBER, Source.SHARE, Source.EMERGENCY, Source.STEWARD, Source.RECEIPT, Source.LINK, Source.ASKED,
)  # fmt: skip


def organisations_seeing(actor: Actor, lens: Lens, section: Section) -> dict[int, str]:
    """Return the organisations to which a section of an opened record is open now, by name: who can be asked or told there."""
    now = clock.now()
    ids = {_organisation_of(held) for held in _live(actor, lens) if held.opens & section and held.since <= now} - {None}
    rows = db.session().execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    )
    return {row.id: row.name for row in rows}


def who_can_see(actor: Actor, lens: Lens) -> list[Sight]:
    """Return who can see an opened record, why and until when.

    What flows from a record that the reader may not know of, or of which they are not told who can see it, is left out: it would
    tell of that record. A share that is to begin later is listed with its day.
    """
    live = _live(actor, lens)
    known = _known(actor, {grant.via_record for grant in live if grant.via_record}, Section.SHARING)
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
        share.id: f"{names[f'o{share.to_org_id}']}, {LEVEL_WORDS[Level(share.level)]}"
        f" until {clock.day_before(share.until_at):%-d %B %Y}"
        for share in live
    }


def register_names(kind: Kind, names: Names) -> None:
    """Say how records of a kind are named to those who may open them; packages above register their own."""
    _namers[kind] = names


def named(actor: Actor, lens: Lens, held: dict[int, Kind]) -> tuple[Gain, ...]:
    """Return these linked records as a preview names them: those the actor may know of, incidents first."""
    roots = [lens.record_id, *[record_id for record_id, kind in held.items() if kind == Kind.INCIDENT]]
    roles = {leaf_id: role for leaf_id, _, role in [*_linked(actor, roots[1:]), *_linked(actor, roots[:1])]}
    known = {record_id: ref for record_id, (ref, _) in _known(actor, held).items()}
    names: dict[int, str] = {}
    for kind, namer in _namers.items():
        ids = [record_id for record_id in known if held[record_id] == kind]
        names |= namer(actor, ids) if ids else {}
    gains = [Gain(held[each], ref, names.get(each, ""), roles.get(each, "")) for each, ref in known.items()]
    return tuple(sorted(gains, key=lambda gain: (gain.kind != Kind.INCIDENT, gain.kind, gain.name, gain.ref)))


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
    """Return the grants that open the record now or are to: not run out, and of agreements still in force."""
    now = clock.now()
    held = [grant for grant in grants.grants_of(lens.record_id) if grant.until is None or grant.until > now]
    pairs = {grant.principal for grant in held if grant.principal[0] == "p"}
    in_force = agreements.principals_in_force(pairs, lens.partnership_id, clock.today())
    return [grant for grant in held if grant.principal[0] != "p" or grant.principal in in_force]


def _known(actor: Actor, record_ids: Iterable[int], section: Section = NOTHING) -> dict[int, tuple[str, str]]:
    """Return reference and kind of those records that the actor may know of, with a section opened where one is named."""
    wanted = set(record_ids)
    if not wanted:
        return {}
    mine = policy.readable(actor, AccessGrant).where(AccessGrant.record_id.in_(wanted))
    if section:
        mine = mine.where(AccessGrant.opens.op("&")(int(section)) != 0)
    ids = list(db.session().scalars(mine.with_only_columns(AccessGrant.record_id).distinct()))
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
    asker = db.session().info.get("eyes") or actor
    mine = asker.organisation_id in (lens.owner_org_id, share.author_org_id if share else None)
    told = mine or (share is not None and asker.organisation_id == share.to_org_id)
    return Sight(
        name=names.get(f"o{org_id}" if org_id else f"u{user_id}", ""),
        source=Source(grant.source),
        opens=Section(grant.opens),
        since=grant.since,
        until=grant.until,
        notes_from=grant.notes_from,
        organisation_id=org_id,
        via_ref=via[0] if via else "",
        via_kind=Kind(via[1]) if via else None,
        share_id=grant.share_id if grant.source == Source.SHARE else 0,
        level=share.level if share else "",
        purpose=share.purpose if share else "",
        reason=share.reason if share and told else "",
        granted_by=granter,
        granted_at=share.granted_at if share else None,
        may_change=share is not None and mine and grant.source == Source.SHARE and not lens.seen_by,
    )


def _organisation_of(grant: AccessGrant) -> int | None:
    if grant.principal[0] == "o":
        return int(grant.principal[1:])
    return int(grant.principal.split(".")[1]) if grant.principal[0] == "p" else None


def _user_of(grant: AccessGrant) -> int | None:
    return int(grant.principal[1:]) if grant.principal[0] in "us" else None


def may_look(actor: Actor, lens: Lens) -> bool:
    """True when the reader is told who can see a record: with that section open; of a leaf, whoever may know of it."""
    return lens.sees(Section.SHARING) or lens.kind in LEAVES


def is_its_own(lens: Lens) -> bool:
    """True for the record's owner and its named members: who may read it as others would, and be told who looked."""
    return lens.relation in (Relation.OWNER, Relation.MEMBER)


def organisations_told(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the other organisations that can see a record now, by the ways its reader is told of."""
    now = clock.now()
    lines = who_can_see(actor, lens)
    return {
        line.organisation_id: line.name
        for line in lines
        if line.organisation_id not in (None, actor.organisation_id) and line.since <= now
    }
