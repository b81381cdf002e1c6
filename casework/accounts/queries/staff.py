"""Reads of the people of the actor's own organisation: who they are, what they may do, what waits for the agency lead."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from casework.accounts.models import (
    AppUser,
    Delegation,
    OneTimeLink,
    ResetRequest,
    TeamMember,
    UserClearance,
    UserRole,
    UserSession,
)
from casework.accounts.types import ROLE_LABELS, Role
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation, Team


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of the organisation, as the list of users shows them."""

    id: int
    name: str
    username: str
    job_title: str
    roles: tuple[str, ...]
    standing: str  # "active", "invited", "suspended" or "left"
    last_seen_at: datetime | None
    is_cleared: bool


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """A forgotten password that waits for an answer."""

    id: int
    user_id: int
    name: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was not used yet."""

    user_id: int
    name: str
    ends_at: datetime
    is_over: bool


_OUT = ("suspended", "left")


def one(actor: Actor, user_id: int) -> AppUser | None:
    """Return a person of the actor's own organisation, or None: other organisations' people are nobody's business here."""
    return db.session().scalar(select(AppUser).where(AppUser.id == user_id, AppUser.organisation_id == actor.organisation_id))


def colleagues(actor: Actor) -> list[Colleague]:
    """Return the people of the actor's organisation by name, suspended ones last, and after them who left."""
    users = list(
        db.session().scalars(select(AppUser).where(AppUser.organisation_id == actor.organisation_id).order_by(AppUser.name))
    )
    ids = select(AppUser.id).where(AppUser.organisation_id == actor.organisation_id)
    roles: dict[int, list[str]] = {}
    for user_id, role in db.session().execute(
        select(UserRole.user_id, UserRole.role)
        .where(UserRole.user_id.in_(ids), UserRole.ended_at.is_(None))
        .order_by(UserRole.id)
    ):
        roles.setdefault(user_id, []).append(ROLE_LABELS[Role(role)])
    cleared = set(db.session().scalars(select(UserClearance.user_id).where(UserClearance.user_id.in_(ids), *_in_date())))
    found = [
        Colleague(
            user.id, user.name, user.username, user.job_title, tuple(roles.get(user.id, ())), standing(user),
            user.last_seen_at, user.id in cleared,
        )
        for user in users
    ]  # fmt: skip
    return sorted(found, key=lambda person: _OUT.index(person.standing) if person.standing in _OUT else -1)


def standing(user: AppUser) -> str:
    """Return how an account stands: active, invited, suspended or left."""
    if user.left_at is not None:
        return "left"
    return "suspended" if user.suspended_at else "invited" if user.password_hash is None else "active"


def roles_of(user_id: int) -> list[UserRole]:
    """Return the roles a person holds, oldest first."""
    return list(
        db.session().scalars(
            select(UserRole).where(UserRole.user_id == user_id, UserRole.ended_at.is_(None)).order_by(UserRole.id)
        )
    )


def clearances_of(user_id: int) -> list[UserClearance]:
    """Return every clearance a person was ever given, newest first."""
    return list(
        db.session().scalars(select(UserClearance).where(UserClearance.user_id == user_id).order_by(UserClearance.id.desc()))
    )


def teams_of(user_id: int) -> list[Team]:
    """Return the teams a person belongs to."""
    return list(
        db.session().scalars(
            select(Team).join(TeamMember, TeamMember.team_id == Team.id).where(TeamMember.user_id == user_id).order_by(Team.name)
        )
    )


def sessions_of(actor: Actor) -> list[UserSession]:
    """Return one's own live sessions, the one used last first."""
    now = clock.wall()
    return list(
        db.session().scalars(
            select(UserSession)
            .where(UserSession.user_id == actor.user_id, UserSession.ended_at.is_(None), UserSession.ends_at > now)
            .order_by(UserSession.seen_at.desc())
        )
    )


def resets_asked(actor: Actor) -> list[ResetAsked]:
    """Return the forgotten passwords of the actor's organisation that wait for an answer, oldest first."""
    rows = db.session().execute(
        select(ResetRequest.id, AppUser.id, AppUser.name, ResetRequest.asked_at)
        .join(AppUser, AppUser.id == ResetRequest.user_id)
        .where(
            AppUser.organisation_id == actor.organisation_id,
            AppUser.suspended_at.is_(None),
            ResetRequest.answered_at.is_(None),
        )
        .order_by(ResetRequest.id)
    )
    return [ResetAsked(*row) for row in rows]


def invitations(actor: Actor) -> list[Invitation]:
    """Return the people of the actor's organisation who were invited and have not chosen a password, newest first."""
    now = clock.wall()
    rows = db.session().execute(
        select(AppUser.id, AppUser.name, OneTimeLink.ends_at)
        .join(OneTimeLink, OneTimeLink.user_id == AppUser.id)
        .where(
            AppUser.organisation_id == actor.organisation_id,
            AppUser.suspended_at.is_(None),
            AppUser.password_hash.is_(None),
            OneTimeLink.used_at.is_(None),
        )
        .order_by(OneTimeLink.id.desc())
    )
    return [Invitation(user_id, name, ends_at, ends_at <= now) for user_id, name, ends_at in rows]


def delegations(actor: Actor, user_id: int | None = None) -> list[tuple[Delegation, str]]:
    """Return the authorisations given in the actor's organisation, in date first, each with its person's name."""
    statement = (
        select(Delegation, AppUser.name)
        .join(AppUser, AppUser.id == Delegation.user_id)
        .where(AppUser.organisation_id == actor.organisation_id)
        .order_by(AppUser.name, Delegation.from_on.desc())
    )
    if user_id is not None:
        statement = statement.where(Delegation.user_id == user_id)
    return [(row, name) for row, name in db.session().execute(statement)]


def is_safeguarding_lead(actor: Actor) -> bool:
    """True when the actor is a safeguarding lead whose clearance is in date."""
    return actor.cleared and bool(
        db.session().scalar(
            select(UserClearance.id).where(UserClearance.user_id == actor.user_id, UserClearance.is_lead.is_(True), *_in_date())
        )
    )


def cleared_people(actor: Actor) -> list[tuple[UserClearance, str, str]]:
    """Return the clearances in date with their people's and organisations' names, for the platform administrator's list."""
    rows = db.session().execute(
        select(UserClearance, AppUser.name, Organisation.name)
        .join(AppUser, AppUser.id == UserClearance.user_id)
        .join(Organisation, Organisation.id == AppUser.organisation_id)
        .where(*_in_date())
        .order_by(Organisation.name, AppUser.name)
    )
    return [(row, name, organisation) for row, name, organisation in rows]


def _in_date(on: date | None = None) -> list[Any]:
    on = on or clock.today()
    return [
        UserClearance.ended_at.is_(None),
        UserClearance.from_on <= on,
        or_(UserClearance.until_on.is_(None), UserClearance.until_on >= on),
    ]
