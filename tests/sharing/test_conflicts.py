"""The pages of conflicts of interest, and openings in an emergency."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.models import Notification
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import CodeItem
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import emergencies, recusals
from casework.sharing.types import Act, Kind, Level, Relation, Section
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import As


@pytest.fixture
def case(as_: As) -> Record:
    with as_("officer") as actor:
        return make.new_case(actor, owner=actor.user_id)


def with_reason(browser: Browser, path: str) -> str:
    """A manager says why before the record of somebody else."""
    answer = browser.client.get(path)
    if answer.status_code == 302:
        browser.post(answer.location, {"why": "supervise"})
    return browser.get(path)


def test_a_manager_takes_somebody_off_and_lets_them_back(case: Record, as_: As, browser_of: Any) -> None:
    manager, officer = browser_of("manager"), browser_of("officer")
    path = f"/records/{case.ref}/conflicts"
    with_reason(manager, path)
    with as_("manager"):
        olive = make.user_id("officer")
    assert manager.post(path, {"user_id": olive, "reason": ""}).status_code == 422
    assert manager.post(path, {"user_id": 999999, "reason": "x"}).status_code == 422
    officer.get(f"/cases/{case.ref}")
    assert manager.post(path, {"user_id": olive, "reason": "Her neighbour complains"}).status_code == 302
    for page in (f"/cases/{case.ref}", f"/records/{case.ref}/sight", f"/cases/{case.ref}/print", path):
        officer.get(page, status=404)
    assert case.ref not in officer.get("/cases") and "neighbour" not in officer.get("/notifications")
    assert "Her neighbour complains" in manager.get(path)
    end = f"{path}/{olive}/end"
    assert manager.post(end, {"reason": "The neighbour moved away"}).status_code == 302
    manager.get(end, status=404)
    officer.get(f"/cases/{case.ref}")


def test_one_takes_oneself_off_and_only_a_manager_ends_it(case: Record, as_: As, browser_of: Any) -> None:
    officer: Browser = browser_of("officer")
    path = f"/records/{case.ref}/conflicts/own"
    officer.get(f"/records/{case.ref}/conflicts", status=403)
    assert officer.post(path, {"reason": ""}).status_code == 422
    assert officer.post(path, {"reason": "It is my street"}).location == "/"
    officer.get(path, status=404)
    with as_("manager") as actor:
        lens = policy.open_record(actor, case.ref, Act.RECORD_READ)
        assert [row[2] for row in recusals.recused(actor, lens)] == ["It is my street"]


@pytest.mark.parametrize("level", [Level.SUMMARY, Level.FULL])
def test_the_incidents_of_a_shared_case_go_with_it_however_much_is_shared(as_: As, level: Level) -> None:
    with as_("police") as actor:
        case, incident = make.new_case(actor), make.new_incident(actor)
        lens = policy.open_one(actor, CaseFile, case.ref, Act.LINK_ADD)[1]
        make.link(actor, lens, incident.id, Kind.INCIDENT, "ATTACHED")
        make.new_share(actor, case, "HDC", level)
        case_id, ids = case.id, (case.id, incident.id)
    with as_("manager") as actor:
        lens = policy.lens_of(actor, case_id)
        assert lens is not None
        recusals.recuse(actor, lens, make.user_id("officer"), reason="Her neighbour complains")
    for who, known in (("officer", [False, False]), ("second.officer", [True, True])):
        with as_(who) as actor:
            assert [policy.knows(actor, each) for each in ids] == known, who
    with as_("manager") as actor:
        lens = policy.lens_of(actor, case_id)
        assert lens is not None
        recusals.end_recusal(actor, lens, make.user_id("officer"), reason="The neighbour moved away")
    with as_("officer") as actor:
        assert [policy.knows(actor, each) for each in ids] == [True, True]


def test_an_incident_put_on_the_case_later_goes_with_it_too(case: Record, as_: As) -> None:
    case_id = case.id
    with as_("manager") as actor:
        second = make.user_id("second.officer")
        recusals.recuse(actor, policy.open_record(actor, case.ref, Act.RECORD_READ), second, reason="His neighbour complains")
    with as_("officer") as actor:
        incident_id = make.new_incident(actor).id
        make.link(actor, policy.open_one(actor, CaseFile, case.ref, Act.LINK_ADD)[1], incident_id, Kind.INCIDENT, "ATTACHED")
    for who, known in (("second.officer", False), ("officer", True)):
        with as_(who) as actor:
            assert policy.knows(actor, incident_id) is known, who
    with as_("manager") as actor:
        lens = policy.lens_of(actor, case_id)
        assert lens is not None
        recusals.end_recusal(actor, lens, second, reason="The neighbour moved away")
    with as_("second.officer") as actor:
        assert policy.knows(actor, incident_id)


def test_a_partner_is_taken_off_by_its_own_manager_only(case: Record, as_: As) -> None:
    with as_("officer") as actor:
        make.new_share(actor, case, "LUM")
    with as_("manager") as actor, pytest.raises(NotAllowed):
        lens = policy.open_record(actor, case.ref, Act.RECORD_READ)
        recusals.recuse(actor, lens, make.user_id("housing"), reason="x")


def open_it(as_: As, ref: str, who: str = "manager") -> None:
    with as_(who) as actor:
        emergencies.open_in_emergency(actor, ref, reason="She may be hurt tonight")


@pytest.fixture
def theirs(as_: As) -> Record:
    """A case of the landlord's, shared with nobody."""
    with as_("housing") as actor:
        return make.new_case(actor, owner=actor.user_id)


