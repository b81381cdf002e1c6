"""Second factors: setting up an app, signing in with it, recovery codes, who must have one, and the reset of a lost one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from casework.accounts.models import AppUser, Notification
from casework.accounts.models.factors import AccountRule, RecoveryCode, UserFactor
from casework.accounts.services import factors, forgotten, sign_in
from casework.accounts.types import FACTOR_RULE, Role
from casework.audit.models import AuditEvent
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations.models import Organisation
from tests.accounts.factoring import HOME, code_of, second_step, set_up
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.personas import PASSWORD

TEST = system_actor("a test looks")


def require(as_: Any, *roles: Role) -> None:
    """Require a second factor of the holders of these roles."""
    with as_(system_actor("a test sets a rule")):
        db.session().add_all(AccountRule(name=FACTOR_RULE + role, set_at=clock.wall()) for role in roles)


def told(as_: Any, username: str) -> list[str]:
    """What a person was told, oldest first."""
    with as_(TEST):
        mine = select(Notification.sentence).join(AppUser, AppUser.id == Notification.user_id).where(AppUser.username == username)
        return list(db.session().scalars(mine.order_by(Notification.id)))


def deeds(as_: Any) -> list[str]:
    """Every deed of the trail, oldest first."""
    with as_(TEST):
        return list(db.session().scalars(select(AuditEvent.deed).order_by(AuditEvent.number)))


def test_the_password_alone_opens_nothing_once_an_app_is_set_up(app: Flask, browser_of: Any, as_: Any) -> None:
    key, _ = set_up(browser_of("officer"))
    thief = Browser(app)
    thief.sign_in("officer")
    assert thief.client.get("/profile").headers["Location"].startswith("/sign-in")
    assert "did not prove" in thief.post("/sign-in/second-step", {"code": "000000"}).get_data(as_text=True)
    assert thief.client.get("/profile").headers["Location"].startswith("/sign-in")
    owner = Browser(app)
    assert second_step(owner, "officer", code=code_of(key, steps=1)).headers["Location"] == "/"
    assert "Authenticator app" in owner.get("/profile")
    assert {"factor:added", "recovery-codes:made", "factor:failed"} <= set(deeds(as_))


def test_the_secret_and_the_codes_are_not_readable_in_the_database(browser_of: Any, as_: Any) -> None:
    key, codes = set_up(browser_of("officer"))
    with as_(TEST):
        kept = str(db.session().execute(text("SELECT secret FROM user_factor")).scalar_one())
        marks = list(db.session().scalars(select(RecoveryCode.mark)))
    assert key.secret not in kept and len(codes) == len(marks) == 10
    assert not {code.replace("-", "") for code in codes} & set(marks)


def test_a_code_is_good_once(app: Flask, browser_of: Any) -> None:
    key, _ = set_up(browser_of("officer"))
    with time_machine.travel(clock.wall() + timedelta(minutes=2)):
        code = code_of(key)
        assert second_step(Browser(app), "officer", code=code).status_code == 302
        again = second_step(Browser(app), "officer", code=code)
        assert again.status_code == 200 and "did not prove" in again.get_data(as_text=True)


def test_the_code_that_set_the_app_up_signs_nobody_in(app: Flask, browser_of: Any) -> None:
    with time_machine.travel(clock.wall(), tick=False):
        key, _ = set_up(browser_of("officer"))
        assert second_step(Browser(app), "officer", code=code_of(key)).status_code == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)])
def test_a_clock_may_be_half_a_minute_out_and_no_more(app: Flask, browser_of: Any, steps: int, status: int) -> None:
    key, _ = set_up(browser_of("officer"))
    with time_machine.travel(clock.wall() + timedelta(minutes=5), tick=False):
        assert second_step(Browser(app), "officer", code=code_of(key, steps=steps)).status_code == status


def test_guesses_are_braked_also_against_the_right_code_and_counted_for_the_day(app: Flask, browser_of: Any, as_: Any) -> None:
    key, _ = set_up(browser_of("officer"))
    guesser = Browser(app)
    guesser.sign_in("officer")
    pages = [guesser.post("/sign-in/second-step", {"code": "000000"}).get_data(as_text=True) for _ in range(12)]
    assert sign_in.SLOW_DOWN in pages[-1]
    assert sign_in.SLOW_DOWN in second_step(Browser(app), "officer", code=code_of(key, steps=1)).get_data(as_text=True)
    assert any("Wrong codes were tried" in each for each in told(as_, "officer"))
    assert browser_of("manager").get("/profile")


def test_after_thirty_wrong_codes_the_day_is_over(app: Flask, browser_of: Any) -> None:
    key, _ = set_up(browser_of("officer"))
    start = clock.wall() + timedelta(minutes=5)
    for number in range(31):
        with time_machine.travel(start + timedelta(minutes=6 * number), tick=False):
            guesser = Browser(app)
            second_step(guesser, "officer", code="000000")
    with time_machine.travel(start + timedelta(minutes=6 * 32), tick=False):
        assert sign_in.SLOW_DOWN in second_step(Browser(app), "officer", code=code_of(key)).get_data(as_text=True)
    with time_machine.travel(start + timedelta(hours=30), tick=False):
        assert second_step(Browser(app), "officer", code=code_of(key)).status_code == 302


def test_a_recovery_code_lets_in_once_however_it_is_typed_and_new_ones_replace_the_old(
    app: Flask, browser_of: Any, as_: Any
) -> None:
    _, codes = set_up(browser_of("officer"))
    person = Browser(app)
    assert second_step(person, "officer", recovery=codes[0].lower().replace("-", " ")).status_code == 302
    assert second_step(Browser(app), "officer", recovery=codes[0]).status_code == 200
    assert "9 of 10 left" in person.get(HOME)
    assert any("A recovery code of yours was used. 9 are left." in each for each in told(as_, "officer"))
    fresh = person.post(f"{HOME}/codes", page=HOME).get_data(as_text=True)
    assert fresh.count("cw-ref") == 10 and codes[1] not in fresh
    assert second_step(Browser(app), "officer", recovery=codes[1]).status_code == 200


def test_another_persons_recovery_code_is_worth_nothing(app: Flask, browser_of: Any) -> None:
    _, codes = set_up(browser_of("officer"))
    set_up(browser_of("manager"))
    assert second_step(Browser(app), "manager", recovery=codes[0]).status_code == 200


def test_the_second_step_waits_ten_minutes_and_not_for_a_suspended_person(app: Flask, browser_of: Any, as_: Any) -> None:
    key, _ = set_up(browser_of("officer"))
    late = Browser(app)
    late.sign_in("officer")
    with time_machine.travel(clock.wall() + timedelta(minutes=11)):
        assert late.client.get("/sign-in/second-step").headers["Location"].startswith("/sign-in")
    gone = Browser(app)
    gone.sign_in("officer")
    with as_(system_actor("a test suspends")):
        db.session().scalars(select(AppUser).where(AppUser.username == "officer")).one().suspended_at = clock.wall()
    assert gone.client.get("/sign-in/second-step").headers["Location"].startswith("/sign-in")
    assert second_step_refused(gone, code_of(key, steps=1))


def second_step_refused(person: Browser, code: str) -> bool:
    """True when a code leads back to the beginning."""
    return person.client.post("/sign-in/second-step", data={"code": code}).status_code in (302, 400)


def test_setting_one_up_ends_every_other_session_and_renews_this_one(browser_of: Any, as_: Any) -> None:
    here, there = browser_of("officer"), browser_of("officer")
    with here.client.session_transaction() as cookie:
        old = cookie["_user_id"]
    set_up(here)
    with here.client.session_transaction() as cookie:
        assert cookie["_user_id"] != old
    assert "Authenticator app" in here.get(HOME)
    assert there.client.get("/profile").status_code == 302
    with there.client.session_transaction() as cookie:
        cookie["_user_id"] = old
    assert there.client.get("/profile").status_code == 302, "the old cookie of the session that went on"


def test_who_must_have_one_sets_it_up_before_anything_else(app: Flask, browser_of: Any, as_: Any) -> None:
    with as_("officer") as actor:
        ref = make.new_case(actor, "Noise", owner=actor.user_id).ref
    require(as_, Role.ENFORCEMENT_OFFICER)
    officer = browser_of("officer")
    for path in ("/", "/cases", f"/cases/{ref}", "/profile", "/help", "/notifications", "/people.csv"):
        assert officer.client.get(path).headers["Location"] == HOME, path
    page = officer.get(HOME)
    assert "must set up" in page and ">Cases<" not in page
    assert officer.client.get(f"/cases/{ref}/nothing").status_code == 404
    with as_("officer") as actor:
        assert actor.must_set_up and actor.principals == (), "below the pages too"
    set_up(officer)
    assert "Noise" in officer.get(f"/cases/{ref}")
    assert browser_of("manager").get("/cases")


def test_an_organisation_may_require_one_of_everybody(browser_of: Any, as_: Any) -> None:
    with as_(system_actor("a test sets a rule")):
        row = db.session().scalars(select(Organisation).where(Organisation.code == "LUM")).one()
        row.factor_required = True
    assert browser_of("housing").client.get("/cases").headers["Location"] == HOME
    assert browser_of("officer").get("/cases")


def test_the_last_one_stays_while_it_is_required(browser_of: Any, as_: Any) -> None:
    officer = browser_of("officer")
    set_up(officer)
    with as_(TEST):
        path = f"{HOME}/{db.session().scalars(select(UserFactor.id)).one()}/end"
    assert browser_of("manager").post(path, page=HOME).status_code == 404, "nobody else's"
    require(as_, Role.ENFORCEMENT_OFFICER)
    assert officer.post(path, page=HOME).status_code == 422
    with as_(system_actor("a test lifts the rule")):
        db.session().delete(db.session().scalars(select(AccountRule)).one())
    assert officer.post(path, page=HOME).status_code == 302
    with as_(TEST):
        assert not list(db.session().scalars(select(RecoveryCode).where(RecoveryCode.ended_at.is_(None))))
    assert browser_of("officer").get("/profile"), "the password is enough again"


def test_a_lead_resets_the_factor_of_their_own_people_and_tells_them(app: Flask, browser_of: Any, as_: Any) -> None:
    officer = browser_of("officer")
    set_up(officer)
    with as_("charity") as actor, pytest.raises(NotFound):
        factors.reset_colleague(actor, make.user_id("officer"), reason="lost telephone")
    with as_("lead") as actor:
        factors.reset_colleague(actor, make.user_id("officer"), reason="lost telephone")
    assert officer.client.get("/profile").status_code == 302
    assert Browser(app).sign_in("officer").headers["Location"] == "/"
    assert any("reset your second factor" in each for each in told(as_, "officer"))
    assert any("Leo Lead reset the second factor of Olive Officer" in each for each in told(as_, "governance"))
    assert "factor:reset" in deeds(as_)


def test_one_lead_alone_cannot_take_an_account_over(browser_of: Any, as_: Any) -> None:
    set_up(browser_of("officer"))
    with as_(system_actor("a person asks")):
        forgotten.ask("officer", address="10.0.0.1")
    with as_("lead") as actor:
        forgotten.answer(actor, 1)
        with pytest.raises(Refused, match="Somebody else must reset"):
            factors.reset_colleague(actor, make.user_id("officer"), reason="lost telephone")
    with as_("administrator") as actor:
        factors.reset_anybody(actor, "officer", reason="seen in person")


def test_nor_the_other_way_round_and_nobody_resets_their_own(browser_of: Any, as_: Any) -> None:
    set_up(browser_of("officer"))
    with as_("lead") as actor:
        factors.reset_colleague(actor, make.user_id("officer"), reason="lost telephone")
        with pytest.raises(Refused, match="Nobody resets their own"):
            factors.reset_colleague(actor, actor.user_id or 0, reason="mine")
    with as_(system_actor("a person asks")):
        forgotten.ask("officer", address="10.0.0.1")
    with as_("lead") as actor, pytest.raises(Refused, match="Somebody else must give"):
        forgotten.answer(actor, 1)


def status(person: Browser, path: str) -> int:
    """Return the status of an answer that may be a file."""
    with person.client.get(path) as answer:
        return answer.status_code


def test_downloads_and_changes_ask_again_after_ten_minutes(app: Flask, browser_of: Any, as_: Any) -> None:
    officer, start = browser_of("officer"), clock.wall()
    assert status(officer, "/people.csv") == 200
    with time_machine.travel(start + timedelta(minutes=11)):
        asked = officer.client.get("/people.csv")
        assert asked.headers["Location"] == "/confirm?next=/people.csv"
        assert "not your password" in officer.post("/confirm?next=/people.csv", {"password": "wrong"}).get_data(as_text=True)
        assert status(officer, "/people.csv") == 302
        assert officer.post("/confirm?next=/people.csv", {"password": PASSWORD}).headers["Location"] == "/people.csv"
        assert status(officer, "/people.csv") == 200
    assert "identity:confirmed" in deeds(as_)
    with time_machine.travel(start + timedelta(minutes=22)):
        begun = officer.post(f"{HOME}/begin", page=HOME)
        assert begun.headers["Location"].startswith("/confirm")


def test_who_has_a_factor_is_asked_for_it_and_not_for_the_password(browser_of: Any) -> None:
    officer = browser_of("officer")
    key, codes = set_up(officer)
    with time_machine.travel(clock.wall() + timedelta(minutes=11)):
        path = "/confirm?next=/people.csv"
        assert 'name="password"' not in officer.get(path)
        assert officer.post(path, {"password": PASSWORD}).status_code == 422
        assert status(officer, "/people.csv") == 302
        assert officer.post(path, {"code": code_of(key)}).headers["Location"] == "/people.csv"
        assert status(officer, "/people.csv") == 200
