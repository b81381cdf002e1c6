"""A case owner shares with a preview and recalls; the partner's next click is "not found"."""

from datetime import timedelta

import pytest

from casework.cases.services import capture, street
from casework.cases.types import Seen
from casework.kernel import clock
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.sharing.types import Kind
from tests.cases.acts import new_case
from tests.support.installation import As
from tests.support.walking import Walks


@pytest.fixture
def case(as_: As) -> str:
    """A case with a person on it, shared with nobody."""
    with as_("officer") as actor:
        ref = new_case(actor, "Shouting in Sample Court")
        person = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        capture.link_to(actor, ref, street.leaf_of(actor, Seen(person.ref, "", Kind.PERSON, "ALLEGED", "who")))
    return ref


@pytest.mark.journey
def test_a_case_is_shared_after_a_preview_and_gone_when_recalled(walk: Walks, case: str) -> None:
    officer, housing = walk("officer"), walk("housing", expected=(404,))
    housing.says("Nothing is shared with you yet")
    housing.go(f"/cases/{case}", "before the share")
    housing.says("not found")

    page = officer.page
    officer.go(f"/cases/{case}", "case")
    officer.link("Share", "share", exact=True)
    page.get_by_label("Share with").select_option(label="Luminus Group")
    page.get_by_label("In full").check()
    page.get_by_label("Purpose").select_option(index=1)
    page.get_by_label("Lawful basis").select_option(index=1)
    page.get_by_label("Gateway to share").select_option(index=1)
    page.get_by_label("Why they need it").fill("Their tenant; a joint visit on Monday")
    officer.day("Shared until", clock.today() + timedelta(days=60))
    page.get_by_label("I have considered these six questions").check()
    officer.button("Preview", "preview")
    officer.says("Nothing is shared yet", "They will see", "They will not see", "Who they gain sight of", "Ned Testworthy")
    housing.go(f"/cases/{case}", "during the preview")
    housing.says("not found")
    officer.button("Share with Luminus Group", "shared")
    officer.says("Luminus Group")

    housing.go("/", "start with the case")
    housing.link("Shouting in Sample Court", "the case")
    housing.says("Bass through the wall", "Ned Testworthy")
    officer.link("Recall", "recall")
    page.get_by_label("Reason").fill("The visit is done")
    officer.button("Recall now", "recalled")
    housing.link("Ned Testworthy", "after the recall")
    housing.says("not found")
    housing.keeps_quiet_about("Testworthy", "Sample Court", case)
    housing.go("/cases", "list after the recall")
    housing.keeps_quiet_about("Sample Court", case)
