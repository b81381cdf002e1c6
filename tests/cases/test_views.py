"""The pages of cases: lists, the case, its deeds; for each persona what they may see, and hostile or repeated input."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event

from casework.cases.queries import listing
from casework.cases.services import moving, notes
from casework.cases.types import Audience, Stage, Wanted
from casework.kernel import clock
from casework.kernel.db import db
from casework.sharing import listing as lists
from casework.sharing.types import Kind, Level
from tests.cases.acts import HIGH, answers, bring_to, new_case, org_id, share
from tests.support.installation import As

READERS = ("officer", "second.officer", "manager", "housing", "police", "safeguarding", "charity", "neighbour", "lead", "analyst")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database inside the block."""
    seen: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def shared(as_: As) -> dict[str, str]:
    """Four cases: the council's own, one shared in full with housing, one in summary, and one of the police."""
    with as_("officer") as actor:
        made = {name: new_case(actor, f"{name} case") for name in ("own", "full", "summary")}
        share(actor, made["full"], "LUM", Level.FULL)
        share(actor, made["summary"], "LUM", Level.SUMMARY)
        notes.add_note(actor, made["full"], kind="NOTE", body="audible-to-all")
        notes.add_note(actor, made["full"], kind="NOTE", body="council-only", audience=Audience.OWN)
        notes.add_note(actor, made["summary"], kind="NOTE", body="hidden-from-summary")
    with as_("police") as actor:
        made["police"] = new_case(actor, "police case")
    return made


SEEN = {
    "officer": {"own", "full", "summary"},
    "second.officer": {"own", "full", "summary"},
    "manager": {"own", "full", "summary"},
    "housing": {"full", "summary"},
    "police": {"police"},
}


