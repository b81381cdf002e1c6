"""An organisation leaves a partnership once nothing there is its own; custody gives what is left to one named person."""

import pytest
from flask import Flask
from sqlalchemy import select

from casework.cases.models import CaseFile
from casework.desk import administration
from casework.exchange.services import custody, deciding
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations.models import PartnershipMember
from casework.people.services import persons
from casework.people.types import NewPerson
from casework.sharing import listing, policy
from casework.sharing.services import checking, ownership
from casework.sharing.types import Act, Kind, Level, Relation
from tests.cases.acts import new_case, share
from tests.exchange.made import ask, offer
from tests.support import factories as make
from tests.support.installation import As

SYSTEM = system_actor("a test places records in custody")


@pytest.fixture
def left(as_: As) -> str:
    """A case of the landlord's with a person on it, shared with the council, and a question about it."""
    with as_("housing") as actor:
        ref = new_case(actor, "The landlord's case")
        person = persons.add_person(actor, NewPerson(family_name="Testworthy", given_names="Ned"))
        make.link(actor, policy.open_one(actor, CaseFile, ref, Act.LINK_ADD)[1], person.id)
        share(actor, ref, "HDC", Level.FULL)
        ask(actor, ref, "CCON")
    return ref


def membership(as_: As, code: str) -> PartnershipMember:
    with as_(SYSTEM):
        held = select(PartnershipMember).where(PartnershipMember.organisation_id == make.organisation_id(code))
        return db.session().scalars(held).one()


def place(as_: As, username: str) -> int:
    member = membership(as_, "LUM")
    with as_(SYSTEM) as actor:
        where = {"organisation_id": member.organisation_id, "partnership_id": member.partnership_id}
        return custody.place(actor, custodian=username, **where)


def test_nobody_leaves_while_they_own_records(as_: As, left: str) -> None:
    member = membership(as_, "LUM")
    with pytest.raises(Refused, match="1 case, 1 person, 1 request"), as_("administrator") as actor:
        administration.leave(actor, member.id)
    assert place(as_, "manager") == 3
    with as_("administrator") as actor:
        assert administration.leave(actor, member.id) == member.organisation_id
    with as_(SYSTEM) as actor:
        assert ownership.left_behind(actor, member.organisation_id, member.partnership_id) == {}


def test_custody_is_one_persons_and_ends_what_the_leaver_opened(as_: As, left: str) -> None:
    place(as_, "manager")
    with as_("manager") as actor:
        assert policy.open_one(actor, CaseFile, left)[1].relation is Relation.MEMBER
    for who in ("housing", "officer", "police"):
        with as_(who) as actor:
            assert [listing.count(actor, kind) for kind in (Kind.CASE, Kind.PERSON, Kind.REQUEST)] == [0, 0, 0], who
            with pytest.raises(NotFound):
                policy.open_one(actor, CaseFile, left)
    assert place(as_, "manager") == 0
    with as_(SYSTEM) as actor:
        assert checking.verify(actor) == {}
    with as_("manager") as actor:
        ref = offer(actor, left, "CCON")
    with as_("police") as actor:
        deciding.accept(actor, ref, seen=1)
    with as_("police") as actor:
        assert policy.open_one(actor, CaseFile, left)[1].relation is Relation.OWNER
    with as_("manager") as actor, pytest.raises(NotFound):
        policy.open_one(actor, CaseFile, left)


@pytest.mark.parametrize("who", ["housing", "neighbour", "lead", "suspended", "no.such.person"])
def test_who_cannot_be_custodian(as_: As, left: str, who: str) -> None:
    with pytest.raises(Refused):
        place(as_, who)


def test_the_commands_print_one_line_and_may_run_twice(app: Flask, as_: As, left: str) -> None:
    runner, member = app.test_cli_runner(), membership(as_, "LUM")
    said = [runner.invoke(args=["exchange", "remind"]).output for _ in range(2)]
    assert said == ["0 due soon, 0 overdue, 0 answers written on their cases\n"] * 2
    words = ["--organisation", str(member.organisation_id), "--partnership", str(member.partnership_id)]
    words += ["--custodian", "manager", "--reason", "They leave"]
    assert runner.invoke(args=["exchange", "custody", *words]).output == "3 records are in the custody of manager\n"
    assert runner.invoke(args=["sharing", "verify"]).output == "Every derived grant is right.\n"
