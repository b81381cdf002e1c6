"""Brakes on too much of the same: who is braked waits and is told how long, and nobody else is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from casework.accounts.models.brakes import BrakeWindow
from casework.accounts.services import brakes
from casework.accounts.services.brakes import LIMITS, Brake
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.operations import jobs
from tests.sharing.test_policy import make_case


@pytest.fixture(autouse=True)
def in_service(app: Flask) -> Iterator[None]:
    """The limits as they are in service."""
    brakes.configure(times=1)
    yield
    brakes.configure(times=app.extensions["config"].brake_times)


@pytest.fixture
def ref(as_: Any) -> str:
    with as_("officer") as actor:
        return make_case(actor)


def tries(as_: Any) -> dict[str, int]:
    """What is counted by account, and by address, of each kind."""
    with as_(system_actor("a test")):
        rows = db.session().execute(select(BrakeWindow.key, BrakeWindow.tries))
        return {key.partition(":")[0] + key.partition(":")[2][:1]: count for key, count in rows}


def fill(as_: Any, kind: Brake, count: int, *, of: str = "u") -> None:
    """Say that so many were counted in this window."""
    with as_(system_actor("a test")):
        db.session().execute(
            update(BrakeWindow).where(BrakeWindow.key.like(f"{kind}:{of}%")).values(tries=count, starts_at=window(kind))
        )


def window(kind: Brake) -> Any:
    return brakes._start(clock.wall(), LIMITS[kind].window)


def test_views_are_counted_by_account_and_address(as_: Any, browser_of: Any, ref: str) -> None:
    officer = browser_of("officer")
    for _ in range(3):
        officer.get(f"/cases/{ref}")
    officer.get("/cases")
    assert tries(as_) == {"viewsu": 3, "viewsa": 3}


def test_five_hundred_views_in_ten_minutes_are_braked(as_: Any, browser_of: Any, ref: str) -> None:
    assert LIMITS[Brake.VIEWS] == brakes.Limit(500, timedelta(minutes=10))
    officer = browser_of("officer")
    officer.get(f"/cases/{ref}")
    fill(as_, Brake.VIEWS, 499)
    officer.get(f"/cases/{ref}")
    answer = officer.client.get(f"/cases/{ref}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 20 * 60
    assert "Wait a little" in page and "You can go on in" in page and "Noise" not in page
    assert officer.client.post(f"/cases/{ref}/notes", data={}).status_code in (400, 404, 429)
    officer.get("/cases")
    officer.get("/search?q=nothing")
    browser_of("manager").get("/cases")
    second = browser_of("second.officer")
    second.post(f"/records/{ref}/reason", {"why": "cover"}, page=f"/cases/{ref}")
    assert second.client.get(f"/cases/{ref}").status_code != 429, "nobody else is held up"
    with as_(system_actor("a test")):
        told = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.BRAKED)).first()
        assert told is not None
        assert (told.outcome, told.detail, told.actor) == ("views", {"of": "account"}, "Olive Officer")
        reads = select(AuditEvent).where(AuditEvent.deed == Deed.RECORD_READ, AuditEvent.actor == "Olive Officer")
        assert len(list(db.session().scalars(reads))) == 2, "what was refused was not read"


def test_a_braked_person_goes_on_when_the_window_has_passed(as_: Any, browser_of: Any, ref: str) -> None:
    officer = browser_of("officer")
    officer.get(f"/cases/{ref}")
    fill(as_, Brake.VIEWS, 5000)
    assert officer.client.get(f"/cases/{ref}").status_code == 429
    with as_(system_actor("a test")):
        db.session().execute(update(BrakeWindow).values(starts_at=window(Brake.VIEWS) - timedelta(minutes=20)))
    officer.get(f"/cases/{ref}")


def test_the_window_before_counts_as_far_as_it_is_near() -> None:
    ten, nine = timedelta(minutes=10), timedelta(minutes=9)
    assert brakes._wait(0, 500, 500, ten, timedelta(0)) > timedelta(0)
    assert brakes._wait(0, 500, 500, ten, nine) == timedelta(0)
    assert brakes._wait(460, 500, 500, ten, nine) > timedelta(0)
    for here, before, gone in ((0, 900, timedelta(0)), (300, 500, timedelta(minutes=2)), (500, 0, timedelta(0)), (700, 10, nine)):
        wait = brakes._wait(here, before, 500, ten, gone)
        later = gone + wait
        if later < ten:
            assert here + before * (1 - later / ten) <= 500, (here, before)
        else:
            assert here * (1 - (later - ten) / ten) <= 500, (here, before)


def test_an_office_is_braked_much_later_than_one_person(as_: Any, browser_of: Any, ref: str) -> None:
    officer = browser_of("officer")
    officer.get(f"/cases/{ref}")
    fill(as_, Brake.VIEWS, 4999, of="a")
    officer.get(f"/cases/{ref}")
    assert officer.client.get(f"/cases/{ref}").status_code == 429


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (Brake.SEARCHES, "/search?q=nothing"),
        (Brake.TYPING, "/people/suggest?q=nothing"),
        (Brake.EXPORTS, "/cases/{ref}/print"),
        (Brake.REFUSALS, "/cases/ZZZZ-ZZZZ"),
    ],
)
def test_each_kind_has_its_own_brake(as_: Any, browser_of: Any, ref: str, kind: Brake, path: str) -> None:
    officer = browser_of("officer")
    first = officer.client.get(path.format(ref=ref))
    assert first.status_code in (200, 404), path
    assert f"{kind}u" in tries(as_), path
    fill(as_, kind, LIMITS[kind].most)
    assert officer.client.get(path.format(ref=ref)).status_code == 429
    officer.get("/cases")


def test_links_that_need_no_account_are_braked_by_address(as_: Any, browser: Any, browser_of: Any) -> None:
    for _ in range(LIMITS[Brake.LINKS].most):
        assert browser.client.get("/welcome/a-guess").status_code == 404
    answer = browser.client.get("/welcome/another-guess")
    assert answer.status_code == 429
    assert "Too many links" in answer.get_data(as_text=True)
    browser_of("officer").get("/")


def test_links_of_partners_without_an_account_are_braked_by_address(as_: Any, browser: Any, browser_of: Any) -> None:
    for number in range(LIMITS[Brake.LINKS].most):
        assert browser.client.get(f"/answer/guess-{number}").status_code == 200
    for path in ("/answer/another-guess", "/welcome/another-guess"):
        answer = browser.client.get(path)
        assert answer.status_code == 429 and "Too many links" in answer.get_data(as_text=True)
    assert int(answer.headers["Retry-After"]) > 0
    code = {"code": "A" * 8}
    assert browser.post("/answer/another-guess", code, page="/sign-in").status_code == 429
    assert browser.client.get("/answer/elsewhere", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    browser_of("officer").get("/")


def test_counts_are_kept_for_an_evening_only(as_: Any, app: Flask, browser_of: Any, ref: str) -> None:
    browser_of("officer").get(f"/cases/{ref}")
    with app.app_context():
        jobs.purge()
    assert tries(as_)
    with as_(system_actor("a test")):
        db.session().execute(update(BrakeWindow).values(starts_at=window(Brake.VIEWS) - timedelta(hours=4)))
    with app.app_context():
        jobs.purge()
    assert tries(as_) == {}
