"""What records are found by: words, keys of names and codes, and the references other organisations use."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Index, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Line, LongText, Pk, SortKey
from casework.sharing.models import Part


class SearchEntry(Part, Base):
    """The words one part of a record is found by: as visible as that part, never more."""

    __tablename__ = "search_entry"
    looked_up = True
    __table_args__ = (UniqueConstraint("record_id", "source", name="uq_search_entry_source"),)

    MOMENT = "moment_at"

    id: Mapped[Pk]
    source: Mapped[Code]  # which part: "summary", "note:12", "alias:3"
    moment_at: Mapped[datetime | None]  # empty: of no day; of a note, when it happened
    label: Mapped[Line] = mapped_column(default="")  # what a line of results calls the record; only its main entry has one
    words: Mapped[LongText]


class NameKey(Part, Base):
    """One key a record is found by: a part of a name, its sound, a run of its letters, or a code such as a plate."""

    __tablename__ = "name_key"
    looked_up = True
    __table_args__ = (
        CheckConstraint("kind IN ('part', 'sound', 'full', 'run', 'code')", name="kind_known"),
        Index("ix_name_key_lookup", "kind", "key", "record_id"),
    )

    id: Mapped[Pk]
    source: Mapped[Code]
    kind: Mapped[Code]
    key: Mapped[SortKey]


class ExternalReference(Part, Base):
    """What another organisation calls a record: a police incident or crime number, a tenancy."""

    __tablename__ = "external_reference"
    __table_args__ = (Index("ix_external_reference_key", "key", "scheme"),)

    id: Mapped[Pk]
    scheme: Mapped[Code]
    value: Mapped[Line]  # as it was written
    key: Mapped[Line]  # in capitals, without gaps and marks
    added_at: Mapped[Instant]


@event.listens_for(SearchEntry, "after_insert")
def _entry_added(mapper: Any, connection: Connection, entry: SearchEntry) -> None:
    _write_words(connection, entry.id, None, entry.words)


@event.listens_for(SearchEntry, "after_update")
def _entry_changed(mapper: Any, connection: Connection, entry: SearchEntry) -> None:
    before = inspect(entry).attrs.words.history.deleted
    if before:
        _write_words(connection, entry.id, before[0], entry.words)


@event.listens_for(SearchEntry, "after_delete")
def _entry_removed(mapper: Any, connection: Connection, entry: SearchEntry) -> None:
    _write_words(connection, entry.id, entry.words, None)


def _write_words(connection: Connection, entry_id: int, before: str | None, after: str | None) -> None:
    """Keep SQLite's full-text table in step; PostgreSQL has an index of its own."""
    if connection.dialect.name != "sqlite":
        return
    if before is not None:
        connection.exec_driver_sql(
            "INSERT INTO search_fts (search_fts, rowid, words) VALUES ('delete', ?, ?)", (entry_id, before)
        )
    if after is not None:
        connection.exec_driver_sql("INSERT INTO search_fts (rowid, words) VALUES (?, ?)", (entry_id, after))