def test_a_partner_s_case_opens_to_one_manager_to_read_for_two_hours(theirs: Record, as_: As) -> None:
    open_it(as_, theirs.ref)
    with as_("manager") as actor:
        lens = policy.open_record(actor, theirs.ref, Act.RECORD_READ)
        assert lens.relation is Relation.EMERGENCY and not lens.sees(Section.RESTRICTED)
        assert "you opened it in an emergency" in policy.why(actor, lens)
        assert not any(policy.may(actor, lens, act) for act in Act if act is not Act.RECORD_READ)
        for act in (Act.RECORD_PRINT, Act.NOTE_ADD, Act.SHARE_ADD, Act.SHARE_GIVE_UP):
            with pytest.raises(NotAllowed):
                policy.open_one(actor, CaseFile, theirs.ref, act)
    with as_("officer") as actor:
        assert policy.lens_of(actor, theirs.id) is None, "for that person alone"
    with clock.moved() as move:
        move(clock.now() + timedelta(hours=2, seconds=5))
        with as_("manager") as actor, pytest.raises(NotFound):
            policy.open_one(actor, CaseFile, theirs.ref)
        open_it(as_, theirs.ref)


def test_its_owner_is_told_and_reviews_it(theirs: Record, as_: As, browser_of: Any) -> None:
    open_it(as_, theirs.ref)
    with as_(system_actor("a test reads")):
        told = db.session().scalars(select(Notification).where(Notification.user_id == make.user_id("housing"))).all()
        assert [row.kind for row in told] == ["emergency"] and "by tomorrow" in told[0].sentence
        event = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.EMERGENCY_OPENED)).one()
        assert event.purpose == "She may be hurt tonight"
        opening = event.ids[0]
    assert "Huntingdonshire District Council" in browser_of("housing").get("/notifications")
    with as_("manager") as actor, pytest.raises(NotFound):
        emergencies.one(actor, policy.open_record(actor, theirs.ref, Act.RECORD_READ), opening)
    with as_("housing") as actor:
        lens = policy.open_record(actor, theirs.ref, Act.SHARE_RECALL)
        with pytest.raises(NotAllowed):
            emergencies.review(actor, lens, opening, finding="right", remark="")


