"""The session that stands guard: every statement carries the access rule, or is refused.

This is the mechanism only. The rule itself (who may see which record) is handed in by `casework.sharing` when the application is
made. A session belongs to one actor for life, so that rows of one actor never meet another actor in an identity map.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, Executable, event, text
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.orm.interfaces import UserDefinedOption

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import NoActor, Unfiltered

current_actor: ContextVar[Actor | None] = ContextVar("current_actor", default=None)
current_eyes: ContextVar[Actor | None] = ContextVar("current_eyes", default=None)
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


class Filtered(UserDefinedOption):
    """Travels with each loaded row: says that the access rule travels with it too."""

    propagate_to_loaders = True


class Seen(UserDefinedOption):
    """Travels in the same way: says that the rule of another's eyes is there too."""

    propagate_to_loaders = True


class Rules:
    """What the domain hands to the guard: the criteria, the protected tables, the check before a write, the named queries."""

    def __init__(self) -> None:
        self.options: tuple[Any, ...] = ()
        self.eyes: tuple[Any, ...] = ()
        self.pattern: re.Pattern[str] | None = None
        self.check_write: Callable[[GuardedSession], None] = lambda session: None
        self.named: dict[str, str] = {}
        self.enabled = True
        self._verdicts: dict[str, bool] = {}

    def install(
        self,
        options: tuple[Any, ...],
        tables: set[str],
        check_write: Callable[["GuardedSession"], None],
        *,
        eyes: tuple[Any, ...] = (),
    ) -> None:
        """Take the rule of the domain. Called once, when the application is made."""
        self.options = (Filtered(), *options)
        self.eyes = (Seen(), *eyes)
        names = "|".join(sorted(re.escape(name) for name in tables))
        self.pattern = re.compile(rf'(?<![.\w"])"?(?:{names})"?(?![.\w"])(?!\s+AS\s+"?acl_)', re.IGNORECASE)
        self.check_write = check_write
        self._verdicts = {}

    def name(self, query: str, reason: str) -> str:
        """Register a query that may look past the actor's own sight, with the written reason."""
        self.named[query] = reason
        return query

    def is_sound(self, sql: str) -> bool:
        """True when every mention of a protected table in the statement stands beside the rule's mark."""
        verdict = self._verdicts.get(sql)
        if verdict is None:
            found = len(self.pattern.findall(sql)) if self.pattern else 0
            verdict = found <= sql.count("/*acl*/")
            if len(self._verdicts) > 5000:
                self._verdicts.clear()
            self._verdicts[sql] = verdict
        return verdict


RULES = Rules()


class GuardedSession(FlaskSession):
    """A session bound to one actor; every ORM statement is narrowed to what that actor may see."""

    @property
    def actor(self) -> Actor | None:
        return self.info.get("actor")

    def bind_actor(self, actor: Actor) -> None:
        """Give the session its actor, once."""
        held = self.actor
        if held is not None and held != actor:
            raise NoActor("a session belongs to one actor for life")
        self.info["actor"] = actor
        current_actor.set(actor)
        if self.in_transaction():  # The request began by finding out who is asking: the database is told who it was.
            _tell_database(self, self.connection())

    def moment(self) -> datetime:
        """Return the instant at which this transaction began: what it grants holds from then, also for row-level security."""
        self.connection()
        began: datetime = self.info["began"]
        return began

    def tell_time(self) -> None:
        """Take the trade's clock anew within a transaction: only the making of a demonstration moves it there."""
        self.connection()
        self.info["began"] = clock.now()
        _tell_database(self, self.connection())

    def note(self, statement: Executable, *, always: bool = False) -> None:
        """Keep a small write (last seen, last visit) for the short transaction that seals this request, a reading one's too.

        Such a statement touches no table behind the access rule. One that is wanted always is written for a refused request too.
        """
        self.info.setdefault("always" if always else "notes", []).append(statement)

    def take_notes(self, *, refused: bool = False) -> list[Executable]:
        """Return the small writes that wait, of a refused request those that are wanted always, and forget them."""
        notes, always = self.info.pop("notes", []), self.info.pop("always", [])
        return list(always) if refused else [*notes, *always]

    @contextmanager
    def through_eyes_of(self, other: Actor) -> Iterator[None]:
        """Read, until the block ends, only what this session's actor and the other may both see."""
        self.info["eyes"] = other
        try:
            yield
        finally:
            self.info.pop("eyes", None)
            current_eyes.set(None)

    def made(self) -> set[int]:
        """Return the ids of records made in this transaction: nothing can have been written about them before."""
        return self.info.setdefault("made", set())

    def writable(self) -> set[int]:
        """Return the ids of records that were opened, or made, for writing in this transaction."""
        return self.info.setdefault("writable", set())

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kw: Any) -> Engine | Connection:
        if bind is None and self.actor is not None and self.actor.is_system:
            return self._db.engines["system"]
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **kw)

    def flush(self, objects: Any = None) -> None:
        token = _flushing.set(True)
        try:
            super().flush() if objects is None else super().flush(objects)
        finally:
            _flushing.reset(token)


