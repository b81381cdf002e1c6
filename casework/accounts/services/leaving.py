"""Leaving an organisation: everything a person held there ends in one transaction, and their work is handed on.

Somebody who moves to another organisation leaves this one and is invited there anew: nothing travels with them, and their user
name is free again. The account itself stays, closed, because the trail and the records speak of it.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, update

from casework.accounts.models import (
    AppUser,
    Delegation,
    Draft,
    Job,
    OneTimeLink,
    ResetRequest,
    TeamMember,
    UserClearance,
    UserRole,
)
from casework.accounts.models.factors import HalfSession, RecoveryCode, UserFactor
from casework.accounts.queries import people_of, staff
from casework.accounts.services import notices, sign_in
from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.kernel.system import as_system, once_kept

HAND_ON = "hand_on"
REASON = "the work of somebody who left is handed on"
Work = Callable[[Actor, dict[str, Any]], str]
_works: dict[str, Work] = {}


def hand_on_by(work: Work) -> None:
    """Say what hands on the work of somebody who left: packages above know what work there is."""
    _works[HAND_ON] = work


def leave(actor: Actor, user_id: int, *, to_user_id: int | None, reason: str) -> None:
    """End a colleague's account because they left: roles, clearances, powers, teams, factors, sessions and links, all at once.

    Their open tasks and cases go to a colleague, or wait for one. Refuses the last agency lead, oneself, and who left already.
    """
    user = _leaver(actor, user_id)
    if to_user_id is not None and to_user_id not in {row.id for row in people_of(actor)} - {user.id}:
        raise Refused("Choose a colleague who works cases.", field="to_user")
    now = clock.wall()
    user.suspended_at, user.suspended_by, user.left_at = user.suspended_at or now, user.suspended_by or actor.user_id, now
    user.password_hash, name = None, user.username
    user.username = f"{name[:170]} left {user.id}"
    _end_rights(user.id)
    _end_ways_in(user.id, actor.user_id)
    sign_in.end_sessions(user.id, "left")
    audit.record(actor, Deed.ACCOUNT_LEFT, detail={"user": user.id, "to": to_user_id}, purpose=reason)
    job = Job(kind=HAND_ON, body={"user": user.id, "to": to_user_id}, due_at=now)
    db.session().add(job)
    db.session().flush()
    job_id = job.id
    once_kept(lambda: _hand_on_now(job_id))


def _leaver(actor: Actor, user_id: int) -> AppUser:
    if not actor.has_role(Role.AGENCY_LEAD):
        raise NotAllowed()
    user = staff.one(actor, user_id)
    if user is None:
        raise NotFound("user")
    if user.id == actor.user_id:
        raise Refused("You cannot end your own account: ask another agency lead.")
    if user.left_at is not None:
        raise Refused(f"{user.name} has left already.")
    leads = notices.holders(user.organisation_id, Role.AGENCY_LEAD)
    if leads == {user.id}:
        raise Refused("Give somebody else the role of agency lead first.")
    return user


def _end_rights(user_id: int) -> None:
    now, today, session = clock.wall(), clock.today(), db.session()
    for model in (UserRole, UserClearance):
        session.execute(update(model).where(model.user_id == user_id, model.ended_at.is_(None)).values(ended_at=now))
    session.execute(delete(TeamMember).where(TeamMember.user_id == user_id))
    session.execute(
        update(Delegation)
        .where(Delegation.user_id == user_id, Delegation.from_on <= today)
        .where((Delegation.until_on.is_(None)) | (Delegation.until_on > today))
        .values(until_on=today)
    )
    session.execute(delete(Delegation).where(Delegation.user_id == user_id, Delegation.from_on > today))


def _end_ways_in(user_id: int, by: int | None) -> None:
    now, session = clock.wall(), db.session()
    factors = update(UserFactor).where(UserFactor.user_id == user_id, UserFactor.ended_at.is_(None))
    session.execute(factors.values(ended_at=now, ended_by=by, mark=None))
    session.execute(
        update(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.ended_at.is_(None)).values(ended_at=now)
    )
    session.execute(update(OneTimeLink).where(OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None)).values(used_at=now))
    asked = update(ResetRequest).where(ResetRequest.user_id == user_id, ResetRequest.answered_at.is_(None))
    session.execute(asked.values(answered_at=now))
    session.execute(delete(HalfSession).where(HalfSession.user_id == user_id))
    session.execute(delete(Draft).where(Draft.user_id == user_id))


def _hand_on_now(job_id: int) -> None:
    """Do the job at once; the worker does it again if this fails."""
    with as_system(REASON) as actor:
        job = db.session().get_one(Job, job_id)
        if job.done_at is None and HAND_ON in _works:
            job.outcome, job.done_at, job.tries = _works[HAND_ON](actor, job.body), clock.wall(), job.tries + 1
