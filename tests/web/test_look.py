"""Every part and field on pages of its own: one heading, names for all controls, no fault that axe or the policy finds."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import render_template
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.support.browser import DESK, PHONE, PageAt, accessibility_faults
from tests.support.server import threaded
from tests.web.look_app import DAY, ROOT, build

PAGES = ("parts", "list", "form", *(f"errors/{code}" for code in (400, 403, 404, 409, 413, 429, 500, 503)))


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with threaded(build()) as address:
        yield address


def sideways(page: Page) -> int:
    """How far a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_one_heading_and_a_title_that_begins_with_it(path: str) -> None:
    html = build().test_client().get(f"/{path}").get_data(as_text=True)
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert len(headings) == 1
    assert re.search(rf"<title>{re.escape(headings[0].strip())}", html)
    assert 'href="#main-content"' in html
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", html)


def test_a_refusal_carries_no_form_and_no_token() -> None:
    client = build().test_client()
    first, second = (client.get("/errors/404").data for _ in range(2))
    assert first == second
    assert b"<form" not in first
    assert b"csrf" not in first


@pytest.mark.journey
@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_accessibility_fault_and_fit_the_window(site: str, page_at: PageAt, width: int, path: str) -> None:
    page = page_at(width, base_url=site)
    page.goto(f"/{path}")
    assert accessibility_faults(page) == []
    assert sideways(page) == 0


@pytest.mark.journey
def test_a_form_with_faults_is_still_accessible_and_its_summary_leads_to_each_field(
    site: str, page_at: PageAt, width: int
) -> None:
    page = page_at(width, base_url=site)
    page.goto("/form")
    for part in ("Day", "Month", "Year"):
        page.get_by_role("group", name="Date of birth").get_by_label(part).fill("99")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert accessibility_faults(page) == []
    assert sideways(page) == 0
    links = page.get_by_role("alert").get_by_role("link")
    assert links.count() == 6
    for link in links.all():
        target = str(link.get_attribute("href"))
        link.click()
        assert page.evaluate("'#' + document.activeElement.id") == target


@pytest.mark.journey
def test_every_control_has_its_name_and_every_group_its_legend(site: str, page_at: PageAt) -> None:
    page = page_at(DESK, base_url=site)
    page.goto("/form")
    for name in ("Subject", "What happened?", "Email address", "Number of people", "Distance in miles", "Penalty", "Postcode"):
        expect(page.get_by_role("textbox", name=name, exact=True)).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    expect(page.get_by_label("Search names, addresses and references")).to_be_visible()
    for name in ("Date of birth", "When it happened", "Who may read it", "What kind of trouble"):
        expect(page.get_by_role("group", name=name)).to_be_visible()
    expect(page.get_by_role("combobox", name="Ward")).to_be_visible()
    expect(page.get_by_role("combobox", name="Person")).to_be_visible()
    expect(page.get_by_role("radio", name="My organisation only")).to_be_attached()
    expect(page.get_by_role("checkbox", name="Noise")).to_be_attached()
    expect(page.get_by_role("group", name="When it happened").get_by_label("Time")).to_be_visible()
    expect(page.get_by_role("group", name="Who may read it").locator(".govuk-hint")).to_have_count(1)


@pytest.mark.journey
def test_choosing_a_suggestion_sends_its_value_and_typing_on_drops_it(site: str, page_at: PageAt, width: int) -> None:
    page = page_at(width, base_url=site)
    page.goto("/form")
    box = page.get_by_role("combobox", name="Person")
    box.press_sequentially("ada")
    page.get_by_role("option", name=re.compile("Ada Testperson")).click()
    value = page.locator('input[name="who-value"]')
    expect(value).to_have_value("p0")
    expect(box).to_have_value("Ada Testperson")
    box.press("End")
    box.press_sequentially("x")
    expect(value).to_have_value("")


@pytest.mark.journey
def test_without_scripts_everything_can_be_reached(site: str, page_at: PageAt) -> None:
    page = page_at(PHONE, base_url=site, javascript=False)
    page.goto("/list")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports")).to_be_visible()
    expect(page.get_by_label("Stage")).to_be_visible()
    assert sideways(page) == 0
    page.goto("/form")
    expect(page.get_by_role("textbox", name="Person")).to_be_visible()
    expect(page.get_by_role("button", name="Use my location")).to_have_count(0)


@pytest.mark.journey
def test_menu_and_filter_open_on_a_phone(site: str, page_at: PageAt) -> None:
    page = page_at(PHONE, base_url=site)
    page.goto("/list")
    reports = page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports")
    expect(reports).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(reports).to_be_visible()
    expect(page.get_by_label("Stage")).to_be_hidden()
    page.get_by_role("button", name="Show filters").click()
    expect(page.get_by_label("Stage")).to_be_visible()
    assert accessibility_faults(page) == []


