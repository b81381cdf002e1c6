"""The frame of every page: start pages, notifications, the partnership shown, drafts, public pages."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts.models import AppUser, Notification
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.organisations.models import Partnership
from tests.support.client import Browser
from tests.support.personas import PEOPLE

EVERYBODY = [name for name in PEOPLE if name != "suspended"]


def hidden(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_has_a_start_page(browser_of: Any, who: str) -> None:
    page = browser_of(who).get("/")
    assert "Community Safety Partnership" in page
    assert "Notifications" in page


def test_a_stranger_is_led_to_sign_in_and_back(browser: Browser) -> None:
    answer = browser.client.get("/notifications")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in?next=/notifications"


@pytest.mark.parametrize("path", ["/privacy", "/accessibility", "/sign-in"])
def test_public_pages_need_no_account(browser: Browser, path: str) -> None:
    browser.get(path)


def test_health_tells_the_public_nothing_but_ok(browser: Browser) -> None:
    assert browser.client.get("/health").get_data() == b"ok\n"


def test_help_has_a_page_for_each_topic(browser_of: Any) -> None:
    officer = browser_of("officer")
    topics = re.findall(r'href="(/help/[a-z-]+)"', officer.get("/help"))
    assert len(topics) >= 8
    for topic in topics:
        officer.get(topic)
    officer.get("/help/no-such-topic", 404)


def test_an_organisation_in_two_partnerships_switches_between_them(browser_of: Any, as_: Any) -> None:
    with as_(system_actor("a test")):
        fenland = db.session().scalar(select(Partnership.id).where(Partnership.short_name == "FCSP"))
    police = browser_of("police")
    assert "Huntingdonshire Community Safety Partnership" in police.get("/")
    answer = police.post("/partnership", {"partnership": str(fenland)}, page="/")
    assert answer.status_code == 302
    assert "<title>Your work - Fenland Community Safety Partnership" in police.get("/")


@pytest.mark.parametrize("given", ["", "0", "999999", "x", "²", "-1"])
def test_nobody_switches_to_a_partnership_of_others(browser_of: Any, given: str) -> None:
    assert browser_of("officer").post("/partnership", {"partnership": given}, page="/").status_code == 404


def test_a_partnership_colour_is_a_style_sheet_of_its_own(browser: Browser) -> None:
    answer = browser.client.get("/theme/1.css")
    assert answer.mimetype == "text/css"
    assert "--cw-brand" in answer.get_data(as_text=True)
    assert browser.client.get("/theme/999.css").get_data(as_text=True) == ""


def test_notifications_are_counted_and_marked_as_read(browser_of: Any, as_: Any) -> None:
    with as_(system_actor("a test")):
        user = db.session().scalar(select(AppUser.id).where(AppUser.username == "officer"))
        db.session().add(Notification(user_id=user, kind="hello", sentence="Something to know", made_at=clock.wall()))
        db.session().add(Notification(user_id=user, kind="case", record_id=424242, sentence="Never shown", made_at=clock.wall()))
    officer = browser_of("officer")
    page = officer.get("/notifications")
    assert '<span class="cw-nav__count">1</span>' in page
    assert "Something to know" in page
    assert "Never shown" not in page
    assert "cw-nav__count" in officer.get("/notifications"), "reading the page changes nothing"
    officer.post("/notifications")
    assert "cw-nav__count" not in officer.get("/")


def test_what_was_typed_is_offered_back_on_its_page_and_to_nobody_else(browser_of: Any, app: Flask) -> None:
    officer = browser_of("officer")
    token = hidden(officer.get("/notifications"))
    answer = officer.client.post(
        "/drafts?path=/notifications",
        data={"csrf_token": token, "words": "half a sentence", "password": "never kept"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 204
    page = officer.get("/notifications")
    assert "did not save it" in page and "/notifications?draft=use" in page
    assert "did not save it" not in officer.get("/")
    assert "did not save it" not in browser_of("manager").get("/notifications")
    with app.app_context():
        with db.engine.connect() as connection:
            body = connection.exec_driver_sql("SELECT body FROM draft").scalar_one()
        assert "half a sentence" not in body
    officer.client.post("/drafts/discard?path=/notifications", data={"csrf_token": token})
    assert "did not save it" not in officer.get("/notifications")


def test_an_ended_session_is_told_apart_by_scripts(browser: Browser) -> None:
    answer = browser.client.post("/keep-alive", headers={"Accept": "application/json"})
    assert answer.status_code == 401
