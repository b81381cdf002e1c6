"""What a share would show, before it is made: it is shared, read as its receiver would read it, and undone."""

from collections.abc import Callable

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import agreements, eyes, policy, sight
from casework.sharing.models import AccessGrant, Share
from casework.sharing.services import grants, shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import FULL_LEVEL, Kind, Lens, Section
from casework.sharing.types.sight import Gain, Item, Preview

Loader = Callable[[Actor, Lens], tuple[Item, ...]]
_shown: dict[Kind, dict[str, tuple[Section, Loader]]] = {}


def register(kind: Kind, heading: str, section: Section, loader: Loader) -> None:
    """Say what a receiver would read of one section of a kind of record; packages above register their own."""
    _shown.setdefault(kind, {})[heading] = (section, loader)


def preview(actor: Actor, lens: Lens, terms: Terms) -> Preview:
    """Return exactly what the receiver of these terms would see, from their first day on. Nothing is kept but that it was asked.

    Refuses what `share_with` refuses.
    """
    session = db.session()
    kept = list(session.info.get("audit", []))
    attempt = session.begin_nested()
    try:
        share = shares.share_with(actor, lens, _from_now(terms))
        found = _read(actor, lens, share)
    finally:
        attempt.rollback()
        session.info["audit"] = kept
    audit.record(
        actor,
        Deed.RECORD_READ,
        record_id=lens.record_id,
        record_kind=lens.kind,
        sections=int(found.opens),
        detail={"act": "preview", "as": terms.to_org_id},
    )
    return found


def _from_now(terms: Terms) -> Terms:
    return Terms(**{**{name: getattr(terms, name) for name in Terms.__dataclass_fields__}, "from_on": None})


def _read(actor: Actor, lens: Lens, share: Share) -> Preview:
    gains = _gains(actor, lens, share.id)
    ends = agreements.last_day(share.agreement_id)
    end = clock.end_of_day(ends) if ends else None
    with eyes.of(lens, share.to_org_id):
        theirs = policy.lens_of(actor, lens.record_id) or lens
        shown = tuple(
            (heading, loader(actor, theirs))
            for heading, (section, loader) in _shown.get(lens.kind, {}).items()
            if theirs.sees(section)
        )
        opens = theirs.opens
    return Preview(
        opens=opens,
        closed=lens.opens & ~opens & (FULL_LEVEL | Section.RESTRICTED),
        shown=shown,
        gains=gains,
        agreement_ends=end if end and end < share.until_at else None,
    )


def _gains(actor: Actor, lens: Lens, share_id: int) -> tuple[Gain, ...]:
    """Name the incidents, people, places and vehicles that this share lets its receiver know of, as far as the sharer may."""
    session = db.session()
    derived = session.execute(
        select(AccessGrant.record_id, AccessGrant.kind)
        .where(AccessGrant.share_id == share_id, AccessGrant.via_record != 0, AccessGrant.ended_at.is_(None))
        .distinct(),
        execution_options={"acl_named": grants.ALL_OF_RECORD},
    ).all()
    return sight.named(actor, lens, {row.record_id: Kind(row.kind) for row in derived}) if derived else ()
