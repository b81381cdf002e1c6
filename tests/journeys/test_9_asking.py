"""A case owner asks a partner and a doctor; each answers in two steps, and the answers stand on the case."""

import re

import pytest

from casework.kernel import clock
from tests.cases.acts import new_case
from tests.support.installation import As
from tests.support.walking import Walk, Walks


@pytest.fixture
def case(as_: As) -> str:
    """A case of the council's that nobody else knows of."""
    with as_("officer") as actor:
        return new_case(actor, "Shouting in Sample Court")


def why(walker: Walk, text: str) -> None:
    """Fill in what every request says."""
    page = walker.page
    page.get_by_label("What you ask").fill(text)
    for label in ("Purpose", "Lawful basis", "Gateway to share"):
        page.get_by_label(label).select_option(index=1)
    walker.day("Answer by", clock.today())


@pytest.mark.journey
def test_a_partner_answers_in_two_steps(walk: Walks, case: str) -> None:
    officer, housing = walk("officer"), walk("housing")
    officer.go(f"/cases/{case}", "case")
    officer.link("Ask partners", "ask", exact=True)
    officer.page.get_by_label("Luminus Group").check()
    why(officer, "Do you hold a tenancy for Ned Testworthy?")
    officer.button("Ask", "asked")
    officer.says("Question from Huntingdonshire District Council", "Luminus Group", "Waiting")

    housing.go("/", "start with the question")
    housing.steps = 0
    housing.link("Question from Huntingdonshire District Council", "the question")
    housing.says("Do you hold a tenancy for Ned Testworthy?")
    housing.keeps_quiet_about("Sample Court", case)
    housing.page.get_by_label("We hold this").check()
    housing.page.get_by_label("What you hold, or why you cannot share it").fill("A tenancy since 2019, one written warning")
    housing.page.get_by_label("Everyone who works on it with them").check()
    housing.button("Answer", "answered")
    assert housing.steps == 2
    housing.says("Answered", "A tenancy since 2019")

    officer.go(f"/cases/{case}", "case with the answer")
    officer.says("A tenancy since 2019, one written warning")
    officer.go("/notifications", "told")
    officer.says("A partner answered your question.")


@pytest.mark.journey
def test_a_doctor_answers_by_a_link_and_a_code(walk: Walks, case: str) -> None:
    officer, doctor = walk("officer"), walk("", expected=(422,))
    officer.go(f"/records/{case}/ask-outside", "ask somebody outside")
    officer.page.get_by_label("Who it is for").fill("Dr Example, Example Surgery")
    why(officer, "Is Ned Testworthy a patient of yours?")
    officer.button("Make the link", "link and code")
    path = re.sub(r"^https?://[^/]+", "", officer.page.get_by_label("The link").input_value())
    code = officer.page.get_by_label("The code").input_value()

    doctor.go(path, "the link")
    doctor.keeps_quiet_about("Testworthy", "Example Surgery")
    for typed, said in (("0000 0000", "The link or the code is not right"), (code, "Is Ned Testworthy a patient of yours?")):
        doctor.page.get_by_label("Code").fill(typed)
        doctor.button("Continue", f"code {typed == code}")
        doctor.says(said)
    doctor.keeps_quiet_about("Sample Court", case, "Olive Officer")
    doctor.page.get_by_label("Nothing held").check()
    doctor.button("Answer", "thank you")
    doctor.says("Your answer has been given")
    doctor.go(path, "the link again")
    doctor.page.get_by_label("Code").fill(code)
    doctor.button("Continue", "used")
    doctor.says("The link or the code is not right")

    officer.go(f"/cases/{case}", "case with the answer")
    officer.says("Dr Example, Example Surgery: nothing held")


@pytest.mark.journey
def test_a_case_is_handed_over_when_it_is_accepted(walk: Walks, case: str) -> None:
    officer, housing = walk("officer", expected=(404,)), walk("housing")
    page = officer.page
    officer.go(f"/cases/{case}", "case to hand over")
    officer.link("Transfer", "transfer", exact=True)
    page.get_by_label("Transfer to").select_option(label="Luminus Group")
    page.get_by_label("Why you transfer it").fill("It is their tenancy from here on")
    page.get_by_label("Nothing", exact=True).check()
    for label in ("Purpose", "Lawful basis", "Gateway to share"):
        page.get_by_label(label).select_option(index=1)
    officer.day("Answer by", clock.today())
    officer.button("Offer the transfer", "offered")

    housing.go("/", "start with the offer")
    housing.link("Transfer from Huntingdonshire District Council", "the offer")
    housing.page.get_by_label("Accept", exact=True).check()
    housing.page.get_by_label("Case owner").select_option(label="Hana Housing")
    housing.button("Send the decision", "accepted")
    housing.link("Case", "the case of theirs")
    housing.says("Shouting in Sample Court", "it belongs to Luminus Group, your organisation")
    officer.go(f"/cases/{case}", "gone")
    officer.says("not found")
