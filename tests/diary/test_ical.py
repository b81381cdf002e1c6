"""The calendar's form (RFC 5545): short lines, escaped text, UTC, lasting names; read back by rules of its own."""

import re
from datetime import UTC, date, datetime

import pytest

from casework.diary import ical

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """The content lines of a calendar, each physical line checked first."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    physical = text.split("\r\n")[:-1]
    assert max(len(line.encode()) for line in physical) <= 75
    return "\r\n".join(physical).replace("\r\n ", "").split("\r\n")


def read(text: str) -> list[dict[str, str]]:
    """The events of a calendar as name and value, in order; every property once."""
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR" and "VERSION:2.0" in lines
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z]+)*:.*", line), line
        if line == "BEGIN:VEVENT":
            inside, held = True, dict[str, str]()
            events.append(held)
        elif line == "END:VEVENT":
            inside = False
            assert {"UID", "DTSTAMP"} <= set(held)
        elif inside:
            name, _, value = line.partition(":")
            assert name not in held
            held[name] = value
    return events


def event(**more: object) -> ical.Event:
    held = {"uid": "a@casework", "on": date(2026, 3, 2), "count": 2, "kinds": ("Task", "Case review"), "address": ""}
    return ical.Event(**(held | more))  # type: ignore[arg-type]  # the pieces are typed where they are made


def test_an_event_says_how_many_and_of_which_kinds() -> None:
    (found,) = read(ical.calendar([event()], at=AT))
    assert found["SUMMARY"] == "Casework: 2 things due" and found["DTSTAMP"] == "20260302T093000Z"
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20260302", "20260303")
    assert found["DESCRIPTION"].startswith("Task\\, Case review")


def test_one_thing_is_one_and_the_end_of_a_year_is_followed_by_the_next() -> None:
    (found,) = read(ical.calendar([event(count=1, on=date(2026, 12, 31))], at=AT))
    assert found["SUMMARY"] == "Casework: 1 thing due" and found["DTEND;VALUE=DATE"] == "20270101"


@pytest.mark.parametrize("text", ["a" * 300, "é" * 100, "漢字" * 60, "x;y,z\\\n\r\nBEGIN:VEVENT" * 9])
def test_long_and_hostile_text_is_folded_and_escaped(text: str) -> None:
    (found,) = read(ical.calendar([event(kinds=(text,))], at=AT))
    said = found["DESCRIPTION"].replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    assert said.startswith(text.replace("\r\n", "\n"))


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read(ical.calendar([], at=AT)) == []
