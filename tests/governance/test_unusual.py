"""A colleague who looks up a neighbour is listed, judged by a person, and never forgotten."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from casework.accounts.models import AppUser, Notification, UserRole
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.governance import months
from casework.governance.models import UnusualJudgement, UnusualLook
from casework.governance.queries import unusual as reads
from casework.governance.services import unusual as services
from casework.governance.unusual import Unusual
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.people import services as people
from casework.people.models import Person
from casework.people.types import NewAddress, NewPerson
from casework.sharing import policy
from tests.governance.test_governance import make_officer
from tests.sharing.test_policy import make_case
from tests.support import factories as make

SYSTEM = system_actor(services.REASON)


def this_month() -> date:
    return months.first_of(clock.local_day(clock.wall()))


def find(as_: Any) -> int:
    with as_(SYSTEM) as actor:
        return services.find(actor, this_month())


def lines(as_: Any) -> dict[tuple[str, str], int]:
    """The lines listed by kind and who, but for hours: those depend on when the tests run."""
    with as_(SYSTEM):
        rows = db.session().execute(
            select(UnusualLook.kind, AppUser.username, UnusualLook.amount).join(AppUser, AppUser.id == UnusualLook.user_id)
        )
        return {(kind, who): amount for kind, who, amount in rows if kind != Unusual.HOURS}


def add(actor: Actor, given: str, family: str, address: str = "") -> str:
    ref = people.add_person(actor, NewPerson(family_name=family, given_names=given)).ref
    if address:
        people.add_address(actor, ref, NewAddress(address=address, postcode="PE29 3TN"))
    return ref


def open_all(as_: Any, who: str, refs: list[str]) -> None:
    with as_(who) as actor:
        for ref in refs:
            policy.open_one(actor, Person, ref)


@pytest.fixture
def snooped(as_: Any) -> dict[str, str]:
    """Olive Officer looked up herself, a relation, and who lives at her address; a neighbour's name she searched in vain."""
    with as_("second.officer") as actor:
        refs = {
            "self": add(actor, "Olive", "Officer", "1 Made-up Lane"),
            "relation": add(actor, "Quentin", "OFFICER"),
            "lodger": add(actor, "Lois", "Lodger", "1 Made-up Lane"),
            "other": add(actor, "Una", "Unrelated", "2 Made-up Lane"),
        }
    open_all(as_, "officer", list(refs.values()))
    with as_("officer") as actor:
        for typed in ("Nextdoor", "nextdoor ", "NEXTDOOR"):
            index.search(actor, typed)
    return refs


def test_a_replayed_snoop_raises_the_alert(as_: Any, browser_of: Any, snooped: dict[str, str]) -> None:
    assert find(as_) >= 4
    assert lines(as_) == {
        ("name", "officer"): 1, ("surname", "officer"): 1, ("address", "officer"): 1, ("searches", "officer"): 3,
    }  # fmt: skip
    lead = browser_of("lead")
    assert "waits to be judged" in lead.get("/notifications")
    assert re.search(r"\d+ lines wait to be judged", lead.get("/"))
    page = lead.get("/unusual")
    for words in (
        "Somebody of their own name",
        "Somebody at their own address",
        "Searching the same words in vain",
        snooped["self"],
    ):
        assert words in page, words
    assert "Olive Officer" in page and snooped["other"] not in page


def test_more_than_fifty_people_in_an_hour_are_listed(as_: Any) -> None:
    with as_("officer") as actor:
        refs = [add(actor, "Percy", f"Number{chr(97 + number // 26)}{chr(97 + number % 26)}") for number in range(51)]
    open_all(as_, "second.officer", refs[:50])
    find(as_)
    assert lines(as_) == {}
    open_all(as_, "second.officer", refs[50:])
    find(as_)
    assert lines(as_) == {("volume", "second.officer"): 51}


def test_ten_refusals_are_listed(as_: Any) -> None:
    for _ in range(10):
        with as_("housing") as actor, pytest.raises(NotFound):
            try:
                policy.open_one(actor, CaseFile, "ZZZZ-ZZZZ")
            finally:
                db.session().commit()
    find(as_)
    assert lines(as_) == {("refused", "housing"): 10}


