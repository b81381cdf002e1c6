"""Pages of people, places and vehicles, and the search, through a browser without scripts."""

import json
import re
from typing import Any

import pytest
from flask import Flask

from casework.cases.models import CaseFile
from casework.kernel.db import db
from casework.people import services
from casework.people.types import NewPerson, NewVehicle
from casework.places.services import add_place
from casework.places.types import NewPlace
from casework.sharing import policy
from casework.sharing.types import Act
from tests.people.test_services import JAN, shared_person
from tests.support.installation import As

UNKNOWN = "7K2M-4QXD"
STRANGER_PATHS = ("/people/{}", "/people/{}/edit", "/people/{}/add/alias", "/people/{}/end/alias/1", "/places/{}", "/vehicles/{}")


def test_a_person_is_added_through_the_page_and_offered_when_typed_again(browser_of: Any) -> None:
    browser = browser_of("officer")
    typed = {"given_names": "Janina", "family_name": "Kowalska", "birth_date": ["3", "4", "1990"], "birth_known": "known"}
    made = browser.post("/people/new", typed)
    assert made.status_code == 302
    page = browser.get(made.location)
    assert "Kowalska" in page and "3 April 1990" in page
    again = browser.post("/people/new", {**typed, "given_names": "Janin"}).get_data(as_text=True)
    assert "This may be the same person" in again and "the same birth date" in again
    assert browser.post("/people/new", {**typed, "confirmed": "yes"}).status_code == 302
    assert "2 people" in browser.get("/people")


def test_an_empty_person_is_refused_beside_the_field(browser_of: Any) -> None:
    answer = browser_of("officer").post("/people/new", {"given_names": "", "birth_known": "unknown"})
    assert answer.status_code == 422
    assert "Enter a name, or describe the person" in answer.get_data(as_text=True)


def test_every_fact_form_adds_its_fact(as_: As, browser_of: Any) -> None:
    ref, _ = shared_person(as_)
    browser = browser_of("officer")
    for kind, typed, shown in (
        ("alias", {"name": "Blondie"}, "Blondie"),
        ("address", {"place": "4 Mill Lane", "postcode": "PE29 3TN"}, "4 Mill Lane, PE29 3TN"),
        ("contact", {"kind": "MOBILE", "value": "07700 900001", "safe": "NEVER_HOME"}, "Never at home"),
        ("vulnerability", {"code": "ISOLATED"}, "Lives alone or isolated"),
        ("marker", {"code": "DOG", "detail": "large dog"}, "Dangerous dog: large dog"),
        ("demographics", {"language": "Polish", "needs_interpreter": "y"}, "speaks Polish; needs an interpreter"),
    ):
        path = f"/people/{ref}/add/{kind}"
        browser.get(path)
        answer = browser.post(path, typed)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        assert shown in browser.get(f"/people/{ref}"), kind
    page = browser.get(f"/people/{ref}")
    assert page.index("Before you visit") < page.index("Where they appear") < page.index("Contact and circumstances")
    assert "not every way to reach this person is safe" in page and "Complainant" in page


def test_a_partner_sees_identity_and_warning_and_no_fact(as_: As, browser_of: Any) -> None:
    ref, _ = shared_person(as_)
    with as_("officer") as actor:
        services.add_marker(actor, ref, "DOG", "large dog")
        services.add_contact(actor, ref, "MOBILE", "07700 900001")
    page = browser_of("housing").get(f"/people/{ref}")
    assert "Kowalska" in page and "large dog" in page
    assert "07700" not in page and "Correct who this is" not in page


def test_a_fact_is_ended_by_its_source_only(as_: As, browser_of: Any) -> None:
    ref, _ = shared_person(as_)
    with as_("officer") as actor:
        fact = services.add_marker(actor, ref, "DOG").id
    refused = browser_of("housing").post(f"/people/{ref}/end/marker/{fact}", {"reason": "gone"})
    assert refused.status_code == 422 and "Only the organisation" in refused.get_data(as_text=True)
    assert browser_of("officer").post(f"/people/{ref}/end/marker/{fact}", {"reason": "gone"}).status_code == 302
    assert "Dangerous dog" not in browser_of("officer").get(f"/people/{ref}")


