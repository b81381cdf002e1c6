"""What an agency lead does: invite, give and end roles, suspend and restore the people of their own organisation."""

from casework.accounts import queries
from casework.accounts.models import AppUser, UserRole
from casework.accounts.queries import staff
from casework.accounts.services import links, notices, sign_in
from casework.accounts.types import CASEWORK_ROLES, ROLE_LABELS, LinkKind, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Organisation

TAKEN = "Somebody already signs in with that email address."


def invite(actor: Actor, *, name: str, username: str, job_title: str, roles: list[str]) -> tuple[AppUser, str]:
    """Invite a person into the actor's own organisation; return them and the token of their link, which is shown once."""
    if not actor.has_role(Role.AGENCY_LEAD):
        raise NotAllowed()
    return _invite(actor, actor.organisation_id or 0, name=name, username=username, job_title=job_title, roles=roles)


def invite_first_lead(actor: Actor, organisation_id: int, *, name: str, username: str, job_title: str) -> tuple[AppUser, str]:
    """Invite the first agency lead of an organisation that has none; every other account is the lead's to invite."""
    if not actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        raise NotAllowed()
    if db.session().get(Organisation, organisation_id) is None:
        raise NotFound("organisation")
    if notices.holders(organisation_id, Role.AGENCY_LEAD):
        raise Refused("This organisation has an agency lead, who invites its people.")
    return _invite(actor, organisation_id, name=name, username=username, job_title=job_title, roles=[Role.AGENCY_LEAD])


def invite_again(actor: Actor, user_id: int) -> tuple[AppUser, str]:
    """Make a new link for somebody who has not chosen a password yet; the earlier one stops working."""
    user = _colleague(actor, user_id)
    if user.password_hash is not None or user.suspended_at is not None:
        raise Refused("Only somebody who has not chosen a password yet can be invited again.")
    audit.record(actor, Deed.ACCOUNT_INVITED, detail={"user": user.id, "again": True})
    return user, links.make_link(actor, user, LinkKind.INVITATION)


def give_role(actor: Actor, user_id: int, role: str) -> None:
    """Give a colleague a role; their sessions end, so that they sign in with it.

    A role in casework that leads give themselves is told to the other leads and to the governance officers.
    """
    user = _colleague(actor, user_id)
    chosen = _role(actor, role)
    if user.left_at is not None:
        raise Refused(f"{user.name} left. Somebody who comes back is invited anew.")
    if any(held.role == chosen for held in staff.roles_of(user.id)):
        raise Refused(f"{user.name} already has that role.", field="role")
    _add_role(actor, user, chosen)
    if user.id == actor.user_id and chosen in CASEWORK_ROLES:
        watchers = notices.holders(user.organisation_id, Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER) - {user.id}
        notices.tell(watchers, "role", f"{user.name} gave themselves the role {ROLE_LABELS[chosen].lower()}.")
    sign_in.end_sessions(user.id, "role")


def end_role(actor: Actor, user_id: int, role_id: int) -> None:
    """End a colleague's role; their sessions end. The last agency lead of an organisation keeps it until somebody else has it."""
    user = _colleague(actor, user_id)
    held = next((row for row in staff.roles_of(user.id) if row.id == role_id), None)
    if held is None:
        raise NotFound("role")
    _role(actor, held.role)
    if held.role == Role.AGENCY_LEAD and not notices.holders(user.organisation_id, Role.AGENCY_LEAD) - {user.id}:
        raise Refused("Give somebody else the role of agency lead first.")
    held.ended_at = clock.wall()
    sign_in.end_sessions(user.id, "role")
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": user.id, "ended_role": held.role})


def suspend(actor: Actor, user_id: int, *, reason: str) -> None:
    """Suspend a colleague: their access is gone at their next request, and their sessions and links end."""
    user = _colleague(actor, user_id)
    if user.id == actor.user_id:
        raise Refused("You cannot suspend yourself: ask another agency lead.")
    if user.suspended_at is not None:
        raise Refused(f"{user.name} is already suspended.")
    user.suspended_at, user.suspended_by = clock.wall(), actor.user_id
    sign_in.end_sessions(user.id, "suspended")
    audit.record(actor, Deed.ACCOUNT_SUSPENDED, detail={"user": user.id}, purpose=reason)


def restore(actor: Actor, user_id: int, *, reason: str) -> None:
    """Let a suspended colleague sign in again, with the roles they held."""
    user = _colleague(actor, user_id)
    if user.left_at is not None:
        raise Refused(f"{user.name} left. Somebody who comes back is invited anew.")
    if user.suspended_at is None:
        raise Refused(f"{user.name} is not suspended.")
    user.suspended_at, user.suspended_by, user.kept_since = None, None, clock.wall()
    audit.record(actor, Deed.ACCOUNT_RESTORED, detail={"user": user.id}, purpose=reason)


def _invite(
    actor: Actor, organisation_id: int, *, name: str, username: str, job_title: str, roles: list[str]
) -> tuple[AppUser, str]:
    username = username.strip().lower()
    if queries.user_by_username(username) is not None:
        raise Refused(TAKEN, field="username")
    chosen = [Role.AGENCY_LEAD] if organisation_id != actor.organisation_id else [_role(actor, role) for role in roles]
    user = AppUser(username=username, name=name, job_title=job_title, organisation_id=organisation_id, created_at=clock.wall())
    db.session().add(user)
    db.session().flush()
    for role in chosen:
        _add_role(actor, user, role)
    audit.record(actor, Deed.ACCOUNT_INVITED, detail={"user": user.id, "organisation": organisation_id})
    return user, links.make_link(actor, user, LinkKind.INVITATION)


def _colleague(actor: Actor, user_id: int) -> AppUser:
    if not actor.has_role(Role.AGENCY_LEAD):
        raise NotAllowed()
    user = staff.one(actor, user_id)
    if user is None:
        raise NotFound("user")
    return user


def _role(actor: Actor, role: str) -> Role:
    if role not in set(Role):
        raise Refused("Choose a role from the list.", field="role")
    if role == Role.PLATFORM_ADMINISTRATOR and not actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        raise Refused("Only a platform administrator may give or end that role.", field="role")
    return Role(role)


def _add_role(actor: Actor, user: AppUser, role: Role) -> None:
    db.session().add(UserRole(user_id=user.id, role=role, given_by=actor.user_id, given_at=clock.wall()))
    detail = {"user": user.id, "given_role": str(role), "to_oneself": user.id == actor.user_id}
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail=detail)
