"""Hunting for planted phrases as one person: every answer is read back, whatever its format, with its headers and cookies."""

import html
import io
import re
import zipfile
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from casework.operations.demo import PASSWORD
from tests.support.client import Browser

MARK = re.compile(r"qz[bcdfghjklmnpqrstvwxz]{8}")
SHOWN = 10  # so many letters of a phrase tell it from all others: an answer that was cut short still gives it away
PAGES = {
    "case": "/cases/{0}", "incident": "/incidents/{0}", "person": "/people/{0}", "place": "/places/{0}",
    "vehicle": "/vehicles/{0}", "action": "/actions/{0}", "order": "/orders/{0}", "referral": "/referrals/{0}",
    "receipt": "/concerns/{0}", "request": "/requests/{0}", "paper": "/records/{0}/papers/warning", "wording": "/wording/{0}",
}  # fmt: skip
_HREF = re.compile(r'(?:href|src)="(/[^"#]*)')
_REASON = re.compile(r"/records/[^/]+/reason")


def marks(text: str) -> set[str]:
    """Return the phrases in a text by their first letters, whatever the case and though a line was broken inside."""
    return set(MARK.findall(text.lower()))


def words_of(answer: TestResponse) -> str:
    """Return everything an answer says: its headers, cookies and body, read back from PDF and from the parts of an ODS."""
    said = [unquote(str(answer.headers))]
    body = answer.get_data()
    if answer.mimetype == "application/pdf":
        pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        said.append(re.sub(r"\s+", "", pages))
    elif body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            said += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
    return "\n".join([*said, body.decode("utf-8", "replace")])


@dataclass
class Hunter:
    """One signed-in person, what they fetched and what they could read there."""

    username: str
    browser: Browser
    seen: dict[str, set[str]] = field(default_factory=dict)  # the first letters of a phrase, and the addresses that showed it
    fetched: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    links: set[str] = field(default_factory=set)

    @classmethod
    def enter(cls, app: Flask, username: str) -> "Hunter":
        """Sign in as somebody of the demonstration."""
        hunter = cls(username, Browser(app))
        answer = hunter.browser.sign_in(username, PASSWORD)
        assert answer.status_code == 302, f"{username} could not sign in"
        return hunter

    def fetch(self, path: str) -> str:
        """Fetch an address, giving a reason where one is asked, and note what it says; each address once."""
        if path in self.fetched:
            return ""
        answer = self._get(path)
        if answer.status_code in (302, 303) and _REASON.match(urlsplit(answer.location).path):
            self._note(path, answer)
            self.browser.post(answer.location, {"why": "check", "detail": "Looking for what should not be there"})
            answer = self._get(path)
        return self._note(path, answer)

    def _get(self, path: str) -> TestResponse:
        answer = self.browser.client.get(path)
        self.fetched[path] = answer.status_code
        if answer.status_code >= 500:
            self.faults.append(f"{self.username} {path}: {answer.status_code}")
        return answer

    def _note(self, path: str, answer: TestResponse) -> str:
        said = words_of(answer)
        answer.close()
        for mark in marks(said):
            self.seen.setdefault(mark, set()).add(path)
        if answer.mimetype == "text/html":
            self.links |= {html.unescape(link) for link in _HREF.findall(said)}
        return said

    def download(self, path: str, **asked: str) -> None:
        """Send the form of a download, with the password it asks for again, and note what the file says."""
        answer = self.browser.post(path, {**asked, "password": PASSWORD})
        self.fetched[f"{path} {asked}"] = answer.status_code
        self._note(f"{path} {asked}", answer)

    def search(self, typed: str) -> str:
        """Search for something typed; the answer is not noted, because it repeats what was typed."""
        answer = self.browser.client.get("/search", query_string={"q": typed})
        assert answer.status_code == 200, f"{self.username} searched for {typed}: {answer.status_code}"
        return answer.get_data(as_text=True)
