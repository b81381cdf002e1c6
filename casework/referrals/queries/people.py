"""Who may be named on a referral: cleared people of the partnership, and its safeguarding leads."""

from typing import Any

from sqlalchemy import Select, or_, select

from casework.accounts.models import AppUser, UserClearance, UserRole
from casework.accounts.types import CASEWORK_ROLES, SAFEGUARDING
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation, PartnershipMember
from casework.referrals.types import Colleague


def cleared_people(actor: Actor, partnership_id: int) -> list[Colleague]:
    """Return everybody in a partnership who is cleared today and may work cases, by name."""
    found: dict[int, Colleague] = {}
    for user_id, name, organisation, is_lead in db.session().execute(_cleared(partnership_id)):
        held = found.get(user_id)
        found[user_id] = Colleague(user_id, name, organisation, is_lead or (held is not None and held.is_lead))
    return list(found.values())


def leads(actor: Actor, partnership_id: int) -> list[Colleague]:
    """Return the safeguarding leads of a partnership."""
    return [person for person in cleared_people(actor, partnership_id) if person.is_lead]


def is_lead(actor: Actor) -> bool:
    """True when the actor is a safeguarding lead today."""
    if not actor.cleared:
        return False
    statement = select(UserClearance.id).where(UserClearance.user_id == actor.user_id, UserClearance.is_lead, *_in_date())
    return db.session().scalar(statement.limit(1)) is not None


def names(actor: Actor, user_ids: set[int]) -> dict[int, str]:
    """Return the names of these people with their organisations, in one statement."""
    rows = db.session().execute(
        select(AppUser.id, AppUser.name, Organisation.name)
        .join(Organisation, Organisation.id == AppUser.organisation_id)
        .where(AppUser.id.in_(user_ids or {0}))
    )
    return {user_id: f"{name}, {organisation}" for user_id, name, organisation in rows}


def _in_date() -> tuple[Any, ...]:
    today = clock.today()
    return (
        UserClearance.clearance == SAFEGUARDING,
        UserClearance.ended_at.is_(None),
        UserClearance.from_on <= today,
        or_(UserClearance.until_on.is_(None), UserClearance.until_on >= today),
    )


def _cleared(partnership_id: int) -> Select[int, str, str, bool]:
    today = clock.today()
    works = select(UserRole.id).where(
        UserRole.user_id == AppUser.id, UserRole.ended_at.is_(None), UserRole.role.in_(CASEWORK_ROLES)
    )
    return (
        select(AppUser.id, AppUser.name, Organisation.name, UserClearance.is_lead)
        .join(UserClearance, UserClearance.user_id == AppUser.id)
        .join(Organisation, Organisation.id == AppUser.organisation_id)
        .join(PartnershipMember, PartnershipMember.organisation_id == Organisation.id)
        .where(
            PartnershipMember.partnership_id == partnership_id,
            PartnershipMember.from_on <= today,
            or_(PartnershipMember.until_on.is_(None), PartnershipMember.until_on >= today),
            AppUser.suspended_at.is_(None),
            works.exists(),
            *_in_date(),
        )
        .order_by(AppUser.name, AppUser.id)
    )
