"""Accounts that hold: dormant ones are suspended, users attested each quarter, new devices told, rules switched on."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from casework.accounts import passwords
from casework.accounts.models import AppUser, Notification, UserClearance, UserSession
from casework.accounts.models.factors import AccountRule, Attestation, UserFactor
from casework.accounts.quarters import due_on, first_day, quarter_of, read_only_from
from casework.accounts.services import attesting, clearances, dormant
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.personas import PASSWORD

SYSTEM = system_actor("a test")
DAY = timedelta(days=1)


def unused(as_: Any, username: str, days: int) -> None:
    """Say that an account was last used so long ago."""
    at = clock.wall() - days * DAY
    with as_(SYSTEM):
        db.session().execute(update(AppUser).where(AppUser.username == username).values(created_at=at, last_seen_at=at))


def run(as_: Any) -> tuple[int, int]:
    with as_(SYSTEM) as actor:
        return dormant.suspend_dormant(actor)


def test_an_unused_account_is_told_of_and_then_suspended(as_: Any, browser_of: Any, browser: Browser) -> None:
    assert run(as_) == (0, 0)
    unused(as_, "officer", 77)
    assert (run(as_), run(as_)) == ((0, 1), (0, 0)), "told once"
    lead = browser_of("lead")
    assert "will be suspended on" in lead.get("/notifications")
    unused(as_, "officer", 91)
    assert (run(as_), run(as_)) == ((1, 0), (0, 0)), "suspended once"
    assert browser.sign_in("officer").status_code == 200
    assert "was suspended: it was not used for 90 days" in lead.get("/notifications")
    with as_(SYSTEM):
        told = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.ACCOUNT_SUSPENDED)).one()
        assert (told.purpose, told.user_id) == ("Not used for 90 days.", None)
        user = make.user_id("officer")
    assert lead.post(f"/users/{user}/restore", {"reason": "Back from leave"}).status_code == 302
    assert run(as_) == (0, 0), "restored today, so not dormant"
    assert browser.sign_in("officer").status_code == 302


def test_a_session_in_a_dormant_account_ends_too(as_: Any, browser_of: Any) -> None:
    officer = browser_of("officer")
    unused(as_, "officer", 91)
    run(as_)
    assert officer.client.get("/").status_code == 302


def test_the_last_lead_and_the_last_administrator_stay(as_: Any) -> None:
    for name in ("lead", "administrator", "manager"):
        unused(as_, name, 200)
    assert run(as_) == (1, 0)
    with as_(SYSTEM):
        assert dormant.overdue() == 0
        suspended = set(db.session().scalars(select(AppUser.username).where(AppUser.suspended_at.is_not(None))))
        assert suspended == {"manager", "suspended"}


def owe(as_: Any, *, quarters: int) -> None:
    """Switch the rule on, and attest the council so many quarters ago."""
    with as_(SYSTEM):
        now = clock.wall()
        db.session().add(AccountRule(name="attest", set_at=now - 900 * DAY))
        db.session().execute(update(AppUser).values(created_at=now - 900 * DAY, last_seen_at=now))
        quarter = quarter_of(clock.local_day(now)) - quarters
        council, lead = make.organisation_id("HDC"), make.user_id("lead")
        db.session().add(Attestation(organisation_id=council, quarter=quarter, by_user_id=lead, people=1, at=now))


def test_who_owes_an_attestation_is_told_warned_and_then_read_only(as_: Any, app: Flask, browser_of: Any) -> None:
    owe(as_, quarters=3)
    lead, officer = browser_of("lead"), browser_of("officer")
    assert "Your organisation is read-only" in lead.get("/")
    officer.get("/cases")
    assert "read-only" in officer.get("/")
    officer.get("/cases/download/csv", 404)
    with as_(SYSTEM) as actor:
        assert attesting.remind(actor) >= 1
        assert attesting.remind(actor) >= 1
        told = select(func.count(Notification.id)).where(
            Notification.kind == "attest", Notification.user_id == make.user_id("lead")
        )
        assert db.session().scalar(told) == 1, "told once a week"
    assert "is read-only until its users are attested" in lead.get("/notifications")
    assert lead.post("/users/attest", {}).status_code == 422
    assert lead.post("/users/attest", {"right": "y"}).status_code == 302
    assert "Your organisation is read-only" not in lead.get("/")
    assert officer.client.get("/cases/download/csv").status_code != 404, "at the next request"
    again = lead.post("/users/attest", {"right": "y"})
    assert again.status_code == 422 and "attested already" in again.get_data(as_text=True)
    with as_(SYSTEM):
        made = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.ACCOUNTS_ATTESTED)).one()
        assert made.hits == 7


def test_a_list_that_changed_meanwhile_is_looked_through_again(as_: Any) -> None:
    owe(as_, quarters=1)
    with as_("lead") as actor:
        people = attesting.accounts(actor.organisation_id or 0)
        with pytest.raises(Refused, match="Look through the list again"):
            attesting.attest(actor, people=people + 1)
        attesting.attest(actor, people=people)
        assert not attesting.duty(actor).is_owed
    with as_("officer") as actor, pytest.raises(NotAllowed):
        attesting.attest(actor, people=1)


def test_the_days_of_a_quarter() -> None:
    for year in range(2024, 2029):
        for number in range(4):
            quarter = year * 4 + number
            assert quarter_of(first_day(quarter)) == quarter
            assert first_day(quarter + 1) < due_on(quarter) < read_only_from(quarter) < first_day(quarter + 2)


def test_nobody_is_asked_until_the_rule_is_on(as_: Any, browser_of: Any) -> None:
    with as_(SYSTEM) as actor:
        assert attesting.remind(actor) == 0
    with as_("lead") as actor:
        assert not attesting.duty(actor).is_owed
    administrator = browser_of("administrator")
    assert administrator.post("/administration/account-rules", {"rule": "attest", "on": "1"}).status_code == 302
    assert administrator.post("/administration/account-rules", {"rule": "none", "on": "1"}).status_code == 422
    with as_("lead") as actor:
        assert attesting.duty(actor).is_on
    administrator.post("/administration/account-rules", {"rule": "attest", "on": "0"})
    with as_("lead") as actor:
        assert not attesting.duty(actor).is_on
        with pytest.raises(NotAllowed):
            attesting.set_rule(actor, "attest", is_on=True)


def test_a_rule_for_a_role_counts_from_the_next_page_on(browser_of: Any) -> None:
    officer, administrator = browser_of("officer"), browser_of("administrator")
    officer.get("/cases")
    administrator.post("/administration/account-rules", {"rule": "factor:enforcement_officer", "on": "1"})
    answer = officer.client.get("/cases")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/profile/second-factor")


def test_a_lead_resets_a_lost_factor_from_the_colleagues_page(as_: Any, browser_of: Any) -> None:
    with as_(SYSTEM):
        user, now = make.user_id("officer"), clock.wall()
        db.session().add(
            UserFactor(user_id=user, kind="app", label="Authenticator app", secret="x", created_at=now, proved_at=now)
        )
    lead = browser_of("lead")
    assert "Reset second factor" in lead.get(f"/users/{user}")
    assert lead.post(f"/users/{user}/reset-factor", {"reason": "Lost the telephone"}).status_code == 302
    assert "They have no second factor" in lead.get(f"/users/{user}/reset-factor")
    with as_(SYSTEM):
        stranger = make.user_id("police")
    lead.get(f"/users/{stranger}/reset-factor", 404)


def test_a_sign_in_from_somewhere_new_is_told(app: Flask, as_: Any) -> None:
    def sign_in(device: str, address: str) -> Browser:
        one = Browser(app)
        one.client.environ_base.update({"HTTP_USER_AGENT": device, "REMOTE_ADDR": address})
        assert one.sign_in("officer").status_code == 302
        return one

    first = sign_in("Mozilla/5.0 (Windows) Firefox/120", "192.0.2.1")
    assert "somewhere new" not in first.get("/notifications"), "the first is no news"
    sign_in("Mozilla/5.0 (Windows) Firefox/121", "192.0.9.9")
    assert "somewhere new" not in first.get("/notifications"), "the same browser and network"
    sign_in("Mozilla/5.0 (Windows) Firefox/121", "198.51.100.7")
    assert "somewhere new: Firefox on Windows, address 198.51.100.7" in first.get("/notifications")
    sign_in("Mozilla/5.0 (iPhone) Safari/600", "192.0.2.1")
    assert "Safari on iPhone" in first.get("/notifications")


def test_sessions_are_listed_and_ended(app: Flask, browser_of: Any) -> None:
    one, other = browser_of("officer"), browser_of("officer")
    ends = re.findall(r"/profile/sessions/\d+/end", one.get("/profile"))
    assert len(ends) == 1
    assert one.post(ends[0], page="/profile").status_code == 302
    assert other.client.get("/").status_code == 302
    one.get("/")
    one.post("/sign-out/everywhere", page="/profile")
    assert one.client.get("/").status_code == 302


def test_a_clearance_that_ends_is_gone_at_the_next_request(as_: Any, browser_of: Any) -> None:
    cleared = browser_of("cleared")
    cleared.get("/referrals")
    with as_(SYSTEM):
        user = make.user_id("cleared")
        db.session().execute(update(UserClearance).where(UserClearance.user_id == user).values(until_on=clock.today() - DAY))
    cleared.get("/referrals", 404)
    with as_(SYSTEM):
        db.session().execute(update(UserClearance).where(UserClearance.user_id == user).values(until_on=None))
        number = db.session().scalar(select(UserClearance.id).where(UserClearance.user_id == user))
    cleared.get("/referrals")
    with as_("administrator") as actor:
        clearances.end_clearance(actor, number)
    assert cleared.client.get("/referrals").status_code == 302, "and the session with it"


def test_known_and_unknown_names_cost_the_same_work(
    app: Flask, as_: Any, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: one hash is worked out for a try, whoever it is for, and as many statements."""
    with as_(SYSTEM):
        db.session().execute(update(AppUser).where(AppUser.username == "analyst").values(password_hash=None))
    hashes: list[str] = []
    hasher, real = type(passwords._hasher), type(passwords._hasher).verify

    def counting(self: Any, stored: str, typed: str) -> bool:
        hashes.append(stored)
        return real(self, stored, typed)

    monkeypatch.setattr(hasher, "verify", counting)
    counted = {}
    for name in ("officer", "nobody.here", "suspended", "analyst"):
        hashes.clear()
        assert browser.sign_in(name, "not the password at all").status_code == 200
        counted[name] = len(hashes)
    assert counted == dict.fromkeys(counted, 1)
    hashes.clear()
    assert browser.sign_in("officer", PASSWORD).status_code == 302
    assert len(hashes) == 1
    with as_(SYSTEM):
        assert db.session().scalar(select(func.count(UserSession.id))) == 1
