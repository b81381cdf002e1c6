"""Nothing typed is lost and nothing is made twice: the idle warning, the second press, two people at one record."""

import re

import pytest
from playwright.sync_api import Route, expect

from casework.sharing import listing
from casework.sharing.types import Kind
from tests.cases.acts import new_case
from tests.support.installation import As
from tests.support.walking import Walks


@pytest.mark.journey
def test_the_idle_warning_keeps_the_draft(walk: Walks) -> None:
    officer = walk("officer")
    page = officer.page

    def shorten(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'data-limit="\d+"', 'data-limit="60"', answer.text())
        route.fulfill(response=answer, body=re.sub(r'data-warning="\d+"', 'data-warning="58"', body))

    page.route("**/capture", shorten)
    officer.go("/capture", "capture with a short clock")
    page.get_by_label("More detail").fill("half a sentence about the car park")
    expect(page.get_by_role("dialog")).to_be_visible(timeout=20_000)
    officer.look("idle warning")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.unroute("**/capture")
    officer.go("/capture", "capture again")
    officer.link("Use what I typed", "draft used")
    expect(page.get_by_label("More detail")).to_have_value("half a sentence about the car park")


@pytest.mark.journey
def test_a_double_press_makes_one_record(walk: Walks, as_: As) -> None:
    officer = walk("officer")
    officer.go("/capture", "capture")
    officer.page.get_by_label("What kind of thing").select_option("NOI")
    officer.page.get_by_label("What happened, in a few words").fill("Shouting by the shop")
    with officer.page.expect_navigation():
        officer.page.get_by_role("button", name="Save", exact=True).dblclick()
    officer.says("Shouting by the shop")
    with as_("officer") as actor:
        assert listing.count(actor, Kind.INCIDENT) == 1


@pytest.mark.journey
def test_the_second_of_two_who_edit_one_case_loses_no_typing(walk: Walks, as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor, "Shouting in Sample Court")
    first, second = walk("officer"), walk("second.officer", expected=(409,))
    for each in (first, second):
        each.go(f"/cases/{ref}/edit", "edit")
    first.page.get_by_label("Summary").fill("What the first wrote")
    first.button("Save", "edited")
    second.page.get_by_label("Summary").fill("What the second wrote")
    second.button("Save", "told of the other")
    assert "What the first wrote" in second.page.content()
    assert "What the second wrote" in second.page.content()