def test_the_list_is_the_same_however_often_it_is_made(as_: Any, snooped: dict[str, str]) -> None:
    find(as_)
    before = lines(as_)
    assert find(as_) == 0
    assert lines(as_) == before
    open_all(as_, "officer", [snooped["self"]])
    assert find(as_) == 0
    assert lines(as_)["name", "officer"] == 2


def test_a_month_without_entries_has_no_list(as_: Any, snooped: dict[str, str]) -> None:
    with as_(SYSTEM) as actor:
        assert services.find(actor, date(2001, 1, 1)) == 0
        assert months.before(date(2026, 1, 1)) == date(2025, 12, 1) and months.after(date(2025, 12, 1)) == date(2026, 1, 1)


def test_a_line_is_judged_in_words_and_waits_again_when_it_grows(as_: Any, browser_of: Any, snooped: dict[str, str]) -> None:
    find(as_)
    line = the_line(as_, Unusual.NAME)
    lead = browser_of("lead")
    path = f"/unusual/{line}"
    assert lead.post(path, {"outcome": "", "words": ""}).status_code == 422
    assert lead.post(path, {"outcome": "explained", "words": "Olive told me beforehand"}).status_code == 302
    assert "Olive told me beforehand" in lead.get(path)
    month = f"{this_month():%Y-%m}"
    assert f'"/unusual/{line}"' not in lead.get(f"/unusual?month={month}&show=waiting")
    assert f'"/unusual/{line}"' in lead.get(f"/unusual?month={month}"), "it is never taken off the list"
    open_all(as_, "officer", [snooped["self"]])
    find(as_)
    assert f'"/unusual/{line}"' in lead.get(f"/unusual?month={month}&show=waiting")
    with as_(SYSTEM):
        told = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.UNUSUAL_JUDGED)).one()
        assert (told.purpose, told.outcome) == ("Olive told me beforehand", "explained")


def the_line(as_: Any, kind: Unusual) -> int:
    with as_(SYSTEM):
        return db.session().scalars(select(UnusualLook.id).where(UnusualLook.kind == kind)).one()


def test_what_a_lead_escalates_waits_for_the_officer(as_: Any, browser_of: Any, snooped: dict[str, str]) -> None:
    find(as_)
    line = the_line(as_, Unusual.NAME)
    browser_of("lead").post(f"/unusual/{line}", {"outcome": "escalated", "words": "No reason given"})
    officer = browser_of("governance")
    assert "was escalated to you" in officer.get("/notifications")
    with as_("lead") as lead:
        assert line not in {row.id for row in reads.month(lead, this_month(), only_waiting=True).rows}
    with as_("governance") as governance:
        assert line in {row.id for row in reads.month(governance, this_month(), only_waiting=True).rows}
    officer.post(f"/unusual/{line}", {"outcome": "explained", "words": "Looked into with personnel"})
    with as_("governance") as governance:
        assert line not in {row.id for row in reads.month(governance, this_month(), only_waiting=True).rows}
    with as_(SYSTEM):
        assert db.session().scalar(select(func.count(UnusualJudgement.id))) == 2, "both are kept"


def test_nobody_judges_their_own_doings(as_: Any, browser_of: Any, snooped: dict[str, str]) -> None:
    find(as_)
    line = the_line(as_, Unusual.NAME)
    with as_(SYSTEM):
        db.session().add(UserRole(user_id=make.user_id("officer"), role="agency_lead", given_at=clock.wall()))
    page = browser_of("officer").get(f"/unusual/{line}")
    assert "somebody else judges it" in page
    with as_("officer") as actor, pytest.raises(Refused, match="Nobody judges"):
        services.judge(actor, line, outcome="expected", words="me")


