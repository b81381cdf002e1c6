"""Deeds of the system beside a person's own: a session of its own on its own engine, after the person's deed is kept."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.kernel.guard import GuardedSession, current_actor

log = logging.getLogger("casework")


@contextmanager
def as_system(reason: str) -> Iterator[Actor]:
    """Act as the system in a transaction of its own, with the written reason; the person's session stands aside meanwhile.

    Never inside a person's open transaction: the embedded database has one writer at a time.
    """
    aside = db.session()
    actor = system_actor(reason)
    db.session.registry.set(db.session.session_factory())
    try:
        db.session().bind_actor(actor)
        yield actor
        db.session().commit()
    finally:
        db.session.remove()
        db.session.registry.set(aside)
        current_actor.set(aside.actor)


@contextmanager
def reading_as(actor: Actor) -> Iterator[None]:
    """Read as somebody who is not here, as they may see it: their calendar, their reminders. What is open stands aside meanwhile.

    It reads a snapshot on another connection, so it may stand inside a transaction that writes; it keeps nothing.
    """
    aside = db.session()
    db.session.registry.set(db.session.session_factory())
    try:
        with reading():
            db.session().bind_actor(actor)
            yield
    finally:
        db.session().rollback()
        db.session.remove()
        db.session.registry.set(aside)
        current_actor.set(aside.actor)


def once_kept(deed: Callable[[], None]) -> None:
    """Do something once the present transaction is committed. If it fails, what was committed stays and a job tries again."""

    def follow(session: GuardedSession) -> None:
        try:
            deed()
        except Exception as fault:  # The person's own deed is kept already, and the message could carry what was typed.
            log.error("a deed of the system failed and waits for its job: %s", type(fault).__name__)

    event.listen(db.session(), "after_commit", follow, once=True)
