"""Who is asking, read from live facts; and the people of an organisation."""

from datetime import date
from typing import Any

from sqlalchemy import Row, Select, String, and_, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser, TeamMember, UserClearance, UserRole, UserSession
from casework.accounts.models.factors import AccountRule, Attestation, UserFactor
from casework.accounts.quarters import is_stopped
from casework.accounts.queries import factors
from casework.accounts.types import ATTEST_RULE, CASEWORK_ROLES, FACTOR_RULE, SAFEGUARDING
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import mark
from casework.kernel.db import db
from casework.organisations.models import Agreement, AgreementParty, Organisation, PartnershipMember


def session_by_token(token: str) -> tuple[UserSession, AppUser, Organisation] | None:
    """Return the live session a cookie's token belongs to, its person and organisation; None once it has ended."""
    now = clock.wall()
    found = (
        db.session()
        .execute(
            select(UserSession, AppUser, Organisation)
            .join(AppUser, AppUser.id == UserSession.user_id)
            .join(Organisation, Organisation.id == AppUser.organisation_id)
            .where(
                UserSession.mark == mark(token),
                UserSession.ended_at.is_(None),
                UserSession.ends_at > now,
                AppUser.suspended_at.is_(None),
            )
        )
        .one_or_none()
    )
    return None if found is None else (found[0], found[1], found[2])


def actor_for(user: AppUser, organisation: Organisation, *, session_mark: str = "", address: str = "") -> Actor:
    """Return a person as an actor: roles, clearance, teams and principals as they are at this moment (decisions: principals)."""
    facts = _facts(user.id, organisation.id, clock.today())
    roles = frozenset(fact.word for fact in facts if fact.what == "role")
    cleared = any(fact.what == "clearance" and fact.word == SAFEGUARDING for fact in facts)
    owes_factor = _owes_factor(organisation, roles, facts)
    works = user.suspended_at is None and not owes_factor and not roles.isdisjoint(CASEWORK_ROLES)
    principals = []
    if works:
        principals = [f"o{organisation.id}", f"u{user.id}"]
        principals += sorted({f"p{fact.first}.{organisation.id}.{fact.second}" for fact in facts if fact.what == "agreement"})
        if cleared:
            principals.append(f"s{user.id}")
    return Actor(
        user_id=user.id,
        name=user.name,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        partnership_ids=tuple(sorted({fact.first for fact in facts if fact.what == "member"})),
        roles=roles,
        principals=tuple(principals),
        team_ids=frozenset(fact.first for fact in facts if fact.what == "team"),
        cleared=cleared and works,
        read_only=organisation.read_only or _is_stopped(organisation, facts),
        must_set_up=owes_factor,
        session_mark=session_mark,
        address=address,
    )


def _owes_factor(organisation: Organisation, roles: frozenset[str], facts: list[Any]) -> bool:
    """True when the organisation or a role requires a second factor and the person has none."""
    if any(fact.what == "factor" for fact in facts):
        return False
    required = {fact.word for fact in facts if fact.what == "rule"}
    return organisation.factor_required or not {FACTOR_RULE + role for role in roles}.isdisjoint(required)


def _is_stopped(organisation: Organisation, facts: list[Any]) -> bool:
    """True when users have to be attested each quarter and the organisation's were not, for too long."""
    if not any(fact.what == "rule" and fact.word == ATTEST_RULE for fact in facts):
        return False
    last = next((fact.first for fact in facts if fact.what == "attested"), 0) or factors.beginning(organisation.id)
    return is_stopped(last, clock.local_day(clock.wall()))


def actor_by_username(username: str) -> Actor:
    """Return a person as an actor by user name: for the console and for tests."""
    user, organisation = (
        db.session().execute(select(AppUser, Organisation).join(Organisation).where(AppUser.username == username)).one()
    )
    return actor_for(user, organisation)


