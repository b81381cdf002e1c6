"""The second step of signing in, and proving again who one is before what matters most."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from casework.accounts.models import AppUser, UserSession
from casework.accounts.models.factors import HalfSession
from casework.accounts.queries import factors as reads
from casework.accounts.services import own, passkeys, proving, sign_in
from casework.accounts.services.passkeys import Site
from casework.accounts.services.proving import Given
from casework.accounts.services.sign_in import Outcome
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import mark, new_token
from casework.kernel.db import db

RECENT = timedelta(minutes=10)  # proved no longer ago than this: not asked again


def finish(token: str, given: Given, site: Site) -> Outcome | None:
    """Check the second factor of a half-finished sign-in and start the session; None when there is no such sign-in any more."""
    found = reads.half_session(token)
    if found is None:
        return None
    half, user = found
    sentence = proving.prove(NOBODY, user, given, holder=half.mark, site=site)
    if sentence:
        return Outcome(sentence=sentence)
    db.session().execute(delete(HalfSession).where(HalfSession.user_id == user.id))
    return Outcome(token=sign_in.start_session(user, address=half.address, device=half.device))


def ask_passkey(token: str, site: Site) -> str | None:
    """Return what the browser of a half-finished sign-in is asked to sign, as JSON; None when there is no such sign-in."""
    found = reads.half_session(token)
    return None if found is None else passkeys.ask_to_sign(found[1].id, found[0].mark, site)


def is_recent(confirmed_at: datetime) -> bool:
    """True when somebody proved who they are so lately that they are not asked again."""
    return clock.wall() - confirmed_at <= RECENT


def confirm(actor: Actor, session: UserSession, user: AppUser, *, password: str, given: Given, site: Site) -> str:
    """Prove again who one is: by the second factor, or by the password of somebody who has none; the sentence to show, or "".

    A wrong try is an outcome, not a refusal, so that it is counted.
    """
    session_id, holder = session.id, session.mark
    if reads.in_use(user.id):
        sentence = proving.prove(actor, user, given, holder=holder, site=site)
    else:
        sentence = own.confirm(actor, password)
    if not sentence:
        now = clock.wall()
        db.session().execute(update(UserSession).where(UserSession.id == session_id).values(confirmed_at=now))
        audit.record(actor, Deed.IDENTITY_CONFIRMED)
    return sentence


def renew(session: UserSession) -> str:
    """Give a session a new token, because its person may now do more; the old one opens nothing. Returns the new token."""
    token = new_token()
    db.session().execute(update(UserSession).where(UserSession.id == session.id).values(mark=mark(token)))
    return token
