"""Named members of a record in the compartment: cleared people, one by one, each with reason and end."""

from datetime import date

from sqlalchemy import or_, select

from casework.accounts.models import AppUser, UserClearance, UserRole
from casework.accounts.types import CASEWORK_ROLES
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.sharing import agreements, policy
from casework.sharing.models import AccessGrant, Record, ReferralMember
from casework.sharing.services import grants
from casework.sharing.types import EVERYTHING, SAFEGUARDING, Lens, Section, Source


def add_member(actor: Actor, lens: Lens, user_id: int, *, reason: str, until_on: date | None = None) -> ReferralMember:
    """Name a cleared person as a member of a record in the compartment, opened for it; by a safeguarding lead.

    Refuses people who are not cleared, suspended, already members, or of an organisation without an agreement in force.
    """
    _check_lead(actor, lens)
    _check_person(actor, lens, user_id)
    if until_on is not None and clock.end_of_day(until_on) <= clock.now():
        raise Refused("The membership must end in the future.", field="until_on")
    if _grants_of_member(lens, user_id):
        raise Refused("They are already a member.", field="user_id")
    until = clock.end_of_day(until_on) if until_on else None
    member = ReferralMember(
        record_id=lens.record_id,
        section=int(Section.SHARING),
        author_org_id=actor.organisation_id,
        user_id=user_id,
        from_at=db.session().moment(),
        until_at=until,
        granted_by=actor.user_id,
        reason=reason,
    )
    db.session().add(member)
    db.session().flush()
    record = db.session().get_one(Record, lens.record_id)
    with grants.granting():
        grants.add(
            record,
            f"s{user_id}",
            EVERYTHING,
            grants.columns_of(lens.record_id),
            source=Source.MEMBER,
            source_id=member.id,
            since=member.from_at,
            until=until,
        )
    grants.regrant(lens.record_id)
    _write_down(actor, lens, Deed.SHARE_MADE, user_id, reason)
    return member


def end_member(actor: Actor, lens: Lens, user_id: int, *, reason: str) -> None:
    """End a membership at once: by a safeguarding lead, or one's own. Refuses to leave a record with nobody."""
    if user_id != actor.user_id:
        _check_lead(actor, lens)
    held = _grants_of_member(lens, user_id)
    if not held:
        raise NotFound("member")
    if not [grant for grant in grants.grants_of(lens.record_id) if _lives(grant) and grant.principal != f"s{user_id}"]:
        raise Refused("Name another member first: a record is never left with nobody.")
    rows = db.session().scalars(
        policy.readable(actor, ReferralMember).where(
            ReferralMember.record_id == lens.record_id, ReferralMember.user_id == user_id, ReferralMember.ended_at.is_(None)
        )
    )
    for row in rows:
        row.ended_at = clock.now()
    db.session().flush()
    with grants.granting():
        grants.end(held)
    grants.regrant(lens.record_id)
    _write_down(actor, lens, Deed.SHARE_RECALLED, user_id, reason)


def cleared_people(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the cleared people who may be named: of one's own and of partners under an agreement, who work cases."""
    on = clock.today()
    partners = {other for _, other, _ in agreements.in_force([lens.owner_org_id], lens.partnership_id, on)}
    rows = db.session().execute(
        select(AppUser.id, AppUser.name)
        .join(UserClearance, UserClearance.user_id == AppUser.id)
        .where(
            AppUser.organisation_id.in_(partners | {lens.owner_org_id}),
            AppUser.suspended_at.is_(None),
            UserClearance.clearance == SAFEGUARDING,
            UserClearance.ended_at.is_(None),
            UserClearance.from_on <= on,
            or_(UserClearance.until_on.is_(None), UserClearance.until_on >= on),
            select(UserRole.id)
            .where(UserRole.user_id == AppUser.id, UserRole.ended_at.is_(None), UserRole.role.in_(CASEWORK_ROLES))
            .exists(),
        )
        .order_by(AppUser.name)
    )
    return {row.id: row.name for row in rows}


def _check_lead(actor: Actor, lens: Lens) -> None:
    if lens.compartment != SAFEGUARDING:
        raise Refused("Only records in the compartment have named members.")
    on = clock.today()
    lead = db.session().scalar(
        select(UserClearance.id).where(
            UserClearance.user_id == actor.user_id,
            UserClearance.is_lead.is_(True),
            UserClearance.ended_at.is_(None),
            UserClearance.from_on <= on,
            or_(UserClearance.until_on.is_(None), UserClearance.until_on >= on),
        )
    )
    if lead is None:
        raise NotAllowed("A safeguarding lead who is a member names others.")


def _check_person(actor: Actor, lens: Lens, user_id: int) -> None:
    if user_id not in cleared_people(actor, lens):
        raise Refused("Choose a person with a safeguarding clearance, of a partner under an agreement in force.", field="user_id")


def _lives(grant: AccessGrant) -> bool:
    return grant.source == Source.MEMBER and (grant.until is None or grant.until > clock.now())


def _grants_of_member(lens: Lens, user_id: int) -> list[AccessGrant]:
    return [grant for grant in grants.grants_of(lens.record_id) if grant.principal == f"s{user_id}" and _lives(grant)]


def _write_down(actor: Actor, lens: Lens, deed: Deed, user_id: int, reason: str) -> None:
    audit.record(
        actor,
        deed,
        record_id=lens.record_id,
        record_kind=lens.kind,
        sections=int(EVERYTHING),
        purpose=reason,
        detail={"to": user_id},
    )
