"""Clearance for safeguarding work: given to one person, for a reason, between dates, by somebody answerable for it.

A safeguarding lead gives it to the people of their own organisation. The platform administrator may name somebody too, because a
new organisation has no lead yet; but never themselves or another administrator, and never without the organisation being told.
A clearance alone opens nothing: the members of a referral add one another by name.
"""

from datetime import date, timedelta

from casework.accounts import queries
from casework.accounts.models import AppUser, UserClearance
from casework.accounts.queries import staff
from casework.accounts.services import notices, sign_in
from casework.accounts.types import CASEWORK_ROLES, SAFEGUARDING, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused

LONGEST = timedelta(days=3 * 366)


def clear(actor: Actor, user_id: int, *, from_on: date, until_on: date, reason: str) -> None:
    """Clear a colleague for safeguarding work; only a safeguarding lead of the same organisation may, and never themselves."""
    if not staff.is_safeguarding_lead(actor):
        raise NotAllowed("Only a safeguarding lead of your organisation may do this.")
    user = staff.one(actor, user_id)
    if user is None:
        raise NotFound("user")
    _give(actor, user, is_lead=False, from_on=from_on, until_on=until_on, reason=reason)


def name_cleared(actor: Actor, username: str, *, is_lead: bool, from_on: date, until_on: date, reason: str) -> None:
    """Name a cleared person or safeguarding lead of any organisation: the platform administrator's, with a reason and dates."""
    if not actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        raise NotAllowed()
    user = queries.user_by_username(username)
    if user is None:
        raise Refused("There is no account with that email address or user name.", field="username")
    if any(held.role == Role.PLATFORM_ADMINISTRATOR for held in staff.roles_of(user.id)):
        raise Refused("An administrator is cleared by the safeguarding lead of their organisation only.", field="username")
    _give(actor, user, is_lead=is_lead, from_on=from_on, until_on=until_on, reason=reason)


def end_clearance(actor: Actor, clearance_id: int) -> None:
    """End a clearance early: its organisation's safeguarding or agency lead may, the platform administrator, and its holder."""
    row = db.session().get(UserClearance, clearance_id)
    user = None if row is None else db.session().get(AppUser, row.user_id)
    if row is None or user is None or row.ended_at is not None:
        raise NotFound("clearance")
    leads = actor.has_role(Role.AGENCY_LEAD) or staff.is_safeguarding_lead(actor)
    own = user.organisation_id == actor.organisation_id
    if not (actor.has_role(Role.PLATFORM_ADMINISTRATOR) or user.id == actor.user_id or (own and leads)):
        raise NotFound("clearance")
    row.ended_at = clock.wall()
    sign_in.end_sessions(user.id, "clearance")
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": user.id, "clearance": "ended"})


def _give(actor: Actor, user: AppUser, *, is_lead: bool, from_on: date, until_on: date, reason: str) -> None:
    if user.id == actor.user_id:
        raise Refused("Nobody clears themselves.")
    if user.suspended_at is not None or not CASEWORK_ROLES.intersection(Role(row.role) for row in staff.roles_of(user.id)):
        raise Refused("Only somebody who works cases and may sign in can be cleared.", field="username")
    if until_on < from_on:
        raise Refused("The last day must be on or after the first day.", field="until_on")
    if until_on > clock.today() + LONGEST:
        raise Refused("A clearance runs for three years at most, then it is given again.", field="until_on")
    db.session().add(
        UserClearance(
            user_id=user.id, clearance=SAFEGUARDING, is_lead=is_lead, from_on=from_on, until_on=until_on,
            granted_by=actor.user_id, reason=reason,
        )
    )  # fmt: skip
    told = notices.safeguarding_leads(user.organisation_id)
    told |= notices.holders(user.organisation_id, Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER)
    notices.tell(told | {user.id}, "clearance", f"{actor.name} cleared {user.name} for safeguarding work.")
    sign_in.end_sessions(user.id, "clearance")
    detail = {"user": user.id, "clearance": SAFEGUARDING, "lead": is_lead, "until": until_on.isoformat()}
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail=detail, purpose=reason)
