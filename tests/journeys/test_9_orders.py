"""A public spaces order through its life: drawn, consulted on, made, published, breached, fined, paid early, extended, public."""

import json
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from casework.kernel import clock
from tests.support import enforcing as make
from tests.support.installation import As
from tests.support.walking import Walk, Walks

BODIES = (
    "Chief officer of police", "Local policing body", "Community representatives", "Parish council (notified)",
    "County council (notified)",
)  # fmt: skip


def drawn(officer: Walk) -> Any:
    """Draw an area on the map with the mouse, four corners and the first again; what the form then holds."""
    page = officer.page
    canvas = page.locator(".cw-map__canvas")
    expect(page.locator('[data-cw="map"]')).to_have_attribute("data-ready", "true")
    canvas.scroll_into_view_if_needed()
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Draw the area").click()
    box = canvas.bounding_box()
    assert box is not None
    for x, y in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7), (0.3, 0.3)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    expect(page.locator(".cw-map__status")).to_contain_text("One shape drawn")
    return json.loads(page.get_by_role("textbox", name="Restricted area").input_value())


def decide(officer: Walk, about: str) -> None:
    """Consult everybody on a decision, publicise it, and record what was weighed."""
    page = officer.page
    for body in BODIES:
        officer.link("Record a consultation", "consult")
        page.get_by_label("On what").select_option(label=about)
        page.get_by_label("Who").select_option(label=body)
        page.get_by_label("Name of the body or person").fill("A sample body")
        officer.day("When", clock.today())
        officer.button("Record", "consulted")
    officer.link("Publicise a proposal", "publicise")
    page.get_by_label("What is proposed").select_option(label=about)
    page.get_by_label("Address of the consultation").fill("https://council.example/consultation")
    officer.day("Day it was published", clock.today())
    officer.button("Record", "publicised")
    officer.link("Record what was considered", "consider")
    page.get_by_label("For which decision").select_option(label=about)
    for label in ("The test (s59)", "Necessity", "Freedom of expression", "Freedom of assembly", "Who considered it"):
        page.get_by_label(label).fill("Weighed against twelve months of reports")
    officer.day("When it was considered", clock.today())
    officer.button("Record", "considered")


def publish(officer: Walk) -> None:
    """Record the page on the website and the notices."""
    officer.link("Record the publication", "publish")
    officer.page.get_by_label("Address of its page on the website").fill("https://council.example/order")
    officer.day("Date on the notices at the place", clock.today())
    officer.button("Record the publication", "published")


def make_it(officer: Walk) -> None:
    """Make the order that was decided on, for a year from today."""
    today = clock.today()
    officer.link("Make the order", "make")
    for label, on in (("Day it is made", today), ("Day it has effect from", today), ("Last day", today + timedelta(days=364))):
        officer.day(label, on)
    officer.page.get_by_label("Who decided").fill("Licensing committee")
    officer.button("Make the order", "made")


def fine_and_pay(officer: Walk) -> None:
    """Issue a fixed penalty for the breach, and record that the lower amount was paid."""
    page = officer.page
    page.get_by_label("Name of the person or body").fill("Ned Testworthy")
    page.get_by_label("Age, as you estimate it").fill("30")
    page.get_by_label("The conduct: what, when, how often").fill("Racing round the square at night")
    page.get_by_label("Where").fill("Sample square, north side")
    page.get_by_label("Vulnerability check of the person").fill("Asked at the scene: none known")
    page.get_by_label("Why a lower step is skipped").fill("Risk to others")
    page.get_by_label("Lower amount for early payment").fill("60")
    page.get_by_label("Days for the lower amount").fill("10")
    officer.button("Issue", "penalty issued")
    officer.says("£100", "£60")
    officer.link("Record a payment", "payment")
    page.get_by_label("Amount received").fill("60")
    page.get_by_label("How", exact=True).select_option(label="Card")
    officer.button("Record the payment", "paid early")
    officer.says("Paid at the lower amount")