def test_a_manager_of_its_owner_writes_what_they_found(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        ours = make.new_case(actor, owner=actor.user_id)
    with as_(system_actor("a test lets practitioners too")):
        db.session().add(
            CodeItem(listing="emergency_opening", code="practitioner", label="Practitioner", sort=2, attributes={"hours": 1})
        )
    open_it(as_, ours.ref, "housing")
    manager: Browser = browser_of("manager")
    assert "1 emergency opening to review" in manager.get("/")
    page = manager.get("/emergencies")
    path = next(part.split('"')[0] for part in page.split('href="') if "/emergencies/" in part)
    with_reason(manager, path)
    assert manager.post(path, {"finding": ""}).status_code == 422
    assert manager.post(path, {"finding": "right", "remark": "She was moved that night"}).status_code == 302
    assert "It was right" in manager.get("/emergencies")
    seen = browser_of("governance").get("/emergencies")
    assert "Opened in an emergency" in seen and "Looked at an emergency opening" in seen
    browser_of("housing").get("/emergencies", status=404)


def test_every_refusal_is_one_sentence(theirs: Record, as_: As) -> None:
    with as_("cleared") as actor:
        referral = make.new_record(actor, Kind.REFERRAL, compartment="safeguarding")
    with as_("neighbour") as actor:
        stranger = make.new_case(actor)
    with as_("officer") as actor:
        own = make.new_case(actor)
    for ref in (referral.ref, stranger.ref, own.ref, "0000-0000", "' OR 1=1"):
        with as_("manager") as actor, pytest.raises(Refused) as refusal:
            emergencies.open_in_emergency(actor, ref, reason="x")
        assert refusal.value.sentence == emergencies.NOTHING_TO_OPEN
    for who in ("officer", "governance", "police"):
        with as_(who) as actor, pytest.raises(NotAllowed):
            emergencies.open_in_emergency(actor, theirs.ref, reason="x")


def test_a_recused_manager_and_one_without_an_agreement_open_nothing(theirs: Record, as_: As) -> None:
    with as_("housing") as actor:
        make.new_share(actor, theirs, "HDC")
    with as_("manager") as actor:
        recusals.recuse(actor, policy.open_record(actor, theirs.ref, Act.RECORD_READ), actor.user_id or 0, reason="my flat")
    with as_("manager") as actor, pytest.raises(Refused):
        emergencies.open_in_emergency(actor, theirs.ref, reason="x")
    with as_("housing") as actor:
        other = make.new_case(actor)
    clock.shift_to(clock.today() + timedelta(days=400))
    with as_("manager") as actor, pytest.raises(Refused):
        emergencies.open_in_emergency(actor, other.ref, reason="x")


def test_the_page_asks_who_is_there_again_and_opens(theirs: Record, as_: As, browser_of: Any) -> None:
    manager: Browser = browser_of("manager")
    browser_of("officer").get("/emergency", status=403)
    form = {"ref": theirs.ref, "reason": "She may be hurt tonight", "checked": "y"}
    assert manager.post("/emergency", {**form, "checked": ""}).status_code == 422
    assert manager.post("/emergency", {**form, "ref": "0000-0000"}).status_code == 422
    answer = manager.post("/emergency", form)
    assert answer.location == f"/cases/{theirs.ref}"
    assert "in an emergency" in manager.get(answer.location)


def test_tries_are_braked_after_five_in_an_hour(theirs: Record, browser_of: Any) -> None:
    manager: Browser = browser_of("manager")
    form = {"ref": "0000-0000", "reason": "x", "checked": "y"}
    for _ in range(5):
        assert emergencies.NOTHING_TO_OPEN in manager.post("/emergency", form).get_data(as_text=True)
    answer = manager.post("/emergency", {**form, "ref": theirs.ref})
    assert answer.status_code == 422 and "Too many references were tried" in answer.get_data(as_text=True)
