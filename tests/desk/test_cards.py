"""The cards of the start pages: each role sees its own work, each figure is that of its list, and the cost does not grow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from casework.accounts.models import AppUser
from casework.cases.models import Activity, CaseFile
from casework.desk import work
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.types import Act, Level, Section
from casework.tasks import services as tasks
from tests.support.factories import new_case, new_incident, new_share, organisation_id, user_id


def test_an_officers_first_thing_is_their_own_work(as_: Any, browser_of: Any) -> None:
    with as_("officer") as actor:
        new_case(actor, "Mine to work", owner=actor.user_id)
        new_case(actor, "Somebody else's")
        new_incident(actor, "Shouting on the green")
    page = browser_of("officer").get("/")
    own = page[page.index("Your open cases") : page.index("Recent incidents")]
    assert "Mine to work" in own and "Somebody else&#39;s" not in own
    assert "Shouting on the green" in page


def add_activity(actor: Any, record_id: int, ref: str, kind: str = "note", audience: int | None = None) -> None:
    policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT, log=False)
    db.session().add(
        Activity(
            record_id=record_id, section=int(Section.NOTES), author_org_id=actor.organisation_id, audience_id=audience, kind=kind,
            at=clock.now(), by_user=actor.user_id,
        )
    )  # fmt: skip


def test_a_practitioner_sees_what_changed_since_their_last_visit(as_: Any, browser_of: Any) -> None:
    with as_("officer") as actor:
        full, summary = new_case(actor, "Shared in full"), new_case(actor, "Shared in summary")
        new_share(actor, full, "LUM", Level.FULL)
        new_share(actor, summary, "LUM", Level.SUMMARY)
    with as_("officer") as actor:
        for record in (full, summary):
            add_activity(actor, record.id, record.ref)
    with as_("housing") as actor:
        items = work.changed(actor)["items"]
        assert [item.ref for item in items] == [full.ref], "a note on a case shared in summary leaves no trace"
        assert "note added" in items[0].detail
    with as_(system_actor("a test")):
        user = db.session().get_one(AppUser, user_id("housing"))
        user.previous_seen_at = clock.wall() + timedelta(seconds=5)
    with as_("housing") as actor:
        assert work.changed(actor)["items"] == []
    assert "Changed on cases shared with us" in browser_of("housing").get("/")


def test_what_is_asked_of_an_organisation_is_shown_to_it_alone(as_: Any, browser_of: Any) -> None:
    with as_("officer") as actor:
        record = new_case(actor, "Needs the landlord")
        new_share(actor, record, "LUM")
        _, lens = policy.open_one(actor, CaseFile, record.ref, Act.TASK_ADD)
        tasks.add_task(actor, lens, title="Visit the tenant", for_org_id=organisation_id("LUM"), due_on=clock.today())
    page = browser_of("housing").get("/")
    assert "Visit the tenant" in page and "Huntingdonshire District Council asks" in page and "Due today" in page
    assert "Visit the tenant" not in browser_of("police").get("/")


@pytest.mark.parametrize("which", list(work.QUEUES))
def test_a_managers_figures_are_those_of_the_lists_they_open(as_: Any, browser_of: Any, which: str) -> None:
    with as_("officer") as actor:
        for number in range(5):
            record = new_case(actor, f"Case {number}", owner=actor.user_id if number % 2 else None)
            row, _ = policy.open_one(actor, CaseFile, record.ref, Act.CASE_EDIT)
            row.review_on = clock.today() + timedelta(days=number - 2)
    with as_("police") as actor:
        new_case(actor, "Of another organisation")
    with as_("manager") as actor:
        figure, queue = work.team_cases(actor)[which], work.queue(actor, which)
    assert figure == queue["count"] == len(queue["items"]) == {"open": 5, "late": 2, "waiting": 3}[which]
    page = browser_of("manager").get(f"/queue/{which}")
    assert page.count("cw-tasks__item") == figure
    assert "Of another organisation" not in page


def test_the_queue_is_the_managers(browser_of: Any) -> None:
    browser_of("officer").get("/queue/late", 404)
    browser_of("manager").get("/queue/none", 404)


@pytest.mark.parametrize("who", ["lead", "governance", "analyst", "administrator"])
def test_roles_without_casework_see_no_case_on_their_start_page(as_: Any, browser_of: Any, who: str) -> None:
    with as_("officer") as actor:
        record = new_case(actor, "Phrase of a case")
    page = browser_of(who).get("/")
    assert "Phrase of a case" not in page and record.ref not in page


def statements(app: Flask, get: Callable[[], Any]) -> int:
    count = 0

    def note(*args: Any) -> None:
        nonlocal count
        count += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        get()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return count


@pytest.mark.parametrize("who", ["officer", "housing", "manager", "lead", "governance", "analyst", "administrator"])
def test_the_number_of_statements_does_not_grow_with_the_work(app: Flask, as_: Any, browser_of: Any, who: str) -> None:
    def more(number: int) -> None:
        with as_("officer") as actor:
            for count in range(number):
                record = new_case(actor, f"Case {count}", owner=actor.user_id)
                new_share(actor, record, "LUM")
                new_incident(actor)
                _, lens = policy.open_one(actor, CaseFile, record.ref, Act.TASK_ADD)
                tasks.add_task(actor, lens, title="Visit", for_org_id=organisation_id("LUM"), due_on=clock.today())
                add_activity(actor, record.id, record.ref)

    browser = browser_of(who)
    more(9)
    few = statements(app, lambda: browser.get("/"))
    more(20)
    many = statements(app, lambda: browser.get("/"))
    print(f"{who}: {many} statements")
    assert few == many <= 30