@event.listens_for(GuardedSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    actor = state.session.info.get("actor")
    if actor is None:
        raise NoActor("a query without an actor")
    current_actor.set(actor)
    if actor.is_system or state.execution_options.get("acl_named") in RULES.named or not RULES.enabled:
        return
    if state.is_orm_statement and (state.is_select or state.is_update or state.is_delete):
        if state.is_column_load:
            state.update_execution_options(acl_refresh=True)
            return
        if not any(isinstance(option, Filtered) for option in state.user_defined_options):
            state.statement = state.statement.options(*RULES.options)
        _narrow_to_eyes(state)


def _narrow_to_eyes(state: ORMExecuteState) -> None:
    """While something is read through another's eyes, narrow it also to what they may see."""
    eyes = state.session.info.get("eyes")
    if eyes is not None and not any(isinstance(option, Seen) for option in state.user_defined_options):
        current_eyes.set(eyes)
        state.statement = state.statement.options(*RULES.eyes)


@event.listens_for(GuardedSession, "before_flush")
def _check(session: GuardedSession, context: Any, instances: Any) -> None:
    if session.actor is None:
        raise NoActor("a change without an actor")
    current_actor.set(session.actor)
    RULES.check_write(session)


@event.listens_for(GuardedSession, "after_begin")
def _name_actor(session: GuardedSession, transaction: SessionTransaction, connection: Connection) -> None:
    session.info["began"] = clock.now()
    _tell_database(session, connection)


def _tell_database(session: GuardedSession, connection: Connection) -> None:
    """Give row-level security the actor of this transaction."""
    if connection.dialect.name != "postgresql":
        return
    actor = session.actor
    principals = "" if actor is None else ",".join(actor.principals)
    connection.execute(
        text(
            "SELECT set_config('app.principals', :p, true), set_config('app.user_id', :u, true),"
            " set_config('app.org_id', :o, true), set_config('app.now', :n, true)"
        ),
        {
            "p": principals,
            "u": str((actor and actor.user_id) or ""),
            "o": str((actor and actor.organisation_id) or ""),
            "n": session.info["began"].isoformat(),
        },
    )


@event.listens_for(GuardedSession, "after_commit")
@event.listens_for(GuardedSession, "after_rollback")
def _forget(session: GuardedSession) -> None:
    session.info.pop("writable", None)
    session.info.pop("made", None)
    session.info.pop("indexed", None)
    session.info.pop("deferred", None)
    session.info.pop("granting", None)


@event.listens_for(GuardedSession, "after_soft_rollback")
def _keep_refusals(session: GuardedSession, previous: SessionTransaction) -> None:
    """A deed's events die with it; what was refused is still written down."""
    queue = session.info.get("audit")
    if queue:
        session.info["audit"] = [held for held in queue if held[1].outlives_rollback]


def set_tripwire(engine: Engine) -> None:
    """Refuse, on this engine, every statement that mentions a protected table without the rule's mark."""

    @event.listens_for(engine, "before_cursor_execute")
    def trip(conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if RULES.pattern is None or not RULES.enabled:
            return
        options = context.execution_options if context is not None else {}
        if options.get("acl_named") in RULES.named or options.get("acl_refresh"):
            return
        if _flushing.get() and statement.lstrip()[:6].upper() != "SELECT":
            return
        if not RULES.is_sound(statement):
            raise Unfiltered(f"a protected table without the access rule: {statement[:200]}")


@contextmanager
def wall_two_down() -> Iterator[None]:
    """Take the session's own rule away, so that a test can show what the other walls still hold."""
    RULES.enabled = False
    try:
        yield
    finally:
        RULES.enabled = True
