"""Accounts that nobody uses: their lead is told in time, then a job suspends them."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from casework.accounts.models import AppUser
from casework.accounts.services import notices, sign_in
from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db

LASTS = timedelta(days=90)  # not used for so long: suspended
TOLD = timedelta(days=76)  # told a fortnight before
NEEDED = (Role.AGENCY_LEAD, Role.PLATFORM_ADMINISTRATOR)
REASON = "accounts that nobody uses are suspended"
WHY = f"Not used for {LASTS.days} days."


def suspend_dormant(actor: Actor) -> tuple[int, int]:
    """Suspend the accounts that were not used for ninety days, and tell of those that will be in a fortnight; return both counts.

    The last agency lead and the last administrator keep their accounts, for nobody could restore them. Runs twice without harm.
    """
    told = suspended = 0
    for user in db.session().scalars(select(AppUser).where(*_unused(TOLD)).order_by(AppUser.id)):
        if _is_needed(user):
            continue
        since = used_at(user)
        if clock.wall() - since >= LASTS:
            user.suspended_at, user.suspended_by = clock.wall(), None
            sign_in.end_sessions(user.id, "dormant")
            audit.record(actor, Deed.ACCOUNT_SUSPENDED, detail={"user": user.id, "dormant": True}, purpose=WHY)
            _tell(user, f"The account of {user.name} was suspended: it was not used for {LASTS.days} days.")
            suspended += 1
        elif user.dormant_told_at is None or user.dormant_told_at < since:
            user.dormant_told_at = clock.wall()
            day = clock.local_day(since + LASTS)
            _tell(user, f"The account of {user.name} will be suspended on {day:%-d %B %Y} unless it is used.")
            told += 1
    return suspended, told


def overdue() -> int:
    """Return how many accounts should have been suspended a day ago or longer: the job does not run."""
    users = db.session().scalars(select(AppUser).where(*_unused(LASTS + timedelta(days=1))))
    return sum(not _is_needed(user) for user in users)


def used_at(user: AppUser) -> datetime:
    """Return when an account was last used, restored or made."""
    return max(at for at in (user.last_seen_at, user.kept_since, user.created_at) if at is not None)


def _unused(lasting: timedelta) -> list[ColumnElement[bool]]:
    late = clock.wall() - lasting
    return [
        AppUser.suspended_at.is_(None),
        AppUser.created_at <= late,
        or_(AppUser.last_seen_at.is_(None), AppUser.last_seen_at <= late),
        or_(AppUser.kept_since.is_(None), AppUser.kept_since <= late),
    ]


def _is_needed(user: AppUser) -> bool:
    if notices.holders(user.organisation_id, Role.AGENCY_LEAD) == {user.id}:
        return True
    return notices.holders_anywhere(Role.PLATFORM_ADMINISTRATOR) == {user.id}


def _tell(user: AppUser, sentence: str) -> None:
    notices.tell(notices.holders(user.organisation_id, Role.AGENCY_LEAD) - {user.id}, "dormant", sentence)
