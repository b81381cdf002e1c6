"""Asking partners: each sees its own question alone, its answer lands on the case for the readers chosen, and it ends at once."""

from datetime import timedelta

import pytest
from sqlalchemy import String, Text, cast, delete, func, select, type_coerce, update

from casework.accounts.models import Notification
from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile, Note
from casework.cases.queries import chronology
from casework.exchange.models import PartnerRequest, RequestAnswer, RequestOrigin
from casework.exchange.queries import reading
from casework.exchange.services import answering, asking, ending, landing, reminding
from casework.exchange.types import Readers, Said, State, Verdict
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.crypto import KEYS
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused, Stale
from casework.organisations.models import Organisation
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.referrals.services import cases as referral_cases
from casework.sharing import listing, policy
from casework.sharing.models import Record
from casework.sharing.services import checking, grants
from casework.sharing.types import Act, Kind, Lens, Level
from tests.cases.acts import new_case, share
from tests.exchange.made import ask, new
from tests.referrals.made import refer as refer_child
from tests.support import factories as make
from tests.support.installation import As

SYSTEM = system_actor("a test looks past everybody")


def sheet(actor: Actor, ref: str) -> reading.Sheet:
    return reading.sheet(actor, ref)


def held(text: str = "Two calls in the spring", readers: Readers = Readers.ASKER) -> Said:
    return Said(Verdict.HELD, text, readers)


def answer(as_: As, who: str, ref: str, said: Said) -> None:
    with as_(who) as actor:
        answering.answer(actor, ref, said, seen=sheet(actor, ref).version)


def told(as_: As, who: str) -> list[str]:
    with as_(SYSTEM):
        return list(db.session().scalars(select(Notification.sentence).where(Notification.user_id == make.user_id(who))))


def notes_of(as_: As, who: str, case: str) -> list[str]:
    with as_(who) as actor:
        _, lens = policy.open_one(actor, CaseFile, case)
        return [note.body for note in chronology.notes(actor, lens)[0]]


@pytest.fixture
def case(as_: As) -> str:
    """A case of the council's that nobody else knows of."""
    with as_("officer") as actor:
        return new_case(actor, "Shouting in Sample Court")


def test_each_sees_its_own_question_and_neither_the_case_nor_whom_else_was_asked(as_: As, case: str) -> None:
    with as_("officer") as actor:
        to_housing, to_police = ask(actor, case, "LUM", "CCON")
        assert [other.asked for other in sheet(actor, to_housing).others] == ["Cambridgeshire Constabulary"]
        assert sheet(actor, to_housing).about == (Kind.CASE, case)
    with as_("housing") as actor:
        seen = sheet(actor, to_housing)
        assert seen.row.text == "What do you hold on Ned Testworthy?" and seen.may_answer and not seen.may_end
        assert seen.about is None and seen.others == ()
        assert reading.page(actor, side="us", when="open").rows == (seen.row,)
        assert [listing.count(actor, kind) for kind in (Kind.REQUEST, Kind.CASE, Kind.PERSON)] == [1, 0, 0]
        assert db.session().scalars(policy.readable(actor, RequestOrigin)).all() == []
        for ref in (to_police, case):
            with pytest.raises(NotFound):
                policy.open_record(actor, ref, Act.RECORD_READ)
    with as_("neighbour") as actor:
        assert listing.count(actor, Kind.REQUEST) == 0
    assert told(as_, "housing") == ["Another organisation asks yours for information."]


@pytest.mark.parametrize("readers", list(Readers))
def test_an_answer_lands_on_the_case_for_the_readers_chosen(as_: As, case: str, readers: Readers) -> None:
    with as_("officer") as actor:
        share(actor, case, "CCON", Level.FULL)
        (ref,) = ask(actor, case, "LUM")
    answer(as_, "housing", ref, held("A written warning in the autumn", readers))
    for who, reads in (("officer", True), ("manager", True), ("police", readers is Readers.EVERYONE)):
        notes = notes_of(as_, who, case)
        assert any("A written warning in the autumn" in note for note in notes) is reads, who
        with as_(who) as actor:
            assert bool(index.by_words(actor, "autumn", [Kind.CASE])) is reads, who
    with as_("officer") as actor:
        assert sheet(actor, ref).answers[0].text == "A written warning in the autumn"
        assert sheet(actor, ref).row.state == State.ANSWERED
    with as_("police") as actor, pytest.raises(NotFound):
        sheet(actor, ref)
    assert "A partner answered your question." in told(as_, "officer")
    with as_(SYSTEM) as actor:
        assert landing.land_all(actor) == 0


