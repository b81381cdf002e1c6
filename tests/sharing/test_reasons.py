"""A reason before somebody else's record: who is asked, once, and where the answer is kept."""

from typing import Any

import pytest
from sqlalchemy import select

from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.sharing import policy, reasons
from casework.sharing.models import RecordAssignment
from casework.sharing.types import Act, Kind, Level, Section
from tests.support import factories as make
from tests.support.installation import As


@pytest.fixture
def case(as_: As) -> tuple[str, int]:
    """A case owned by the officer and shared in full with the landlord."""
    with as_("officer") as actor:
        record = make.new_case(actor, owner=actor.user_id)
        make.new_share(actor, record, "LUM", Level.FULL)
    return record.ref, record.id


@pytest.mark.parametrize(
    ("who", "expected"), [("officer", False), ("second.officer", True), ("manager", True), ("housing", False), ("police", False)]
)
def test_who_is_asked(case: tuple[str, int], as_: As, who: str, expected: bool) -> None:
    with as_(who) as actor:
        assert reasons.needed(actor, case[0], make.new_session(actor)) is expected


def test_a_partner_is_asked_once_its_organisation_gave_it_to_somebody_else(case: tuple[str, int], as_: As) -> None:
    with as_("housing") as actor:
        policy.open_one(actor, CaseFile, case[0], Act.NOTE_ADD)
        assigned = RecordAssignment(
            record_id=case[1], section=int(Section.STATUS), author_org_id=actor.organisation_id, user_id=make.user_id("officer"),
            capacity="worker", from_on=clock.today(),
        )  # fmt: skip
        db.session().add(assigned)
        db.session().flush()
        assert reasons.needed(actor, case[0], make.new_session(actor))
        assigned.user_id = actor.user_id
        db.session().flush()
        assert not reasons.needed(actor, case[0], make.new_session(actor, "another"))


def test_a_reason_is_given_once_and_written_with_every_reading(case: tuple[str, int], as_: As) -> None:
    with as_("manager") as actor:
        row = make.new_session(actor)
        reasons.give(actor, row, case[0], "a complaint about us")
        assert not reasons.needed(actor, case[0], row)
        reasons.carry(row)
        policy.open_one(actor, CaseFile, case[0])
    with as_(system_actor("reading the trail")):
        events = db.session().execute(
            select(AuditEvent.deed, AuditEvent.purpose).where(AuditEvent.record_id == case[1]).order_by(AuditEvent.number)
        )
        assert list(events)[-2:] == [(Deed.REASON_GIVEN, "a complaint about us"), (Deed.RECORD_READ, "a complaint about us")]


def test_no_reason_tells_that_a_record_exists(case: tuple[str, int], as_: As) -> None:
    with as_("charity") as actor:
        row = make.new_session(actor)
        assert not reasons.needed(actor, case[0], row)
        with pytest.raises(NotFound):
            reasons.asked(actor, case[0])
        with pytest.raises(NotFound):
            reasons.give(actor, row, case[0], "curious")


def test_a_person_is_own_work_through_a_case_of_ones_own(as_: As) -> None:
    with as_("officer") as actor:
        record = make.new_case(actor, owner=actor.user_id)
        leaf = make.new_record(actor, Kind.PERSON)
        _, lens = policy.open_one(actor, CaseFile, record.id, Act.LINK_ADD)
        make.link(actor, lens, leaf.id)
    with as_("second.officer") as actor:
        assert reasons.needed(actor, leaf.ref, make.new_session(actor))
    with as_("second.officer") as actor:
        second = make.new_case(actor, "Another", owner=actor.user_id)
        _, lens = policy.open_one(actor, CaseFile, second.id, Act.LINK_ADD)
        make.link(actor, lens, leaf.id)
        assert not reasons.needed(actor, leaf.ref, make.new_session(actor, "another"))


def test_the_page_asks_takes_the_answer_and_leads_on(case: tuple[str, int], browser_of: Any) -> None:
    manager = browser_of("manager")
    path = f"/records/{case[0]}/reason?next=/cases/{case[0]}"
    asked = manager.get(path)
    assert "Noise at night" not in asked
    assert manager.post(path, {"why": "other", "detail": ""}).status_code == 422
    assert manager.post(path, {}).status_code == 422
    answer = manager.post(path, {"why": "supervise"})
    assert (answer.status_code, answer.location) == (302, f"/cases/{case[0]}")
    browser_of("charity").get(path, status=404)
