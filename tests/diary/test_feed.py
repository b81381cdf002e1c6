"""The calendar's secret address: it tells nothing of anybody, and an ended one is like one that never was."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from casework.accounts.models import CalendarFeed, SignInAttempt, UserRole
from casework.accounts.services import feeds, own, staff
from casework.audit.models import AuditEvent
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.sharing.models import Record
from tests.diary.test_diary import add_task
from tests.diary.test_ical import read
from tests.referrals.made import refer
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import As
from tests.support.personas import PASSWORD

SECRET = "Kowalska at 12 High Street"


@pytest.fixture
def token(as_: As) -> str:
    """The officer's address, with two tasks on one day."""
    with as_("officer") as actor:
        case = make.new_case(actor, SECRET, owner=actor.user_id)
        add_task(actor, case, 2, SECRET)
        add_task(actor, case, 2, SECRET)
    with as_("officer") as actor:
        return feeds.make(actor)


def fetch(app: Flask, token: str) -> Any:
    return app.test_client().get(f"/calendar/{token}.ics")


def gone(app: Flask, token: str) -> bool:
    """True when the address answers, byte for byte, as one that never was."""
    ended, never = fetch(app, token), fetch(app, "never-made")
    headers = [{name: value for name, value in answer.headers.items() if name != "Date"} for answer in (ended, never)]
    return ended.status_code == 404 and ended.data == never.data and headers[0] == headers[1]


def test_the_calendar_says_how_many_and_nothing_else(app: Flask, as_: As, token: str) -> None:
    answer = fetch(app, token)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar") and answer.headers["Cache-Control"] == "no-store"
    (found,) = read(answer.text)
    assert found["SUMMARY"] == "Casework: 2 things due" and found["DESCRIPTION"].startswith("2 × Task")
    with as_(system_actor("a test asks for references")):
        refs = set(db.session().scalars(select(Record.ref)))
    assert not [said for said in (*refs, "Kowalska", "High Street", "Olive", "officer", "Huntingdonshire") if said in answer.text]
    with as_(system_actor("a test reads the trail")):
        event = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == "feed:read")).one()
        assert event.user_id == make.user_id("officer") and event.hits == 2
        assert db.session().scalars(select(CalendarFeed)).one().read_at is not None


def test_the_names_of_events_last(app: Flask, token: str) -> None:
    assert read(fetch(app, token).text)[0]["UID"] == read(fetch(app, token).text)[0]["UID"]


def test_nothing_of_the_compartment_is_carried(app: Flask, as_: As) -> None:
    with as_("cleared") as actor:
        refer(actor)
    with as_("cleared") as actor:
        token = feeds.make(actor)
    assert read(fetch(app, token).text) == []


@pytest.mark.parametrize("how", ["ended", "replaced", "password", "suspended", "suspended and restored", "role"])
def test_an_address_ends_and_is_then_like_one_that_never_was(app: Flask, as_: As, token: str, how: str) -> None:
    assert fetch(app, token).status_code == 200
    with as_("officer" if how in ("ended", "replaced", "password") else "lead") as actor:
        if how == "ended":
            feeds.end(actor)
        elif how == "replaced":
            feeds.make(actor)
        elif how == "password":
            assert own.change_password(actor, 0, current=PASSWORD, password="a quite new horse battery") == ""
        elif how == "role":
            staff.give_role(actor, make.user_id("officer"), "practitioner")
        else:
            staff.suspend(actor, make.user_id("officer"), reason="left")
    if how.endswith("restored"):
        with as_("lead") as actor:
            staff.restore(actor, make.user_id("officer"), reason="back")
    assert gone(app, token)


def test_rights_that_end_leave_an_empty_calendar(app: Flask, as_: As, token: str) -> None:
    with as_(system_actor("a test ends a role without a sign-out")):
        rows = db.session().scalars(select(UserRole).where(UserRole.user_id == make.user_id("officer")))
        for row in rows:
            row.ended_at = clock.wall()
    assert read(fetch(app, token).text) == []


def test_too_many_reads_are_braked_and_counted_by_address(app: Flask, as_: As, token: str) -> None:
    assert fetch(app, token).status_code == 200
    with as_(system_actor("a test makes an hour of reads")):
        one = db.session().scalars(select(SignInAttempt).where(SignInAttempt.ok.is_(True))).first()
        assert one is not None
        for _ in range(feeds.MOST_READS):
            db.session().add(SignInAttempt(key_hash=one.key_hash, at=clock.wall(), ok=True))
    assert gone(app, token)
    with as_(system_actor("a test lets an hour pass")):
        db.session().execute(update(SignInAttempt).values(at=clock.wall() - timedelta(hours=2)))
    assert fetch(app, token).status_code == 200


def test_guessing_addresses_is_counted_and_braked(app: Flask, as_: As, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_WRONG", 3)
    for _ in range(3):
        assert fetch(app, "guess").status_code == 404
    assert gone(app, token)


def test_the_address_is_shown_once_on_its_page(browser_of: Any) -> None:
    browser: Browser = browser_of("officer")
    assert "Make a calendar address" in browser.get("/diary/calendar")
    shown = browser.post("/diary/calendar", {"save": "1"}).get_data(as_text=True)
    assert "/calendar/" in shown and ".ics" in shown
    assert ".ics" not in browser.get("/diary/calendar")
    assert "You have an address" not in browser.post("/diary/calendar", {"end": "1"}, follow=True).get_data(as_text=True)
