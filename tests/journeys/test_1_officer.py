"""An enforcement officer in the street: what happened is saved in three steps, then a warning and a fixed penalty."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from casework.cases.services import street
from casework.cases.types import Report, Seen
from casework.intake import services as intake
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.places.services import add_place
from casework.places.types import NewPlace
from casework.sharing.types import Kind
from tests.support import enforcing as make
from tests.support.installation import As
from tests.support.reference import SMALL
from tests.support.walking import Walks

POINT = (52.2275, -0.2705)
POSTCODE = "PE29 1AA"


@pytest.fixture
def street_known(as_: As) -> str:
    """Postcodes and wards, an order in force, an officer authorised, and a person reported twice before."""
    with as_(system_actor("a test takes in open data")) as actor:
        for name in ("wards.csv", "areas.geojson", "postcodes.csv"):
            assert not intake.take(actor, SMALL / name).is_refused
    with as_("officer") as actor:
        make.delegate("officer")
        make.in_force(actor)
        add_place(actor, NewPlace(name="Sample Car Park", postcode=POSTCODE))
        person = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        for days in (2, 3):
            report = Report("ASB", "NOI", f"Revving engines, visit {days}", clock.now() - days * timedelta(days=1))
            street.take_down(actor, report, [Seen(person.ref, "Ned Testworthy", Kind.PERSON, "ALLEGED", "who")])
    return person.ref


def picture() -> dict[str, object]:
    """A photo from a phone."""
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "steelblue").save(held, "JPEG")
    return {"name": "carpark.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


@pytest.mark.journey
def test_an_officer_logs_what_happened_in_three_steps_and_acts_on_it(walk: Walks, street_known: str) -> None:
    officer = walk("officer", geolocation=POINT)
    page = officer.page
    officer.link("Log what happened", "capture")
    page.get_by_label("What kind of thing").select_option("VNU")
    page.get_by_label("What happened, in a few words").fill("Cars racing round the car park")
    page.get_by_label("Postcode").fill(POSTCODE)
    page.get_by_label("Postcode").blur()
    officer.choose("Place", "Sample", "Sample Car Park")
    officer.choose("Who was involved", "Testw", "Ned Testworthy")
    beside = page.locator('[data-cw="repeats"]')
    expect(beside.get_by_role("link", name=re.compile("Revving engines"))).to_have_count(2)
    page.get_by_text("Somebody else as well").click()
    page.get_by_label("Somebody else", exact=True).fill("unknown male, about 20")
    page.get_by_label("Photos").set_input_files(picture())
    page.get_by_label("Open a case for it").check()
    officer.look("capture filled")
    officer.button("Save", "saved")
    assert officer.steps <= 3
    officer.says("Cars racing round the car park", "Ned Testworthy", "unknown male, about 20", "Sample Car Park", POSTCODE)
    expect(page.get_by_role("img")).to_have_count(1)


def fill_paper(page: Page, person: str) -> None:
    """What every paper asks and the record does not know."""
    page.get_by_label("Person on this case").select_option(label=person)
    page.get_by_label("Age, as you estimate it").fill("30")
    page.get_by_label("The conduct: what, when, how often").fill("Racing round the car park at night")
    page.get_by_label("Vulnerability check of the person").fill("Asked at the scene: none known")
    page.get_by_label("Why a lower step is skipped").fill("Risk to others")


@pytest.mark.journey
def test_an_officer_warns_and_then_fines_a_breach_found_from_the_place(walk: Walks, as_: As, street_known: str) -> None:
    with as_("officer") as actor:
        report = Report("ASB", "VNU", "Cars racing round the car park", clock.now(), opens_case=True)
        street.take_down(actor, report, [Seen(street_known, "Ned Testworthy", Kind.PERSON, "ALLEGED", "who")])
    officer = walk("officer", geolocation=POINT)
    page = officer.page
    officer.link("Cars racing round the car park", "incident")
    officer.press(page.get_by_role("region", name="Cases").get_by_role("link"), "case")
    officer.link("Take action", "powers")
    officer.link("Community protection warning", "warning")
    fill_paper(page, "Ned Testworthy")
    officer.day("Day by which the conduct must stop", clock.today() + timedelta(days=7))
    officer.button("Issue", "warning issued")
    officer.says("Community protection warning", "Ned Testworthy")
    assert officer.steps == 5
    officer.back("case with the warning")
    officer.link("Take action", "powers again")
    officer.link("Which orders apply here?", "orders here")
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator(".cw-locate__status")).not_to_be_empty()
    officer.button("Look", "orders found")
    officer.says("Racing or driving in convoy")
    officer.link("Fixed penalty", "penalty")
    fill_paper(page, "Ned Testworthy")
    officer.button("Issue", "penalty issued")
    officer.says("Ned Testworthy", "£100")
