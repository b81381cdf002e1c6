"""The pages of enforcement, as officers and partners walk them."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event

from casework.enforcement.queries import actions, law
from casework.enforcement.services import issue as deeds
from casework.enforcement.services import penalties
from casework.kernel import clock
from casework.kernel.db import db
from casework.sharing.types import Level
from tests.support import enforcing as make
from tests.support.client import Browser
from tests.support.installation import As

AREA = json.dumps(make.TOWN)


def when(name: str, days: int = 0) -> dict[str, list[str]]:
    on = clock.today() + timedelta(days=days)
    return {name: [str(on.day), str(on.month), str(on.year)]}


def paper(**more: Any) -> dict[str, Any]:
    return {
        "subject": "Ned Testworthy", "conduct": "Racing at night", "age_estimate": "30", "service": "hand",
        "vulnerability_check": "Asked; none", "ladder_reason": "Risk", **when("issued_on"), **more,
    }  # fmt: skip


@pytest.fixture
def case(as_: As) -> str:
    with as_("officer") as actor:
        make.delegate("officer")
        return make.case(actor)


def csv(of: Browser, path: str) -> str:
    with of.client.get(path) as answer:
        return answer.get_data(as_text=True)


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_an_officer_fines_a_breach_found_from_the_place(as_: As, case: str, browser_of: Any) -> None:
    with as_("officer") as actor:
        make.in_force(actor)
    officer = browser_of("officer")
    latitude, longitude = make.IN_TOWN
    here = officer.get(f"/orders/here?latitude={latitude}&longitude={longitude}&case={case}")
    assert "Racing or driving in convoy" in here
    link = here.split('href="/cases/')[1].split('"')[0].replace("&amp;", "&")
    page = officer.get(f"/cases/{link}")
    assert "£100" in page
    answer = officer.post(
        f"/cases/{link}",
        paper(term_id=link.split("term=")[1].split("&")[0], amount="100", location="Car park", **when("offence_on")),
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    shown = officer.get(answer.headers["Location"])
    assert "Last day to pay" in shown
    assert "term 1: Racing or driving in convoy" in shown
    assert "Take action" in officer.get(f"/cases/{case}")
    assert "Ned Testworthy" in officer.get("/actions")


def test_a_refused_paper_keeps_what_was_typed_and_says_why(case: str, browser_of: Any) -> None:
    officer = browser_of("officer")
    answer = officer.post(f"/cases/{case}/actions/new/LITTER", paper(amount="5000", **when("offence_on")))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "The most the law allows on" in page
    assert "Racing at night" in page
    assert officer.post(f"/cases/{case}/actions/new/CPN", paper()).status_code == 422


def test_a_paper_sent_twice_is_issued_once(as_: As, case: str, browser_of: Any) -> None:
    officer = browser_of("officer")
    data = paper(idempotency_key="k" * 24)
    first = officer.post(f"/cases/{case}/actions/new/VERBAL", data)
    second = officer.post(f"/cases/{case}/actions/new/VERBAL", data)
    assert first.headers["Location"] == second.headers["Location"]
    with as_("officer") as actor:
        assert len(actions.on_case(actor, actions.case_of(actor, case)[0].record_id)) == 1


def test_payment_and_steps_through_the_pages(as_: As, case: str, browser_of: Any) -> None:
    with as_("officer") as actor:
        ref = penalties.issue_fpn(actor, case, "LITTER", make.issue(), make.terms())
    officer = browser_of("officer")
    page = officer.post(f"/actions/{ref}/pay", {"amount": "40", "how": "card", **when("paid_on")}, follow=True).get_data(
        as_text=True
    )
    assert "Paid in part" in page
    assert "Unpaid: the time to pay is over" in officer.get(f"/actions/{ref}/step")
    answer = officer.post(f"/actions/{ref}/step/unpaid", when("on"))
    assert answer.status_code == 422
    assert "may pay until" in answer.get_data(as_text=True)
    assert officer.client.get(f"/actions/{ref}/step/paid").status_code == 404
    stale = officer.post(f"/actions/{ref}/pay", {"amount": "1", "how": "card", "version": "1", **when("paid_on")})
    assert stale.status_code == 409


def test_strangers_and_summary_partners_meet_the_same_not_found(as_: As, case: str, browser_of: Any) -> None:
    with as_("officer") as actor:
        make.share(actor, case, "LUM", Level.SUMMARY)
        ref = deeds.issue_warning(actor, case, "LETTER1", make.issue())
    for who in ("housing", "neighbour"):
        partner = browser_of(who)
        for path in (f"/actions/{ref}", f"/records/{ref}/papers", f"/actions/{ref}/pay", f"/actions/{ref}/step"):
            held, unknown = partner.client.get(path), partner.client.get(path.replace(ref, "0000-0000"))
            assert (held.status_code, held.data) == (404, unknown.data), path
        assert "Ned" not in partner.get("/actions")
        assert "Ned" not in csv(partner, "/actions.csv")
    assert "Enforcement" not in browser_of("housing").get(f"/cases/{case}")


def test_the_list_filters_and_downloads(as_: As, case: str, browser_of: Any) -> None:
    with as_("officer") as actor:
        deeds.issue_warning(actor, case, "LETTER1", make.issue())
        penalties.issue_fpn(actor, case, "LITTER", make.issue(subject="Another Person"), make.terms())
    officer = browser_of("officer")
    page = officer.get("/actions?power=LITTER&state=issued")
    assert "Another Person" in page
    assert "First warning letter: Ned" not in page
    sent = csv(officer, "/actions.csv?power=LITTER")
    assert "OFFICIAL-SENSITIVE" in sent
    assert "Another Person" in sent
    assert "First warning letter: Ned" not in sent
    assert "Another Person" in officer.get("/actions?power=nonsense&state=%F0%9F%98%80&key=x~y")


def ready(officer: Any, where: str, about: str) -> None:
    """Publicise a proposal and record what was considered."""
    sent = {"about": about, "url": "https://council.example/proposal", **when("on")}
    assert officer.post(f"{where}/publicise", sent).status_code == 302
    words = dict.fromkeys(("effect", "necessity", "expression", "assembly", "considered_by"), "Weighed")
    assert officer.post(f"{where}/consider", {"about": about, **words, **when("considered_on")}).status_code == 302


def test_an_order_from_draft_to_force_through_the_pages(browser_of: Any) -> None:
    officer = browser_of("officer")
    sent = {
        "kind": "pspo",
        "title": "Market square",
        "reasons": "Repeated complaints",
        "prohibitions": "Vehicles: Racing\nVehicles: Revving",
        "requirements": "Gathering: Leave when asked",
    }
    bad = officer.post("/orders/new", {**sent, "geometry": '{"type": "Point"}'})
    assert (bad.status_code, "Racing" in bad.get_data(as_text=True)) == (422, True)
    file = (io.BytesIO(AREA.encode()), "area.geojson")
    where = officer.post("/orders/new", {**sent, "area_file": file}).headers["Location"]
    assert "<path" in officer.get(where)
    for who in ("police", "policing_body", "community", "parish", "county"):
        sent = {"who": who, "name": "A body", "about": "make", **when("on")}
        assert officer.post(f"{where}/consult", sent).status_code == 302
    ready(officer, where, "make")
    dates = {**when("made_on"), **when("effect_on"), **when("ends_on", 364), "made_by": "Committee"}
    assert officer.post(f"{where}/make", dates).status_code == 302
    assert officer.post(f"{where}/publish", {"url": "https://council.example"}).status_code == 422
    assert officer.post(f"{where}/publish", {"url": "https://council.example", **when("signs_on")}).status_code == 302
    assert "In force" in officer.get(where)
    refused = officer.post(f"{where}/extend", {**when("decided_on"), **when("ends_on", 800), "reason": "Needed"})
    assert (refused.status_code, "s72" in refused.get_data(as_text=True)) == (422, True)
    for who in ("police", "policing_body", "community", "parish", "county"):
        officer.post(f"{where}/consult", {"who": who, "name": "A body", "about": "extend", **when("on")})
    ready(officer, where, "extend")
    assert officer.post(f"{where}/extend", {**when("decided_on"), **when("ends_on", 800), "reason": "Needed"}).status_code == 302
    assert officer.client.get(f"{where}/area.geojson").get_json()["features"][0]["geometry"] == make.TOWN
    partner = browser_of("police")
    assert "Racing" in partner.get(where)
    partner.get(f"{where}/edit", status=403)
    browser_of("neighbour").get(where, status=404)


def test_which_orders_apply_here_answers_as_json(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        make.in_force(actor)
    officer = browser_of("officer")
    latitude, longitude = make.IN_TOWN
    found = officer.client.get(f"/orders/here.json?lat={latitude}&long={longitude}").get_json()["orders"]
    assert [(order["title"], len(order["terms"])) for order in found] == [("St Neots town centre", 2)]
    assert officer.client.get("/orders/here.json?lat=52.3&long=-0.1").get_json()["orders"] == []
    for bad in ("", "?lat=nan&long=inf", "?lat=1e400&long=0", "?lat=0&long=0", "?lat='&long=<b>"):
        assert officer.client.get(f"/orders/here.json{bad}").status_code == 422


def test_the_law_page_shows_the_rows_of_a_day(browser_of: Any) -> None:
    officer = browser_of("officer")
    assert "£400" in officer.get("/law?on=2017-04-03")
    assert "Littering" not in officer.get("/law?on=2017-04-03").split("What changes next")[1].split("</details>")[1]
    assert "Limits that Casework applies" in officer.get("/law?on=nonsense")
    officer.get("/law/switch-on", status=404)
    administrator = browser_of("administrator")
    sent = {"row_id": "pspo-fpn-max-2026", "instrument": "SI 2026/1", **when("from_on")}
    assert administrator.post("/law/switch-on", sent).status_code == 302
    assert "SI 2026/1" in administrator.get("/law")


def row_of(page: str) -> str:
    """The line of the table about the highest penalty for breaching a notice."""
    rows = [row for row in page.split("<tbody>")[1].split("<tr>") if "Community protection notice: penalty highest" in row]
    assert len(rows) == 1
    return rows[0].split("</tr>")[0]


def test_a_switched_on_row_changes_what_may_be_issued_and_can_be_undone(as_: As, case: str, browser_of: Any) -> None:
    administrator, officer = browser_of("administrator"), browser_of("officer")
    sent = {"row_id": "cpn-fpn-max-2026", "instrument": "SI 2026/1 (made up)", **when("from_on")}
    assert administrator.post("/law/switch-on", sent).status_code == 302
    today, before = clock.today().isoformat(), (clock.today() - timedelta(days=1)).isoformat()
    assert "£500" in row_of(officer.get(f"/law?on={today}"))
    assert "£100" in row_of(officer.get(f"/law?on={before}"))
    officer.get("/law/cpn-fpn-max-2026/undo", status=404)
    page = administrator.get("/law/cpn-fpn-max-2026/undo")
    assert "£100" in page and "£500" in page
    assert administrator.post("/law/cpn-fpn-max-2026/undo", {"reason": ""}).status_code == 422
    assert administrator.post("/law/cpn-fpn-max-2026/undo", {"reason": "The instrument was misread"}).status_code == 302
    page = administrator.get(f"/law?on={today}")
    assert "£100" in row_of(page)
    assert "The instrument was misread" in page
    administrator.get("/law/cpn-fpn-max-2026/undo", status=404)
    again = {**sent, "instrument": "SI 2026/2 (made up)"}
    assert administrator.post("/law/switch-on", again).status_code == 302
    with as_("officer") as actor:
        assert [item.row_id for item in law.activations(actor)] == ["cpn-fpn-max-2026"]


def test_a_course_is_begun_and_moved_through_forms_made_from_its_card(as_: As, case: str, browser_of: Any) -> None:
    officer = browser_of("officer")
    page = officer.get(f"/cases/{case}/actions/new/CBO")
    assert "Prosecutor asked" in page and "harassment, alarm or distress" in page
    limbs = {"fact_test_behaviour": "Nine statements", "fact_test_helps": "It stopped before"}
    sent = paper(fact_prosecutor="Prosecution service", fact_proceedings="Affray, made-up court", **limbs)
    missing = officer.post(f"/cases/{case}/actions/new/CBO", {**sent, "fact_test_helps": ""})
    assert missing.status_code == 422 and "Enter the evidence for it" in missing.get_data(as_text=True)
    shown = officer.post(f"/cases/{case}/actions/new/CBO", sent).headers["Location"]
    ref = shown.rsplit("/", 1)[1]
    made = {"fact_court_name": "Sample Crown Court", "fact_offence": "Affray", "fact_terms": "Not to enter Sample Street",
            **when("on"), **when("fact_made_on"), **when("fact_ends_on", 400)}  # fmt: skip
    short = officer.post(f"/actions/{ref}/step/made", made)
    assert short.status_code == 422 and "may not end before" in short.get_data(as_text=True)
    assert officer.post(f"/actions/{ref}/step/made", {**made, **when("fact_ends_on", 900)}).status_code == 302
    page = officer.get(shown)
    for words in ("Nine statements", "The test, as it was applied", "Not to enter Sample Street", "Earliest end of the order"):
        assert words in page, words
    assert officer.client.get(f"/actions/{ref}/step/appealed").status_code == 404


def test_the_clock_of_an_event_is_printed_with_its_sections(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    assert "22 March 2026" in run(args=["powers", "clock", "CPN", "issued", "2026-03-02"]).output
    found = json.loads(run(args=["powers", "clock", "closure_order", "made", "2026-05-14", "--format", "json"]).output)
    assert [(item["on"], item["citation"].rsplit(" ", 1)[1]) for item in found[:3]] == [
        ("2026-08-13", "s80(6)"), ("2026-11-13", "s82"), ("2026-06-03", "s84"),
    ]  # fmt: skip
    assert "15:00 on 27 December 2026" in run(args=["powers", "clock", "CLOSURE_NOTICE", "served", "2026-12-24T15:00"]).output
    assert run(args=["powers", "clock", "CPN", "sung", "2026-03-02"]).exit_code == 1
    assert "2026-03-02T15:00" in run(args=["powers", "clock", "CPN", "issued", "soon"]).output


@pytest.mark.parametrize("path", ["/actions", "/cases/{case}"])
def test_the_number_of_statements_does_not_grow_with_the_actions(
    app: Flask, as_: As, case: str, browser_of: Any, path: str
) -> None:
    officer, counts = browser_of("officer"), []
    for many in (2, 12):
        with as_("officer") as actor:
            for number in range(many):
                deeds.issue_warning(actor, case, "VERBAL", make.issue(subject=f"Person {number}"))
        officer.get(path.format(case=case))
        seen: list[str] = []
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda c, k, s, *rest, held=seen: held.append(s))
        officer.get(path.format(case=case))
        counts.append(len(seen))
    assert counts[1] - counts[0] * 2 <= 0


def test_powers_are_listed_at_the_console(app: Flask) -> None:
    found = app.test_cli_runner().invoke(args=["powers", "list", "--on", "2017-04-03", "--format", "json"])
    rows = {row["id"]: row["figure"] for row in json.loads(found.output)}
    assert rows["flytip-fpn-max-2016"] == "£400"
    assert "litter-fpn-max-2018" not in rows
