"""A job is done by one worker only, tried again when it fails, and what is kept no longer goes."""

from datetime import timedelta
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select

from casework.accounts.models import Draft, Job, SignInAttempt
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.operations import jobs
from tests.support.installation import As

SYSTEM = system_actor("a test asks for work")


def ask(as_: As, **fields: object) -> None:
    """Ask for one job."""
    with as_(SYSTEM):
        db.session().add(Job(**{"kind": "greet", "body": {"name": "Ada"}, "due_at": clock.wall(), **fields}))


def all_jobs(as_: As) -> list[Job]:
    """Every job as it stands."""
    with as_(SYSTEM):
        return list(db.session().scalars(select(Job).order_by(Job.id)))


def test_due_work_is_done_once(app: Flask, as_: As) -> None:
    ask(as_)
    ask(as_, due_at=clock.wall() + timedelta(hours=1))
    ask(as_, kind="unknown")
    work = {"greet": lambda actor, body: f"hello {body['name']}"}
    with app.app_context():
        assert (jobs.run_due(work), jobs.run_due(work)) == (1, 0)
    assert [(job.outcome, job.tries) for job in all_jobs(as_)] == [("hello Ada", 1), ("", 0), ("", 0)]


def test_two_workers_never_do_the_same(app: Flask, as_: As) -> None:
    for number in range(12):
        ask(as_, body={"name": str(number)})
    done: list[object] = []
    start = Barrier(3)

    def greet(actor: Actor, body: dict[str, object]) -> str:
        done.append(body["name"])
        return "hello"

    def run() -> None:
        with app.app_context():
            start.wait()
            jobs.run_due({"greet": greet})

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=str) == sorted((str(number) for number in range(12)), key=str)


def test_a_failing_job_is_undone_tried_again_and_given_up(app: Flask, as_: As) -> None:
    ask(as_)

    def fail(actor: Actor, body: dict[str, object]) -> str:
        db.session().add(SignInAttempt(key_hash="half done", at=clock.wall(), ok=False))
        db.session().flush()
        raise RuntimeError("with a name in it")

    for tries in range(1, jobs.MOST_TRIES + 2):
        with app.app_context():
            jobs.run_due({"greet": fail})
        [job] = all_jobs(as_)
        assert (job.tries, job.outcome, job.done_at) == (min(tries, jobs.MOST_TRIES), "RuntimeError", None)
        with as_(SYSTEM):
            db.session().get_one(Job, job.id).due_at = clock.wall()
            assert db.session().scalars(select(SignInAttempt)).all() == []


def test_old_leavings_are_purged(app: Flask, as_: As) -> None:
    with as_("officer") as actor:
        for days in (29, 31):
            at = clock.wall() - timedelta(days=days)
            db.session().add(Draft(user_id=actor.user_id, form="note", path=str(days), body="words", at=at))
    with app.app_context():
        assert (jobs.purge(), jobs.purge()) == (1, 0)
    with as_("officer"):
        assert [draft.path for draft in db.session().scalars(select(Draft))] == ["29"]
