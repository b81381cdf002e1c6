"""The platform administrator's pages: organisations, agreements, code lists, clearance, health."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.accounts.queries import staff
from casework.accounts.services import clearances
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations import queries as lists
from casework.organisations.models import AgreementParty, CodeItem, PartnershipMember
from casework.organisations.services import codes
from tests.support.factories import new_case, organisation_id, user_id
from tests.support.personas import PEOPLE

PAGES = (
    "/administration/partnerships", "/administration/partnerships/1", "/administration/organisations",
    "/administration/organisations/1",
    "/administration/organisations/2/first-lead", "/administration/agreements", "/administration/agreements/1",
    "/administration/clearances", "/administration/wards", "/administration/health", "/administration/code-lists",
    "/administration/code-lists/case_subject", "/administration/code-lists/case_subject/NOI",
)  # fmt: skip
OTHERS = [name for name in PEOPLE if name not in ("administrator", "suspended")]
DAY = ["1", "4", "2020"]


def test_every_page_opens_for_the_administrator(browser_of: Any) -> None:
    browser = browser_of("administrator")
    for path in PAGES:
        browser.get(path)


@pytest.mark.parametrize("who", OTHERS)
def test_no_page_opens_for_anybody_else(browser_of: Any, who: str) -> None:
    browser = browser_of(who)
    for path in PAGES:
        browser.get(path, 404)


def test_a_code_is_added_worded_better_and_ended_never_deleted(browser_of: Any, as_: Any) -> None:
    browser, path = browser_of("administrator"), "/administration/code-lists/case_subject"
    assert browser.post(path, {"code": "drones", "label": "Drones flown as a nuisance"}).status_code == 302
    assert browser.post(path, {"code": "DRONES", "label": "Something else"}).status_code == 422
    assert browser.post(path, {"code": "D2", "label": "drones flown as a nuisance"}).status_code == 422
    assert browser.post(path, {"code": "no spaces", "label": "x"}).status_code == 422
    one = f"{path}/DRONES"
    yesterday = clock.today() - timedelta(days=1)
    end = [str(yesterday.day), str(yesterday.month), str(yesterday.year)]
    assert browser.post(one, {"label": "Drones", "active_to": end}).status_code == 302
    with as_("officer"):
        assert "DRONES" not in lists.choices("case_subject")
        assert lists.labels("case_subject")["case_subject"]["DRONES"] == "Drones"
        changes = list(db.session().scalars(select(AuditEvent.detail).where(AuditEvent.deed == Deed.CODES_CHANGED)))
        assert changes[-1]["was"]["label"] == "Drones flown as a nuisance"


def test_a_stale_wording_is_told_not_saved(browser_of: Any, as_: Any) -> None:
    browser, path = browser_of("administrator"), "/administration/code-lists/case_subject/NOI"
    answer = browser.post(path, {"label": "Din", "version": "99"})
    assert answer.status_code == 409
    with as_("officer"):
        assert lists.labels("case_subject")["case_subject"]["NOI"] == "Noise"


def test_codes_are_the_administrators(as_: Any) -> None:
    for who in ("officer", "lead", "manager"):
        with as_(who) as actor, pytest.raises(NotAllowed):
            codes.add_code(actor, "case_subject", code="X1", label="x", active_from=None)
    with as_("administrator") as actor, pytest.raises(NotFound):
        codes.add_code(actor, "no_such_list", code="X1", label="x", active_from=None)


def test_an_organisation_joins_signs_and_then_may_be_shared_with(browser_of: Any, as_: Any) -> None:
    browser = browser_of("administrator")
    answer = browser.post("/administration/organisations", {"code": "cfrs", "name": "Fire and Rescue", "kind": "FIRE"})
    path = answer.headers["Location"]
    assert browser.post("/administration/organisations", {"code": "CFRS", "name": "Other", "kind": "FIRE"}).status_code == 422
    sent = {"partnership": "1", "standing": "statutory", "from_on": DAY}
    assert browser.post(f"{path}/join", sent, page=path).status_code == 302
    assert browser.post(f"{path}/join", sent, page=path).status_code == 422
    with as_("officer"):
        new = organisation_id("CFRS")
    party = {"organisation": str(new), "signed_on": DAY}
    assert browser.post("/administration/agreements/1/parties", party, page="/administration/agreements/1").status_code == 302
    link = browser.post(f"{path}/first-lead", {"name": "Fay Fire", "username": "fay@example.org"}).get_data(as_text=True)
    assert "/welcome/" in link
    with as_("officer"):
        officer = accounts.actor_by_username("officer")
    assert f"p{new}.{officer.organisation_id}.1" in officer.principals


def test_leaving_an_agreement_ends_access_by_itself(browser_of: Any, as_: Any) -> None:
    with as_("officer"):
        landlord = organisation_id("LUM")
        party = db.session().scalar(select(AgreementParty.id).where(AgreementParty.organisation_id == landlord))
    browser = browser_of("administrator")
    assert browser.post(f"/administration/parties/{party}/end", page="/administration/agreements/1").status_code == 302
    clock.shift_to(clock.today() + timedelta(days=1))
    with as_("officer"):
        assert not [name for name in accounts.actor_by_username("housing").principals if name.startswith("p")]


def test_an_organisation_leaves_only_when_it_owns_nothing_there(browser_of: Any, as_: Any) -> None:
    with as_("officer") as actor:
        new_case(actor)
        own, landlord = [
            db.session().scalar(select(PartnershipMember.id).where(PartnershipMember.organisation_id == organisation_id(code)))
            for code in ("HDC", "LUM")
        ]
    browser = browser_of("administrator")
    refused = browser.post(f"/administration/memberships/{own}/end", page="/administration/organisations/1")
    assert refused.status_code == 422 and "Transfer them, or place them in custody" in refused.get_data(as_text=True)
    assert browser.post(f"/administration/memberships/{landlord}/end", page="/administration/organisations/1").status_code == 302


@pytest.mark.parametrize("colour", ["", "red", "#ffffff", "#12345", "#1f3b57;}"])
def test_a_colour_that_cannot_be_read_is_refused(browser_of: Any, colour: str) -> None:
    sent = {"name": "N", "short_name": "N", "colour": colour}
    assert browser_of("administrator").post("/administration/partnerships/1", sent).status_code == 422


def dates() -> dict[str, Any]:
    return {"from_on": clock.today(), "until_on": clock.today() + timedelta(days=90), "reason": "The exploitation team"}


def test_nobody_clears_themselves_and_no_administrator_another(as_: Any) -> None:
    with as_("administrator") as actor:
        for name in ("administrator", "lead", "nobody.here"):
            with pytest.raises(Refused):
                clearances.name_cleared(actor, name, is_lead=False, **dates())
        clearances.name_cleared(actor, "manager", is_lead=True, **dates())
    with as_("manager") as actor:
        assert actor.cleared
        clearances.clear(actor, user_id("officer"), **dates())
        with pytest.raises(Refused, match="Nobody clears themselves"):
            clearances.clear(actor, actor.user_id, **dates())
        with pytest.raises(NotFound):
            clearances.clear(actor, user_id("police"), **dates())
    for who in ("officer", "cleared", "lead", "administrator"):
        with as_(who) as actor, pytest.raises(NotAllowed):
            clearances.clear(actor, user_id("second.officer"), **dates())


def test_a_clearance_is_told_ends_sessions_and_is_ended(browser_of: Any, as_: Any) -> None:
    police = browser_of("police")
    with as_("administrator") as actor:
        clearances.name_cleared(actor, "police", is_lead=False, **dates())
    assert police.client.get("/").status_code == 302
    assert police.sign_in("police").status_code == 302
    assert "cleared Pavel Police" in police.get("/notifications")
    with as_("police") as actor:
        row = staff.clearances_of(actor.user_id)[0]
    with as_("lead") as actor, pytest.raises(NotFound):
        clearances.end_clearance(actor, row.id)
    with as_("administrator") as actor:
        clearances.end_clearance(actor, row.id)
    with as_("police") as actor:
        assert not actor.cleared


def test_a_safeguarding_lead_clears_through_the_pages(browser_of: Any, as_: Any) -> None:
    lead = browser_of("safeguarding")
    assert "Safeguarding clearance" in lead.get("/")
    lead.get("/clearances")
    browser_of("cleared").get("/clearances", 404)
    with as_("officer"):
        own = user_id("safeguarding")
    until = clock.today() + timedelta(days=30)
    sent = {"from_on": DAY, "until_on": [str(until.day), str(until.month), str(until.year)], "reason": "x"}
    answer = lead.post(f"/clearances/{own}", sent)
    assert answer.status_code == 422 and "Nobody clears themselves" in answer.get_data(as_text=True)


def test_codes_are_never_deleted_by_the_application(app: Flask, as_: Any) -> None:
    with as_(system_actor("a test")):
        assert db.session().scalar(select(CodeItem.id).limit(1)) is not None
    routes = {rule.rule for rule in app.url_map.iter_rules() if "code-lists" in rule.rule}
    assert routes == {
        "/administration/code-lists", "/administration/code-lists/<listing>", "/administration/code-lists/<listing>/<code>",
    }  # fmt: skip
