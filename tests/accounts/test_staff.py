"""What an agency lead does to the people of their organisation, and who may not."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.services import staff
from casework.accounts.types import Role
from casework.audit.models import AuditEvent
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from tests.support.client import Browser
from tests.support.personas import PASSWORD, PEOPLE

NEW = "purple otter bicycle"
NOT_LEADS = [name for name, (_, held, _, _) in PEOPLE.items() if Role.AGENCY_LEAD not in held and name != "suspended"]


def user_id(as_: Any, username: str) -> int:
    with as_(system_actor("a test")):
        return db.session().scalar(select(AppUser.id).where(AppUser.username == username))


def invited(browser: Browser, **more: Any) -> str:
    data = {"name": "Nia Newcomer", "username": "nia@example.org", "roles": ["practitioner"], **more}
    page = browser.post("/users/invite", data).get_data(as_text=True)
    found = re.search(r'value="http://localhost(/welcome/[^"]+)"', page)
    assert found is not None, page
    return found.group(1)


def test_a_lead_invites_and_the_link_works_once(browser_of: Any, browser: Browser) -> None:
    link = invited(browser_of("lead"))
    assert "Nia Newcomer" in browser.get(link)
    assert browser.post(link, {"password": NEW, "again": NEW}).status_code == 302
    assert browser.client.get(link).status_code == 404
    assert browser.sign_in("nia@example.org", NEW).status_code == 302
    assert "Huntingdonshire District Council" in browser.get("/profile")


def test_opening_a_link_changes_nothing(browser_of: Any, browser: Browser) -> None:
    link = invited(browser_of("lead"))
    for _ in range(3):
        browser.get(link)
    assert browser.post(link, {"password": NEW, "again": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("", "", "Enter new password"),
        ("short", "short", "12 characters or more"),
        ("password1234", "password1234", "easy to guess"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "easy to guess"),
        ("newcomer1234", "newcomer1234", "easy to guess"),
        (NEW, NEW + "x", "not the same"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(
    browser_of: Any, browser: Browser, password: str, again: str, words: str
) -> None:
    link = invited(browser_of("lead"))
    answer = browser.post(link, {"password": password, "again": again})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_new_link_stops_the_old_one(browser_of: Any, browser: Browser, as_: Any) -> None:
    lead = browser_of("lead")
    old = invited(lead)
    page = lead.post(f"/users/{user_id(as_, 'nia@example.org')}/invite-again", page="/users").get_data(as_text=True)
    assert "/welcome/" in page
    assert browser.client.get(old).status_code == 404


def test_one_email_address_is_one_account(browser_of: Any) -> None:
    lead = browser_of("lead")
    invited(lead)
    answer = lead.post("/users/invite", {"name": "Nia", "username": "NIA@example.org", "roles": ["practitioner"]})
    assert answer.status_code == 422
    assert "already signs in" in answer.get_data(as_text=True)


def test_suspension_ends_access_at_the_next_request(browser_of: Any, as_: Any) -> None:
    officer, lead = browser_of("officer"), browser_of("lead")
    officer.get("/")
    path = f"/users/{user_id(as_, 'officer')}"
    assert lead.post(f"{path}/suspend", {"reason": "Left the council"}).status_code == 302
    assert officer.client.get("/").status_code == 302
    assert officer.sign_in("officer").status_code == 200
    assert lead.post(f"{path}/restore", {"reason": "Came back"}).status_code == 302
    assert officer.sign_in("officer").status_code == 302


def test_a_role_is_given_and_ended_and_its_holder_signs_in_again(browser_of: Any, as_: Any) -> None:
    officer, lead = browser_of("officer"), browser_of("lead")
    path = f"/users/{user_id(as_, 'officer')}"
    assert lead.post(f"{path}/roles", {"role": "manager"}, page=path).status_code == 302
    assert officer.client.get("/").status_code == 302
    assert "Manager" in lead.get(path)
    again = lead.post(f"{path}/roles", {"role": "manager"}, page=path)
    assert again.status_code == 422 and "already has that role" in again.get_data(as_text=True)
    with as_(system_actor("a test")):
        role = db.session().scalar(select(UserRole.id).where(UserRole.role == "manager", UserRole.given_by.is_not(None)))
    assert lead.post(f"{path}/roles/{role}/end", page=path).status_code == 302
    assert "End this role" in lead.get(path)


def test_leads_cannot_make_administrators_nor_give_casework_to_themselves_unseen(browser_of: Any, as_: Any) -> None:
    own = user_id(as_, "lead")
    with as_("lead") as lead, pytest.raises(Refused, match="platform administrator"):
        staff.give_role(lead, own, "platform_administrator")
    with as_("lead") as lead:
        staff.give_role(lead, own, "practitioner")
    assert "gave themselves the role practitioner" in browser_of("governance").get("/notifications")
    with as_(system_actor("a test")):
        details = db.session().scalars(select(AuditEvent.detail).where(AuditEvent.deed == "account:changed"))
        assert any(detail.get("to_oneself") for detail in details)


def test_the_last_lead_stays(as_: Any) -> None:
    own = user_id(as_, "lead")
    with as_(system_actor("a test")):
        role = db.session().scalar(select(UserRole.id).where(UserRole.user_id == own))
    with as_("lead") as lead, pytest.raises(Refused, match="somebody else"):
        staff.end_role(lead, own, role)
    with as_("lead") as lead, pytest.raises(Refused, match="suspend yourself"):
        staff.suspend(lead, own, reason="none")


@pytest.mark.parametrize("deed", ["roles", "suspend", "restore", "teams", "invite-again", ""])
def test_other_organisations_people_are_not_there(browser_of: Any, as_: Any, deed: str) -> None:
    lead, stranger = browser_of("lead"), user_id(as_, "police")
    path = f"/users/{stranger}" + (f"/{deed}" if deed else "")
    answer = lead.post(path, {"role": "manager", "reason": "x"}, page="/users") if deed else lead.client.get(path)
    unknown = lead.post(path.replace(str(stranger), "99999"), {"role": "manager", "reason": "x"}, page="/users") if deed else None
    assert answer.status_code == 404
    assert unknown is None or unknown.get_data() == answer.get_data()


@pytest.mark.parametrize("who", NOT_LEADS)
def test_only_leads_manage_users(browser_of: Any, as_: Any, who: str) -> None:
    other = browser_of(who)
    for path in ("/users", "/users/invite", "/teams", "/delegations"):
        other.get(path, 404)
    with as_(who) as actor:
        for deed in (
            lambda: staff.invite(actor, name="x", username="x@example.org", job_title="", roles=[]),
            lambda: staff.suspend(actor, 1, reason="x"),
            lambda: staff.give_role(actor, 1, "manager"),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                deed()


def test_only_the_first_lead_of_an_organisation_is_the_administrators_to_invite(as_: Any) -> None:
    with as_(system_actor("a test")):
        police, council = [
            db.session().scalar(select(AppUser.organisation_id).where(AppUser.username == name)) for name in ("police", "lead")
        ]
    with as_("administrator") as administrator:
        user, token = staff.invite_first_lead(administrator, police, name="Pia", username="pia@example.org", job_title="")
        assert token and user.organisation_id == police
    with as_("administrator") as administrator, pytest.raises(Refused, match="has an agency lead"):
        staff.invite_first_lead(administrator, council, name="Cy", username="cy@example.org", job_title="")
    with as_("lead") as lead, pytest.raises(NotAllowed):
        staff.invite_first_lead(lead, police, name="Eve", username="eve@example.org", job_title="")


def test_teams_and_authorisations_are_kept_by_the_lead(browser_of: Any, as_: Any) -> None:
    lead, officer = browser_of("lead"), user_id(as_, "officer")
    assert lead.post("/teams", {"name": "Night shift"}).status_code == 302
    assert lead.post("/teams", {"name": "Night shift"}).status_code == 422
    page = lead.get(f"/users/{officer}")
    team = re.findall(r'name="teams"[^>]*value="(\d+)"', page)
    assert lead.post(f"/users/{officer}/teams", {"teams": team}, page=f"/users/{officer}").status_code == 302
    sent = {"person": str(officer), "power": "fpn", "instrument": "Scheme of 2020", "from_on": ["1", "4", "2020"]}
    assert lead.post("/delegations", sent).status_code == 302
    assert "FPN" in lead.get("/delegations")
    ended = re.search(r"/delegations/(\d+)/end", lead.get("/delegations"))
    assert ended is not None
    assert lead.post(ended.group(0), page="/delegations").status_code == 302
    assert "Last day today" in lead.get("/delegations")


def test_a_forgotten_password_is_answered_by_the_lead(browser_of: Any, browser: Browser) -> None:
    answers = [browser.post("/forgotten-password", {"username": name}, follow=True) for name in ("officer", "nobody.here")]
    pages = [re.sub(r'value="[^"]+"|content="[^"]+"', "", answer.get_data(as_text=True)) for answer in answers]
    assert pages[0] == pages[1], "known and unknown are answered alike"
    assert "has now been asked" in pages[0]
    lead = browser_of("lead")
    waiting = lead.get("/users")
    assert "Olive Officer" in waiting
    request = re.search(r"/users/resets/(\d+)", waiting)
    assert request is not None
    assert browser_of("charity").post(request.group(0), page="/users").status_code == 404
    page = lead.post(request.group(0), page="/users").get_data(as_text=True)
    link = re.search(r'value="http://localhost(/welcome/[^"]+)"', page)
    assert link is not None
    officer = browser_of("officer")
    assert browser.post(link.group(1), {"password": NEW, "again": NEW}).status_code == 302
    assert officer.client.get("/").status_code == 302, "the old session has ended"
    assert browser.sign_in("officer", PASSWORD).status_code == 200
    assert browser.sign_in("officer", NEW).status_code == 302
    assert "gave you a link" in browser.get("/notifications")
    assert lead.post(request.group(0), page="/users").status_code == 404, "answered once"