@pytest.mark.journey
def test_a_row_becomes_a_block_with_its_column_names_on_a_phone(site: str, page_at: PageAt, width: int) -> None:
    page = page_at(width, base_url=site)
    page.goto("/list")
    label = page.locator("td .cw-table__label", has_text="Reference").first
    expect(label).to_be_visible() if width == PHONE else expect(label).to_be_hidden()


@pytest.mark.journey
def test_location_wording_hint_and_draft(site: str, page_at: PageAt) -> None:
    page = page_at(PHONE, base_url=site, geolocation=(52.2279, -0.2703))
    page.goto("/form")
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#latitude")).to_have_value("52.227900")
    area = page.get_by_label("What happened?")
    with page.expect_request("**/alive") as kept:
        area.fill("She said it was a lifestyle choice")
        expect(page.get_by_text("A child cannot choose to be exploited")).to_be_visible()
    expect(page.get_by_text("Draft kept.")).to_be_visible()
    sent = kept.value.post_data or ""
    assert "lifestyle choice" in sent
    assert not re.search("csrf_token|password|idempotency_key", sent)


@pytest.mark.journey
def test_the_idle_warning_waits_while_somebody_types_and_staying_renews(page_at: PageAt) -> None:
    app = build()
    app.context_processor(lambda: {"idle": {"limit": 4, "warning": 2, "keep_alive_url": "/alive", "sign_in_url": "/list"}})
    with threaded(app) as address:
        page = page_at(DESK, base_url=address)
        page.goto("/form")
        dialog = page.get_by_role("dialog", name="You will soon be signed out")
        page.get_by_label("Subject").press_sequentially("a long thought that takes its time", delay=120)
        expect(dialog).to_be_hidden()
        expect(dialog).to_be_visible(timeout=4000)
        assert accessibility_faults(page) == []
        with page.expect_response("**/alive"):
            page.get_by_role("button", name="Stay signed in").click()
        expect(dialog).to_be_hidden()
        expect(page.get_by_label("Subject")).to_have_value("a long thought that takes its time")
        page.wait_for_url("**/list")
        page.wait_for_load_state("networkidle")


@pytest.mark.journey
def test_a_second_press_sends_nothing(site: str, page_at: PageAt) -> None:
    page = page_at(DESK, base_url=site)
    page.goto("/form")
    sent = page.evaluate(
        """() => { const form = document.querySelector('main form'); let count = 0
        document.addEventListener('submit', event => { if (!event.defaultPrevented) count += 1; event.preventDefault() })
        form.requestSubmit(); form.requestSubmit(); return count }"""
    )
    assert sent == 1


@pytest.mark.journey
def test_print_hides_the_controls_and_keeps_the_marking(site: str, page_at: PageAt) -> None:
    page = page_at(DESK, base_url=site)
    page.goto("/parts")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.locator(".cw-marking")).to_be_visible()
    expect(page.get_by_text("Printed by Sam Officer on 4 May 2026")).to_be_visible()


def test_the_marks_say_in_words_what_their_colours_mean() -> None:
    html = build().test_client().get("/parts").get_data(as_text=True)
    assert "3 days overdue" in html
    assert "High priority" in html
    assert "Risk assessment is withheld by Cambridgeshire Constabulary" in html
    assert "&lt;b&gt;not bold&lt;/b&gt;" in html
    assert DAY.year == 2026


def test_the_style_sheet_has_no_mark_of_government() -> None:
    css = (ROOT / "static/vendor/casework.css").read_text(encoding="utf-8")
    for word in ("GDS Transport", "crest", "crown", "fonts/"):
        assert word not in css
    assert not re.search(r"url\((?!\"?data:)", css)


@pytest.mark.journey
def test_every_printed_page_of_a_record_bears_the_marking(site: str, page_at: PageAt) -> None:
    page = page_at(DESK, base_url=site)
    page.goto("/parts")
    sheets = PdfReader(BytesIO(page.pdf(format="A5"))).pages
    assert len(sheets) > 1
    assert all(sheet.extract_text().count("OFFICIAL-SENSITIVE") >= 2 for sheet in sheets)
    page.goto("/form")
    assert "OFFICIAL-SENSITIVE" not in PdfReader(BytesIO(page.pdf(format="A4"))).pages[0].extract_text()


def test_a_refusal_of_an_act_says_its_sentence() -> None:
    app = build()
    with app.test_request_context():
        assert "Only the owner may close it." in render_template("errors/403.html", sentence="Only the owner may close it.")
