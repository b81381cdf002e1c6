"""The audit trail: one keyed chain of events, its head, and its anchors. Rows are added and never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, BigId, Code, Instant, Json, Line, LongText


class AuditEvent(Base):
    """One thing somebody did, or was refused. No foreign keys: the trail outlives what it speaks of."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_record", "record_id", "number"),
        Index("ix_audit_event_user", "user_id", "number"),
        Index("ix_audit_event_org", "org_id", "number"),
        Index("ix_audit_event_deed", "org_id", "deed", "number"),
        Index("ix_audit_event_at", "at"),
    )

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[Instant]
    user_id: Mapped[int | None]  # empty: nobody had signed in, or the system acted
    org_id: Mapped[int | None]  # empty: as above
    actor: Mapped[Line]
    roles: Mapped[Line]
    session_mark: Mapped[Code]
    address: Mapped[Code]
    deed: Mapped[Code]
    record_id: Mapped[int | None]  # empty: the deed is about no single record
    record_kind: Mapped[Code]
    sections: Mapped[int]
    share_ids: Mapped[Json]
    purpose: Mapped[LongText]
    outcome: Mapped[Line]
    hits: Mapped[int | None]  # empty: nothing was counted
    ids: Mapped[Json]
    detail: Mapped[Json]
    previous: Mapped[Line]
    hash: Mapped[Line]


class AuditHead(Base):
    """The end of the chain, in one row that is locked last in every transaction."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[Line]


class AuditAnchor(Base):
    """A point of the chain that was also told to somebody outside the database."""

    __tablename__ = "audit_anchor"

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    hash: Mapped[Line]
    told_to: Mapped[Line]
    at: Mapped[datetime]


class AuditTerm(Base):
    """What was typed into a search, sealed and erasable; the chain holds only its keyed hash."""

    __tablename__ = "audit_term"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[int] = mapped_column(index=True)
    term: Mapped[LongText]
