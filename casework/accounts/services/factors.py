"""Second factors of a person: setting up an app or a passkey, recovery codes, ending one, and the reset of a lost one."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import segno
from sqlalchemy import delete, func, select, update

from casework.accounts import queries
from casework.accounts.models import AppUser, OneTimeLink
from casework.accounts.models.factors import RecoveryCode, UserFactor
from casework.accounts.queries import factors as reads
from casework.accounts.queries import staff
from casework.accounts.services import notices, passkeys, proving, sign_in
from casework.accounts.services.passkeys import Site
from casework.accounts.types import FACTOR_LABELS, FACTOR_RULE, FactorKind, LinkKind, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS, mark
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Organisation

ISSUER = "Casework"
CODES = 10
MOST = 10  # factors of one person
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WRONG_CODE = "That is not the code the app shows now. Check the time on your phone, then try the next one."
NOT_MADE = "The passkey could not be made. Try again, or set up an app."
APART = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AppKey:
    """What a person needs to set up an app: the key in groups of four, the link that opens an app, and its picture."""

    spoken: str
    link: str
    picture: str  # an SVG as a data address


def begin_app(actor: Actor) -> None:
    """Make the key of an app to be set up; it proves nothing until a code of it was given. An earlier beginning is forgotten."""
    user_id, session = actor.user_id or 0, db.session()
    _room(user_id)
    session.execute(delete(UserFactor).where(UserFactor.user_id == user_id, UserFactor.proved_at.is_(None)))
    session.add(
        UserFactor(
            user_id=user_id, kind=FactorKind.APP, label=FACTOR_LABELS[FactorKind.APP], secret=pyotp.random_base32(),
            created_at=clock.wall(),
        )
    )  # fmt: skip


def key_of(user: AppUser, factor: UserFactor) -> AppKey:
    """Return the key of an app that is being set up, for its person's eyes."""
    link = pyotp.TOTP(factor.secret).provisioning_uri(name=user.username, issuer_name=ISSUER)
    spoken = " ".join(factor.secret[at : at + 4] for at in range(0, len(factor.secret), 4))
    return AppKey(spoken, link, segno.make(link).svg_data_uri(scale=5, border=4, light="#fff"))


def finish_app(actor: Actor, session_id: int, code: str) -> tuple[str, list[str]]:
    """Take an app into use once it showed the right code; return the sentence to show or "", and new recovery codes if any.

    A wrong code is an outcome, so that it is counted with other wrong codes.
    """
    factor = reads.being_set_up(actor.user_id or 0)
    if factor is None:
        raise NotFound("factor")
    key = KEYS.keyed(f"factor:{actor.user_id}")
    if proving.is_braked(key):
        return sign_in.SLOW_DOWN, []
    step = proving.step_of(factor.secret, code, None)
    proving.note_try(key, ok=step is not None)
    if step is None:
        return WRONG_CODE, []
    factor.last_step = step
    return "", _into_use(actor, session_id, factor)


def add_passkey(actor: Actor, session_id: int, answer: str, *, label: str, holder: str, site: Site) -> tuple[str, list[str]]:
    """Take a passkey into use; return the sentence to show or "", and new recovery codes if any."""
    user_id = actor.user_id or 0
    _room(user_id)
    found = passkeys.made(answer, holder, site)
    if found is None:
        return NOT_MADE, []
    name, key, count = found
    if db.session().scalar(select(UserFactor.id).where(UserFactor.mark == mark(name))):
        return NOT_MADE, []
    factor = UserFactor(
        user_id=user_id, kind=FactorKind.PASSKEY, label=label[:60], secret=key, credential=name, mark=mark(name), last_step=count,
        created_at=clock.wall(),
    )  # fmt: skip
    db.session().add(factor)
    db.session().flush()
    return "", _into_use(actor, session_id, factor)


def new_codes(actor: Actor) -> list[str]:
    """Make new recovery codes, to be shown once; earlier ones stop working. Refuses somebody without a second factor."""
    user_id = actor.user_id or 0
    if not reads.in_use(user_id):
        raise Refused("Set up a second factor first.")
    return _make_codes(actor, user_id)


def end(actor: Actor, session_id: int, factor_id: int) -> None:
    """End one of one's own second factors. The last one stays while the organisation or a role requires one."""
    user_id = actor.user_id or 0
    held = reads.in_use(user_id)
    factor = next((row for row in held if row.id == factor_id), None)
    if factor is None:
        raise NotFound("factor")
    if len(held) == 1 and is_required(actor):
        raise Refused("You must have a second factor. Set up another one before you end this one.")
    _end([factor], actor.user_id)
    if len(held) == 1:
        _end_codes(user_id)
    sign_in.end_sessions(user_id, "factor", but=session_id)
    told = f"A second factor of yours was ended: {factor.label}. If it was not you, tell your agency lead."
    notices.tell([user_id], "factor", told)
    audit.record(actor, Deed.FACTOR_ENDED, detail={"user": user_id, "factor": factor.id, "kind": factor.kind})