@pytest.mark.journey
def test_an_order_is_drawn_made_breached_fined_paid_early_and_extended(walk: Walks, as_: As) -> None:
    today = clock.today()
    with as_("officer") as actor:
        make.delegate("officer")
        case = make.case(actor)
    officer = walk("officer")
    page = officer.page
    officer.go("/orders/new", "draft an order")
    page.get_by_label("Title").fill("Sample square")
    page.get_by_label("The activities, and their effect").fill("Racing at night keeps residents awake")
    page.get_by_label("Prohibitions").fill("Vehicles: Racing or driving in convoy")
    page.get_by_label("Name of the area").fill("The square")
    ring = drawn(officer)["coordinates"][0]
    officer.look("area drawn")
    officer.button("Save the draft", "drafted")
    where = page.url
    officer.says("Before it is made", "Racing or driving in convoy", "s72")
    decide(officer, "Making the order")
    make_it(officer)
    publish(officer)
    officer.says("In force", "Last day to challenge in the High Court", "What comes, and when")
    middle = [sum(point[place] for point in ring[:-1]) / (len(ring) - 1) for place in (1, 0)]
    officer.go(f"/orders/here?case={case}&lat={middle[0]:.6f}&long={middle[1]:.6f}", "orders at the place")
    officer.says("Racing or driving in convoy")
    officer.link("Fixed penalty", "penalty")
    fine_and_pay(officer)
    officer.go(f"{where}/breaches?lat={middle[0]:.6f}&long={middle[1]:.6f}&since={today}&until={today}", "breaches by place")
    officer.says("Sample square, north side", case)
    officer.go(f"{where}/breaches?until={today - timedelta(days=1)}", "no breaches before")
    officer.says("No breaches found")
    officer.go(where, "order")
    decide(officer, "An extension")
    officer.link("Extend", "extend", exact=True)
    officer.day("Day of the decision", today)
    officer.day("New last day", today + timedelta(days=700))
    page.get_by_label("Why it is still needed").fill("Racing comes back each summer")
    officer.button("Extend the order", "extended")
    officer.says("Publish the extension")
    publish(officer)
    officer.keeps_quiet_about("Publish the extension")


@pytest.mark.journey
def test_anybody_reads_the_register_with_and_without_scripts(walk: Walks, as_: As) -> None:
    with as_("officer") as actor:
        make.in_force(actor)
    for javascript in (True, False):
        reader = walk("", javascript=javascript)
        reader.page.goto("/register/orders")
        if javascript:
            expect(reader.page.locator('[data-cw="map"]')).to_have_attribute("data-ready", "true")
            reader.look("register")
            expect(reader.page.locator('[data-cw="sketch"]')).to_be_hidden()
        else:
            expect(reader.page.locator('[data-cw="sketch"]')).to_be_visible()
            expect(reader.page.locator('[data-cw="map"]')).to_be_hidden()
        reader.page.get_by_role("link", name="St Neots town centre").click()
        reader.says("How to challenge it", "Racing or driving in convoy", "In force")
        reader.keeps_quiet_about("Licensing committee")


@pytest.mark.journey
def test_an_area_is_drawn_with_the_keyboard_alone(walk: Walks) -> None:
    officer = walk("officer")
    page = officer.page
    officer.go("/orders/new", "draft")
    canvas = page.locator(".cw-map__canvas")
    expect(page.locator('[data-cw="map"]')).to_have_attribute("data-ready", "true")
    add = page.get_by_role("button", name="Add a corner at the cross")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        add.focus()
        page.keyboard.press("Enter")
        canvas.focus()
        before = page.evaluate("document.querySelector('.leaflet-map-pane').style.transform")
        page.keyboard.press(key)
        page.wait_for_function("was => document.querySelector('.leaflet-map-pane').style.transform !== was", arg=before)
        page.wait_for_timeout(400)
    page.get_by_role("button", name="Close the shape").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cw-map__status")).to_contain_text("One shape drawn")
    assert len(json.loads(page.get_by_role("textbox", name="Restricted area").input_value())["coordinates"][0]) == 4
