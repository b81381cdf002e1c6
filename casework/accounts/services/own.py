"""What a person does to their own account: password, contact details, sessions."""

from sqlalchemy import select, update

from casework.accounts import passwords
from casework.accounts.models import AppUser, SignInAttempt, UserSession
from casework.accounts.services import links, sign_in
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations.models import Organisation

NOT_YOURS = "That is not your password."


def confirm(actor: Actor, password: str) -> str:
    """Check the password of somebody who has signed in, before a download or a new password; return the sentence to show, or "".

    Wrong tries are counted with those of signing in, so the caller must keep them: answer 200, not 422.
    """
    session = db.session()
    user = session.get_one(AppUser, actor.user_id)
    key, stored = KEYS.keyed("account:" + user.username), user.password_hash
    if sign_in.is_braked(key):
        return sign_in.SLOW_DOWN
    session.rollback()  # No hashing while the database waits.
    ok = passwords.matches(stored, password)
    session.add(SignInAttempt(key_hash=key, at=clock.wall(), ok=ok))
    return "" if ok else NOT_YOURS


def change_password(actor: Actor, session_id: int, *, current: str, password: str) -> str:
    """Change one's own password; every other session ends. Returns the sentence to show when the current one is wrong, or ""."""
    session = db.session()
    user = session.get_one(AppUser, actor.user_id)
    passwords.check(password, avoid=links.own_words(user, session.get_one(Organisation, user.organisation_id)))
    sentence = confirm(actor, current)
    if sentence:
        return sentence
    user.password_hash, user.password_changed_at = passwords.hashed(password), clock.wall()
    sign_in.end_sessions(user.id, "password", but=session_id)
    audit.record(actor, Deed.PASSWORD_CHANGED)
    return ""


def change_details(actor: Actor, *, job_title: str, phone: str, seen: int | None) -> None:
    """Change one's own job title and telephone number. The name and the user name are the agency lead's to change."""
    user = db.session().get_one(AppUser, actor.user_id)
    versions.expect(user, seen)
    user.job_title, user.phone = job_title, phone
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": user.id, "fields": ["job_title", "phone"]})


def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions: another browser left open somewhere."""
    found = db.session().scalar(
        select(UserSession.id).where(
            UserSession.id == session_id, UserSession.user_id == actor.user_id, UserSession.ended_at.is_(None)
        )
    )
    if found is None:
        raise NotFound("session")
    db.session().execute(
        update(UserSession).where(UserSession.id == found).values(ended_at=clock.wall(), end_reason="ended by its owner")
    )
    audit.record(actor, Deed.SESSION_ENDED)