def test_an_answer_that_did_not_land_is_written_by_the_job_once(as_: As, case: str) -> None:
    with as_("officer") as actor:
        (ref,) = ask(actor, case, "LUM")
    answer(as_, "housing", ref, held())
    with as_(SYSTEM):  # as it stands when the second step failed
        db.session().execute(update(RequestAnswer).values(landed_at=None))
        db.session().execute(delete(Note))
    assert notes_of(as_, "officer", case) == []
    for expected in (1, 0):
        with as_(SYSTEM) as actor:
            assert landing.land_all(actor) == expected
    assert len(notes_of(as_, "officer", case)) == 1


def test_what_needs_words_needs_them_and_is_answered_once(as_: As, case: str) -> None:
    with as_("officer") as actor:
        (ref,) = ask(actor, case, "LUM")
    for verdict in (Verdict.HELD, Verdict.CANNOT, Verdict.ACCEPTED):
        with as_("housing") as actor, pytest.raises(Refused):
            answering.answer(actor, ref, Said(verdict, "  "), seen=1)
    with as_("housing") as actor, pytest.raises(Stale):
        answering.answer(actor, ref, held(), seen=9)
    answer(as_, "housing", ref, Said(Verdict.NOTHING))
    with as_("housing") as actor, pytest.raises(Refused):
        answering.answer(actor, ref, held(), seen=sheet(actor, ref).version)
    with as_("housing") as actor:
        assert not sheet(actor, ref).may_answer and reading.page(actor, side="us", when="open").rows == ()
        assert len(reading.page(actor, side="us", when="ended").rows) == 1
    with as_("officer") as actor, pytest.raises(NotAllowed):
        answering.answer(actor, ref, held(), seen=2)


def test_what_was_withdrawn_or_closed_is_gone_for_whoever_was_asked(as_: As, case: str) -> None:
    with as_("officer") as actor:
        waiting, answered = ask(actor, case, "LUM", "CCON")
    answer(as_, "police", answered, held())
    with as_("officer") as actor:
        with pytest.raises(Refused):
            ending.end(actor, waiting, reason="", seen=sheet(actor, waiting).version)
        assert ending.end(actor, waiting, reason="No longer needed", seen=sheet(actor, waiting).version) is State.WITHDRAWN
        assert ending.end(actor, answered, reason="", seen=sheet(actor, answered).version) is State.CLOSED
        assert sheet(actor, answered).answers and not sheet(actor, answered).may_end
    for who, ref in (("housing", waiting), ("police", answered)):
        with as_(who) as actor:
            assert listing.count(actor, Kind.REQUEST) == 0
            with pytest.raises(NotFound):
                sheet(actor, ref)


def test_a_question_ends_with_the_agreement_and_four_weeks_after_its_day(as_: As, case: str) -> None:
    with as_("officer") as actor:
        (ref,) = ask(actor, case, "LUM", days=7)
    clock.shift_to(clock.today() + timedelta(days=7 + 28))
    with as_("housing") as actor:
        assert sheet(actor, ref).row.overdue
    clock.shift_to(None)
    clock.shift_to(clock.today() + timedelta(days=7 + 29))
    with as_("housing") as actor, pytest.raises(NotFound):
        sheet(actor, ref)


def test_who_may_not_ask(as_: As, case: str) -> None:
    with as_("officer") as actor:
        share(actor, case, "LUM", Level.FULL)
        person = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        _, lens = policy.open_one(actor, CaseFile, case, Act.LINK_ADD)
        make.link(actor, lens, person.id)
    for ref in (case, person.ref):  # What is shared with one is not asked about onward.
        with as_("housing") as actor, pytest.raises(NotAllowed):
            ask(actor, ref, "CCON")
    with as_("neighbour") as actor, pytest.raises(NotFound):
        ask(actor, case, "CCON")
    with as_("officer") as actor:
        for orgs in ((), ("FDC",), ("HDC",)):
            with pytest.raises(Refused):
                ask(actor, case, *orgs)
        with pytest.raises(Refused):
            ask(actor, case, "LUM", text=" ")
        with pytest.raises(Refused):
            asking.ask(actor, case, new("LUM", days=-1))


def test_a_read_only_organisation_answers_and_does_not_ask(as_: As, case: str) -> None:
    with as_("housing") as actor:
        own = new_case(actor, "A case of the landlord's")
    with as_("officer") as actor:
        (ref,) = ask(actor, case, "LUM")
    with as_(SYSTEM):
        db.session().scalars(select(Organisation).where(Organisation.code == "LUM")).one().read_only = True
    answer(as_, "housing", ref, held())
    with as_("housing") as actor, pytest.raises(NotAllowed):
        ask(actor, own, "CCON")


