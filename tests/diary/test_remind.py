"""The daily reminders: once for each day and rung, also run twice or late, and only of what one may see."""

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework import wiring
from casework.accounts.models import Job, Notification
from casework.cases.models import CaseFile
from casework.diary import services
from casework.diary.commands import REMIND
from casework.diary.models import Reminder
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.operations import jobs
from casework.sharing import policy
from casework.sharing.types import Act
from tests.diary.test_diary import add_task
from tests.referrals.made import refer
from tests.support import factories as make
from tests.support.installation import As

SYSTEM = system_actor("a test reminds")


def remind(as_: As, on: date) -> str:
    with as_(SYSTEM) as actor:
        return services.remind(actor, on)


def told(as_: As, who: str) -> list[str]:
    with as_(SYSTEM):
        wanted = select(Notification.sentence).where(Notification.kind == "diary", Notification.user_id == make.user_id(who))
        return list(db.session().scalars(wanted.order_by(Notification.id)))


def day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def test_twice_is_once_and_the_command_prints_one_line(app: Flask, as_: As) -> None:
    today = clock.today()
    with as_("officer") as actor:
        add_task(actor, make.new_case(actor, "Kowalska", owner=actor.user_id), 1, "Ring Kowalska")
    run = app.test_cli_runner().invoke(args=["enforcement", "remind", "--on", today.isoformat()])
    again = app.test_cli_runner().invoke(args=["enforcement", "remind", "--on", today.isoformat()])
    assert run.output == f"Reminders for {today}: 1 sent to 1 person.\n" and run.exit_code == 0
    assert again.output == f"Reminders for {today}: 0 sent to 0 people.\n"
    assert told(as_, "officer") == [f"Task: {day(today + timedelta(days=1))}, tomorrow."]


def test_each_rung_is_told_once_and_a_late_run_tells_the_last(as_: As) -> None:
    today = clock.today()
    due = today + timedelta(days=10)
    with as_("officer") as actor:
        add_task(actor, make.new_case(actor, owner=actor.user_id), 10)
    for days in (0, 3, 4, 9, 10, 11, 12):
        remind(as_, today + timedelta(days=days))
    assert told(as_, "officer") == [f"Task: {day(due)}{said}." for said in ("", ", tomorrow", ", today", ", overdue")]


def test_a_day_that_nobody_has_is_told_to_the_managers(as_: As) -> None:
    with as_("officer") as actor:
        case = make.new_case(actor)
        row = policy.open_one(actor, CaseFile, case.id, Act.CASE_EDIT)[0]
        row.review_on = clock.today()
    remind(as_, clock.today())
    assert told(as_, "officer") == [] and told(as_, "manager") == [f"Case review: {day(clock.today())}, today."]


def test_the_compartment_is_told_to_those_named_on_it_alone_and_leaves_no_trace(as_: As) -> None:
    with as_("cleared") as actor:
        refer(actor)
    remind(as_, clock.today() + timedelta(days=1))
    assert told(as_, "cleared")
    with as_(SYSTEM):
        rows = list(db.session().scalars(select(Reminder)))
        assert {row.user_id for row in rows} <= {make.user_id("cleared"), make.user_id("safeguarding")}
        assert all(len(row.mark) == 32 and row.mark.isalnum() for row in rows)


def test_somebody_suspended_or_without_casework_is_told_nothing(as_: As) -> None:
    with as_("officer") as actor:
        add_task(actor, make.new_case(actor), 0, user="second.officer")
    with as_(SYSTEM):
        user = db.session().scalars(select(services.AppUser).where(services.AppUser.username == "second.officer")).one()
        user.suspended_at = clock.wall()
    remind(as_, clock.today())
    assert told(as_, "second.officer") == []


def test_the_worker_asks_for_it_once_a_day_and_does_it(app: Flask, as_: As) -> None:
    with as_("officer") as actor:
        add_task(actor, make.new_case(actor, owner=actor.user_id), 0)
    with app.app_context():
        for _ in range(2):
            jobs.keep_working(wiring.WORK, {REMIND: wiring.REGULAR[REMIND]}, pause=0, rounds=1)
    with as_(SYSTEM):
        (job,) = db.session().scalars(select(Job))
        assert job.outcome == f"Reminders for {clock.today()}: 1 sent to 1 person." and job.done_at is not None
    assert len(told(as_, "officer")) == 1


def test_the_reading_for_somebody_stands_aside_and_leaves_the_system_as_it_was(as_: As) -> None:
    with as_(SYSTEM) as actor:
        mine: Any = db.session()
        services.remind(actor, clock.today())
        assert db.session() is mine and db.session().actor == actor
