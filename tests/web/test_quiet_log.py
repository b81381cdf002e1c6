"""Nothing that somebody typed, and no secret, comes out in the log or on the console: not when all goes well, nor in a fault."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from casework.accounts.models import AppUser
from casework.accounts.services import links
from casework.accounts.types import LinkKind
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import Installation
from tests.support.personas import PASSWORD

MARK = "qzmarked"
PATHS = (
    "/search?q={0}", "/people?q={0}", "/people/suggest?q={0}", "/cases/{0}", "/cases?title={0}", "/welcome/{0}",
    "/who-looked?ref={0}", "/audit?ref={0}", "/{0}", "/sign-in?next=/{0}", "/places?q={0}", "/unusual?month={0}",
)  # fmt: skip
FORMS = (
    ("/people/new", ("family_name", "given_names", "description")), ("/capture", ("summary", "location_text", "body")),
    ("/profile/password", ("current", "password", "again")), ("/profile/details", ("job_title", "phone")),
    ("/confirm", ("password", "code")), ("/concerns/new", ("words", "place", "people")), ("/forgotten-password", ("username",)),
    ("/vehicles/new", ("registration", "note")), ("/places/new", ("name", "line_1", "postcode")),
)  # fmt: skip


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Everything that any logger says, from the lowest level on, and both streams of the process."""
    caplog.set_level(logging.DEBUG)
    for name in ("casework", "flask", "werkzeug", "gunicorn", "flask_wtf"):
        caplog.set_level(logging.DEBUG, logger=name)
    said: list[str] = []

    def read() -> str:
        out, err = capfd.readouterr()
        said.extend([caplog.text, out, err])
        return "\n".join(said)

    yield read


def drive(app: Flask, browser_of: Any, as_: Any) -> list[str]:
    """Ask for pages and send forms with marked words, right and wrong; return the secrets that were handed about."""
    with as_(system_actor("a test")) as actor:
        token = links.make_link(actor, db.session().get_one(AppUser, make.user_id("second.officer")), LinkKind.RESET)
    nobody = Browser(app)
    nobody.sign_in(f"{MARK}@example.org", f"{MARK}-password")
    nobody.sign_in("officer", f"{MARK}-password")
    nobody.get(f"/welcome/{token}")
    nobody.post(f"/welcome/{token}", {"password": f"{MARK} otter bicycle", "again": f"{MARK} otter"})
    nobody.post(f"/welcome/{token}", {"password": f"{MARK} otter bicycle", "again": f"{MARK} otter bicycle"})
    secrets = [token, PASSWORD]
    for who in ("officer", "governance", "cleared"):
        browser = browser_of(who)
        cookie = browser.client.get_cookie("session")
        secrets.append(cookie.value if cookie is not None else "no cookie")
        for number, path in enumerate(PATHS):
            browser.client.get(
                path.format(f"{MARK}{number}"), headers={"Referer": f"http://localhost/{MARK}", "User-Agent": MARK}
            )
        for path, fields in FORMS:
            browser.post(path, {name: f"{MARK} {name} \x00" for name in fields})
            browser.post(path, {name: f"{MARK} {name}" for name in fields})
            browser.client.post(path, data={name: MARK for name in fields})
    return secrets


def test_nothing_typed_and_no_secret_is_logged(app: Flask, browser_of: Any, as_: Any, log: Any) -> None:
    secrets = drive(app, browser_of, as_)
    said = log()
    assert len(secrets) == 5 and "no cookie" not in secrets
    for secret in (MARK, *secrets):
        assert secret not in said, f"{secret[:12]} is in the log"


@contextmanager
def without_a_table(app: Flask, installation: Installation, table: str) -> Iterator[None]:
    """The database as it is when a table is gone, so that what names it is a fault."""
    server = installation.server
    url = server.url_for(installation.database) if server else f"sqlite:///{installation.folder}/casework.sqlite"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))
    engine.dispose()
    yield


def test_a_fault_is_logged_with_its_place_and_without_what_was_typed(
    app: Flask, installation: Installation, browser_of: Any, log: Any
) -> None:
    officer = browser_of("officer")
    officer.get("/people/new")
    page = officer.get("/vehicles/new")
    assert "Registration" in page
    with without_a_table(app, installation, "vehicle"):
        answer = officer.post(
            "/vehicles/new", {"registration": "QZ11MRK", "make": f"{MARK} make", "note": f"{MARK} note"}, page="/people/new"
        )
    said = log()
    assert answer.status_code == 500, answer.status_code
    assert "fault" in said and "vehicles.new" in said and "casework/people/services/things.py" in said
    assert "from" in said and "Error" in said
    for word in (MARK, "QZ11MRK", "INSERT INTO"):
        assert word not in said, word
    assert MARK not in answer.get_data(as_text=True)