def test_a_person_is_asked_about_from_their_page(as_: As) -> None:
    with as_("officer") as actor:
        person = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        (ref,) = ask(actor, person.ref, "LUM")
        lens = policy.open_record(actor, person.ref, Act.RECORD_READ)
        assert [row.ref for row in reading.of_record(actor, lens)["requests"]] == [ref]
    with as_("housing") as actor:
        assert listing.count(actor, Kind.PERSON) == 0
    answer(as_, "housing", ref, held())
    with as_("officer") as actor:
        assert sheet(actor, ref).answers[0].verdict == Verdict.HELD


def cleared_case(as_: As) -> str:
    with as_("safeguarding") as actor:
        referral = refer_child(actor)
        lens: Lens = referral_cases.open_case(actor, referral.ref, title="In the compartment", summary="s")
        return lens.ref


def test_in_the_compartment_cleared_people_are_asked_and_nobody_else_finds_a_trace(as_: As) -> None:
    case = cleared_case(as_)
    with as_("safeguarding") as actor:
        with pytest.raises(Refused):
            ask(actor, case, "LUM")  # nobody there is cleared
        (ref,) = ask(actor, case, "CCON")
        with pytest.raises(Refused):
            asking.ask_outside(actor, case, new(), name="Dr Example")
    with as_(SYSTEM):
        record = db.session().scalars(select(Record).where(Record.ref == ref)).one()
        assert record.compartment and {g.principal[0] for g in grants.grants_of(record.id)} == {"s"}
    assert told(as_, "police") == [] and told(as_, "cleared") == ["Another organisation asks yours for information."]
    for who in ("police", "officer", "manager", "housing"):
        with as_(who) as actor:
            assert listing.count(actor, Kind.REQUEST) == 0 and reading.page(actor, side="us", when="open").rows == ()
            with pytest.raises(NotFound):
                sheet(actor, ref)
    answer(as_, "cleared", ref, held("Seen at the hotel"))
    assert any("Seen at the hotel" in note for note in notes_of(as_, "safeguarding", case))
    with as_(SYSTEM) as actor:
        assert checking.verify(actor) == {}


def test_reminders_come_before_and_after_the_day_once_each(as_: As, case: str) -> None:
    with as_("officer") as actor:
        ask(actor, case, "LUM", days=7)
    today = clock.today()
    for days, expected in ((0, (0, 0)), (5, (1, 0)), (6, (0, 0)), (8, (0, 1)), (9, (0, 0))):
        with as_(SYSTEM) as actor:
            assert reminding.remind(actor, on=today + timedelta(days=days)) == expected, days
    assert told(as_, "housing")[1:] == [reminding.SOON, reminding.LATE]
    assert told(as_, "officer") == [reminding.STILL]
    with as_("officer") as actor, pytest.raises(NotAllowed):
        reminding.remind(actor, on=today)


def test_the_overdue_list_holds_what_was_due_yesterday_and_not_what_is_due_today(as_: As, case: str) -> None:
    with as_("officer") as actor:
        (ref,) = ask(actor, case, "LUM", days=0)
        assert reading.page(actor, side="them", when="overdue").rows == ()
    clock.shift_to(clock.today() + timedelta(days=1))
    with as_("officer") as actor:
        (row,) = reading.page(actor, side="them", when="overdue").rows
        assert row.ref == ref and row.overdue


def test_words_are_sealed_and_every_step_is_in_the_trail(as_: As, case: str) -> None:
    with as_("officer") as actor:
        (ref,) = ask(actor, case, "LUM", text="mulberry question")
    answer(as_, "housing", ref, held("mulberry answer"))
    with as_(SYSTEM):
        session = db.session()
        for table in (PartnerRequest.__table__, RequestAnswer.__table__):
            (raw,) = session.execute(select(type_coerce(table.c.text, Text))).scalars()
            assert "mulberry" not in raw and KEYS.decrypt(raw).startswith("mulberry")
        record = session.scalars(select(Record.id).where(Record.ref == ref)).one()
        deeds = session.execute(select(AuditEvent.deed, AuditEvent.detail).where(AuditEvent.record_id == record)).all()
        assert [deed for deed, _ in deeds].count("record:made") == 1
        assert any(detail.get("act") == "answered" for _, detail in deeds)
        told_in = select(func.count(AuditEvent.number)).where(cast(AuditEvent.detail, String).like("%mulberry%"))
        assert session.scalar(told_in) == 0
