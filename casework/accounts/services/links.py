"""One-time links: an invitation or a new password. 256 random bits, stored as their hash, used once, for a short time."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from casework.accounts import passwords
from casework.accounts.models import AppUser, OneTimeLink, ResetRequest
from casework.accounts.services import sign_in
from casework.accounts.types import LinkKind
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import mark, new_token
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations.models import Organisation

LASTS = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=1)}


def make_link(actor: Actor, user: AppUser, kind: LinkKind) -> str:
    """Make a link that works once and return its token; an earlier one of the same kind stops working."""
    token, now = new_token(), clock.wall()
    _end(user.id, kind)
    db.session().add(
        OneTimeLink(mark=mark(token), user_id=user.id, kind=kind, made_by=actor.user_id, made_at=now, ends_at=now + LASTS[kind])
    )
    return token


def person_of(token: str) -> AppUser | None:
    """Return whom a link was made for; None once it was used, ran out, was replaced, or its person was suspended."""
    return db.session().scalar(
        select(AppUser)
        .join(OneTimeLink, OneTimeLink.user_id == AppUser.id)
        .where(
            OneTimeLink.mark == mark(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.ends_at > clock.wall(),
            AppUser.suspended_at.is_(None),
        )
    )


def choose_password(token: str, password: str) -> None:
    """Set the password of the person whom a link was made for; every session and every other link of theirs ends."""
    user = person_of(token)
    if user is None:
        raise NotFound("link")
    organisation = db.session().get_one(Organisation, user.organisation_id)
    passwords.check(password, avoid=own_words(user, organisation))
    hashed, session = passwords.hashed(password), db.session()
    # Of two uses at once one wins: the row is taken only while it is unused.
    taken = session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.mark == mark(token), OneTimeLink.used_at.is_(None))
        .values(used_at=clock.wall())
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], taken).rowcount != 1:
        raise NotFound("link")
    user.password_hash, user.password_changed_at = hashed, clock.wall()
    for kind in LinkKind:
        _end(user.id, kind)
    session.execute(
        update(ResetRequest)
        .where(ResetRequest.user_id == user.id, ResetRequest.answered_at.is_(None))
        .values(answered_at=clock.wall())
    )
    sign_in.end_sessions(user.id, "password")
    audit.record(NOBODY, Deed.PASSWORD_CHANGED, detail={"user": user.id, "by": "link"})


def own_words(user: AppUser, organisation: Organisation) -> tuple[str, ...]:
    """Return the words that a person's password may not be made of: their names and their organisation's."""
    return (*user.username.replace("@", ".").split("."), *user.name.split(), *organisation.name.split(), organisation.code)


def _end(user_id: int, kind: LinkKind) -> None:
    db.session().execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user_id, OneTimeLink.kind == kind, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.wall())
    )
