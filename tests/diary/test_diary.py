"""The diary: every dated thing where it belongs, page after page, and nothing of what one may not see."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from casework.audit.models import AuditEvent
from casework.cases.models import CaseFile
from casework.cases.services import risk
from casework.cases.types import Judgement
from casework.diary import queries
from casework.diary.types import Scope, Shown, Wanted, When
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.types import Act
from casework.statute.risk import assessment_on
from casework.tasks import services as tasks
from tests.referrals.made import refer
from tests.support import enforcing
from tests.support import factories as make
from tests.support.installation import As


def told(shown: Shown) -> list[tuple[str, str]]:
    """Heading and kind of every line."""
    return [(str(when), line.what) for when, lines in shown.groups for line in lines]


def add_task(actor: Actor, case: Any, days: int, title: str = "Visit", user: str = "officer") -> None:
    lens = policy.open_one(actor, CaseFile, case.id, Act.TASK_ADD)[1]
    task = tasks.add_task(
        actor, lens, title=title, for_org_id=make.organisation_id("HDC"), for_user_id=make.user_id(user),
        due_on=clock.today() + timedelta(days=max(days, 0)),
    )  # fmt: skip
    task.due_on = clock.today() + timedelta(days=days)
    db.session().flush()


def page(as_: As, who: str = "officer", **wanted: Any) -> Shown:
    with as_(who) as actor:
        return queries.page(actor, Wanted(**wanted))


def test_days_stand_under_their_headings_soonest_first(as_: As) -> None:
    with as_("officer") as actor:
        case = make.new_case(actor, owner=actor.user_id)
        for days in (30, 3, 0, -2):
            add_task(actor, case, days)
    assert told(page(as_)) == [("overdue", "Task"), ("today", "Task"), ("week", "Task"), ("later", "Task")]
    for when in (When.OVERDUE, When.TODAY, When.WEEK, When.LATER):
        assert [heading for heading, _ in told(page(as_, when=when))] == [str(when)]


def test_every_kind_of_day_is_there_with_its_reason(as_: As) -> None:
    with as_(system_actor("a test authorises an officer")):
        enforcing.delegate("officer")
    with as_("officer") as actor:
        ref = enforcing.case(actor)
        enforcing.papers(actor, ref)
        enforcing.in_force(actor)
        case = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)[0]
        case.review_on, case.first_contact_due_at = clock.today(), clock.now() + timedelta(hours=5)
        enforcing.share(actor, ref, "LUM", enforcing.Level.FULL)
        questions = assessment_on(clock.today())
        answers = {question.code: question.answers[0].code for question in questions.questions}
        judgement = Judgement(
            answers=answers, overrides=(), band="standard", narrative="n", protective="p", harm_done="h", harm_risk="r",
            review_on=clock.today() + timedelta(days=28),
        )  # fmt: skip
        risk.assess_risk(actor, ref, judgement)
    lines = {line.what: line for _, held in page(as_).groups for line in held}
    wanted = {
        "Last day to appeal": "s46", "Last day to pay": "Environmental Protection Act", "Conduct to stop by": "s43",
        "End of the time without a repeat": "", "Order ends": "s60", "Last day to challenge an order": "s66",
        "First contact": "", "Risk to assess again": "", "Share ends": "Set when it was shared",
    }  # fmt: skip
    assert {what: part for what, part in wanted.items() if what not in lines or part not in lines[what].why} == {}
    assert all(line.why for line in lines.values()) and "Case review" not in lines  # it is the day of the risk
    with as_(system_actor("a test reads the trail")):
        event_row = db.session().scalars(select(AuditEvent).where(AuditEvent.record_kind == "diary")).one()
        assert event_row.hits is not None and event_row.hits >= len(lines) and len(event_row.ids) > 2


def test_pages_follow_one_another_without_gap_or_repeat_across_sources(as_: As) -> None:
    with as_("officer") as actor:
        for number in range(40):
            case = make.new_case(actor, f"Case {number}", owner=actor.user_id)
            case_row = policy.open_one(actor, CaseFile, case.id, Act.CASE_EDIT)[0]
            case_row.review_on = clock.today() + timedelta(days=number % 3)
            case_row.first_contact_due_at = clock.start_of_day(clock.today() + timedelta(days=number % 3))
            add_task(actor, case, number % 3)
    seen: list[tuple[str, int]] = []
    key = ""
    for _ in range(5):
        shown = page(as_, key=key)
        seen += [(line.source, line.id) for _, lines in shown.groups for line in lines]
        key = shown.next_key
        if not key:
            break
    assert len(seen) == 120 and len(set(seen)) == 120


@pytest.mark.parametrize("key", ["", "x", "1.tasks", "99999999999999999999.tasks.1", "-1.tasks.1", "1.tasks.1;drop"])
def test_a_key_that_was_tampered_with_does_no_harm(as_: As, key: str) -> None:
    page(as_, key=key)


def test_statements_do_not_grow_with_what_is_due(as_: As) -> None:
    def count(times: int) -> int:
        with as_("officer") as actor:
            for _ in range(times):
                add_task(actor, make.new_case(actor, owner=actor.user_id), 1)
        said: list[str] = []
        with as_("officer") as actor:
            event.listen(db.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
            queries.page(actor, Wanted())
        return len(said)

    one, twenty = count(1), count(20)
    assert one == twenty or twenty - one <= 1


def test_the_organisation_and_the_partnership_see_their_own(as_: As) -> None:
    with as_("officer") as actor:
        case = make.new_case(actor, owner=actor.user_id)
        add_task(actor, case, 1)
        make.new_share(actor, case, "LUM")
    with as_("officer") as actor:
        add_task(actor, make.new_case(actor, "Unshared"), 1)
    assert told(page(as_, "manager")) == []
    assert len(told(page(as_, "manager", scope=Scope.ORGANISATION))) == 3  # two tasks and the end of the share
    kinds = [what for _, what in told(page(as_, "housing", scope=Scope.PARTNERSHIP))]
    assert sorted(kinds) == ["Share ends", "Task"]
    assert told(page(as_, "police", scope=Scope.PARTNERSHIP)) == [] == told(page(as_, "neighbour", scope=Scope.PARTNERSHIP))


def test_a_referral_is_in_the_diary_of_those_named_on_it_and_leaves_no_trace_elsewhere(as_: As) -> None:
    with as_("cleared") as actor:
        refer(actor)
    shown = page(as_, "cleared")
    assert ("referral_decision" in shown.sources) and any("Decision" in what for _, what in told(shown))
    for who in ("police", "officer", "manager", "housing"):
        for scope in (Scope.MINE, Scope.ORGANISATION, Scope.PARTNERSHIP):
            other = page(as_, who, scope=scope)
            assert other.is_empty and not any(name.startswith("referral") for name in other.sources)
    with as_("cleared") as actor:
        assert queries.coming(actor, clock.today()) == []


def test_what_is_done_or_closed_is_not_due(as_: As) -> None:
    with as_("officer") as actor:
        case = make.new_case(actor, owner=actor.user_id)
        row = policy.open_one(actor, CaseFile, case.id, Act.CASE_EDIT)[0]
        row.review_on = clock.today()
        add_task(actor, case, 0)
    assert len(told(page(as_))) == 2
    with as_("officer") as actor:
        row = policy.open_one(actor, CaseFile, case.id, Act.CASE_EDIT)[0]
        row.closed_on, row.closure_reason = clock.today(), "RES_EARLY"
    assert told(page(as_)) == [("today", "Task")]
