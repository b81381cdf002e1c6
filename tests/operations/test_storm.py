"""Against the real server in processes of its own: what was acknowledged is kept, sent twice is made once, one save wins."""

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.cases.models import CaseFile, Note
from casework.cases.services import opening
from casework.cases.types import NewCase
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.sharing import listing
from casework.sharing.types import Act, Kind
from config import ROOT
from tests.support.installation import As, Installation
from tests.support.personas import PASSWORD
from tests.support.server import Served, served

AT_ONCE = 8
STORM_SECONDS, FEWEST = 4.0, 20
SYSTEM = system_actor("a test counts what a storm left")
_INPUT = re.compile(r'<input[^>]*name="(csrf_token|idempotency_key|version)"[^>]*>')
_VALUE = re.compile(r'value="([^"]*)"')


class Visitor:
    """One signed-in browser without scripts, on a connection of its own."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.place, self.cookie = urlsplit(address).netloc, cookie

    def ask(self, method: str, path: str, values: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        connection = http.client.HTTPConnection(self.place, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        try:
            connection.request(method, path, urlencode(values or {}) if method == "POST" else None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
            given = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
            held = dict(one.split("=", 1) for one in [*filter(None, self.cookie.split("; ")), *given])
            self.cookie = "; ".join(f"{name}={value}" for name, value in held.items())
            return answer.status, answer.headers.get("Location", ""), body
        finally:
            connection.close()

    def hidden(self, path: str) -> dict[str, str]:
        """Return token, key and version of the page's last form that carries them."""
        page = self.ask("GET", path)[2]
        found = {match.group(1): _VALUE.search(match.group()) for match in _INPUT.finditer(page)}
        return {name: value.group(1) if value else "" for name, value in found.items()}

    def sign_in(self, username: str) -> "Visitor":
        """Sign in through the page."""
        status, _, page = self.ask("POST", "/sign-in", {**self.hidden("/sign-in"), "username": username, "password": PASSWORD})
        assert status in (302, 303), page[:1500]
        return self

    def again(self) -> "Visitor":
        """The same browser on another connection."""
        return Visitor(f"http://{self.place}", self.cookie)


@pytest.fixture
def server(app: Flask, installation: Installation, tmp_path: Path) -> Iterator[Served]:
    """The production server over this test's database."""
    environment = {"CASEWORK_INSTANCE": str(installation.folder), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    if installation.server is not None:
        environment |= {
            "CASEWORK_DATABASE_URL": installation.server.url_for(installation.database, "casework_app_login"),
            "CASEWORK_SYSTEM_DATABASE_URL": installation.server.url_for(installation.database, "casework_system_login"),
        }
    with served("wsgi:app", log=tmp_path / "log", environment=environment, folder=ROOT) as found:
        yield found


@pytest.fixture
def case(as_: As) -> str:
    """A case of the officer's own, opened without a note."""
    with as_("officer") as actor:
        new = NewCase(type="ASB", subject="NOI", title="A storm", summary="in a glass", owner_user_id=actor.user_id)
        return opening.open_case(actor, new).ref


def all_at_once(deed: Callable[[int], None]) -> None:
    """Do a deed from several threads that start together."""
    gate = threading.Barrier(AT_ONCE)

    def run(number: int) -> None:
        gate.wait(60)
        deed(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def notes_and_events() -> tuple[Counter[str], int]:
    """Return the notes there are, and how many the audit trail tells of."""
    changes = db.session().scalars(select(AuditEvent.detail).where(AuditEvent.deed == Deed.RECORD_CHANGED))
    events = sum(detail.get("act") == Act.NOTE_ADD for detail in changes)
    return Counter(db.session().scalars(select(Note.body))), events


def test_killed_in_a_storm_of_notes_each_acknowledged_one_is_there_once(server: Served, case: str, as_: As) -> None:
    officer = Visitor(server.address).sign_in("officer")
    token = officer.hidden(f"/cases/{case}")["csrf_token"]
    acknowledged: list[str] = []
    sent: list[str] = []
    over = threading.Event()

    def write(number: int) -> None:
        mine, count = officer.again(), 0
        while not over.is_set():
            count += 1
            body, key = f"note {number} {count} of the storm", f"storm-key-{number:04}-{count:06}"
            sent.append(body)
            values = {"csrf_token": token, "idempotency_key": key, "kind": "NOTE", "body": body, "audience": "everyone"}
            try:
                status, _, page = mine.ask("POST", f"/cases/{case}", values)
            except (OSError, http.client.HTTPException):
                return
            assert status in (302, 303), page[:1500]
            acknowledged.append(body)

    def strike() -> None:
        until = time.monotonic() + 60
        time.sleep(STORM_SECONDS)
        while len(acknowledged) < FEWEST and time.monotonic() < until:
            time.sleep(0.2)
        server.kill()
        over.set()

    striker = threading.Thread(target=strike)
    striker.start()
    all_at_once(write)
    striker.join(120)
    assert len(acknowledged) >= FEWEST
    with as_(SYSTEM):
        kept, events = notes_and_events()
    print(f"{len(sent)} sent, {len(acknowledged)} acknowledged, {sum(kept.values())} kept, {events} in the trail")
    assert [body for body in acknowledged if kept[body] != 1] == []
    assert set(kept) <= set(sent) and max(kept.values()) == 1
    assert sum(kept.values()) == events


def test_eight_equal_posts_make_one_record(server: Served, as_: As) -> None:
    officer = Visitor(server.address).sign_in("officer")
    values = {
        **officer.hidden("/cases/new"), "type": "ASB", "subject": "NOI", "title": "Sent eight times", "summary": "The same form",
        "priority": "STANDARD", "ward_code": "",
    }  # fmt: skip
    answers: list[tuple[int, str]] = []

    def send(number: int) -> None:
        answers.append(officer.again().ask("POST", "/cases/new", values)[:2])

    all_at_once(send)
    assert len(answers) == AT_ONCE
    assert {status for status, _ in answers} <= {302, 303}, answers
    assert len({where for _, where in answers}) == 1, answers
    with as_("officer") as actor:
        assert listing.count(actor, Kind.CASE) == 1


def test_of_eight_stale_saves_one_wins(server: Served, case: str, as_: As) -> None:
    officer = Visitor(server.address).sign_in("officer")
    seen = officer.hidden(f"/cases/{case}/edit")
    answers: list[tuple[int, str]] = []

    def save(number: int) -> None:
        values = {
            **seen, "idempotency_key": f"eight-saves-{number:08}", "type": "ASB", "subject": "NOI", "ward_code": "",
            "title": f"Saved by {number}", "summary": f"Words of {number}",
        }  # fmt: skip
        status, _, page = officer.again().ask("POST", f"/cases/{case}/edit", values)
        answers.append((status, page))

    all_at_once(save)
    won = [status for status, _ in answers if status in (302, 303)]
    assert len(won) == 1 and sorted(status for status, _ in answers if status not in won) == [409] * (AT_ONCE - 1), [
        status for status, _ in answers
    ]
    with as_("officer"):
        title = db.session().scalars(select(CaseFile.title)).one()
    number = title.removeprefix("Saved by ")
    # Each of the seven is shown its own words beside those that were kept.
    assert all(f"Words of {number}" in page for status, page in answers if status == 409)
