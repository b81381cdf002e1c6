"""The one-time link of an occasional partner: made with a code for another channel, opened with both, answered once.

A link that was used, ran out, was replaced or never was answers with the same words, after the same work. Nobody is signed in:
the code is asked again with the answer. What is done here is done by the system, with its reason, on a session of its own.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from casework.accounts.models import SignInAttempt
from casework.accounts.services import sign_in
from casework.accounts.services.sign_in import FREE_TRIES_OF_ADDRESS, MOST_TRIES_OF_ADDRESS, SLOW_DOWN
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.exchange.models import AnswerLink, PartnerRequest
from casework.exchange.services import landing, making
from casework.exchange.types import Opened, Question, Readers, Said, State, Verb, Verdict
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS, mark, new_token
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.kernel.system import as_system
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import shares
from casework.sharing.types import Act, Kind

OPENING = "An occasional partner opens the one question that their one-time link and code are for, and nothing else."
WRONG = "The link or the code is not right, or the link was used already or has run out. Ask whoever gave it to you for another."
AFTER_DUE = 7  # days after the day of the question for which its link works
MOST_WRONG = 10
DIGITS = 8


def make_link(actor: Actor, row: PartnerRequest) -> tuple[str, str]:
    """Make the link and the code of a question to an occasional partner; earlier ones stop working. Neither is kept."""
    if row.to_org_id is not None or row.verb != Verb.ASK:
        raise Refused("Only somebody without an account is given a link.")
    if row.state != State.WAITING:
        raise Refused("This question is no longer open.")
    token, code, now = new_token(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", clock.wall()
    end_links(actor, row.record_id)
    days = max((row.due_on - clock.today()).days, 0) + AFTER_DUE
    db.session().add(
        AnswerLink(
            mark=mark(token), code_mark=_code_mark(token, code), request_id=row.record_id, made_by=actor.user_id or 0,
            made_at=now, ends_at=now + timedelta(days=days),
        )
    )  # fmt: skip
    db.session().flush()
    audit.record(
        actor, Deed.RECORD_CHANGED, record_id=row.record_id, record_kind=Kind.REQUEST, detail={"act": "one-time link made"}
    )
    return token, code


def renew(actor: Actor, ref: str) -> tuple[str, str]:
    """Give an occasional partner a new link and code."""
    row, _ = policy.open_one(actor, PartnerRequest, ref, Act.REQUEST_END)
    if actor.read_only:
        raise NotAllowed()
    return make_link(actor, row)


def end_links(actor: Actor, request_id: int) -> None:
    """Make every link of a request stop working."""
    held = update(AnswerLink).where(AnswerLink.request_id == request_id, AnswerLink.used_at.is_(None))
    db.session().execute(held.values(used_at=clock.wall()))


def look(actor: Actor, token: str, code: str, *, address: str) -> Opened:
    """Open the question of a link with its code, for whoever holds both; otherwise one sentence, whatever was wrong."""
    return _with(token, code, address, lambda system, link, row: Opened(_question(row)))


def answer(actor: Actor, token: str, code: str, said: Said, *, address: str) -> Opened:
    """Answer the question of a link, once."""
    return _with(token, code, address, lambda system, link, row: _answer(system, link, row, said))


def _with(token: str, code: str, address: str, deed: Callable[[Actor, AnswerLink, PartnerRequest], Opened]) -> Opened:
    keys = [KEYS.keyed("answer:" + mark(token)), KEYS.keyed("address:" + address)]
    db.session().rollback()  # One writer at a time: the visitor's own session stands aside.
    with as_system(OPENING) as actor:
        braked = sign_in.is_braked(keys[0])
        if sign_in.is_braked(keys[1], free=FREE_TRIES_OF_ADDRESS, most=MOST_TRIES_OF_ADDRESS) or braked:
            return Opened(sentence=SLOW_DOWN)
        found = _found(token, code)
        if found is None:
            _count_wrong(actor, token, keys, address)
            return Opened(sentence=WRONG)
        link, row = found
        audit.record(
            actor, Deed.RECORD_READ, record_id=row.record_id, record_kind=Kind.REQUEST, detail={"by": "link", "address": address}
        )
        return deed(actor, link, row)


def _found(token: str, code: str) -> tuple[AnswerLink, PartnerRequest] | None:
    """Return the link and its request when both are right; the same statement and comparison are made for one that never was."""
    found = (
        db.session()
        .execute(
            select(AnswerLink, PartnerRequest)
            .join(PartnerRequest, PartnerRequest.record_id == AnswerLink.request_id)
            .where(
                AnswerLink.mark == mark(token),
                AnswerLink.used_at.is_(None),
                AnswerLink.ends_at > clock.wall(),
                PartnerRequest.state == State.WAITING,
            )
        )
        .one_or_none()
    )
    is_right = hmac.compare_digest(found[0].code_mark if found else "-" * 32, _code_mark(token, code))
    return (found[0], found[1]) if found is not None and is_right else None


def _count_wrong(actor: Actor, token: str, keys: list[str], address: str) -> None:
    session, now = db.session(), clock.wall()
    session.add_all(SignInAttempt(key_hash=key, at=now, ok=False) for key in keys)
    link = session.scalar(select(AnswerLink).where(AnswerLink.mark == mark(token), AnswerLink.used_at.is_(None)))
    if link is not None:
        link.wrong += 1
        link.used_at = now if link.wrong >= MOST_WRONG else None
    audit.record(
        actor, Deed.REFUSED, record_id=link.request_id if link else None, record_kind=Kind.REQUEST if link else "",
        outcome="one-time link or code", detail={"link": keys[0], "address": address},
    )  # fmt: skip


def _answer(actor: Actor, link: AnswerLink, row: PartnerRequest, said: Said) -> Opened:
    session = db.session()
    # Of two answers at once one wins: the link is taken only while it is unused.
    taken = session.execute(
        update(AnswerLink)
        .where(AnswerLink.id == link.id, AnswerLink.used_at.is_(None))
        .values(used_at=clock.wall())
        .execution_options(synchronize_session=False)
    )
    if cast(CursorResult[Any], taken).rowcount != 1:
        return Opened(sentence=WRONG)
    owner = session.get_one(Record, row.record_id).owner_org_id
    audience_id = None if said.readers is Readers.EVERYONE else shares.audience(actor, [owner], "The organisation that asked")
    kept = making.settle(actor, row, said, state=State.ANSWERED, audience_id=audience_id)
    making.tell_asker(actor, row, "Somebody answered your question by their link.")
    audit.record(
        actor, Deed.RECORD_CHANGED, record_id=row.record_id, record_kind=Kind.REQUEST,
        detail={"act": "answered by link", "verdict": str(Verdict(said.verdict))},
    )  # fmt: skip
    session.flush()
    landing.land(actor, kept.id)
    return Opened(is_done=True)


def _question(row: PartnerRequest) -> Question:
    owner = db.session().get_one(Record, row.record_id).owner_org_id
    purposes = organisations.labels("sharing_purpose")["sharing_purpose"]
    return Question(
        asker=db.session().get_one(Organisation, owner).name,
        outside_name=row.outside_name,
        text=row.text,
        purpose=purposes.get(row.purpose, row.purpose),
        due_on=row.due_on,
    )


def _code_mark(token: str, code: str) -> str:
    plain = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    return KEYS.keyed(f"answer-code:{mark(token)}:{plain}")
