"""A forgotten password: asked for by anybody, answered by the agency lead with a one-time link."""

from sqlalchemy import select

from casework.accounts import queries
from casework.accounts.models import AppUser, ResetRequest, SignInAttempt
from casework.accounts.queries import staff
from casework.accounts.services import factors, links, notices, sign_in
from casework.accounts.types import LinkKind, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused

ASKED = "If that is an account here, its agency lead has now been asked to give you a link for a new password."


def ask(username: str, *, address: str) -> str:
    """Ask for a new password; return the sentence to show, which is the same for a known and an unknown name."""
    session = db.session()
    key = KEYS.keyed("forgotten:" + address)
    if sign_in.is_braked(key, free=10, most=20):
        return sign_in.SLOW_DOWN
    session.add(SignInAttempt(key_hash=key, at=clock.wall(), ok=False))
    user = queries.user_by_username(username)
    if user is not None and user.suspended_at is None and not _is_waiting(user.id):
        session.add(ResetRequest(user_id=user.id, asked_at=clock.wall()))
        leads = notices.holders(user.organisation_id, Role.AGENCY_LEAD) - {user.id}
        notices.tell(leads, "reset", f"{user.name} asked for a new password.")
    audit.record(NOBODY, Deed.ACCOUNT_CHANGED, detail={"asked": "password", "account": KEYS.keyed("account:" + username.lower())})
    return ASKED


def answer(actor: Actor, request_id: int) -> tuple[AppUser, str]:
    """Answer a request with a link for its person; return the person and the link's token, which is shown once.

    Only a lead of the person's own organisation may, and never for oneself. Whoever holds the link could use it first, so the
    person, the organisation's governance officers and its safeguarding leads are told.
    """
    request = db.session().get(ResetRequest, request_id)
    user = staff.one(actor, request.user_id) if request is not None and request.answered_at is None else None
    if request is None or user is None:
        raise NotFound("request")
    if user.id == actor.user_id:
        raise Refused("Change your own password on your profile.")
    if factors.did_reset(actor.user_id or 0, user.id):
        raise Refused(f"You reset the second factor of {user.name} this week. Somebody else must give the link for a password.")
    request.answered_at = clock.wall()
    token = links.make_link(actor, user, LinkKind.RESET)
    told = notices.holders(user.organisation_id, Role.GOVERNANCE_OFFICER) | notices.safeguarding_leads(user.organisation_id)
    notices.tell(told - {user.id}, "reset", f"{actor.name} gave {user.name} a link for a new password.")
    notices.tell(
        [user.id], "reset", f"{actor.name} gave you a link for a new password. If you did not ask, tell your agency lead."
    )
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": user.id, "link": str(LinkKind.RESET)})
    return user, token


def refuse(actor: Actor, request_id: int) -> None:
    """Drop a request that its person did not make."""
    request = db.session().get(ResetRequest, request_id)
    if request is None or request.answered_at is not None or staff.one(actor, request.user_id) is None:
        raise NotFound("request")
    request.answered_at = clock.wall()
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": request.user_id, "link": "refused"})


def _is_waiting(user_id: int) -> bool:
    return bool(
        db.session().scalar(
            select(ResetRequest.id).where(ResetRequest.user_id == user_id, ResetRequest.answered_at.is_(None)).limit(1)
        )
    )
