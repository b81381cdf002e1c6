"""Work for later: due jobs are taken one at a time, each by one worker only, and old leavings are purged."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import delete, select

from casework.accounts.models import Draft, IdempotencyKey, Job, SignInAttempt, UserSession
from casework.accounts.models.brakes import BrakeWindow
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.guard import GuardedSession

Work = Callable[[Actor, dict[str, object]], str]
ACTOR = system_actor("work that was asked for earlier is done")
MOST_TRIES = 5
PAUSE = timedelta(minutes=1)
KEPT = {
    BrakeWindow: (BrakeWindow.starts_at, timedelta(hours=3)),
    Draft: (Draft.at, timedelta(days=30)),
    IdempotencyKey: (IdempotencyKey.at, timedelta(days=7)),
    Job: (Job.done_at, timedelta(days=30)),
    SignInAttempt: (SignInAttempt.at, timedelta(days=1)),
    UserSession: (UserSession.ends_at, timedelta(days=90)),
}


def run_due(work: Mapping[str, Work]) -> int:
    """Do every job that is due; return how many were taken. A job that fails is tried again later, five times at most."""
    taken = 0
    while _run_one(work):
        taken += 1
    return taken


def ask(regular: Mapping[str, timedelta]) -> int:
    """Ask for what is done again and again, where its time has come; return how many. Done twice, it does no harm."""
    session, asked = _session(), 0
    for kind, every in regular.items():
        now = clock.wall()
        seconds = int(every.total_seconds())
        slot = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
        if session.scalar(select(Job.id).where(Job.kind == kind, Job.due_at >= slot).limit(1)) is None:
            session.add(Job(kind=kind, body={}, due_at=now))
            asked += 1
    session.commit()
    db.session.remove()
    return asked


def purge() -> int:
    """Delete drafts, form keys, jobs done, counts, sign-in tries and sessions that are kept no longer; return how many."""
    session, gone = _session(), 0
    for model, (column, kept) in KEPT.items():
        done = session.execute(delete(model).where(column < clock.wall() - kept).execution_options(synchronize_session=False))
        gone += getattr(done, "rowcount", 0)
    session.commit()
    db.session.remove()
    return gone


def keep_working(work: Mapping[str, Work], regular: Mapping[str, timedelta], *, pause: float, rounds: int | None = None) -> None:
    """Do what is due, purge, rest, and again: for ever, or for so many rounds."""
    while rounds is None or rounds > 0:
        ask(regular)
        run_due(work)
        purge()
        rounds = None if rounds is None else rounds - 1
        if rounds != 0:
            time.sleep(pause)


def _session() -> GuardedSession:
    session = cast(GuardedSession, db.session())
    session.bind_actor(ACTOR)
    return session


def _run_one(work: Mapping[str, Work]) -> bool:
    """Take one due job and do it in the same transaction: SKIP LOCKED, or SQLite's own write lock, lets one worker win."""
    session = _session()
    due = select(Job).where(Job.done_at.is_(None), Job.due_at <= clock.wall(), Job.kind.in_(list(work)), Job.tries < MOST_TRIES)
    job = session.scalars(due.order_by(Job.due_at, Job.id).limit(1).with_for_update(skip_locked=True)).first()
    if job is None:
        db.session.remove()
        return False
    job_id, kind, body, tries = job.id, job.kind, job.body, job.tries
    try:
        job.outcome, job.done_at, job.tries = work[kind](ACTOR, body), clock.wall(), tries + 1
        session.commit()
    except Exception as fault:  # One job's fault must not stop the others; it is written on the job.
        session.rollback()
        failed = session.get_one(Job, job_id)
        failed.tries, failed.outcome = tries + 1, type(fault).__name__
        failed.due_at = clock.wall() + PAUSE * 2**tries
        session.commit()
    db.session.remove()
    return True
