"""Proving a second factor: a code of an app, a passkey, or a recovery code. Each is good once; wrong tries are braked."""

import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pyotp
from sqlalchemy import CursorResult, func, or_, select, update

from casework.accounts.models import AppUser, SignInAttempt
from casework.accounts.models.factors import RecoveryCode, UserFactor
from casework.accounts.queries import factors as reads
from casework.accounts.services import notices, passkeys, sign_in
from casework.accounts.services.passkeys import Site
from casework.accounts.types import FactorKind
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db

STEP = 30  # seconds a code of an app stands for
MOST_A_DAY = 30  # wrong tries: a million codes and three good ones at a time leave a guesser one chance in ten thousand a day
WRONG = "That did not prove that it is you. Use a new code, or try again."
SOME_WRONG = 5


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave: one of the three."""

    code: str = ""
    recovery: str = ""
    passkey: str = ""  # the browser's answer, as JSON


def prove(actor: Actor, user: AppUser, given: Given, *, holder: str, site: Site) -> str:
    """Check a second factor of somebody whose password was right; return the sentence to show, or "" when it is proved.

    A wrong try is an outcome, not a refusal, so that it is counted: the caller answers 200, not 422. `actor` is who is asking,
    for the trail; `holder` the hash of the browser's token.
    """
    key = KEYS.keyed(f"factor:{user.id}")
    if is_braked(key):
        return sign_in.SLOW_DOWN
    how = _how(user.id, given, holder, site)
    note_try(key, ok=bool(how))
    if how:
        if how == "recovery":
            left = reads.codes_left(user.id)
            notices.tell([user.id], "factor", f"A recovery code of yours was used. {left} {'is' if left == 1 else 'are'} left.")
        return ""
    audit.record(actor, Deed.FACTOR_FAILED, outcome="refused", detail={"user": user.id})
    if _wrong_today(key) == SOME_WRONG:
        told = "Wrong codes were tried on your account after your password. If it was not you, change your password."
        notices.tell([user.id], "factor", told)
    return WRONG


def is_braked(key: str) -> bool:
    """True while tries are slowed down as those of a password are, or there were too many in a day."""
    return sign_in.is_braked(key) or _wrong_today(key) >= MOST_A_DAY


def note_try(key: str, *, ok: bool) -> None:
    """Count a try."""
    db.session().add(SignInAttempt(key_hash=key, at=clock.wall(), ok=ok))
    db.session().flush()


def step_of(secret: str, code: str, last: int | None) -> int | None:
    """Return the time step a code stands for, among the present and its neighbours and later than the last one used; or None."""
    typed, app, now = re.sub(r"\s", "", code), pyotp.TOTP(secret), int(clock.wall().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        if step > (last or 0) and hmac.compare_digest(app.at(step * STEP).encode(), typed.encode()):
            return step
    return None


def recovery_mark(user_id: int, code: str) -> str:
    """Return the keyed hash under which a recovery code is kept, however it was typed."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(str.maketrans("OIL", "011"))
    return KEYS.keyed(f"recovery:{user_id}:{plain}")


def _how(user_id: int, given: Given, holder: str, site: Site) -> str:
    """Return by what the person proved who they are, or ""."""
    if given.passkey:
        return "passkey" if passkeys.signed(user_id, given.passkey, holder, site) is not None else ""
    if given.recovery:
        return "recovery" if _use_recovery(user_id, given.recovery) else ""
    return "app" if any(_use_app(row, given.code) for row in reads.in_use(user_id, FactorKind.APP)) else ""


def _use_app(row: UserFactor, code: str) -> bool:
    step = step_of(row.secret, code, row.last_step)
    if step is None:
        return False
    # Of two uses at once one wins.
    taken = update(UserFactor).where(UserFactor.id == row.id, or_(UserFactor.last_step.is_(None), UserFactor.last_step < step))
    return _took(taken.values(last_step=step, last_used_at=clock.wall()))


def _use_recovery(user_id: int, code: str) -> bool:
    taken = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.mark == recovery_mark(user_id, code), RecoveryCode.ended_at.is_(None)
    )
    return _took(taken.values(ended_at=clock.wall()))


def _took(statement: Any) -> bool:
    done = db.session().execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount == 1


def _wrong_today(key: str) -> int:
    since = clock.wall() - timedelta(days=1)
    tries = select(func.count(SignInAttempt.id)).where(
        SignInAttempt.key_hash == key, SignInAttempt.at > since, SignInAttempt.ok.is_(False)
    )
    return db.session().scalar(tries) or 0