def user_by_username(username: str) -> AppUser | None:
    """Return the person with this user name, whatever their standing."""
    return db.session().scalar(select(AppUser).where(AppUser.username == username.strip().lower()))


def people_of(actor: Actor) -> list[Row[tuple[int, str]]]:
    """Return the id and name of the people of the actor's organisation who may work cases, for choosing an owner."""
    return list(
        db.session().execute(
            select(AppUser.id, AppUser.name)
            .where(
                AppUser.organisation_id == actor.organisation_id,
                AppUser.suspended_at.is_(None),
                select(UserRole.id)
                .where(UserRole.user_id == AppUser.id, UserRole.ended_at.is_(None), UserRole.role.in_(CASEWORK_ROLES))
                .exists(),
            )
            .order_by(AppUser.name)
        )
    )


def _facts(user_id: int, organisation_id: int, on: date) -> list[Row[tuple[str, str, int, int]]]:
    """Return roles, clearances, teams, memberships, factors, rules and agreements at once, as (what, word, first, second)."""
    none = literal(0)
    roles = select(
        literal("role").label("what"), cast(UserRole.role, String).label("word"), none.label("first"), none.label("second")
    ).where(UserRole.user_id == user_id, UserRole.ended_at.is_(None))
    clearances = select(literal("clearance"), cast(UserClearance.clearance, String), none, none).where(
        UserClearance.user_id == user_id,
        UserClearance.ended_at.is_(None),
        UserClearance.from_on <= on,
        or_(UserClearance.until_on.is_(None), UserClearance.until_on >= on),
    )
    teams = select(literal("team"), literal(""), TeamMember.team_id, none).where(TeamMember.user_id == user_id)
    members = select(literal("member"), literal(""), PartnershipMember.partnership_id, none).where(
        PartnershipMember.organisation_id == organisation_id, _standing(PartnershipMember, on)
    )
    held = select(literal("factor"), cast(UserFactor.kind, String), none, none).where(
        UserFactor.user_id == user_id, UserFactor.proved_at.is_not(None), UserFactor.ended_at.is_(None)
    )
    rules = select(literal("rule"), cast(AccountRule.name, String), none, none)
    attested = select(literal("attested"), literal(""), func.coalesce(func.max(Attestation.quarter), 0), none).where(
        Attestation.organisation_id == organisation_id
    )
    parts = (roles, clearances, teams, members, held, rules, attested, _agreements(organisation_id, on))
    return list(db.session().execute(union_all(*parts)))


def _agreements(organisation_id: int, on: date) -> Select[str, str, int, int]:
    mine, theirs = aliased(AgreementParty), aliased(AgreementParty)
    my_membership, their_membership = aliased(PartnershipMember), aliased(PartnershipMember)
    return (
        select(literal("agreement"), literal(""), theirs.organisation_id, Agreement.id)
        .join(mine, mine.agreement_id == Agreement.id)
        .join(theirs, and_(theirs.agreement_id == Agreement.id, theirs.organisation_id != mine.organisation_id))
        .join(
            my_membership,
            and_(my_membership.organisation_id == mine.organisation_id, my_membership.partnership_id == Agreement.partnership_id),
        )
        .join(
            their_membership,
            and_(
                their_membership.organisation_id == theirs.organisation_id,
                their_membership.partnership_id == Agreement.partnership_id,
            ),
        )
        .where(
            mine.organisation_id == organisation_id,
            Agreement.signed_on <= on,
            Agreement.from_on <= on,
            or_(Agreement.until_on.is_(None), Agreement.until_on >= on),
            *[and_(party.signed_on <= on, or_(party.until_on.is_(None), party.until_on >= on)) for party in (mine, theirs)],
            *[_standing(member, on) for member in (my_membership, their_membership)],
        )
    )


def _standing(member: Any, on: date) -> Any:
    return and_(member.from_on <= on, or_(member.until_on.is_(None), member.until_on >= on))
