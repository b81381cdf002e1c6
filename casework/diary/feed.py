"""What a calendar is given: for each day how many things are due, and of which kinds. Nothing that tells of anybody."""

from collections import Counter
from datetime import date

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.diary import ical, queries, sources
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.crypto import KEYS
from casework.kernel.system import reading_as


def text(person: Actor, feed_id: int, *, address: str) -> str:
    """Return a person's calendar, read as they may see it now, and write down that it was read."""
    with reading_as(person):
        titles = {source.name: source.title for source in sources.held(person)}
        days: dict[date, list[str]] = {}
        for line in queries.coming(person, clock.today()):
            days.setdefault(line.on, []).append(titles[line.source])
    audit.record(person, Deed.FEED_READ, count=sum(map(len, days.values())), detail={"feed": feed_id})
    return ical.calendar((_event(on, kinds, feed_id, address) for on, kinds in sorted(days.items())), at=clock.wall())


def _event(on: date, kinds: list[str], feed_id: int, address: str) -> ical.Event:
    said = tuple(f"{count} × {kind}" if count > 1 else kind for kind, count in sorted(Counter(kinds).items()))
    uid = f"{KEYS.keyed(f'calendar:{feed_id}:{on.isoformat()}')}@casework"
    return ical.Event(uid, on, len(kinds), said, address)
