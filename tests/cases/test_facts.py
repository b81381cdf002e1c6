"""The facts beside a case follow it, whoever writes it, and stand behind the same rule."""

from sqlalchemy import select

from casework.cases.models import CaseFile
from casework.index.facts import CaseFact
from casework.kernel import clock
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.types import Act
from tests.support import factories


def facts_for(as_, who):
    with as_(who) as actor:
        return list(db.session().scalars(policy.readable(actor, CaseFact)))


def test_facts_are_written_with_the_case(app, as_):
    with as_("officer") as actor:
        record_id = factories.new_case(actor).id
    (fact,) = facts_for(as_, "officer")
    day = clock.today()
    assert (fact.record_id, fact.subject, fact.opened_month) == (record_id, "NOI", day.year * 100 + day.month)
    assert (fact.closed_on, fact.closed_month, fact.compartment) == (None, None, "")


def test_facts_follow_the_case(app, as_):
    with as_("officer") as actor:
        ref = factories.new_case(actor).ref
    with as_("officer") as actor:
        case, _ = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)
        case.stage, case.closed_on, case.closure_reason = "CLOSED", clock.today(), "RESOLVED"
    (fact,) = facts_for(as_, "officer")
    assert (fact.stage, fact.outcome, fact.closed_on) == ("CLOSED", "RESOLVED", clock.today())


def test_facts_of_others_are_not_there(app, as_):
    with as_("officer") as actor:
        factories.new_case(actor)
    assert facts_for(as_, "neighbour") == facts_for(as_, "analyst") == []
    with as_("officer") as actor:
        assert len(list(db.session().scalars(select(CaseFact)))) == 1
