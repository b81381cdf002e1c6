"""The wording of papers by organisation, each version kept, and the papers that are held or were issued."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Line, LongText, Pk
from casework.sharing.models import Part


class PaperWording(Base):
    """One version of an organisation's wording of one kind of paper: added, never changed."""

    __tablename__ = "paper_wording"
    __table_args__ = (
        UniqueConstraint("organisation_id", "kind", "version", name="uq_paper_wording_version"),
        CheckConstraint("version > 0", name="version_counts_from_one"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    id: Mapped[Pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Code]
    version: Mapped[int]
    body: Mapped[LongText | None]  # empty: the shipped wording again
    reason: Mapped[Line]
    changed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    changed_at: Mapped[Instant]


class Paper(Part, Base):
    """A paper of a record: held because it may give somebody away, or issued with its file and the hash of it."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("record_id", "kind", "number", name="uq_paper_number"),
        CheckConstraint("(state = 'issued') = (file_id IS NOT NULL)", name="issued_with_file"),
        CheckConstraint("(file_id IS NULL) = (sha256 = '')", name="file_has_hash"),
        CheckConstraint("state <> 'held' OR finding <> ''", name="held_for_a_finding"),
        CheckConstraint("(released_by IS NULL) = (release_reason = '')", name="released_with_reason"),
        CheckConstraint("released_by IS NULL OR released_by <> asked_by", name="released_by_a_second_person"),
    )

    id: Mapped[Pk]
    kind: Mapped[Code]
    number: Mapped[int]
    state: Mapped[Code]
    wording_version: Mapped[int]  # 0: as shipped
    wording_sha256: Mapped[Line]
    finding: Mapped[Line] = mapped_column(default="")  # a digest of why it was held; the reasons are worked out for each reader
    reason: Mapped[LongText] = mapped_column(default="")  # why it was issued again; empty: the first
    made_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    made_at: Mapped[Instant]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: nobody asked for its release
    asked_at: Mapped[datetime | None]  # empty: as above
    ask_reason: Mapped[LongText] = mapped_column(default="")
    released_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: not released, or never held
    released_at: Mapped[datetime | None]  # empty: as above
    release_reason: Mapped[LongText] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))  # empty: held
    sha256: Mapped[Line] = mapped_column(default="")
