"""One's own account: password, sessions, brakes, forged requests, and addresses to go on to."""

import re
from typing import Any

import pytest
from flask import Flask

from casework.accounts.services import sign_in
from tests.support.client import Browser
from tests.support.personas import PASSWORD

NEW = "purple otter bicycle"
FORMS = ("/profile/details", "/profile/password", "/users/invite", "/teams", "/delegations", "/notifications")


def test_changing_the_password_ends_every_other_session(browser_of: Any) -> None:
    here, there = browser_of("officer"), browser_of("officer")
    sent = {"current": PASSWORD, "password": NEW, "again": NEW}
    assert here.post("/profile/password", sent).status_code == 302
    here.get("/profile")
    assert there.client.get("/profile").status_code == 302
    assert there.sign_in("officer", PASSWORD).status_code == 200
    assert there.sign_in("officer", NEW).status_code == 302


def test_the_present_password_is_asked_and_guesses_are_braked(browser_of: Any) -> None:
    officer = browser_of("officer")
    sent = {"current": "not the right one", "password": NEW, "again": NEW}
    pages = [officer.post("/profile/password", sent).get_data(as_text=True) for _ in range(8)]
    assert sign_in.SLOW_DOWN in pages[-1] and "That is not your password" in pages[0]


def test_one_session_is_ended_from_another_and_nobody_elses(browser_of: Any) -> None:
    here, there, other = browser_of("officer"), browser_of("officer"), browser_of("manager")
    paths = re.findall(r"/profile/sessions/\d+/end", here.get("/profile"))
    assert len(paths) == 1
    assert other.post(paths[0], page="/profile").status_code == 404
    there.get("/profile")
    assert here.post(paths[0], page="/profile").status_code == 302
    assert there.client.get("/profile").status_code == 302


def test_a_locked_account_keeps_nobody_else_out(browser: Browser) -> None:
    for number in range(12):
        browser.sign_in("officer", f"wrong password {number}")
    assert "Too many tries" in browser.sign_in("officer").get_data(as_text=True)
    assert browser.sign_in("manager").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "\\\\e.example"],
)
def test_signing_in_leads_to_our_own_pages_only(browser: Browser, target: str) -> None:
    browser.client.get("/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in"))
    assert token is not None
    data = {"csrf_token": token.group(1), "username": "officer", "password": PASSWORD}
    answer = browser.client.post("/sign-in", query_string={"next": target}, data=data)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", [None, "", "x.y.z", "foreign"])
def test_a_form_without_its_own_token_does_nothing(app: Flask, browser_of: Any, path: str, token: str | None) -> None:
    lead = browser_of("lead")
    if token == "foreign":
        page = browser_of("charity").get("/profile/details")
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    sent = {} if token is None else {"csrf_token": token}
    assert lead.client.post(path, data={**sent, "name": "Night shift"}).status_code == 400


@pytest.mark.parametrize("path", FORMS)
def test_a_form_from_another_site_does_nothing(browser_of: Any, path: str) -> None:
    lead = browser_of("lead")
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', lead.get("/profile/details"))[0]
    answer = lead.client.post(path, data={"csrf_token": token}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