@pytest.mark.parametrize("who", READERS)
def test_list_get_count_and_download_agree(as_: As, browser_of: Any, shared: dict[str, str], who: str) -> None:
    expected = {shared[name] for name in SEEN.get(who, set())}
    with as_(who) as actor:
        assert {row.ref for row in listing.page(actor, Wanted())[1]} == expected
        assert lists.count(actor, Kind.CASE) == len(expected)
    browser = browser_of(who)
    page = browser.get("/cases?order=newest")
    assert {ref for ref in shared.values() if ref in page} == expected
    answer = browser.client.get("/cases/download/csv")
    if answer.status_code == 200:
        rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
        answer.close()
        assert {row[0] for row in rows if row and re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", row[0])} == expected
    else:
        assert not expected
    for ref in shared.values():
        got = browser.client.get(f"/cases/{ref}").status_code
        assert (got in (200, 302)) == (ref in expected), ref


def test_a_summary_partner_reads_summary_stage_and_dates_only(browser_of: Any, shared: dict[str, str]) -> None:
    page = browser_of("housing").get(f"/cases/{shared['summary']}")
    for said in ("Music most nights", "Received", "What happened is withheld by Huntingdonshire District Council"):
        assert said in page
    assert page.count("is withheld by") + page.count("are withheld by") == 4
    for unsaid in ("hidden-from-summary", "Bass through the wall", "Add a note", "Change stage", "Olive Officer", "priority"):
        assert unsaid not in page


def test_a_note_is_saved_from_the_page_of_the_case(browser_of: Any, shared: dict[str, str]) -> None:
    browser = browser_of("housing")
    where = f"/cases/{shared['full']}"
    page = browser.get(where)
    assert "audible-to-all" in page
    assert "council-only" not in page
    answer = browser.post(where, {"kind": "NOTE", "body": "we called round", "audience": "everyone"})
    assert answer.status_code == 302
    assert "we called round" in browser.get(where)


def test_the_same_note_sent_twice_is_one(as_: As, browser_of: Any, shared: dict[str, str]) -> None:
    browser, where = browser_of("officer"), f"/cases/{shared['own']}"
    page = browser.get(where)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    key = re.search(r'name="idempotency_key"[^>]*value="([^"]+)"', page)
    assert token
    assert key
    sent = {"csrf_token": token[1], "idempotency_key": key[1], "kind": "NOTE", "body": "once only", "audience": "everyone"}
    first, second = browser.client.post(where, data=sent), browser.client.post(where, data=sent)
    assert (first.status_code, second.status_code) == (302, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert browser.get(where).count("once only") == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "NOTE", "body": "", "audience": "everyone"}, "Write the note"),
        ({"kind": "NOTE", "body": "x" * 10_001, "audience": "everyone"}, "10,000 characters or fewer"),
        ({"kind": "NOTE", "body": "a\x00b", "audience": "everyone"}, "control characters"),
        ({"kind": "BOMB", "body": "kept-typing", "audience": "everyone"}, "from the list"),
        ({"kind": "NOTE", "body": "kept-typing", "audience": "chosen"}, "at least one organisation"),
        ({"kind": "NOTE", "body": "kept-typing", "audience": "chosen", "org_ids": "999"}, "from the list"),
        (
            {"kind": "NOTE", "body": "kept-typing", "audience": "everyone", "happened_at": ["1", "1", "2149", "9am"]},
            "in the past",
        ),
    ],
)
def test_a_bad_note_is_answered_beside_its_field(
    browser_of: Any, shared: dict[str, str], data: dict[str, Any], words: str
) -> None:
    answer = browser_of("officer").post(f"/cases/{shared['own']}", data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "Error: " in page
    assert "kept-typing" in page or data["body"] != "kept-typing"


def test_hostile_text_is_shown_as_text(browser_of: Any, shared: dict[str, str]) -> None:
    browser, where = browser_of("officer"), f"/cases/{shared['own']}"
    hostile = "<script>alert(1)</script> \u202eright to left \U0001f525 {{ 7*7 }}"
    browser.post(where, {"kind": "NOTE", "body": hostile, "audience": "everyone"})
    page = browser.get(where)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_an_unknown_case_and_another_case_s_note_are_not_found(as_: As, browser_of: Any, shared: dict[str, str]) -> None:
    with as_("officer") as actor:
        note_id = notes.add_note(actor, shared["own"], kind="NOTE", body="of own")
    browser = browser_of("officer")
    unknown = browser.client.get("/cases/0000-0000")
    others = browser.client.get(f"/cases/{shared['police']}")
    assert (unknown.status_code, others.status_code) == (404, 404)
    browser.get(f"/cases/{shared['own']}/notes/{note_id}/correct")
    browser.get(f"/cases/{shared['full']}/notes/{note_id}/correct", 404)
    browser.get(f"/cases/{shared['full']}/notes/999999/correct", 404)
    browser.get(f"/cases/{shared['own']}/links/999999/end", 404)


def test_a_case_is_opened_and_worked_through_its_pages(browser_of: Any) -> None:
    browser = browser_of("officer")
    answer = browser.post("/cases/new", {"title": "Bins on fire", "type": "ASB", "subject": "FIR", "summary": "Three bins"})
    where = answer.headers["Location"]
    assert answer.status_code == 302
    assert browser.post(f"{where}/stage", {"stage": "TRIAGED"}).status_code == 302
    risk = {f"q_{code}": answer for code, answer in answers(HIGH).items()}
    risk |= {"narrative": "Afraid", "harm_done": "none", "harm_risk": "fire", "band": "high"}
    page = browser.post(f"{where}/risk", risk)
    assert page.status_code == 422
    assert browser.post(f"{where}/risk", {**risk, "review_on": _boxes()}).status_code == 302
    page = browser.get(where)
    for said in ("Risk assessed", "High risk", "23 points", "Afraid"):
        assert said in page
    assert browser.post(f"{where}/stage", {"stage": "CLOSED"}).status_code == 422
    assert browser.post(f"{where}/assign", {"owner_user_id": "", "team_id": ""}).status_code == 302


def _boxes() -> list[str]:
    on = clock.today()
    return [str(on.day), str(on.month), str(on.year)]


def test_a_stale_edit_loses_no_typing(as_: As, browser_of: Any, shared: dict[str, str]) -> None:
    browser, where = browser_of("officer"), f"/cases/{shared['own']}/edit"
    page = browser.get(where)
    mine = {"title": "My title", "type": "ASB", "subject": "NOI", "summary": "My summary", "body": "My words"}
    version = re.search(r'name="version"[^>]*value="([^"]+)"', page)
    assert version
    assert browser_of("officer").post(where, {**mine, "title": "Their title"}).status_code == 302
    answer = browser.post(where, {**mine, "version": version[1]})
    told = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for said in ("Their title", "My title", "My summary", "My words", "Save mine instead"):
        assert said in told


def test_a_case_is_closed_through_its_page(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        bring_to(actor, ref, Stage.CLOSING)
    browser = browser_of("officer")
    ending = {"reason": "RES_EARLY", "outcome": "Quiet since", "told": "no_victim", "satisfaction": "no"}
    assert "Write what came of it" in browser.post(f"/cases/{ref}/close", {**ending, "outcome": ""}).get_data(as_text=True)
    assert browser.post(f"/cases/{ref}/close", ending).status_code == 302
    assert "Resolved by early action" in browser.get(f"/cases/{ref}")
    assert browser.post(f"/cases/{ref}/reopen", {"reason": "again"}).status_code == 302


def test_filters_narrow_and_stay(as_: As, browser_of: Any, shared: dict[str, str]) -> None:
    with as_("officer") as actor:
        moving.change_stage(actor, shared["own"], to=Stage.TRIAGED)
    browser = browser_of("officer")
    page = browser.get("/cases?stage=TRIAGED")
    assert shared["own"] in page
    assert shared["full"] not in page
    assert browser.client.get("/cases").headers["Location"].endswith("/cases?stage=TRIAGED")
    assert shared["full"] in browser.get("/cases?clear=1")
    assert shared["full"] in browser.get("/cases")
    for odd in (
        "stage='; DROP TABLE case_file",
        "lead=abc",
        "lead=99999999999999999999",
        "key=%00~~",
        "type=%F0%9F%94%A5",
        "subject=%00",
        "key=n~2020-01-01T00:00:00Z~%00~",
        "whose=x",
    ):
        browser.get(f"/cases?{odd}")
    with as_("housing") as actor:
        assert {row.ref for row in listing.page(actor, Wanted(whose="shared"))[1]} == {shared["full"], shared["summary"]}
        assert {row.ref for row in listing.page(actor, Wanted(lead=org_id("CCON")))[1]} == set()
    with as_("officer") as actor:
        assert listing.page(actor, Wanted(whose="shared"))[1] == []
        assert listing.page(actor, Wanted(whose="mine"))[1] == []


def test_pages_cost_the_same_whatever_their_rows(app: Flask, as_: As, browser_of: Any) -> None:
    counts = []
    for rows in (2, 25):
        with as_("officer") as actor:
            refs = [new_case(actor, f"case {rows} {number}") for number in range(rows)]
            for number in range(rows):
                notes.add_note(actor, refs[0], kind="NOTE", body=f"note {number}")
        browser = browser_of("officer")
        browser.get(f"/cases/{refs[0]}")
        with statements(app) as listed:
            browser.get("/cases?order=newest")
        with statements(app) as shown:
            browser.get(f"/cases/{refs[0]}")
        counts.append((len(listed), len(shown)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 25, listed
    assert counts[0][1] <= 40, shown


@pytest.mark.parametrize(("who", "name"), [("officer", "full"), ("housing", "full"), ("housing", "summary")])
def test_a_case_is_printed_as_its_reader_may_see_it(browser_of: Any, shared: dict[str, str], who: str, name: str) -> None:
    browser, where = browser_of(who), f"/cases/{shared[name]}/print"
    page = browser.get(where)
    paper = browser.client.get(f"{where}.pdf")
    assert paper.mimetype == "application/pdf"
    text = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.data)).pages)
    for said in (page, text):
        assert "OFFICIAL-SENSITIVE" in said
        assert ("council-only" in said) == (who == "officer")
        assert ("audible-to-all" in said) == (name == "full")
        assert "hidden-from-summary" not in said
    assert ("Notes: withheld by Huntingdonshire District Council" in page) == (name == "summary")
    browser_of("neighbour").get(where, 404)
    browser_of("neighbour").get(f"{where}.pdf", 404)
