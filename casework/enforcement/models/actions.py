"""Enforcement actions: the paper, what it rests on, its penalty, payments and steps."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Money, Pk
from casework.sharing.models import Part, Shareable


class EnforcementAction(Shareable, Base):
    """One use of a power on a case. Who may see it follows from the case's enforcement section."""

    __tablename__ = "enforcement_action"
    __table_args__ = (
        Index("ix_enforcement_action_case", "case_record_id"),
        Index("ix_enforcement_action_person", "person_record_id"),
        Index("ix_enforcement_action_due", "due_on"),
        Index("ix_enforcement_action_org_id_due_on", "org_id", "due_on"),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    case_record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    person_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: a body, or not on record
    power: Mapped[Code]
    step: Mapped[int]  # of the ladder
    state: Mapped[Code]
    summary: Mapped[Line]
    org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    issued_on: Mapped[Day]
    due_on: Mapped[date | None]  # empty: no clock of it is running
    due_what: Mapped[Line] = mapped_column(default="")
    ends_on: Mapped[date | None]  # empty: no end
    issued_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ActionDetail(Part, Base):
    """What the paper rests on: against whom, the conduct, the test limb by limb with its evidence, and how it was served."""

    __tablename__ = "action_detail"

    id: Mapped[Pk]
    subject: Mapped[Line]
    is_body: Mapped[bool] = mapped_column(default=False)
    address: Mapped[LongText] = mapped_column(default="")
    born_on: Mapped[date | None]  # empty: not known, or a body
    age_estimate: Mapped[int | None]  # empty: born_on says it, or a body
    conduct: Mapped[LongText]
    location: Mapped[Line] = mapped_column(default="")
    evidence: Mapped[LongText] = mapped_column(default="")
    test_effect: Mapped[LongText] = mapped_column(default="")
    test_persistent: Mapped[LongText] = mapped_column(default="")
    test_unreasonable: Mapped[LongText] = mapped_column(default="")
    informed: Mapped[LongText] = mapped_column(default="")
    ladder_reason: Mapped[LongText] = mapped_column(default="")
    vulnerability_check: Mapped[LongText] = mapped_column(default="")
    service: Mapped[Code]
    served_on: Mapped[Day]
    deemed_on: Mapped[Day]
    deemed_reason: Mapped[LongText] = mapped_column(default="")
    comply_by: Mapped[date | None]  # empty: the paper gives no day
    reviews_on: Mapped[date | None]  # empty: no review set
    warning_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: not a notice after a warning


class ActionRequirement(Part, Base):
    """One thing a notice asks: to stop, to do, or to take reasonable steps (2014 Act s43(3))."""

    __tablename__ = "action_requirement"

    id: Mapped[Pk]
    number: Mapped[int]
    kind: Mapped[Code]
    text: Mapped[LongText]
    by_on: Mapped[date | None]  # empty: at once, and from then on


class Penalty(Part, Base):
    """A fixed penalty: the day of the offence, the amounts, and the last days as they were computed when it was issued."""

    __tablename__ = "penalty"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_above_nothing"),
        CheckConstraint("early_amount IS NULL OR (early_amount > 0 AND early_amount < amount)", name="early_is_lower"),
        CheckConstraint("(early_amount IS NULL) = (early_days IS NULL)", name="early_has_days"),
        CheckConstraint("dated_on >= offence_on", name="dated_after_offence"),
        Index("uq_penalty_record", "record_id", unique=True),
    )

    id: Mapped[Pk]
    table_code: Mapped[Code]
    offence_on: Mapped[Day]
    dated_on: Mapped[Day]
    amount: Mapped[int]
    early_amount: Mapped[int | None]  # empty: no lower amount is offered
    early_days: Mapped[int | None]  # empty: as above
    early_last_on: Mapped[date | None]  # empty: as above
    last_on: Mapped[Day]
    proceedings_from: Mapped[Day]
    order_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: not a breach of an order
    term_id: Mapped[int | None] = mapped_column(ForeignKey("order_term.id"))  # empty: as above
    notice_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: not a breach of a notice
    paid: Mapped[Money] = mapped_column(default=0)


class Payment(Part, Base):
    """Money received for a penalty; added, never changed."""

    __tablename__ = "penalty_payment"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_above_nothing"),)

    id: Mapped[Pk]
    amount: Mapped[Money]
    paid_on: Mapped[Day]
    how: Mapped[Code]
    reference: Mapped[Line] = mapped_column(default="")
    settles: Mapped[Code]
    by_user: Mapped[int]
    at: Mapped[Instant]


class ActionEvent(Part, Base):
    """One step of an action's life; added, never changed."""

    __tablename__ = "action_event"

    id: Mapped[Pk]
    state: Mapped[Code]
    on: Mapped[Day] = mapped_column("happened_on")
    note: Mapped[LongText] = mapped_column(default="")
    by_user: Mapped[int]
    at: Mapped[Instant]


class ActionFacts(Part, Base):
    """What was said at the issue or at one step, by the card of the power, and the place it is about; added, never changed."""

    __tablename__ = "action_facts"

    id: Mapped[Pk]
    event_id: Mapped[int] = mapped_column(ForeignKey("action_event.id"), index=True)
    place_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: the place is named in words
    facts: Mapped[Json]


class ActionDate(Part, Base):
    """One clock that runs for an action where it stands now; written anew by every step, for diaries."""

    __tablename__ = "action_date"
    __table_args__ = (Index("ix_action_date_on", "due_on"),)

    id: Mapped[Pk]
    on: Mapped[Day] = mapped_column("due_on")
    at: Mapped[datetime | None] = mapped_column("due_at")  # empty: a whole day
    what: Mapped[Line]
    citation: Mapped[LongText] = mapped_column(default="")


class Breach(Part, Base):
    """A breach of an order, kept on the case it belongs to: which term, where, when, by whom."""

    __tablename__ = "order_breach"
    __table_args__ = (Index("ix_order_breach_order", "order_record_id", "happened_at"),)

    id: Mapped[Pk]
    order_record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("order_term.id"))
    person_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: not known
    action_record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: no penalty followed
    happened_at: Mapped[Instant]
    location: Mapped[Line]
    latitude: Mapped[float | None]  # empty: the officer named the place instead
    longitude: Mapped[float | None]  # empty: as above
    description: Mapped[LongText] = mapped_column(default="")
    by_user: Mapped[int]
    recorded_at: Mapped[datetime]
