"""Reads of second factors, half-finished sign-ins, and the rules of this installation about accounts."""

from datetime import date

from sqlalchemy import func, select

from casework.accounts.models import AppUser
from casework.accounts.models.factors import AccountRule, Attestation, HalfSession, RecoveryCode, UserFactor
from casework.accounts.quarters import quarter_of
from casework.accounts.types import ATTEST_RULE, FACTOR_RULE, FactorKind
from casework.kernel import clock
from casework.kernel.crypto import mark
from casework.kernel.db import db


def in_use(user_id: int, kind: FactorKind | None = None) -> list[UserFactor]:
    """Return the second factors of a person that prove something, oldest first."""
    statement = select(UserFactor).where(
        UserFactor.user_id == user_id, UserFactor.proved_at.is_not(None), UserFactor.ended_at.is_(None)
    )
    if kind is not None:
        statement = statement.where(UserFactor.kind == kind)
    return list(db.session().scalars(statement.order_by(UserFactor.id)))


def being_set_up(user_id: int) -> UserFactor | None:
    """Return the app a person is setting up, or None."""
    return db.session().scalar(
        select(UserFactor)
        .where(UserFactor.user_id == user_id, UserFactor.proved_at.is_(None), UserFactor.ended_at.is_(None))
        .order_by(UserFactor.id.desc())
        .limit(1)
    )


def codes_left(user_id: int) -> int:
    """Return how many recovery codes a person may still use."""
    counted = select(func.count(RecoveryCode.id)).where(RecoveryCode.user_id == user_id, RecoveryCode.ended_at.is_(None))
    return db.session().scalar(counted) or 0


def half_session(token: str) -> tuple[HalfSession, AppUser] | None:
    """Return the half-finished sign-in a token belongs to and its person; None once it ran out or the person may not sign in."""
    found = (
        db.session()
        .execute(
            select(HalfSession, AppUser)
            .join(AppUser, AppUser.id == HalfSession.user_id)
            .where(HalfSession.mark == mark(token), HalfSession.ends_at > clock.wall(), AppUser.suspended_at.is_(None))
        )
        .one_or_none()
    )
    return None if found is None else (found[0], found[1])


def rules() -> frozenset[str]:
    """Return the rules about accounts that are switched on."""
    return frozenset(db.session().scalars(select(AccountRule.name)))


def required_roles() -> list[str]:
    """Return the roles whose holders need a second factor."""
    return sorted(name.removeprefix(FACTOR_RULE) for name in rules() if name.startswith(FACTOR_RULE))


def last_attested(organisation_id: int) -> int:
    """Return the last quarter an organisation attested; before its first, the one in which it or the rule began.

    So a new organisation, and everybody once the rule is switched on, first attests in the quarter after.
    """
    held = db.session().scalar(select(func.max(Attestation.quarter)).where(Attestation.organisation_id == organisation_id))
    return int(held) if held else beginning(organisation_id)


def beginning(organisation_id: int) -> int:
    """Return the quarter in which the rule of attesting, or the organisation's first account, began: the later of the two."""
    ruled = db.session().scalar(select(AccountRule.set_at).where(AccountRule.name == ATTEST_RULE))
    first = db.session().scalar(select(func.min(AppUser.created_at)).where(AppUser.organisation_id == organisation_id))
    days: list[date] = [clock.local_day(at) for at in (ruled, first) if at is not None]
    return quarter_of(max(days, default=clock.local_day(clock.wall())))
