"""The pages of referrals, through the browser of each persona, and that the uncleared meet no trace of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, update

from casework.accounts.models import UserClearance
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.referrals import language
from casework.referrals.services import venues
from casework.sharing import listing
from casework.sharing.types import Kind
from tests.referrals.made import CHILD, WORDS, pass_on, refer, user_id
from tests.support.client import Browser
from tests.support.installation import As

BrowserOf = Callable[[str], Browser]
AREAS = [f"A{number:02d}" for number in range(1, 12)]


def today_boxes() -> list[str]:
    day = clock.today()
    return [str(day.day), str(day.month), str(day.year)]


def filled(**more: Any) -> dict[str, Any]:
    at = clock.now().astimezone(clock.LONDON)
    return {
        "danger": "no", "reporter_kind": "BUSINESS", "reporter": "Night porter", "venue_kind": "HOTEL",
        "venue_name": "The Marmalade Inn",
        "received_at": [str(at.day), str(at.month), str(at.year), f"{at:%H:%M}"], "verbatim": WORDS,
        "what_happened": "She looked streetwise.",
        "child_name": CHILD, "signs": ["H_CASH", "H_VISITORS"], "definition": "CSE_2017", "consent": "NOT_ASKED",
        "with_leads": "y", **more,
    }  # fmt: skip


def make(browser: Browser, **more: Any) -> str:
    answer = browser.post("/referrals/new", filled(**more))
    assert answer.status_code == 302, answer.get_data(as_text=True)[:3000]
    return answer.headers["Location"]


def pages_of(where: str) -> list[str]:
    ends = ("", "/print", "/move", "/screening", "/risk", "/members/new", "/tell", "/notes/new", "/people/new", "/missing/new",
            "/meetings/new", "/actions/new", "/case")  # fmt: skip
    return [where + end for end in ends]


def test_no_title_of_a_referral_names_the_child(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    titles = [page.split("<title>")[1].split("</title>")[0] for page in map(browser.get, pages_of(where))]
    assert titles[0].startswith(f"Referral {where.rsplit('/', 1)[-1]} ")
    assert not [title for title in titles for word in CHILD.split() if word in title]
    assert f"<dd>{CHILD}</dd>" in browser.get(where)


def test_a_referral_is_made_and_its_page_shows_it(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    page = browser.get(where)
    for phrase in (
        CHILD,
        WORDS,
        "The Marmalade Inn",
        "Paid in cash",
        "Working Together",
        "OFFICIAL-SENSITIVE PERSONAL",
        "Sana Safeguarding",
    ):
        assert phrase in page
    assert "Some wording was pointed out" in page
    queue = browser.get("/referrals")
    assert CHILD in queue
    assert "Decision by children" in queue
    for path in pages_of(where):
        assert "OFFICIAL-SENSITIVE PERSONAL" in browser.get(path)
    assert CHILD in browser_of("safeguarding").get("/referrals")


def test_the_uncleared_meet_the_same_bytes_as_for_any_unknown_address(browser_of: BrowserOf) -> None:
    where = make(browser_of("cleared"))
    browser = browser_of("police")
    browser.client.get("/no-such-page-at-all")
    unknown = browser.client.get("/no-such-page-at-all")
    paths = ["/referrals", "/referrals/new", "/referrals/wording", "/referrals/venues", "/referrals/venues/new", *pages_of(where)]
    for path in paths:
        for answer in (
            browser.client.get(path),
            browser.client.post(path, data={"verbatim": "x"}),
            browser.client.open(path, method="OPTIONS"),
        ):
            assert answer.status_code == 404, path
            assert answer.data == unknown.data, path
            assert set(answer.headers.keys()) == set(unknown.headers.keys())
    assert browser.client.get(where.replace("/referrals/", "/concerns/")).data == unknown.data


@pytest.mark.parametrize(
    "who", ["police", "officer", "manager", "governance", "analyst", "administrator", "lead", "charity", "neighbour"]
)
def test_no_page_of_an_uncleared_person_says_that_there_are_referrals(as_: As, browser_of: BrowserOf, who: str) -> None:
    with as_("cleared") as actor:
        record = refer(actor)
        venues.register_venue(actor, kind="HOTEL", name="The Marmalade Inn", address="Marmalade Street")
    browser = browser_of(who)
    for path in ("/", "/notifications", "/profile", "/concerns", "/people", "/cases", "/places"):
        page = browser.client.get(path).get_data(as_text=True)
        for phrase in ("/referrals", "Zanzibar", "Quillfeather", "Marmalade", record.ref):
            assert phrase not in page, path
    for term in ("Zanzibar", "Quillfeather", "Marmalade", record.ref):
        found, nothing = (browser.client.get(f"/search?q={typed}").get_data(as_text=True) for typed in (term, "Nonesuch"))
        assert _plain(found, term) == _plain(nothing, "Nonesuch")
    assert browser.client.get(f"/records/{record.ref}/reason").status_code == 404


def _plain(page: str, term: str) -> str:
    """A page without what was typed and without its tokens."""
    return re.sub(r'(csrf[^>]*?(?:value|content)=")[^"]*', r"\1", page.replace(term, ""))


def test_a_cleared_person_is_shown_the_way_in_and_after_the_clearance_ends_is_not(
    as_: As, browser_of: BrowserOf, app: Flask
) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    assert "/referrals" in browser.get("/")
    with as_(system_actor("a test ends a clearance")):
        held = UserClearance.user_id == user_id("cleared")
        db.session().execute(update(UserClearance).where(held).values(ended_at=clock.now()))
    assert browser.client.get(where).data == browser.client.get("/no-such-page-at-all").data
    assert "/referrals" not in browser.get("/")


def test_sent_twice_it_is_one_referral(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    fetched = browser.client.get("/referrals/new").get_data(as_text=True)
    found = re.findall(r'name="(csrf_token|idempotency_key)"[^>]*value="([^"]+)"', fetched)
    answers = [browser.client.post("/referrals/new", data={**filled(), **dict(found)}) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert browser.get("/referrals").count(f">{CHILD}<") == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"verbatim": ""}, "Enter what was said"),
        ({"danger": ""}, "Select whether the child is in immediate danger"),
        ({"consent": "OVERRIDDEN"}, "Say why consent was overridden."),
        ({"postcode": "nowhere"}, "Enter a full UK postcode"),
        ({"venue_kind": "ZOO"}, "Choose kind of venue from the list"),
        ({"received_at": ["31", "2", "2026", "9am"]}, "When were you told"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(browser_of: BrowserOf, more: dict[str, Any], sentence: str) -> None:
    browser = browser_of("cleared")
    answer = browser.post("/referrals/new", filled(**more))
    page = answer.get_data(as_text=True)
    assert answer.status_code in (200, 422)
    assert sentence in page
    assert "Night porter" in page
    assert CHILD not in browser.get("/referrals")


def test_html_and_right_to_left_text_come_back_as_text(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser, verbatim="<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd 🙂")
    page = browser.get(where)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u05e9\u05dc\u05d5\u05dd 🙂" in page


def test_the_risk_form_suggests_and_the_professional_decides(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    levels = {f"level_{code}": "none" for code in AREAS} | {"level_A07": "high", "evidence_A07": "older man gives orders"}
    base = {"assessed_on": today_boxes(), **levels}
    shown = browser.post(f"{where}/risk", {**base, "suggest": "1"}).get_data(as_text=True)
    assert "The areas suggest: high." in shown
    lower = browser.post(f"{where}/risk", {**base, "decided": "medium", "save": "1"})
    assert "Give the reason for a band below the one suggested." in lower.get_data(as_text=True)
    assert browser.post(f"{where}/risk", {**base, "decided": "high", "save": "1"}).status_code == 302
    page = browser.get(where)
    assert "High risk" in page
    assert "older man gives orders" in page
    assert "<strong>1</strong> high, <strong>0</strong> medium" in page


def test_a_step_a_note_an_action_and_its_end(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    wrong = browser.post(f"{where}/move", {"to": "DECIDED", "on": today_boxes(), "reason": "met"})
    assert "Choose one from the list." in wrong.get_data(as_text=True)
    assert (
        browser.post(f"{where}/move", {"to": "DECIDED", "on": today_boxes(), "reason": "met", "decision": "S47"}).status_code
        == 302
    )
    at = clock.now().astimezone(clock.LONDON)
    when = [str(at.day), str(at.month), str(at.year), f"{at:%H:%M}"]
    assert browser.post(f"{where}/notes/new", {"kind": "VISIT", "happened_at": when, "body": "Seen at home"}).status_code == 302
    action = {"aim": "disrupt", "what": "Visit the hotel", "owner": "Licensing", "due_on": today_boxes()}
    assert browser.post(f"{where}/actions/new", action).status_code == 302
    page = browser.get(where)
    end = re.search(r"/referrals/[^\"]+/actions/\d+/end", page)
    assert end is not None
    assert browser.post(end.group(), {"outcome_kind": "done", "done_on": today_boxes(), "outcome": "visited"}).status_code == 302
    page = browser.get(where)
    for phrase in ("Significant harm", "Seen at home", "visited", "Clara Cleared"):
        assert phrase in page
    assert browser.client.get(end.group().replace("/actions/", "/actions/9")).status_code == 404


def test_a_stale_step_is_told(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    step = {"to": "STRATEGY", "on": today_boxes(), "reason": "urgent"}
    assert browser.post(f"{where}/move", {**step, "version": "99"}).status_code == 409


def test_a_case_from_a_referral_is_for_its_members_alone(as_: As, browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    assert browser.post(f"{where}/case", {"title": "Hotel disruption", "summary": "Work with the hotel"}).status_code == 302
    for who, sees in (("cleared", 1), ("safeguarding", 1), ("police", 0), ("officer", 0)):
        with as_(who) as actor:
            assert listing.count(actor, Kind.CASE) == sees, who


def test_a_concern_is_passed_on_and_its_receipt_tells_the_outcome(as_: As, browser_of: BrowserOf) -> None:
    browser = browser_of("officer")
    form = {"danger": "no", "words": WORDS, "venue_kind": "TAXI", "place": "Station rank", "signs": ["T_DISTRESS"]}
    answer = browser.post("/concerns/new", form)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    page = browser.get(where)
    assert WORDS in page
    assert "Received by the safeguarding leads" in page
    lead = browser_of("safeguarding")
    queue = lead.get("/referrals")
    found = re.search(r"/referrals/[0-9A-Z]{4}-[0-9A-Z]{4}", queue)
    assert found is not None
    assert WORDS in lead.get(found.group())
    assert lead.post(f"{found.group()}/tell", {"told": "passed"}).status_code == 302
    assert "Passed to children" in browser.get(where)
    assert browser.client.get(found.group()).status_code == 404
    assert browser_of("second.officer").client.get(where).status_code == 404
    assert where.rsplit("/", 1)[1] not in lead.get(found.group())


def test_wording_is_offered_to_the_page_and_the_two_lists_agree(browser_of: BrowserOf) -> None:
    found = browser_of("cleared").client.get("/referrals/wording").get_json()
    assert {phrase.code for phrase in language.PHRASES} == set(language.PLAIN)
    assert [entry["pattern"] for entry in found if not language.hints(entry["pattern"])] == []


def statements(browser: Browser, path: str, app: Flask) -> int:
    counted: list[str] = []

    def count(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        counted.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        browser.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)


def test_the_number_of_statements_does_not_grow_with_the_rows(app: Flask, as_: As, browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    where = make(browser)
    browser.get("/referrals")
    before = [statements(browser, path, app) for path in ("/referrals", where)]
    with as_("cleared") as actor:
        for _ in range(15):
            refer(actor)
    for number in range(5):
        browser.post(f"{where}/people/new", {"capacity": "adult", "name": f"Person {number}"})
    after = [statements(browser, path, app) for path in ("/referrals", where)]
    assert after == before
    assert max(after) <= 45, after


def test_the_receipt_list_and_the_print(as_: As, browser_of: BrowserOf) -> None:
    with as_("officer") as actor:
        ref = pass_on(actor).ref
    assert ref in browser_of("officer").get("/concerns")
    assert ref not in browser_of("second.officer").get("/concerns")
    cleared = browser_of("cleared")
    page = cleared.get(f"{make(cleared)}/print")
    assert "Printed by Clara Cleared" in page


def test_the_register_of_venues(browser_of: BrowserOf) -> None:
    browser = browser_of("cleared")
    answer = browser.post("/referrals/venues/new", {"kind": "HOTEL", "name": "The Marmalade Inn", "address": "Marmalade Street"})
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert browser.post(where, {"kind": "training", "on": today_boxes(), "note": "Six staff"}).status_code == 302
    assert "Six staff" in browser.get(where)
    assert "The Marmalade Inn" in browser_of("safeguarding").get("/referrals/venues")
    assert browser_of("police").client.get(where).status_code == 404
