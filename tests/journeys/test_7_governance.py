"""An information governance officer sees who looked at a person, when, and why."""

import pytest

from casework.cases.services import capture, street
from casework.cases.types import Seen
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.sharing.types import Kind, Level
from tests.cases.acts import new_case, share
from tests.support.installation import As
from tests.support.walking import Walks


@pytest.fixture
def person(as_: As) -> str:
    """Ned, on a case that the landlord shares."""
    with as_("officer") as actor:
        ref = new_case(actor, "Shouting in Sample Court")
        made = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        capture.link_to(actor, ref, street.leaf_of(actor, Seen(made.ref, "", Kind.PERSON, "ALLEGED", "who")))
        share(actor, ref, "LUM", Level.FULL)
        share(actor, ref, "CCON", Level.FULL)
    return str(made.ref)


@pytest.mark.journey
def test_a_governance_officer_sees_who_looked_at_a_person_and_why(walk: Walks, person: str) -> None:
    housing, officer = walk("housing"), walk("second.officer")
    housing.go(f"/people/{person}", "person to the landlord")
    officer.go(f"/people/{person}", "person to a colleague")
    if "/reason" in officer.page.url:
        officer.says("Why do you need to open this person?")
        officer.page.get_by_role("radio").first.check()
        officer.button("Open the record", "person with a reason")
    officer.says("Ned Testworthy")

    governance = walk("governance", expected=(404,))
    page = governance.page
    governance.menu("Who looked", "who looked")
    page.get_by_label("Reference of the record").fill(person.lower())
    governance.button("Show who looked", "lookers")
    assert governance.steps == 2
    governance.says("Hana Housing", "Luminus Group", "Oscar Second")
    governance.keeps_quiet_about("Pavel Police")
    governance.go(f"/people/{person}", "the person itself")
    governance.keeps_quiet_about("Testworthy")
