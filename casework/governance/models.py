"""Unusual access as it was found in the trail, what people judged it to be, and the records whose every opening is listed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Pk


class UnusualLook(Base):
    """One line of a month's list: what one person did that somebody should look at. It is never taken off the list."""

    __tablename__ = "unusual_look"
    __table_args__ = (
        UniqueConstraint("month_on", "kind", "user_id", "mark", "compartment", name="uq_unusual_look_once"),
        Index("ix_unusual_look_org", "organisation_id", "month_on", "id"),
    )

    id: Mapped[Pk]
    month_on: Mapped[Day]  # the first day of the month
    kind: Mapped[Code]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    mark: Mapped[Line]  # the day, record, ward or keyed hash of a term that sets it apart from another of its kind
    compartment: Mapped[bool]  # of records in the compartment: shown to cleared people only
    amount: Mapped[int]
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    entries: Mapped[Json]  # the numbers of the first entries of the trail
    found_at: Mapped[Instant]
    chased_at: Mapped[datetime | None]  # empty: nobody was reminded yet


class UnusualJudgement(Base):
    """What somebody answerable judged a line to be, in words. Added, never changed; the last one stands."""

    __tablename__ = "unusual_judgement"
    __table_args__ = (Index("ix_unusual_judgement_look", "look_id", "id"),)

    id: Mapped[Pk]
    look_id: Mapped[int] = mapped_column(ForeignKey("unusual_look.id"))
    by_user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    as_officer: Mapped[bool]  # as information governance officer; else as agency lead
    outcome: Mapped[Code]
    words: Mapped[LongText]
    amount: Mapped[int]  # how many there were when it was judged: more since, and it waits again
    at: Mapped[Instant]


class WatchedRecord(Base):
    """A record whose every opening by the organisation's own people is listed: of somebody likely to be looked up."""

    __tablename__ = "watched_record"
    __table_args__ = (Index("ix_watched_record_org", "organisation_id", "ended_at"),)

    id: Mapped[Pk]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reason: Mapped[LongText]
    set_by: Mapped[int]
    set_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # empty: watched
