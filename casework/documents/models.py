"""Stored files, and the documents on records that stand for them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Line, Pk
from casework.sharing.models import Part


class StoredFile(Base):
    """A file as it is kept: under a random name outside the web root. It names no record: only a document leads to it."""

    __tablename__ = "stored_file"

    id: Mapped[Pk]
    token: Mapped[Line] = mapped_column(unique=True)
    sha256: Mapped[Line] = mapped_column(index=True)
    size: Mapped[int]
    media_type: Mapped[Line]
    stored_at: Mapped[Instant]


class Document(Part, Base):
    """A photo or paper on a record, in its own section or in that of the note it belongs to, with that note's audience."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_note", "note_id"),)
    MOMENT = "moment_at"

    id: Mapped[Pk]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    thumbnail_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))  # empty: not a picture
    note_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))  # empty: of the record itself
    moment_at: Mapped[datetime | None]  # empty: of the record itself; of a note, when that happened
    kind: Mapped[Code]
    title: Mapped[Line]
    file_name: Mapped[Line]
    added_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[Instant]
