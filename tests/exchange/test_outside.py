"""An occasional partner answers one question by a one-time link and a code, once; and nobody can tell one link from another."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from casework.accounts.models import SignInAttempt, UserSession
from casework.accounts.models.brakes import BrakeWindow
from casework.accounts.services import brakes
from casework.accounts.services.brakes import Brake
from casework.accounts.services.sign_in import SLOW_DOWN
from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile
from casework.cases.queries import chronology
from casework.exchange.models import AnswerLink
from casework.exchange.queries import reading
from casework.exchange.services import asking, ending, outside
from casework.exchange.types import State
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.sharing import policy
from tests.cases.acts import new_case
from tests.exchange.made import new
from tests.support.client import Browser
from tests.support.installation import As

SYSTEM = system_actor("a test looks past everybody")
ANSWER = {"verdict": "held", "text": "Seen twice this year", "readers": "asker"}
TOKEN = re.compile(rb'((?:name="csrf_token"[^>]*value|name="csrf-token" content)=")[^"]+')


class Asked:
    """A question on its way to a doctor."""

    case: str
    ref: str
    token: str
    code: str


@pytest.fixture
def asked(as_: As) -> Asked:
    made = Asked()
    with as_("officer") as actor:
        made.case = new_case(actor, "Shouting in Sample Court")
        words = new(text="Is Ned Testworthy a patient of yours?")
        record, made.token, made.code = asking.ask_outside(actor, made.case, words, name="Dr Example, Example Surgery")
        made.ref = record.ref
    return made


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """A browser nobody has signed in to."""
    return Browser(app)


def send(visitor: Browser, token: str, **data: Any) -> tuple[int, str]:
    answer = visitor.post(f"/answer/{token}", data)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_question_is_seen_with_the_code_and_answered_once(as_: As, visitor: Browser, asked: Asked) -> None:
    assert "Testworthy" not in visitor.get(f"/answer/{asked.token}")
    status, page = send(visitor, asked.token, code=f"{asked.code[:4]} {asked.code[4:]}")
    assert status == 200 and "Is Ned Testworthy a patient of yours?" in page
    assert "Shouting" not in page and asked.case not in page and "Olive" not in page and asked.ref not in page
    status, page = send(visitor, asked.token, code=asked.code, verdict="cannot", readers="asker")
    assert status == 422 and "Write why you cannot share it" in page
    status, page = send(visitor, asked.token, code=asked.code, **ANSWER)
    assert status == 200 and "Thank you" in page
    for again in ({"code": asked.code}, {"code": asked.code, **ANSWER}):
        status, page = send(visitor, asked.token, **again)
        assert status == 422 and outside.WRONG in page and "Testworthy" not in page
    with as_("officer") as actor:
        sheet = reading.sheet(actor, asked.ref)
        assert sheet.row.state == State.ANSWERED and sheet.answers[0].by == "Dr Example, Example Surgery"
        _, lens = policy.open_one(actor, CaseFile, asked.case)
        (note,) = chronology.notes(actor, lens)[0]
        assert "Dr Example, Example Surgery: we hold this." in note.body and "Seen twice this year" in note.body
    assert visitor.client.get("/cases").status_code == 302
    with as_(SYSTEM):
        assert db.session().scalars(select(UserSession)).all() == []
        trail = db.session().execute(select(AuditEvent.deed, AuditEvent.actor, AuditEvent.detail)).all()
        assert ("record:read", outside.OPENING) in {(deed, who) for deed, who, _ in trail}
        assert any(detail.get("act") == "answered by link" for _, _, detail in trail)
        assert asked.token not in str(trail) and asked.code not in str(trail)


def use(as_: As, asked: Asked, visitor: Browser) -> None:
    send(visitor, asked.token, code=asked.code, **ANSWER)


def expire(as_: As, asked: Asked, visitor: Browser) -> None:
    with as_(SYSTEM):
        db.session().execute(update(AnswerLink).values(ends_at=clock.wall() - timedelta(seconds=1)))


def replace(as_: As, asked: Asked, visitor: Browser) -> None:
    with as_("officer") as actor:
        outside.renew(actor, asked.ref)


def withdraw(as_: As, asked: Asked, visitor: Browser) -> None:
    with as_("officer") as actor:
        ending.end(actor, asked.ref, reason="no longer needed", seen=reading.sheet(actor, asked.ref).version)


def nothing(as_: As, asked: Asked, visitor: Browser) -> None:
    """The link works: only the code is wrong."""


@pytest.mark.parametrize("deed", [use, expire, replace, withdraw, nothing])
def test_used_ended_wrong_and_never_made_are_the_same_bytes(as_: As, visitor: Browser, asked: Asked, deed: Any) -> None:
    visitor.get("/answer/any")  # A cookie set on the way is set before either is asked.
    deed(as_, asked, visitor)
    code = "00000000" if deed is nothing else asked.code
    said = []
    for token in (asked.token, "n" * len(asked.token)):
        got = visitor.client.get(f"/answer/{token}")
        sent = visitor.post(f"/answer/{token}", {"code": code})
        answered = visitor.post(f"/answer/{token}", {"code": code, **ANSWER})
        said.append(
            [(each.status_code, list(each.headers), TOKEN.sub(rb"\1", each.get_data())) for each in (got, sent, answered)]
        )
    assert said[0] == said[1]
    assert said[0][1][0] == 422


def test_wrong_codes_are_braked_and_end_the_link(as_: As, visitor: Browser, asked: Asked) -> None:
    for _ in range(5):
        assert outside.WRONG in send(visitor, asked.token, code="11111111")[1]
    assert SLOW_DOWN in send(visitor, asked.token, code=asked.code)[1]
    for _ in range(5):  # as after waiting each time
        with as_(SYSTEM):
            db.session().execute(update(SignInAttempt).values(at=clock.wall() - timedelta(minutes=6)))
        assert outside.WRONG in send(visitor, asked.token, code="11111111")[1]
    with as_(SYSTEM):
        db.session().execute(update(SignInAttempt).values(at=clock.wall() - timedelta(minutes=6)))
        refused = select(AuditEvent.number).where(AuditEvent.deed == "refused", AuditEvent.outcome == "one-time link or code")
        assert len(db.session().scalars(refused).all()) == 10
    assert outside.WRONG in send(visitor, asked.token, code=asked.code)[1]


def test_a_partner_who_answers_is_far_from_the_brake_on_links(as_: As, visitor: Browser, asked: Asked) -> None:
    brakes.configure(times=1)
    try:
        for said in ({"code": "11111111"}, {"code": asked.code}, {"code": asked.code, "verdict": "cannot", "readers": "asker"}):
            send(visitor, asked.token, **said)
        assert "Thank you" in send(visitor, asked.token, code=asked.code, **ANSWER)[1]
    finally:
        brakes.configure(times=visitor.client.application.extensions["config"].brake_times)
    with as_(SYSTEM):
        (tries,) = db.session().scalars(select(BrakeWindow.tries).where(BrakeWindow.key.startswith(Brake.LINKS)))
    assert tries == 8 < brakes.LIMITS[Brake.LINKS].most / 5


def test_a_new_link_works_and_only_the_asker_makes_one(as_: As, visitor: Browser, asked: Asked, browser_of: Any) -> None:
    assert browser_of("housing").client.post(f"/requests/{asked.ref}/link").status_code in (400, 404)
    officer = browser_of("officer")
    page = officer.post(f"/requests/{asked.ref}/link", page=f"/requests/{asked.ref}").get_data(as_text=True)
    link, code = re.search(r"/answer/([\w-]+)", page), re.search(r'value="(\d{4} \d{4})"', page)
    assert link is not None and code is not None
    assert "Is Ned Testworthy" in send(visitor, link.group(1), code=code.group(1))[1]
    with as_(SYSTEM):
        kept = db.session().scalars(select(AnswerLink)).all()
        assert not any(link.group(1) in (one.mark, one.code_mark) or code.group(1) in one.code_mark for one in kept)
