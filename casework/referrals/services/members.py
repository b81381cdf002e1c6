"""Who works a referral: cleared people by name, each with start, end, who named them and why."""

from datetime import date

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.referrals.models import Referral
from casework.referrals.queries import people
from casework.referrals.services.parts import put
from casework.sharing import policy
from casework.sharing.models import Record, ReferralMember
from casework.sharing.services import grants
from casework.sharing.services.grants import Columns
from casework.sharing.types import EVERYTHING, Act, Section, Source


def add_member(actor: Actor, ref: str, *, user_id: int, reason: str, until_on: date | None = None) -> None:
    """Name a cleared person on a referral, as one of its members. Refuses whoever is not cleared, and somebody named already."""
    row, lens = policy.open_one(actor, Referral, ref, Act.MEMBER_ADD)
    if user_id not in {person.user_id for person in people.cleared_people(actor, row.partnership_id)}:
        raise Refused("Choose a person who is cleared for safeguarding work in this partnership.", field="user_id")
    if any(held.user_id == user_id for held in standing(actor, lens.record_id)):
        raise Refused("They are named on this referral already.", field="user_id")
    if until_on is not None and until_on < clock.today():
        raise Refused("The end must be today or later.", field="until_on")
    record = db.session().get_one(Record, lens.record_id)
    name(actor, record, user_id, reason, columns=grants.columns_of(record.id), until_on=until_on)


def end_member(actor: Actor, ref: str, *, user_id: int, reason: str) -> None:
    """End a person's membership at once. One may leave oneself; a safeguarding lead may end anybody's. The last one stays."""
    _, lens = policy.open_one(actor, Referral, ref, Act.MEMBER_ADD)
    held = standing(actor, lens.record_id)
    mine = [row for row in held if row.user_id == user_id]
    if not mine:
        raise NotFound("member")
    if user_id != actor.user_id and not people.is_lead(actor):
        raise Refused("Only a safeguarding lead can end somebody else's membership.")
    if {row.user_id for row in held} == {user_id}:
        raise Refused("Name somebody else first: a referral is never left without a member.")
    for row in mine:
        row.ended_at = clock.now()
    db.session().flush()
    with grants.granting():
        ending = [g for g in grants.grants_of(lens.record_id) if g.principal == f"s{user_id}" and g.source == Source.MEMBER]
        grants.end(ending)
    _write(actor, lens.record_id, lens.kind, reason, {"member ended": user_id})


def standing(actor: Actor, record_id: int) -> list[ReferralMember]:
    """Return the live memberships of a referral, oldest first."""
    return [
        row
        for row in db.session().scalars(
            policy.readable(actor, ReferralMember).where(ReferralMember.record_id == record_id).order_by(ReferralMember.id)
        )
        if row.ended_at is None and (row.until_at is None or row.until_at > clock.now())
    ]


def name(
    actor: Actor, record: Record, user_id: int, reason: str, *, columns: Columns, until_on: date | None = None
) -> None:  # fmt: skip
    """Give one cleared person sight of a record in the compartment, by name, and write down who did and why."""
    until = clock.end_of_day(until_on) if until_on else None
    with grants.granting():
        grants.add(record, f"s{user_id}", EVERYTHING, columns, source=Source.MEMBER, until=until)
    write_down(actor, record, user_id, reason, until_on=until_on)
    _write(actor, record.id, record.kind, reason, {"member": user_id})


def write_down(actor: Actor, record: Record, user_id: int, reason: str, *, until_on: date | None = None) -> None:
    """Keep the membership itself: start, end, granted by, reason."""
    put(
        actor, record, ReferralMember, Section.SHARING, user_id=user_id, from_at=db.session().moment(),
        until_at=clock.end_of_day(until_on) if until_on else None, granted_by=actor.user_id or 0, reason=reason,
    )  # fmt: skip


def _write(actor: Actor, record_id: int, kind: str, reason: str, detail: dict[str, int]) -> None:
    audit.record(actor, Deed.RECORD_CHANGED, record_id=record_id, record_kind=kind, purpose=reason, detail=detail)
