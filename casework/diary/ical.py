"""Writing a calendar (RFC 5545): lines of at most 75 octets, text escaped, one event for each day that has something due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

END = "\r\n"
WIDEST = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One day: its lasting name, how many things are due, of which kinds, and where to look."""

    uid: str
    on: date
    count: int
    kinds: tuple[str, ...]
    address: str = ""


def calendar(events: Iterable[Event], *, at: datetime) -> str:
    """Return the calendar as it stands at an instant. It holds no name, no reference and nothing typed by anybody."""
    said = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Casework//Diary 1//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "X-WR-CALNAME:Casework diary", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]  # fmt: skip
    for event in events:
        said += _event(event, at)
    return "".join(END.join(fold(line)) + END for line in [*said, "END:VCALENDAR"])


def _event(event: Event, at: datetime) -> Iterator[str]:
    things = "1 thing" if event.count == 1 else f"{event.count} things"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escape(f'Casework: {things} due')}"
    yield f"DESCRIPTION:{escape(', '.join(event.kinds) + '. Open your diary in Casework to see more.')}"
    if event.address:
        yield f"URL:{event.address}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escape(text: str) -> str:
    """Return a text as a value may hold it (3.3.11)."""
    said = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return said.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def fold(line: str) -> list[str]:
    """Break a line after 75 octets, never inside a letter (3.1); what follows begins with a blank."""
    pieces, piece, size = list[str](), "", 0
    for char in line:
        width = len(char.encode())
        if size + width > WIDEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return [*pieces, piece]
