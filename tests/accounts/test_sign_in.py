"""Signing in and out through the pages."""

from typing import Any

from tests.support.client import Browser


def test_a_wrong_password_is_told_without_naming_the_account(browser: Browser) -> None:
    known = browser.sign_in("officer", "not the right one at all").get_data(as_text=True)
    unknown = browser.sign_in("nobody.at.all", "not the right one at all").get_data(as_text=True)
    assert "The email address or password is not right." in known
    assert "The email address or password is not right." in unknown


def test_a_suspended_person_cannot_sign_in(browser: Browser) -> None:
    assert "is not right" in browser.sign_in("suspended").get_data(as_text=True)


def test_a_copied_cookie_is_dead_after_sign_out(browser_of: Any) -> None:
    browser = browser_of("officer")
    cookie = browser.client.get_cookie("session").value
    assert browser.post("/sign-out", page="/sign-in").status_code == 302
    browser.client.set_cookie("session", cookie)
    assert browser.client.post("/sign-out").status_code in (302, 400)


def test_guessing_is_braked(browser: Browser) -> None:
    answers = [browser.sign_in("officer", f"wrong password {n}").get_data(as_text=True) for n in range(8)]
    assert any("Too many tries" in answer for answer in answers)
