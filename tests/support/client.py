"""A test client that signs in through the page, sends forms with their token, and lints what it fetches."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.personas import PASSWORD

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


class ReadToTheEnd(FlaskClient):
    """A client that reads each answer whole and closes it, as a server does: the temporary file of a download goes with it."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request and read its answer to the end."""
        return super().open(*args, buffered=buffered, **kwargs)


class Browser:
    """One person's browser, without scripts."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = ReadToTheEnd(app, app.response_class, use_cookies=True)

    def get(self, path: str, status: int = 200) -> str:
        """Fetch a page; it must answer with this status and, where it is a page, have one h1 and a title that begins with it."""
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{answer.get_data(as_text=True)[:2000]}"
        page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if page and status < 400:
            lint(page)
        return page

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, page: str | None = None, follow: bool = False
    ) -> TestResponse:
        """Send a form as its page would: fetch the page (the same path unless named) and send its hidden fields too."""
        fetched = self.client.get(page or path).get_data(as_text=True)
        hidden = dict(_named(tag) for tag in _HIDDEN.findall(fetched) if 'name="' in tag)
        return self.client.post(path, data={**hidden, **(data or {})}, follow_redirects=follow)

    def sign_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        """Sign in through the page."""
        return self.post("/sign-in", {"username": username, "password": password})


def _named(tag: str) -> tuple[str, str]:
    found = dict(_ATTRIBUTE.findall(tag))
    return found.get("name", ""), found.get("value", "")


def lint(page: str) -> None:
    """Fail on a page without one h1, or whose title does not begin with it."""
    heads = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert len(heads) == 1, f"{len(heads)} h1"
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title is not None, "no title"
    said = re.sub(r"<[^>]+>", "", heads[0]).split()
    assert title.group(1).removeprefix("Error: ").split()[: len(said)] == said, f"{title.group(1)} / {heads[0]}"


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser nobody has signed in to."""
    return Browser(app)


@pytest.fixture
def browser_of(app: Flask) -> Any:
    """`browser_of("officer")`: a browser that persona has signed in to."""

    def make(username: str) -> Browser:
        made = Browser(app)
        answer = made.sign_in(username)
        assert answer.status_code == 302, answer.get_data(as_text=True)[:1500]
        return made

    return make
