"""The check asks past the reader and answers within their sight: what they may read is said, of the rest only that it is so."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile
from casework.disclosure import queries
from casework.disclosure.types import HIDDEN, Addressee, Finding
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.people import services as people
from casework.people.types import NewAddress, NewPerson, NewVehicle
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.types import SAFEGUARDING, Act, Kind
from tests.support import factories as make
from tests.support.installation import As


@dataclass
class Story:
    case: int
    ned: int
    janina: str


@pytest.fixture
def story(as_: As) -> Story:
    """The council's case: Ned is alleged, Janina complains; she has another name, a home and a telephone."""
    with as_("officer") as actor:
        case = make.new_case(actor)
        lens = policy.open_one(actor, CaseFile, case.id, Act.LINK_ADD)[1]
        ned = people.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        janina = people.add_person(actor, NewPerson(family_name="Kowalska", given_names="Janina"))
        make.link(actor, lens, ned.id, role="ALLEGED")
        make.link(actor, lens, janina.id, role="COMPLAINANT")
        people.add_alias(actor, janina.ref, "Blondie")
        people.add_address(actor, janina.ref, NewAddress(address="12 High Street, St Neots"))
        people.add_contact(actor, janina.ref, "MOBILE", "07700 900123")
        car = people.add_vehicle(actor, NewVehicle(registration="AB12 CDE"))
        make.link(actor, lens, car.id, Kind.VEHICLE, "VEHICLE")
        return Story(case.id, ned.id, janina.ref)


def ask(actor: Actor, story: Story, text: str) -> Finding:
    return queries.check(actor, text, about=[story.case], addressee=Addressee("Ned Testworthy", "", story.ned))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mrs Kowalska heard you.", "names Janina Kowalska (complainant on"),
        ("Blondie heard you.", "names, by another name, Janina Kowalska"),
        ("The resident of No 12 heard you.", "gives away where to find Janina Kowalska"),
        ("Do not ring 07700900123.", "gives the telephone number of Janina Kowalska"),
        ("Keep away from AB12CDE.", "gives a vehicle on the same record as"),
    ],
)
def test_the_owner_is_told_what_gives_whom_away(as_: As, story: Story, text: str, says: str) -> None:
    with as_("officer") as actor:
        (concern,) = ask(actor, story, text).concerns
        assert says in concern.sentence and not concern.is_hidden


def test_a_clear_letter_is_clear_and_the_asking_is_written_down(as_: As, story: Story) -> None:
    with as_("officer") as actor:
        assert ask(actor, story, "Ned Testworthy, please stop revving in High Street.").is_clear
    with as_(system_actor("a test reads the trail")):
        event = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == "system:query")).one()
        assert event.hits == 0 and event.detail["query"] == "disclosure.check" and "Kowalska" not in str(event.detail)


def test_a_fact_the_reader_may_not_read_is_found_and_not_told(as_: As, story: Story) -> None:
    """The landlord's own alias and a protected address of the council's complainant: found, and nothing of it said."""
    with as_("officer") as actor:
        make.new_share(actor, _record(story.case), "LUM")
    with as_("housing") as actor:
        people.add_alias(actor, story.janina, "Foxglove")
    with as_("officer") as actor:
        found = ask(actor, story, "Foxglove heard you.")
        assert [concern.sentence for concern in found.concerns] == [HIDDEN] and found.needs_owner
        assert [org for _, org, _ in found.ask] == [make.organisation_id("LUM")]


def _record(case_id: int) -> Record:
    return db.session().scalars(select(Record).where(Record.id == case_id)).one()


def test_a_witness_on_a_case_of_another_body_is_found_and_nothing_of_it_told(as_: As, story: Story) -> None:
    with as_("police") as actor:
        hidden = make.new_case(actor, "Of the police")
        lens = policy.open_one(actor, CaseFile, hidden.id, Act.LINK_ADD)[1]
        wanda = people.add_person(actor, NewPerson(family_name="Witnessby", given_names="Wanda"))
        make.link(actor, lens, wanda.id, role="WITNESS")
        owner = actor.organisation_id
    with as_(system_actor("a test puts Ned on both")):
        from_link = Link(
            record_id=hidden.id, section=32, author_org_id=owner, leaf_id=story.ned, leaf_kind=Kind.PERSON, role="ALLEGED",
            since=hidden.created_at,
        )  # fmt: skip
        db.session().add(from_link)
    with as_("officer") as actor:
        found = ask(actor, story, "Ms Witnessby heard you.")
        assert [concern.sentence for concern in found.concerns] == [HIDDEN]
        assert "Wanda" not in str(found.concerns) and found.ask == ((hidden.id, owner, False),)


def test_a_child_in_the_compartment_is_found_for_somebody_who_may_not_know(as_: As, story: Story) -> None:
    with as_(system_actor("a test makes a record in the compartment")) as actor:
        police = make.organisation_id("CCON")
        held = make.new_record(
            Actor(None, "x", police, partnership_ids=(1,), system_reason="a test"), Kind.CASE, compartment=SAFEGUARDING
        )
        child = people.add_person(
            Actor(None, "x", police, partnership_ids=(1,), system_reason="a test"),
            NewPerson(family_name="Sparrowfield", given_names="Cleo"),
        )
        for leaf, role in ((child.id, "VICTIM"), (story.ned, "ALLEGED")):
            db.session().add(
                Link(
                    record_id=held.id, section=32, author_org_id=police, leaf_id=leaf, leaf_kind=Kind.PERSON, role=role,
                    since=held.created_at,
                )
            )  # fmt: skip
    with as_("officer") as actor:
        found = ask(actor, story, "Cleo Sparrowfield is not to be met.")
        assert [concern.sentence for concern in found.concerns] == [HIDDEN]
        assert found.ask == ((held.id, police, True),)


def test_a_public_notice_is_checked_without_an_addressee(as_: As, story: Story) -> None:
    with as_("officer") as actor:
        assert queries.check(actor, "Racing in High Street is forbidden.", about=[story.case]).is_clear
        assert not queries.check(actor, "After the complaint of J. Kowalska.", about=[story.case]).is_clear
        # Of a notice for everybody the alleged person's own name is no victim's.
        assert queries.check(actor, "Ned Testworthy", about=[story.case]).is_clear
