"""Tasks: who may be asked, who closes and hands on, and whose caseload it makes the record."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.accounts.models import Notification
from casework.cases.models import CaseFile
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused, Stale
from casework.sharing import policy, reasons
from casework.sharing.types import Act, Lens, Level
from casework.tasks import queries, services
from casework.tasks.types import When, Whose
from tests.support import factories as make
from tests.support.installation import As

DAY = timedelta(days=1)


def opened(actor: Actor, record_id: int, act: Act = Act.TASK_ADD) -> Lens:
    return policy.open_one(actor, CaseFile, record_id, act)[1]


@pytest.fixture
def case(as_: As) -> int:
    """The officer's case, shared in full with the landlord and as a summary with the police."""
    with as_("officer") as actor:
        record = make.new_case(actor, owner=actor.user_id)
        make.new_share(actor, record, "LUM")
        make.new_share(actor, record, "CCON", Level.SUMMARY)
    return record.id


def ask(actor: Actor, case: int, code: str = "LUM", who: str = "", *, days: int = 7, title: str = "Visit the tenant") -> int:
    return services.add_task(
        actor,
        opened(actor, case),
        title=title,
        for_org_id=make.organisation_id(code),
        for_user_id=make.user_id(who) if who else None,
        due_on=clock.today() + days * DAY,
    ).id


def test_a_partner_is_asked_and_told_and_closes_it(case: int, as_: As) -> None:
    with as_("officer") as actor:
        task_id = ask(actor, case, "LUM", "housing")
    with as_("housing") as actor:
        assert [task.title for task in queries.mine(actor)] == ["Visit the tenant"]
        assert queries.count_open(actor) == (1, 0)
        told = db.session().scalars(select(Notification).where(Notification.user_id == actor.user_id)).one()
        assert "Visit" not in told.sentence
        services.close_task(actor, opened(actor, case, Act.TASK_CLOSE), task_id, outcome="Visited", seen_version=1)
        assert queries.mine(actor) == []
    with as_("officer") as actor:
        (task,) = queries.of_record(actor, opened(actor, case))
        assert (task.is_done, task.outcome, task.done_by) == (True, "Visited", "Hana Housing")
        with pytest.raises(Refused, match="already closed"):
            services.close_task(actor, opened(actor, case, Act.TASK_CLOSE), task_id, outcome="x", seen_version=2)


@pytest.mark.parametrize(("code", "who"), [("CCON", ""), ("CCC", ""), ("FDC", ""), ("LUM", "police"), ("HDC", "suspended")])
def test_who_cannot_see_the_task_cannot_be_asked(case: int, as_: As, code: str, who: str) -> None:
    with as_("officer") as actor, pytest.raises(Refused):
        ask(actor, case, code, who)


def test_a_day_that_has_passed_is_refused(case: int, as_: As) -> None:
    with as_("officer") as actor, pytest.raises(Refused):
        ask(actor, case, days=-1)


def test_a_summary_partner_sees_no_task(case: int, as_: As) -> None:
    with as_("officer") as actor:
        ask(actor, case)
    with as_("police") as actor:
        lens = policy.open_one(actor, CaseFile, case)[1]
        assert queries.of_record(actor, lens) == []
        with pytest.raises(NotAllowed):
            opened(actor, case)


def test_a_task_is_closed_inside_its_own_record_only(case: int, as_: As) -> None:
    with as_("officer") as actor:
        task_id = ask(actor, case)
        other = make.new_case(actor, "Another").id
        with pytest.raises(NotFound):
            services.close_task(actor, opened(actor, other, Act.TASK_CLOSE), task_id, outcome="x", seen_version=1)
        with pytest.raises(Stale):
            services.close_task(actor, opened(actor, case, Act.TASK_CLOSE), task_id, outcome="x", seen_version=9)


def test_a_manager_hands_on_and_others_only_their_own(case: int, as_: As) -> None:
    with as_("officer") as actor:
        task_id = ask(actor, case, "HDC", "officer")
    with as_("second.officer") as actor, pytest.raises(NotAllowed):
        services.reassign(actor, opened(actor, case), task_id, for_user_id=actor.user_id, seen_version=1)
    with as_("manager") as actor:
        services.reassign(actor, opened(actor, case), task_id, for_user_id=make.user_id("second.officer"), seen_version=1)
        with pytest.raises(Refused):
            services.reassign(actor, opened(actor, case), task_id, for_user_id=make.user_id("housing"), seen_version=2)
    with as_("second.officer") as actor:
        assert [task.id for task in queries.mine(actor)] == [task_id]


def test_an_open_task_makes_the_record_own_work(case: int, as_: As) -> None:
    with as_("second.officer") as actor:
        ref = opened(actor, case).ref
        assert reasons.needed(actor, ref, make.new_session(actor))
    with as_("officer") as actor:
        task_id = ask(actor, case, "HDC", "second.officer")
    with as_("second.officer") as actor:
        row = make.new_session(actor, "another")
        assert not reasons.needed(actor, ref, row)
        services.close_task(actor, opened(actor, case, Act.TASK_CLOSE), task_id, outcome="done", seen_version=1)
        assert reasons.needed(actor, ref, row)


def test_lists_by_whose_and_when(case: int, as_: As) -> None:
    with as_("officer") as actor:
        ask(actor, case, "LUM", "housing", title="theirs")
        late = ask(actor, case, "HDC", "officer", days=0, title="late")
        ask(actor, case, "HDC", title="anybody's")
    with as_("officer") as actor:
        assert {task.title for task in queries.listing(actor).tasks} == {"late", "anybody's"}
        assert {task.title for task in queries.listing(actor, whose=Whose.ASKED).tasks} == {"theirs", "anybody's"}
        assert queries.listing(actor, when=When.OVERDUE).tasks == ()
        clock.shift_to(clock.today() + 2 * DAY)
        assert [task.id for task in queries.listing(actor, when=When.OVERDUE).tasks] == [late]
        assert [task.id for task in queries.overdue(actor)] == [late]
    with as_("housing") as actor:
        assert {task.title for task in queries.listing(actor, whose=Whose.ORGANISATION).tasks} == {"theirs"}


def test_tasks_go_with_the_share(case: int, as_: As) -> None:
    with as_("officer") as actor:
        ask(actor, case, "LUM", "housing")
    clock.shift_to(clock.today() + 40 * DAY)
    with as_("housing") as actor:
        assert queries.mine(actor) == []
