"""Telling people something inside the application. A notice names no person and holds no content of a record."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from casework.accounts.models import AppUser, Notification, UserClearance, UserRole
from casework.accounts.types import Role
from casework.kernel import clock
from casework.kernel.db import db


def tell(user_ids: Iterable[int], kind: str, sentence: str, *, record_id: int | None = None) -> None:
    """Tell people something; about a record it is shown only while they can open it."""
    now = clock.wall()
    db.session().add_all(
        Notification(user_id=user_id, kind=kind, record_id=record_id, sentence=sentence[:200], made_at=now)
        for user_id in sorted(set(user_ids))
    )


def holders(organisation_id: int, *roles: Role) -> set[int]:
    """Return the people of an organisation who hold one of these roles and may sign in."""
    return set(
        db.session().scalars(
            select(UserRole.user_id)
            .join(AppUser, AppUser.id == UserRole.user_id)
            .where(
                AppUser.organisation_id == organisation_id,
                AppUser.suspended_at.is_(None),
                UserRole.ended_at.is_(None),
                UserRole.role.in_(roles),
            )
        )
    )


def holders_anywhere(role: Role) -> set[int]:
    """Return the people of every organisation who hold a role and may sign in."""
    return set(
        db.session().scalars(
            select(UserRole.user_id)
            .join(AppUser, AppUser.id == UserRole.user_id)
            .where(AppUser.suspended_at.is_(None), UserRole.ended_at.is_(None), UserRole.role == role)
        )
    )


def safeguarding_leads(organisation_id: int) -> set[int]:
    """Return the safeguarding leads of an organisation whose clearance is in date."""
    today = clock.today()
    return set(
        db.session().scalars(
            select(UserClearance.user_id)
            .join(AppUser, AppUser.id == UserClearance.user_id)
            .where(
                AppUser.organisation_id == organisation_id,
                AppUser.suspended_at.is_(None),
                UserClearance.is_lead.is_(True),
                UserClearance.ended_at.is_(None),
                UserClearance.from_on <= today,
                or_(UserClearance.until_on.is_(None), UserClearance.until_on >= today),
            )
        )
    )
