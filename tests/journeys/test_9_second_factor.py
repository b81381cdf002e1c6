"""Second factors in the browser: an app with its recovery codes, and a passkey made and used by a virtual authenticator."""

import re
from typing import Any

import pyotp
import pytest

from tests.accounts.factoring import HOME, code_of
from tests.support.personas import PASSWORD
from tests.support.walking import Walk, Walks

pytestmark = pytest.mark.journey


def prove(person: Walk) -> None:
    """Give the password again where the page asks for it."""
    if "/confirm" in person.page.url:
        person.page.get_by_label("Your password").fill(PASSWORD)
        person.button("Continue", "prove again")


def sign_out(person: Walk) -> None:
    person.page.get_by_role("button", name="Sign out").first.click()
    person.page.wait_for_url("**/sign-in*")


def give_password(person: Walk, username: str) -> None:
    """Sign in as far as the second step, at the site this browser is on."""
    person.page.get_by_label("Email address or user name").fill(username)
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.page.get_by_role("button", name="Sign in").click()
    person.page.wait_for_url("**/sign-in/second-step*")
    person.look("second step")


def virtual_authenticator(person: Walk) -> tuple[Any, str]:
    """Give the browser an authenticator that asks nobody; return the way to speak to it, and its id."""
    browser = person.page.context.new_cdp_session(person.page)
    browser.send("WebAuthn.enable")
    made = browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return browser, made["authenticatorId"]


def test_an_app_is_set_up_and_asked_for_and_a_recovery_code_lets_in_once(walk: Walks) -> None:
    person = walk("officer")
    person.go(HOME, "factors")
    person.button("Set up an app", "set up an app")
    prove(person)
    if "/app" not in person.page.url:
        person.button("Set up an app", "set up an app")
    person.page.get_by_text("I cannot use the picture").click()
    key = re.search(r"\b[A-Z2-7]{4}(?: [A-Z2-7]{4})+\b", person.page.get_by_role("main").inner_text())
    assert key is not None
    app = pyotp.TOTP(key.group().replace(" ", ""))
    person.page.get_by_label("Code the app shows now").fill("000000")
    person.button("Continue", "a wrong code")
    person.page.get_by_label("Code the app shows now").fill(code_of(app))
    person.button("Continue", "recovery codes")
    codes = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", person.page.get_by_role("main").inner_text())
    assert len(codes) == 10
    person.link("I have kept them", "start")

    sign_out(person)
    give_password(person, "officer")
    person.page.get_by_label("Code from your app").fill(code_of(app, steps=1))
    person.button("Continue", "in by the app")
    assert person.page.url.endswith("/")

    for left, sentence in ((9, ""), (9, "That did not prove that it is you")):
        sign_out(person)
        give_password(person, "officer")
        person.page.get_by_text("I cannot use my app").click()
        person.page.get_by_label("Recovery code").fill(codes[0])
        person.button("Continue", "a recovery code")
        if sentence:
            person.says(sentence)
        else:
            person.go(HOME, "factors")
            person.says(f"{left} of 10 left")


def test_a_passkey_is_made_and_signs_in(walk: Walks) -> None:
    person = walk("")
    person.page.goto("/sign-in")
    site = person.page.url.replace("127.0.0.1", "localhost").removesuffix("/sign-in")  # browsers make none for a number
    browser, authenticator = virtual_authenticator(person)
    person.page.goto(f"{site}/sign-in")
    person.page.get_by_label("Email address or user name").fill("officer")
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.page.get_by_role("button", name="Sign in").click()
    person.page.wait_for_url(f"{site}/")
    person.go(f"{site}{HOME}/passkey", "make a passkey")
    prove(person)
    person.page.get_by_label("What to call it").fill("My work laptop")
    person.button("Make the passkey", "recovery codes")
    person.says("They are shown now and never again.")

    sign_out(person)
    give_password(person, "officer")
    person.button("Use a passkey", "in by the passkey")
    assert person.page.url == f"{site}/"
    person.go(f"{site}{HOME}", "factors")
    person.says("My work laptop", "Passkey", "10 of 10 left")

    sign_out(person)
    give_password(person, "officer")
    browser.send("WebAuthn.setResponseOverrideBits", {"authenticatorId": authenticator, "isBogusSignature": True})
    person.button("Use a passkey", "a false signature")
    assert "/sign-in/second-step" in person.page.url
    person.says("That did not prove that it is you")
