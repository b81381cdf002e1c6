"""Documents on records: kept under random names, opened through the record, gone with the deed that is undone."""

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.documents import queries, services
from casework.documents.store import STORE
from casework.documents.types import Upload
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act, Level, Section
from tests.support import factories as make
from tests.support.installation import As


def photo(name: str = "door.jpg") -> Upload:
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(stream, "JPEG")
    stream.seek(0)
    return Upload(stream, name)


def files(app: Flask) -> list[Path]:
    return [path for path in (Path(app.instance_path) / "files").rglob("*") if path.is_file()]


def add(actor: Actor, record_id: int, *uploads: Upload, audience_id: int | None = None) -> list[int]:
    lens = policy.open_one(actor, CaseFile, record_id, Act.DOCUMENT_ADD)[1]
    return [
        row.id for row in services.add_documents(actor, lens, uploads, kind="PHOTO", title="The door", audience_id=audience_id)
    ]


@pytest.fixture
def case(as_: As) -> int:
    with as_("officer") as actor:
        record = make.new_case(actor)
        make.new_share(actor, record, "LUM")
        make.new_share(actor, record, "CCON", Level.SUMMARY)
    return record.id


def test_photos_are_kept_and_opened_through_the_record(case: int, as_: As, app: Flask) -> None:
    before = len(files(app))
    with as_("officer") as actor:
        first, second = add(actor, case, photo(), photo("window.jpg"))
    assert len(files(app)) - before == 4
    assert not any("door" in path.name for path in files(app))
    with as_("housing") as actor:
        lens = policy.open_one(actor, CaseFile, case)[1]
        shown = queries.of_record(actor, lens)
        assert [(sheet.title, sheet.file_name, sheet.has_thumbnail) for sheet in shown] == [
            ("The door 2", "window.jpg", True),
            ("The door 1", "door.jpg", True),
        ]
        sent = queries.download(actor, first)
        assert Image.open(io.BytesIO(STORE.read(sent.token))).size == (640, 480)
        assert Image.open(io.BytesIO(STORE.read(queries.download(actor, second, thumbnail=True).token))).width < 640
    with as_(system_actor("reading the trail")):
        read = db.session().scalars(select(AuditEvent).where(AuditEvent.deed == Deed.DOCUMENT_READ)).one()
        assert (read.record_id, read.ids) == (case, [first])


@pytest.mark.parametrize("who", ["police", "charity", "neighbour", "analyst", "lead", "administrator", "suspended"])
def test_others_find_no_document_and_no_name(case: int, as_: As, who: str) -> None:
    with as_("officer") as actor:
        (document,) = add(actor, case, photo())
    with as_(who) as actor:
        assert queries.ref_of(actor, document) == ""
        with pytest.raises(NotFound):
            queries.download(actor, document)
        with pytest.raises(NotFound):
            queries.download(actor, document, thumbnail=True)


def test_an_audience_closes_it_to_the_other_partner(case: int, as_: As) -> None:
    with as_("officer") as actor:
        policy.open_one(actor, CaseFile, case, Act.DOCUMENT_ADD)
        audience = shares.audience(actor, [make.organisation_id("CCC")], "the county only")
        (document,) = add(actor, case, photo(), audience_id=audience)
    with as_("housing") as actor:
        assert queries.of_record(actor, policy.open_one(actor, CaseFile, case)[1]) == []
        with pytest.raises(NotFound):
            queries.download(actor, document)


def test_a_note_gives_its_document_section_and_audience(case: int, as_: As) -> None:
    with as_("officer") as actor:
        lens = policy.open_one(actor, CaseFile, case, Act.NOTE_ADD)[1]
        note = make.new_note(actor, case, "seen at the door")
        services.add_document(actor, lens, photo(), kind="PHOTO", section=Section.NOTES, note_id=note.id)
        assert list(queries.of_notes(actor, lens, [note.id])) == [note.id]


def test_a_deed_undone_leaves_no_file(case: int, as_: As, app: Flask) -> None:
    before = len(files(app))
    with pytest.raises(Refused) as refused, as_("officer") as actor:
        add(actor, case, photo(), Upload(io.BytesIO(b"MZ not a picture"), "a.jpg"))
    assert refused.value.field == "files"
    assert len(files(app)) == before


def test_a_scanner_that_fails_keeps_nothing(case: int, as_: As, app: Flask) -> None:
    folder = Path(app.instance_path) / "files"
    before = len(files(app))
    try:
        for scanner, words in (("/nonexistent/scanner", "could not be checked"), ("false", "refused by the check")):
            STORE.use(folder, scanner)
            with pytest.raises(Refused, match=words), as_("officer") as actor:
                add(actor, case, photo())
        STORE.use(folder, "true")
        with as_("officer") as actor:
            assert len(add(actor, case, photo())) == 1
    finally:
        STORE.use(folder)
    assert len(files(app)) == before + 2
