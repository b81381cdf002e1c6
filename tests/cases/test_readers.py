"""Who reads a note: its readers grow and never shrink, and its correction goes where it goes."""

from datetime import timedelta
from typing import Any

import pytest

from casework.cases.queries import chronology
from casework.cases.services import audiences, notes
from casework.cases.types import Audience
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.errors import NotFound, Refused
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Act
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import As

FIRST, SECOND = "marmalade at nine", "marmalade at ten"


@pytest.fixture
def case(as_: As) -> Record:
    """The officer's case, shared in full with the landlord and the police."""
    with as_("officer") as actor:
        record = make.new_case(actor, note="", owner=actor.user_id)
        make.new_share(actor, record, "LUM")
        make.new_share(actor, record, "CCON")
    return record


def write(as_: As, record: Record) -> int:
    """A note of the council's own, corrected."""
    with as_("officer") as actor:
        note = notes.add_note(actor, record.ref, kind="NOTE", body=FIRST, audience=Audience.OWN)
        notes.correct_note(actor, record.ref, note, body=SECOND, reason="the caretaker read his diary")
    return note


def read(as_: As, record: Record, who: str) -> list[str]:
    with as_(who) as actor:
        lens = policy.open_record(actor, record.ref, Act.RECORD_READ)
        found = sorted(note.body for note in chronology.notes(actor, lens)[0])
        assert len(index.by_words(actor, "marmalade")) == (1 if found else 0), "the words and the note have the same readers"
    return found


def test_more_readers_read_the_note_with_its_correction_and_its_words(case: Record, as_: As) -> None:
    note = write(as_, case)
    assert [read(as_, case, who) for who in ("officer", "housing", "police")] == [[FIRST, SECOND], [], []]
    with as_("officer") as actor:
        lens = policy.open_record(actor, case.ref, Act.RECORD_READ)
        landlord, police = make.organisation_id("LUM"), make.organisation_id("CCON")
        assert set(audiences.who_else(actor, lens, note)) == {landlord, police}
        audiences.open_note(actor, case.ref, note, audience=Audience.CHOSEN, org_ids=(landlord,))
        assert set(audiences.who_else(actor, lens, note)) == {police}
    assert [read(as_, case, who) for who in ("officer", "housing", "police")] == [[FIRST, SECOND], [FIRST, SECOND], []]
    with as_("officer") as actor:
        audiences.open_note(actor, case.ref, note, audience=Audience.EVERYONE)
        with pytest.raises(Refused, match="Everyone on the case reads it already"):
            audiences.open_note(actor, case.ref, note, audience=Audience.EVERYONE)
    assert read(as_, case, "police") == [FIRST, SECOND]


def test_nothing_takes_a_reader_away(case: Record, as_: As) -> None:
    note = write(as_, case)
    with as_("officer") as actor:
        landlord = make.organisation_id("LUM")
        told: dict[str, Any] = {"audience": Audience.CHOSEN}
        audiences.open_note(actor, case.ref, note, org_ids=(landlord,), **told)
        for org_ids, words in (((), "at least one"), ((landlord,), "does not see the notes"), ((999,), "does not see the notes")):
            with pytest.raises(Refused, match=words):
                audiences.open_note(actor, case.ref, note, org_ids=org_ids, **told)
    assert read(as_, case, "housing") == [FIRST, SECOND]


def test_only_the_organisation_that_wrote_it_opens_it(case: Record, as_: As) -> None:
    with as_("officer") as actor:
        note = notes.add_note(
            actor, case.ref, kind="NOTE", body=FIRST, audience=Audience.CHOSEN, org_ids=(make.organisation_id("LUM"),)
        )
    with as_("housing") as actor, pytest.raises(Refused, match="Only the organisation that wrote"):
        audiences.open_note(actor, case.ref, note, audience=Audience.EVERYONE)
    with as_("police") as actor, pytest.raises(NotFound):
        audiences.open_note(actor, case.ref, note, audience=Audience.EVERYONE)


def test_a_correction_of_an_old_note_is_no_newer_than_it(case: Record, as_: As) -> None:
    with as_("officer") as actor:
        note = notes.add_note(actor, case.ref, kind="NOTE", body=FIRST, happened_at=clock.now() - timedelta(days=9))
        new = notes.correct_note(actor, case.ref, note, body=SECOND, reason="wrong hour")
        with pytest.raises(Refused, match="Say why"):
            notes.correct_note(actor, case.ref, note, body=SECOND, reason=" ")
        lens = policy.open_record(actor, case.ref, Act.RECORD_READ)
        sheets = {sheet.id: sheet for sheet in chronology.notes(actor, lens)[0]}
    assert sheets[new].happened_at == sheets[note].happened_at
    assert (sheets[note].corrected_by, sheets[note].corrected_because, sheets[new].reason) == (new, "wrong hour", "wrong hour")


def test_the_pages(case: Record, as_: As, browser_of: Any) -> None:
    note = write(as_, case)
    officer: Browser = browser_of("officer")
    page = officer.get(f"/cases/{case.ref}")
    assert f"<s>{FIRST}</s>" in page and "the caretaker read his diary" in page
    path = f"/cases/{case.ref}/notes/{note}/open"
    assert path in page and FIRST in officer.get(path)
    assert officer.post(path, {}).status_code == 422
    with as_("officer"):
        landlord = make.organisation_id("LUM")
    assert officer.post(path, {"audience": "chosen"}).status_code == 422
    assert officer.post(path, {"audience": "chosen", "org_ids": str(landlord)}).status_code == 302
    assert "Opened to more readers by Olive Officer" in officer.get(f"/cases/{case.ref}")
    assert FIRST in browser_of("housing").get(f"/cases/{case.ref}")
    assert FIRST not in browser_of("police").get(f"/cases/{case.ref}")
