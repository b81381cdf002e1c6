"""Reads of documents: those of a record, those of notes, and the one about to be sent."""

from collections.abc import Collection

from sqlalchemy import Select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.audit.types import Deed
from casework.documents.models import Document, StoredFile
from casework.documents.types import DocumentSheet, Download
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Lens
from casework.sharing.types.sight import Item

_MOST = 200


def of_record(actor: Actor, lens: Lens) -> list[DocumentSheet]:
    """Return the documents of an opened record that the actor may see, newest first."""
    return _sheets(policy.readable(actor, Document).where(Document.record_id == lens.record_id))


def shown(actor: Actor, lens: Lens) -> tuple[Item, ...]:
    """Return the documents that the receiver of a share would see, for the preview before it is shared."""
    return tuple(Item(sheet.title, f"{sheet.file_name}, {sheet.added_by_org}") for sheet in of_record(actor, lens))


def of_notes(actor: Actor, lens: Lens, note_ids: Collection[int]) -> dict[int, list[DocumentSheet]]:
    """Return the documents of these notes of an opened record, by note."""
    found: dict[int, list[DocumentSheet]] = {}
    statement = policy.readable(actor, Document).where(Document.record_id == lens.record_id, Document.note_id.in_(note_ids))
    for sheet in _sheets(statement):
        found.setdefault(sheet.note_id or 0, []).append(sheet)
    return found


def kinds() -> dict[str, str]:
    """Return the kinds of document that may be chosen."""
    return organisations.choices("document_kind")


def ref_of(actor: Actor, document_id: int) -> str:
    """Return the reference of the record a document is on, for asking the reason before it is opened."""
    statement = policy.readable(actor, Document).where(Document.id == document_id)
    return db.session().scalar(statement.join(Record, Record.id == Document.record_id).with_only_columns(Record.ref)) or ""


def download(actor: Actor, document_id: int, *, thumbnail: bool = False) -> Download:
    """Open one document through the door of its record and return what to send; the reading is logged, that of a thumbnail is
    the record's. Refuses with NotFound what is not the actor's, and a thumbnail of what is not a picture."""
    row, _ = policy.open_part(actor, Document, document_id, deed=Deed.DOCUMENT_READ, log=not thumbnail)
    file = db.session().get(StoredFile, row.thumbnail_id if thumbnail else row.file_id) if _has(row, thumbnail) else None
    if file is None:
        raise NotFound("thumbnail")
    return Download(file.token, file.media_type, row.file_name)


def _has(row: Document, thumbnail: bool) -> bool:
    return not thumbnail or row.thumbnail_id is not None


def _sheets(statement: Select[Document]) -> list[DocumentSheet]:
    file, maker, org = aliased(StoredFile), aliased(AppUser), aliased(Organisation)
    rows = db.session().execute(
        statement.add_columns(file.media_type, file.size, maker.name, org.name)
        .join(file, file.id == Document.file_id)
        .join(maker, maker.id == Document.added_by)
        .join(org, org.id == Document.author_org_id)
        .order_by(Document.id.desc())
        .limit(_MOST)
    )
    return [
        DocumentSheet(
            id=row.id,
            title=row.title,
            file_name=row.file_name,
            kind=row.kind,
            media_type=media_type,
            size=size,
            has_thumbnail=row.thumbnail_id is not None,
            added_by=name,
            added_by_org=org_name,
            added_at=row.added_at,
            note_id=row.note_id,
        )
        for row, media_type, size, name, org_name in rows
    ]
