"""Capture: one page makes the incident, its people and its case; what is known beside it; nothing of what one may not see."""

import io
from typing import Any

import pytest
from PIL import Image

from casework.cases.queries import repeats, sheets
from casework.cases.services import capture, street
from casework.cases.types import Report, Seen
from casework.kernel import clock
from casework.kernel.errors import Refused
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.sharing import listing
from casework.sharing.types import Kind, Level
from tests.cases.acts import new_case, share
from tests.support.installation import As

WHAT = {"subject": "NOI", "summary": "Shouting outside the shop", "then": "alone", "who_role": "ALLEGED", "other_role": "WITNESS"}


def when() -> list[str]:
    now = clock.now().astimezone(clock.LONDON)
    return [str(now.day), str(now.month), str(now.year), f"{now:%H:%M}"]


def test_three_steps_make_an_incident_with_an_unnamed_person_and_a_photo(as_: As, browser_of: Any) -> None:
    browser = browser_of("officer")
    assert "Log what happened" in browser.get("/")
    assert "Use my location" in browser.get("/capture")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "JPEG")
    picture.seek(0)
    sent = {**WHAT, "occurred_from": when(), "who": "unknown male, about 20", "vehicle": "AB12 CDE", "postcode": "PE29 3TN"}
    answer = browser.post("/capture", {**sent, "files": (picture, "shop.jpg")})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = browser.get(answer.headers["Location"])
    for said in ("Shouting outside the shop", "unknown male, about 20", "AB12 CDE", "PE29 3TN", "Stands alone"):
        assert said in page
    with as_("officer") as actor:
        assert listing.count(actor, Kind.INCIDENT) == 1
    with as_("police") as actor:
        assert listing.count(actor, Kind.PERSON) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"summary": ""}, "in a few words"),
        ({"subject": "XX"}, "from the list"),
        ({"postcode": "NOWHERE"}, "full UK postcode"),
        ({"occurred_from": ["31", "2", "2020", "9am"]}, "real date"),
        ({"occurred_from": ["1", "1", "2149", "9am"]}, "in the past"),
        ({"then": "join", "join_ref": ""}, "no case with that reference"),
        ({"then": "join", "join_ref": "0000-0000"}, "no case with that reference"),
        ({"who": "x" * 201}, "200 characters or fewer"),
        ({"who": "Ann", "who-value": "0000-0000", "who-chosen": "Ann"}, "Choose from the list again"),
    ],
)
def test_a_bad_report_is_answered_beside_its_field_and_makes_nothing(
    as_: As, browser_of: Any, data: dict[str, Any], words: str
) -> None:
    answer = browser_of("officer").post("/capture", {**WHAT, "occurred_from": when(), "body": "kept-typing", **data})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "kept-typing" in page
    with as_("officer") as actor:
        assert (listing.count(actor, Kind.INCIDENT), listing.count(actor, Kind.PERSON)) == (0, 0)


def test_a_report_joins_or_opens_a_case_from_the_page(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
    with as_("police") as actor:
        hidden = new_case(actor, "police only")
    browser = browser_of("officer")
    sent = {**WHAT, "occurred_from": when()}
    assert browser.post("/capture", {**sent, "then": "join", "join_ref": ref.lower()}).status_code == 302
    assert browser.post("/capture", {**sent, "then": "open"}).status_code == 302
    assert browser.post("/capture", {**sent, "then": "join", "join_ref": hidden}).status_code == 422
    with as_("officer") as actor:
        assert (listing.count(actor, Kind.CASE), listing.count(actor, Kind.INCIDENT)) == (2, 2)
        assert len(sheets.case_sheet(actor, ref).links) == 1  # type: ignore[arg-type]  # not withheld


def test_what_is_known_stands_beside_a_report_and_only_what_one_may_see(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        person = persons.add_person(actor, NewPerson(family_name="Ferry", given_names="Ada"))
        made = []
        for days in range(3):
            report = Report(
                "ASB",
                "NOI",
                f"visit {days}",
                clock.now() - (days + 1) * (clock.end_of_day(clock.today()) - clock.start_of_day(clock.today())),
            )
            made.append(street.take_down(actor, report, [Seen(person.ref, "Ada Ferry", Kind.PERSON, "VICTIM", "who")]))
        found = repeats.beside(actor, [person.id])
        assert {each.ref for each in found.records} == {each.incident_ref for each in made}
        assert "3 reports in 180 days" in found.sentence
    answer = browser_of("officer").client.get(f"/capture/repeats?ref={person.ref}").get_json()
    assert len(answer["records"]) == 3
    for who in ("police", "neighbour"):
        answer = browser_of(who).client.get(f"/capture/repeats?ref={person.ref}&ref=zzzz&postcode=%00").get_json()
        assert answer == {"sentence": "", "records": [], "ask": []}
    page = browser_of("officer").post(
        "/capture", {"look": "1", "who": "Ada Ferry", "who-value": person.ref, "who-chosen": "Ada Ferry"}
    )
    assert page.status_code == 200
    assert "visit 1" in page.get_data(as_text=True)


def test_who_gains_sight_is_said_before_a_person_is_put_on_a_case(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        ref = new_case(actor)
        share(actor, ref, "LUM", Level.FULL)
    browser, where = browser_of("officer"), f"/cases/{ref}/link"
    sent = {"who": "Boris Ferry", "role": "ALLEGED"}
    first = browser.post(where, sent)
    assert first.status_code == 200
    assert "Luminus Group</strong> will gain sight of Boris Ferry" in first.get_data(as_text=True)
    with as_("housing") as actor:
        assert listing.count(actor, Kind.PERSON) == 0
    assert browser.post(where, {**sent, "sure": "1"}).status_code == 302
    with as_("housing") as actor:
        assert listing.count(actor, Kind.PERSON) == 1
    page = browser.get(f"/cases/{ref}")
    assert "Boris Ferry" in page
    assert "Alleged perpetrator" in page
    assert browser_of("housing").client.get(where).status_code == 403


def test_a_chosen_reference_of_another_kind_or_out_of_sight_is_refused(as_: As) -> None:
    with as_("police") as actor:
        hidden = persons.add_person(actor, NewPerson(family_name="Hidden")).ref
    with as_("officer") as actor:
        ref = new_case(actor)
        for wrong in (hidden, ref, "0000-0000"):
            with pytest.raises(Refused, match="Choose from the list again"):
                street.leaf_of(actor, Seen(wrong, "", Kind.PERSON, "ALLEGED", "who"))
        leaf = street.leaf_of(actor, Seen("", "Una Bridge", Kind.PERSON, "WITNESS", "who"))
        capture.link_to(actor, ref, leaf)
        with pytest.raises(Refused, match="already"):
            capture.link_to(actor, ref, leaf)
