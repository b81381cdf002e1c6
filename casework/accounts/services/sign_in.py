"""Signing in and out: the brake on guessing, sessions as rows, and their ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from casework.accounts import passwords, queries
from casework.accounts.devices import device_name, same_place
from casework.accounts.models import AppUser, CalendarFeed, SignInAttempt, UserSession
from casework.accounts.models.factors import HalfSession
from casework.accounts.queries import factors as factor_reads
from casework.accounts.services import notices
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.crypto import KEYS, mark, new_token
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.organisations.models import Organisation

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
HALF_LASTS = timedelta(minutes=10)  # between the password and the second factor
WINDOW = timedelta(minutes=5)
FREE_TRIES = 5
MOST_TRIES = 10
# Many people of one office share an address: guessing from it is braked later, so that one locked account keeps nobody else out.
FREE_TRIES_OF_ADDRESS = 40
MOST_TRIES_OF_ADDRESS = 100
WRONG = "The email address or password is not right."
SLOW_DOWN = "Too many tries. Wait a few minutes, then try again."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try to sign in: a token for the cookie, or of a sign-in that owes a second factor, or a sentence to show."""

    token: str = ""
    half: str = ""
    sentence: str = ""


def sign_in(username: str, password: str, *, address: str, device: str) -> Outcome:
    """Check a password and start a session.

    Unknown, suspended and wrong all answer with the same words, after the same work. Five tries are free, then they are braked
    by account and by address. The hashing is done outside the writing transaction. A failed try is an outcome, not a refusal,
    so that it is counted: a refusal would be rolled back.
    """
    username = username.strip().lower()
    session = db.session()
    with reading():
        user = queries.user_by_username(username)
        stored = user.password_hash if user is not None and user.suspended_at is None else None
        session.rollback()
    keys = [KEYS.keyed("account:" + username), KEYS.keyed("address:" + address)]
    if is_braked(keys[0]) or is_braked(keys[1], free=FREE_TRIES_OF_ADDRESS, most=MOST_TRIES_OF_ADDRESS):
        return Outcome(sentence=SLOW_DOWN)
    session.rollback()
    ok = passwords.matches(stored, password)
    for key in keys:
        session.add(SignInAttempt(key_hash=key, at=clock.wall(), ok=ok))
    user = queries.user_by_username(username)
    if user is None or not ok or user.suspended_at is not None:
        audit.record(NOBODY, Deed.SIGN_IN_FAILED, outcome="refused", detail={"account": keys[0], "address": address})
        return Outcome(sentence=WRONG)
    if factor_reads.in_use(user.id):
        return Outcome(half=_start_half(user, address=address, device=device))
    return Outcome(token=start_session(user, address=address, device=device))


def start_session(user: AppUser, *, address: str, device: str) -> str:
    """Start a new session for a person who has proved who they are; return its token."""
    token, now = new_token(), clock.wall()
    _tell_of_device(user, address=address, device=device)
    db.session().add(
        UserSession(
            mark=mark(token),
            user_id=user.id,
            started_at=now,
            seen_at=now,
            confirmed_at=now,
            ends_at=now + ABSOLUTE,
            address=address[:40],
            device=device[:200],
            reasons={},
        )
    )
    user.previous_seen_at, user.last_seen_at = user.last_seen_at, now
    actor = queries.actor_for(
        user, db.session().get_one(Organisation, user.organisation_id), session_mark=mark(token)[:16], address=address
    )
    audit.record(actor, Deed.SIGN_IN)
    return token


def sign_out(actor: Actor, session_id: int) -> None:
    """End this session: a copy of its cookie opens nothing."""
    _end([UserSession.id == session_id], "sign-out")
    audit.record(actor, Deed.SIGN_OUT)


def end_sessions(user_id: int, reason: str, *, but: int | None = None) -> None:
    """End every session of a person (password, role or organisation changed, suspended), but perhaps the one in use.

    The secret address of their calendar ends with them.
    """
    db.session().execute(
        update(CalendarFeed)
        .where(CalendarFeed.user_id == user_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=clock.wall(), end_reason=reason)
    )
    _end([UserSession.user_id == user_id, UserSession.id != (but or 0)], reason)


def end_everything(actor: Actor) -> None:
    """End every session of one's own, this one too."""
    end_sessions(actor.user_id or 0, "everywhere")
    audit.record(actor, Deed.SESSION_ENDED, detail={"which": "all"})


def is_idle(seen_at: datetime) -> bool:
    """True when a session was last used longer ago than the idle limit."""
    return clock.wall() - seen_at > IDLE


def touch(session: UserSession) -> None:
    """Note that a session is in use, at most once a minute."""
    now = clock.wall()
    if now - session.seen_at > timedelta(minutes=1):
        db.session().note(update(UserSession).where(UserSession.id == session.id).values(seen_at=now))


def _start_half(user: AppUser, *, address: str, device: str) -> str:
    """Keep that the password was right; it opens nothing until the second factor is proved. Returns the token of this step."""
    token, now = new_token(), clock.wall()
    db.session().add(
        HalfSession(
            mark=mark(token), user_id=user.id, started_at=now, ends_at=now + HALF_LASTS, address=address[:40], device=device[:200]
        )
    )
    return token


def _tell_of_device(user: AppUser, *, address: str, device: str) -> None:
    """Tell a person that they signed in from a browser or network they did not use in the months that sessions are kept."""
    before = db.session().execute(select(UserSession.device, UserSession.address).where(UserSession.user_id == user.id)).all()
    here = same_place(device, address)
    if before and here not in {same_place(row.device, row.address) for row in before}:
        where = f"{device_name(device)}, address {address}"
        notices.tell([user.id], "device", f"You signed in from somewhere new: {where}. If it was not you, change your password.")


def _end(conditions: list[Any], reason: str) -> None:
    db.session().execute(
        update(UserSession).where(UserSession.ended_at.is_(None), *conditions).values(ended_at=clock.wall(), end_reason=reason)
    )


def is_braked(key: str, *, free: int = FREE_TRIES, most: int = MOST_TRIES) -> bool:
    """True while tries under this key are slowed down or stopped."""
    tries = db.session().scalars(
        select(SignInAttempt.at).where(
            SignInAttempt.key_hash == key, SignInAttempt.at > clock.wall() - WINDOW, SignInAttempt.ok.is_(False)
        )
    )
    failed = sorted(tries)
    if len(failed) >= most:
        return True
    wait = timedelta(seconds=2 ** min(len(failed) - free, 8)) if len(failed) >= free else timedelta(0)
    return bool(failed) and clock.wall() - failed[-1] < wait
