"""Public spaces protection orders: the order, its terms, areas, consultation, publication and changes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Pk
from casework.sharing.models import Part, Shareable


class Order(Shareable, Base):
    """One order (2014 Act s59). When made it is public by law; its breaches are not, and stand on cases."""

    __tablename__ = "space_order"
    __table_args__ = (
        CheckConstraint("effect_on IS NULL OR made_on IS NULL OR effect_on >= made_on", name="effect_after_making"),
        CheckConstraint("ends_on IS NULL OR effect_on IS NULL OR ends_on >= effect_on", name="ends_after_effect"),
        CheckConstraint("made_on IS NULL OR effect_on IS NOT NULL", name="made_with_effect"),
        CheckConstraint("(effect_on IS NULL) = (ends_on IS NULL)", name="effect_with_end"),
        CheckConstraint("kind IN ('pspo', 'expedited')", name="known_kind"),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    kind: Mapped[Code] = mapped_column(default="pspo")
    title: Mapped[Line]
    reasons: Mapped[LongText]
    site: Mapped[Line] = mapped_column(default="")  # the school or health body of an expedited order (s59A)
    state: Mapped[Code]
    org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    has_parish: Mapped[bool] = mapped_column(default=True)
    has_county: Mapped[bool] = mapped_column(default=True)
    made_on: Mapped[date | None]  # empty: not made, or loaded from a source that does not say
    effect_on: Mapped[date | None]  # empty: not made
    ends_on: Mapped[date | None]  # empty: not made
    challenge_last_on: Mapped[date | None]  # empty: not made, or the day it was made is not known
    made_by: Mapped[Line] = mapped_column(default="")
    discharged_on: Mapped[date | None]  # the first day without effect; empty: neither discharged nor quashed
    source_key: Mapped[Line] = mapped_column(default="")  # the entry of the file it was loaded from
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OrderTerm(Part, Base):
    """One prohibition or requirement; a breach and a penalty name it."""

    __tablename__ = "order_term"
    __table_args__ = (
        UniqueConstraint("record_id", "number", name="uq_order_term_number"),
        CheckConstraint("until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name="dates_in_order"),
    )

    id: Mapped[Pk]
    number: Mapped[int]
    kind: Mapped[Code]
    text: Mapped[LongText]
    applies_when: Mapped[LongText] = mapped_column(default="")
    exception: Mapped[LongText] = mapped_column(default="")
    activity: Mapped[Line] = mapped_column(default="")
    since_on: Mapped[date | None]  # empty: from the start of the order; else the day of the variation that added it
    until_on: Mapped[date | None]  # empty: to the end of the order; else its last day before it was varied


class OrderArea(Part, Base):
    """A restricted area as GeoJSON, with the box around it by which a point is first looked for."""

    __tablename__ = "order_area"
    __table_args__ = (
        Index("ix_order_area_box", "west", "east", "south", "north"),
        CheckConstraint("until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name="dates_in_order"),
    )

    id: Mapped[Pk]
    name: Mapped[Line] = mapped_column(default="")
    geometry: Mapped[Json]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    since_on: Mapped[date | None]  # empty: as for a term
    until_on: Mapped[date | None]  # empty: as for a term


class OrderConsultation(Part, Base):
    """One body consulted or notified before the order was made, extended, varied or discharged (s72)."""

    __tablename__ = "order_consultation"

    id: Mapped[Pk]
    who: Mapped[Code]
    name: Mapped[Line]
    on: Mapped[Day] = mapped_column("asked_on")
    reply: Mapped[LongText] = mapped_column(default="")
    about: Mapped[Code] = mapped_column(default="make")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("order_change.id"))  # empty: the decision is still to come
    by_user: Mapped[int]


class OrderPublication(Part, Base):
    """The order's page on the website and the day on the notices at the place (SI 2014/2591)."""

    __tablename__ = "order_publication"

    id: Mapped[Pk]
    what: Mapped[Code]  # the state of the order then
    about: Mapped[Code] = mapped_column(default="make")
    is_proposal: Mapped[bool] = mapped_column(default=False)  # else the decision itself
    on: Mapped[date | None] = mapped_column("published_on")  # empty: on the day it was recorded
    url: Mapped[Line]
    signs_on: Mapped[date | None]  # empty: no notices on the land yet
    change_id: Mapped[int | None] = mapped_column(ForeignKey("order_change.id"))  # empty: the decision is still to come
    at: Mapped[Instant]
    by_user: Mapped[int]


class OrderChange(Part, Base):
    """The making, an extension (s60), a variation or the discharge (s61) of an order, or what the High Court did (s66)."""

    __tablename__ = "order_change"

    id: Mapped[Pk]
    what: Mapped[Code]
    decided_on: Mapped[Day]
    ends_on: Mapped[date | None]  # empty: the end was not changed
    challenge_last_on: Mapped[date | None]  # empty: it opened no time for a challenge
    reason: Mapped[LongText] = mapped_column(default="")
    by_user: Mapped[int]
    at: Mapped[datetime]


class OrderEvidence(Part, Base):
    """One piece of the evidence that an order is needed, or a note of the council's own; never published."""

    __tablename__ = "order_evidence"

    id: Mapped[Pk]
    kind: Mapped[Code]
    text: Mapped[LongText]
    source: Mapped[Line] = mapped_column(default="")
    place: Mapped[Line] = mapped_column(default="")
    figure: Mapped[int | None]  # empty: no figure
    from_on: Mapped[date | None]  # empty: no period
    until_on: Mapped[date | None]  # empty: as above
    by_user: Mapped[int]
    at: Mapped[Instant]


class OrderJudgement(Part, Base):
    """What the council considered before it decided: the test of s59, necessity, and the freedoms of s72(1)."""

    __tablename__ = "order_judgement"

    id: Mapped[Pk]
    about: Mapped[Code]
    effect: Mapped[LongText]
    necessity: Mapped[LongText]
    expression: Mapped[LongText]
    assembly: Mapped[LongText]
    considered_on: Mapped[Day]
    considered_by: Mapped[Line]
    change_id: Mapped[int | None] = mapped_column(ForeignKey("order_change.id"))  # empty: the decision is still to come
    by_user: Mapped[int]
    at: Mapped[Instant]