def test_a_stale_correction_shows_both_versions(as_: As, browser_of: Any) -> None:
    ref, _ = shared_person(as_)
    browser = browser_of("officer")
    first = browser.get(f"/people/{ref}/edit")
    assert 'value="Kowalska"' in first
    assert browser.post(f"/people/{ref}/edit", {"family_name": "Nowak", "given_names": "Janina"}).status_code == 302
    answer = browser.post(f"/people/{ref}/edit", {"family_name": "Zielinska", "given_names": "Janina", "version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Nowak" in page and "Zielinska" in page


@pytest.mark.parametrize("path", STRANGER_PATHS)
def test_a_strangers_page_and_a_page_that_never_was_are_the_same_bytes(as_: As, browser_of: Any, path: str) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, JAN).ref
        if "places" in path:
            ref = add_place(actor, NewPlace(name="The Bell")).ref
        if "vehicles" in path:
            ref = services.add_vehicle(actor, NewVehicle(colour="red")).ref
    browser = browser_of("housing")
    assert _bare(browser.get(path.format(ref), 404)) == _bare(browser.get(path.format(UNKNOWN), 404))
    assert ref not in browser.get(path.format(ref), 404)


def _bare(page: str) -> str:
    return re.sub(r'(csrf[^>]*(?:content|value)=")[^"]*', r"\1", page)


def test_the_type_ahead_answers_json_and_is_logged(as_: As, app: Flask, browser_of: Any) -> None:
    ref, _ = shared_person(as_)
    browser = browser_of("officer")
    found = json.loads(browser.client.get("/people/suggest?q=kowlaska&kind=person").get_data(as_text=True))
    assert [(item["value"], item["text"]) for item in found] == [(ref, "Janina Kowalska")]
    assert json.loads(browser.client.get("/people/suggest?q=kowalska&kind=vehicle").get_data(as_text=True)) == []
    assert json.loads(browser_of("charity").client.get("/people/suggest?q=kowalska").get_data(as_text=True)) == []
    with as_("officer"):
        logged = db.session().connection().exec_driver_sql("SELECT count(*) FROM audit_event WHERE deed = 'searched'").scalar()
        typed = db.session().connection().exec_driver_sql("SELECT count(*) FROM audit_term").scalar()
    assert (logged, typed) == (3, 3)


def test_search_shows_hits_by_kind_and_keeps_its_filter(as_: As, browser_of: Any) -> None:
    ref, case = shared_person(as_)
    browser = browser_of("housing")
    page = browser.get("/search?q=kowalska")
    assert "People (1)" in page and ref in page
    assert "Nothing that you may see matches" in browser.get("/search?q=kowalska&kind=vehicle")
    assert case in browser.get(f"/search?q={case.lower()}")
    assert "Nothing that you may see matches" in browser_of("charity").get(f"/search?q={case}")
    assert "Typing errors" in browser.get("/search")


@pytest.mark.parametrize("name", ["🙂", "\u202eevil", "<script>alert(1)</script>", "a'b\"c", "{{ 7*7 }}"])
def test_hostile_names_are_words_on_every_page(as_: As, browser_of: Any, name: str) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, NewPerson(family_name=name)).ref
        services.add_alias(actor, ref, name)
        add_place(actor, NewPlace(name=name))
    browser = browser_of("officer")
    for path in ("/people", "/places", f"/people/{ref}", f"/people/{ref}/edit"):
        page = browser.get(path)
        assert "<script>alert" not in page and ">49<" not in page
    for typed in (name, "x" * 3000, "%00", "a%0ab"):
        assert browser.client.get("/search", query_string={"q": typed}).status_code == 200
        assert browser.client.get("/people/suggest", query_string={"q": typed}).status_code == 200


def test_places_and_vehicles_have_pages(browser_of: Any) -> None:
    browser = browser_of("officer")
    made = browser.post("/places/new", {"name": "The Old Bell", "postcode": "pe27 5al", "premises_kind": "LICENSED"})
    assert made.status_code == 302, made.get_data(as_text=True)
    assert "PE27 5AL" in browser.get(made.location)
    answer = browser.post(f"{made.location}/edit", {"name": "The New Bell", "premises_kind": "LICENSED"})
    assert answer.status_code == 302
    assert "The New Bell" in browser.get("/places?kind=LICENSED&sort=name")
    assert "No places match" in browser.get("/places?kind=HOME")
    car = browser.post("/vehicles/new", {"registration": "ab12cde", "colour": "Blue"})
    assert "AB12 CDE" in browser.get(car.location)
    assert browser.post(f"{car.location}/edit", {"registration": "ab12cdf"}).status_code == 302
    assert browser.post("/vehicles/new", {}).status_code == 422
    assert browser.post("/places/new", {"premises_kind": "HOME"}).status_code == 422


def test_the_list_is_downloaded_with_its_marking_and_written_down(as_: As, browser_of: Any) -> None:
    shared_person(as_)
    answer = browser_of("officer").client.get("/people.csv")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "OFFICIAL-SENSITIVE" in text and '"Kowalska"' in text
    answer.close()
    other = browser_of("charity").client.get("/people.csv")
    assert '"Kowalska"' not in other.get_data(as_text=True)
    other.close()
    with as_("officer"):
        rows = (
            db.session().connection().exec_driver_sql("SELECT hits FROM audit_event WHERE deed = 'export:made' ORDER BY number")
        )
        assert rows.scalars().all() == [1, 0]


def test_a_person_of_a_colleagues_case_asks_for_a_reason_first(as_: As, browser_of: Any) -> None:
    ref, case = shared_person(as_)
    with as_("officer") as actor:
        row, _ = policy.open_one(actor, CaseFile, case, Act.CASE_EDIT)
        row.owner_user_id = actor.user_id
    answer = browser_of("manager").client.get(f"/people/{ref}")
    assert answer.status_code == 302 and f"/records/{ref}/reason" in answer.location
