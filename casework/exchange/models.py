"""Requests between organisations, what each is about, what was said to it, and the one-time links of occasional partners."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Big, Code, Day, Instant, Json, Line, Pk, Sealed
from casework.sharing.models import Part, Shareable


class PartnerRequest(Shareable, Base):
    """One thing asked of one organisation, or of one occasional partner: all of it may be read by whoever is asked."""

    __tablename__ = "partner_request"
    __table_args__ = (
        CheckConstraint("verb IN ('ask', 'refer', 'transfer')", name="verb_known"),
        CheckConstraint("(to_org_id IS NULL) = (outside_name <> '')", name="asks_one"),
        Index("ix_partner_request_batch", "batch"),
        Index("ix_partner_request_due", "state", "due_on"),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    verb: Mapped[Code]
    batch: Mapped[Code]  # the same for all that were asked at once
    to_org_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # empty: somebody without an account
    outside_name: Mapped[Line] = mapped_column(default="")
    text: Mapped[Sealed]
    purpose: Mapped[Code]
    lawful_basis: Mapped[Code]
    gateway: Mapped[Code]
    due_on: Mapped[Day]
    asked_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[Instant]
    state: Mapped[Code] = mapped_column(default="waiting")
    offers: Mapped[Code] = mapped_column(default="")  # what accepting a referral opens; empty: nothing
    offers_until_on: Mapped[date | None]  # empty: opens nothing
    keeps: Mapped[Code] = mapped_column(default="")  # of a transfer: what the old owner keeps
    keeps_until_on: Mapped[date | None]  # empty: keeps nothing
    ended_at: Mapped[datetime | None]  # empty: neither closed nor withdrawn
    ended_reason: Mapped[Sealed] = mapped_column(default="")
    reminded_before_at: Mapped[datetime | None]  # empty: not reminded before its day
    reminded_after_at: Mapped[datetime | None]  # empty: not reminded after its day
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class RequestOrigin(Part, Base):
    """What a request is about. Of a question the asker alone reads it; of a referral or transfer whoever accepts needs it."""

    __tablename__ = "request_origin"
    __table_args__ = (Index("ix_request_origin_about", "about_id"),)

    id: Mapped[Pk]
    about_id: Mapped[Big]  # inner id of a record; says nothing to who may not know of it
    about_kind: Mapped[Code]
    kept_shares: Mapped[Json] = mapped_column(default=list)  # of a transfer: which shares the new owner goes on with


class RequestAnswer(Part, Base):
    """What was said to a request: added, never changed."""

    __tablename__ = "request_answer"

    id: Mapped[Pk]
    verdict: Mapped[Code]
    text: Mapped[Sealed]
    readers: Mapped[Code]
    said_by: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: an occasional partner, by their link
    said_at: Mapped[Instant]
    landed_at: Mapped[datetime | None]  # when it was written on the case; empty: not yet, or about no case


class AnswerLink(Base):
    """The one-time link of an occasional partner: hashes only. It opens one question with a code, once."""

    __tablename__ = "answer_link"

    id: Mapped[Pk]
    mark: Mapped[Line] = mapped_column(unique=True)
    code_mark: Mapped[Line]
    request_id: Mapped[Big] = mapped_column(index=True)
    made_by: Mapped[int]
    made_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    used_at: Mapped[datetime | None]  # answered, replaced, ended or tried too often; empty: works
    wrong: Mapped[int] = mapped_column(default=0)  # codes tried that were not right
