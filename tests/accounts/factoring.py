"""Second factors for the tests: an app of one's own, set up through the pages, and codes of it at any instant."""

import re
from typing import Any

import pyotp

from casework.kernel import clock
from tests.support.client import Browser

HOME = "/profile/second-factor"


def set_up(person: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an app as its page says; return it and the recovery codes that were shown."""
    assert person.post(f"{HOME}/begin", page=HOME).status_code == 302
    page = person.get(f"{HOME}/app")
    key = re.search(r'<span class="cw-ref">([A-Z2-7 ]+)</span>', page)
    assert key is not None
    app = pyotp.TOTP(key.group(1).replace(" ", ""))
    shown = person.post(f"{HOME}/app", {"code": code_of(app)})
    assert shown.status_code == 200, shown.get_data(as_text=True)[:2000]
    return app, re.findall(r'<span class="cw-ref">([0-9A-Z-]{14})</span>', shown.get_data(as_text=True))


def code_of(app: pyotp.TOTP, *, steps: int = 0) -> str:
    """Return the code the app shows now, or so many steps of 30 seconds later."""
    return app.at(int(clock.wall().timestamp()) + 30 * steps)


def second_step(person: Browser, username: str, **given: str) -> Any:
    """Sign in with the password and then with what is given; return the answer to the second."""
    first = person.sign_in(username)
    assert first.headers["Location"].startswith("/sign-in/second-step"), first.headers
    return person.post("/sign-in/second-step", given)
