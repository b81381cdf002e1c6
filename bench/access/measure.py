"""The clock: medians of each read and deed, as each organisation, with the number of statements it took."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.access import by_hand, deeds, partnership
from bench.access.deeds import Place
from bench.access.stores import Store
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.sharing.services import checking
from tests.support.installation import acting, actor_of

TIMES = 9
WARM = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """What one read or deed cost one organisation: the middle of its times in ms, its statements, and the rows by hand."""

    name: str
    who: str
    ms: float
    statements: int
    by_hand_ms: float | None = None


class Clock:
    """Processor time of this thread, and of the database's process behind a connection where there is one, in milliseconds.

    Waiting for a turn is not counted, so that a busy machine does not measure its neighbours.
    """

    def __init__(self, driver: Any) -> None:
        pid = getattr(getattr(driver, "info", None), "backend_pid", None)
        self.there = Path(f"/proc/{pid}/schedstat") if pid else None

    def read(self) -> float:
        """Return the milliseconds used so far."""
        there = int(self.there.read_text(encoding="ascii").split()[0]) if self.there else 0
        return (time.thread_time_ns() + there) / 1_000_000


@contextmanager
def counted(app_engine: Any) -> Iterator[list[str]]:
    """Collect the statements that an engine sends within the block."""
    said: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(statement)

    event.listen(app_engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(app_engine, "before_cursor_execute", note)


def everything(store: Store, only: str = "", *, check: bool = True) -> list[dict[str, Any]]:
    """Measure every read and deed as each of the four organisations."""
    with store.app.app_context():
        founded = partnership.stands()
    found: list[Figure] = []
    for who in partnership.MEASURED:
        actor = actor_of(store.app, who.lower())
        with acting(store.app, actor):
            place = deeds.prepare(actor, founded, TIMES + WARM)
        found += [_read(store, actor, who, place, name) for name in deeds.READS if only in name]
        found += _writes(store, actor, who, place) if not only else []
    if check and not only:
        found += _checks(store)
    return [asdict(figure) for figure in found]


def _read(store: Store, actor: Actor, who: str, place: Place, name: str) -> Figure:
    times, statements = [], 0
    for turn in range(TIMES + WARM):
        with acting(store.app, actor):
            clock = _clock()
            with counted(db.engine) as said:
                began = clock.read()
                deeds.READS[name](actor, place, turn)
                times.append(clock.read() - began)
            statements = max(statements, len(said))
    return Figure(name, who, _middle(times), statements, _by_hand(store, actor, place, name))


def _clock() -> Clock:
    return Clock(db.session().connection().connection.driver_connection)


def _writes(store: Store, actor: Actor, who: str, place: Place) -> list[Figure]:
    times: dict[str, list[float]] = {name: [] for name in deeds.WRITES}
    statements = dict.fromkeys(deeds.WRITES, 0)
    for turn in range(TIMES + WARM):
        for name, deed in deeds.WRITES.items():
            with store.app.app_context(), counted(db.engine) as said:
                with acting(store.app, actor):
                    clock = _clock()
                    began = clock.read()
                    deed(actor, place, turn)
                times[name].append(clock.read() - began)
                statements[name] = max(statements[name], len(said))
    return [Figure(name, who, _middle(times[name]), statements[name]) for name in deeds.WRITES]


def _checks(store: Store) -> list[Figure]:
    actor = system_actor("a measurement of the check of derived grants")
    with acting(store.app, actor), counted(db.engines["system"]) as said:
        clock = _clock()
        began = clock.read()
        wrong = checking.verify(actor)
        spent = clock.read() - began
    if wrong:
        raise RuntimeError(f"the loaded grants are not what the deeds would have written: {len(wrong)} roots")
    return [Figure("sharing verify, everything", "system", spent, len(said))]


def _by_hand(store: Store, actor: Actor, place: Place, name: str) -> float | None:
    statements = by_hand.SQL.get(name)
    if statements is None or store.server is None:
        return None
    words = {"word in every": partnership.EVERY_WORD, "word in one of 20": partnership.TWENTIETH_WORD}
    word = next((word for start, word in words.items() if name.startswith(start)), partnership.THOUSANDTH_WORD)
    at, last = place.deep_after or (None, None)
    times = []
    with store.by_hand() as connection:
        connection.prepare_threshold = None
        clock = Clock(connection)
        for turn in range(TIMES + WARM):
            ref = place.refs[turn % len(place.refs)]
            values = {"mine": list(actor.principals), "at": at, "last": last, "ref": ref, "word": word + ":*"}
            began = clock.read()
            for statement in statements:
                connection.execute(statement, values).fetchall()
            times.append(clock.read() - began)
    return _middle(times)


def _middle(times: list[float]) -> float:
    return statistics.median(times[WARM:])