def is_required(actor: Actor) -> bool:
    """True when a role of this person, or their organisation, requires a second factor."""
    organisation = db.session().get_one(Organisation, actor.organisation_id)
    return organisation.factor_required or not {FACTOR_RULE + role for role in actor.roles}.isdisjoint(reads.rules())


def reset_colleague(actor: Actor, user_id: int, *, reason: str) -> None:
    """End every second factor of a colleague who lost theirs: the agency lead's, never for oneself.

    Whoever gave the person a link for a new password may not reset their factor too: the two together are the whole account.
    """
    if not actor.has_role(Role.AGENCY_LEAD):
        raise NotAllowed()
    user = staff.one(actor, user_id)
    if user is None:
        raise NotFound("user")
    reset(actor, user, reason=reason)


def reset_anybody(actor: Actor, username: str, *, reason: str) -> None:
    """End every second factor of a person of any organisation: the platform administrator's, by user name."""
    if not actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        raise NotAllowed()
    user = queries.user_by_username(username)
    if user is None or user.left_at is not None:
        raise Refused("Nobody signs in with that name.", field="username")
    reset(actor, user, reason=reason)


def reset(actor: Actor, user: AppUser, *, reason: str) -> None:
    """End every second factor, recovery code and session of a person, and tell them and those who watch over accounts."""
    if user.id == actor.user_id:
        raise Refused("Nobody resets their own second factor. Use a recovery code, or ask somebody else.")
    held = reads.in_use(user.id)
    if not held:
        raise Refused(f"{user.name} has no second factor.")
    if actor.user_id is not None and gave_link(actor.user_id, user.id):
        raise Refused(f"You gave {user.name} a link for a new password this week. Somebody else must reset the second factor.")
    _end(held, actor.user_id)
    _end_codes(user.id)
    sign_in.end_sessions(user.id, "factor")
    who = actor.name if actor.user_id is not None else "The console"
    told = notices.holders(user.organisation_id, Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER)
    told |= notices.safeguarding_leads(user.organisation_id)
    notices.tell(told - {user.id, actor.user_id or 0}, "factor", f"{who} reset the second factor of {user.name}.")
    notices.tell([user.id], "factor", f"{who} reset your second factor. If you did not ask, tell your agency lead.")
    audit.record(actor, Deed.FACTOR_RESET, detail={"user": user.id, "factors": len(held)}, purpose=reason)


def gave_link(actor_id: int, user_id: int) -> bool:
    """True when this person made the other a link for a new password within the last week."""
    return bool(
        db.session().scalar(
            select(func.count(OneTimeLink.id)).where(
                OneTimeLink.user_id == user_id, OneTimeLink.made_by == actor_id, OneTimeLink.kind == LinkKind.RESET,
                OneTimeLink.made_at > clock.wall() - APART,
            )
        )
    )  # fmt: skip


def did_reset(actor_id: int, user_id: int) -> bool:
    """True when this person reset the other's second factor within the last week."""
    since = clock.wall() - APART
    ended = select(func.count(UserFactor.id)).where(
        UserFactor.user_id == user_id, UserFactor.ended_by == actor_id, UserFactor.ended_at > since
    )
    return actor_id != user_id and bool(db.session().scalar(ended))


def _into_use(actor: Actor, session_id: int, factor: UserFactor) -> list[str]:
    """Every other session ends, for it was opened with less; the first factor comes with recovery codes."""
    user_id, factor.proved_at = factor.user_id, clock.wall()
    factor.last_used_at = factor.proved_at
    sign_in.end_sessions(user_id, "factor", but=session_id)
    notices.tell([user_id], "factor", f"You set up a second factor: {factor.label}. If it was not you, tell your agency lead.")
    audit.record(actor, Deed.FACTOR_ADDED, detail={"user": user_id, "factor": factor.id, "kind": factor.kind})
    db.session().flush()
    return [] if reads.codes_left(user_id) else _make_codes(actor, user_id)


def _make_codes(actor: Actor, user_id: int) -> list[str]:
    _end_codes(user_id)
    made = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]
    now = clock.wall()
    db.session().add_all(RecoveryCode(user_id=user_id, mark=proving.recovery_mark(user_id, code), made_at=now) for code in made)
    audit.record(actor, Deed.RECOVERY_CODES_MADE, detail={"user": user_id, "count": CODES})
    return made


def _end_codes(user_id: int) -> None:
    live = update(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.ended_at.is_(None))
    db.session().execute(live.values(ended_at=clock.wall()))


def _end(held: list[UserFactor], by: int | None) -> None:
    for factor in held:
        factor.ended_at, factor.ended_by, factor.mark = clock.wall(), by, None


def _room(user_id: int) -> None:
    if len(reads.in_use(user_id)) >= MOST:
        raise Refused("You have ten second factors. End one that you no longer use first.")