@pytest.mark.parametrize("who", ["police", "charity", "neighbour"])
def test_other_organisations_lists_are_not_there(as_: Any, browser_of: Any, snooped: dict[str, str], who: str) -> None:
    find(as_)
    make_officer(as_, who)
    other = browser_of(who)
    assert "Nothing is listed" in other.get("/unusual")
    line = the_line(as_, Unusual.NAME)
    answers = [other.client.get(f"/unusual/{number}") for number in (line, 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].get_data() == answers[1].get_data()
    with as_(who) as actor, pytest.raises(NotFound):
        services.judge(actor, line, outcome="expected", words="x")


@pytest.mark.parametrize("who", ["officer", "manager", "analyst", "administrator", "cleared"])
def test_only_leads_and_officers_see_the_list(as_: Any, browser_of: Any, who: str) -> None:
    other = browser_of(who)
    for path in ("/unusual", "/unusual/1", "/watched"):
        other.get(path, 404)
    with as_(who) as actor, pytest.raises(NotAllowed):
        reads.month(actor, this_month())


def test_a_line_of_the_compartment_is_seen_by_cleared_judges_only(as_: Any, snooped: dict[str, str]) -> None:
    find(as_)
    line = the_line(as_, Unusual.NAME)
    with as_(SYSTEM):
        db.session().execute(update(UnusualLook).where(UnusualLook.id == line).values(compartment=True))
    for who in ("lead", "governance"):
        with as_(who) as actor:
            before = reads.month(actor, this_month())
            assert line not in {row.id for row in before.rows}
            assert before.total == len(before.rows), "and is not counted"
            with pytest.raises(NotFound):
                reads.one(actor, line)


def test_what_is_not_judged_is_chased_once_a_fortnight(as_: Any, browser_of: Any, snooped: dict[str, str]) -> None:
    find(as_)
    with as_(SYSTEM) as actor:
        assert services.chase(actor) == 0
        db.session().execute(update(UnusualLook).values(found_at=clock.wall() - timedelta(days=15)))
    with as_(SYSTEM) as actor:
        assert services.chase(actor) >= 4
        assert services.chase(actor) == 0
        assert reads.overdue(actor) == 0
        db.session().execute(update(UnusualLook).values(found_at=clock.wall() - timedelta(days=40)))
        assert reads.overdue(actor) >= 4
    assert "waited a fortnight" in browser_of("lead").get("/notifications")
    with as_(SYSTEM):
        sentences = db.session().scalars(select(Notification.sentence).where(Notification.kind == "unusual"))
        assert not any("Olive" in sentence for sentence in sentences), "a notice names nobody"


def test_every_opening_of_a_watched_record_is_listed(as_: Any, browser_of: Any) -> None:
    with as_("officer") as actor:
        ref = make_case(actor, "Somebody well known")
    officer = browser_of("governance")
    assert officer.post("/watched", {"ref": "ZZZZ-ZZZZ", "reason": "x"}).status_code == 422
    assert officer.post("/watched", {"ref": ref.lower(), "reason": "Well known"}).status_code == 302
    assert "Well known" in officer.get("/watched")
    assert "watched already" in officer.post("/watched", {"ref": ref, "reason": "again"}).get_data(as_text=True)
    with as_("second.officer") as actor:
        policy.open_one(actor, CaseFile, ref)
    find(as_)
    assert lines(as_) == {("watched", "second.officer"): 1}
    ended = re.search(r"/watched/\d+/end", officer.get("/watched"))
    assert ended is not None
    assert officer.post(ended.group(0), page="/watched").status_code == 302
    assert "No record is watched" in officer.get("/watched")


def test_a_record_of_others_cannot_be_watched(as_: Any, browser_of: Any) -> None:
    with as_("police") as actor:
        ref = make_case(actor, "Theirs")
    page = browser_of("governance").post("/watched", {"ref": ref, "reason": "curious"})
    assert page.status_code == 422 and "no such record" in page.get_data(as_text=True)


def test_a_month_is_paged(as_: Any, browser_of: Any) -> None:
    with as_(SYSTEM):
        user, organisation = make.user_id("officer"), make.organisation_id("HDC")
        db.session().add_all(
            UnusualLook(
                month_on=date(2026, 3, 1), kind=Unusual.REFUSED, user_id=user, organisation_id=organisation, mark=str(number),
                compartment=False, amount=10, first_at=clock.wall(), last_at=clock.wall(), entries=[], found_at=clock.wall(),
            )
            for number in range(70)
        )  # fmt: skip
    lead = browser_of("lead")
    first = lead.get("/unusual?month=2026-03")
    assert first.count("/unusual/") == 50 and "70 of 70 lines" in first
    onwards = re.search(r'href="(/unusual\?[^"]*after=\d+)"', first)
    assert onwards is not None
    assert lead.get(onwards.group(1).replace("&amp;", "&")).count("/unusual/") == 20
    for odd in ("month=x", "month=2026-13", "after=x", "after=-1", "month=%00"):
        lead.get(f"/unusual?{odd}")
