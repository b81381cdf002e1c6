"""Public spaces protection orders: the order, its terms, areas, consultation, publication and changes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Pk
from casework.sharing.models import Part, Shareable


class Order(Shareable, Base):
    """One order (2014 Act s59). When made it is public by law; its breaches are not, and stand on cases."""

    __tablename__ = "space_order"
    __table_args__ = (
        CheckConstraint("effect_on IS NULL OR made_on IS NULL OR effect_on >= made_on", name="effect_after_making"),
        CheckConstraint("ends_on IS NULL OR effect_on IS NULL OR ends_on >= effect_on", name="ends_after_effect"),
        CheckConstraint("(made_on IS NULL) = (effect_on IS NULL)", name="made_with_effect"),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    title: Mapped[Line]
    reasons: Mapped[LongText]
    state: Mapped[Code]
    org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    has_parish: Mapped[bool] = mapped_column(default=True)
    has_county: Mapped[bool] = mapped_column(default=True)
    made_on: Mapped[date | None]  # empty: not made
    effect_on: Mapped[date | None]  # empty: as above
    ends_on: Mapped[date | None]  # empty: as above
    challenge_last_on: Mapped[date | None]  # empty: as above
    made_by: Mapped[Line] = mapped_column(default="")
    discharged_on: Mapped[date | None]  # empty: not discharged
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OrderTerm(Part, Base):
    """One prohibition or requirement; a breach and a penalty name it."""

    __tablename__ = "order_term"
    __table_args__ = (UniqueConstraint("record_id", "number", name="uq_order_term_number"),)

    id: Mapped[Pk]
    number: Mapped[int]
    kind: Mapped[Code]
    text: Mapped[LongText]
    applies_when: Mapped[LongText] = mapped_column(default="")
    exception: Mapped[LongText] = mapped_column(default="")
    activity: Mapped[Line] = mapped_column(default="")


class OrderArea(Part, Base):
    """A restricted area as GeoJSON, with the box around it by which a point is first looked for."""

    __tablename__ = "order_area"

    id: Mapped[Pk]
    name: Mapped[Line] = mapped_column(default="")
    geometry: Mapped[Json]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]


class OrderConsultation(Part, Base):
    """One body consulted or notified before the order was made, extended, varied or discharged (s72)."""

    __tablename__ = "order_consultation"

    id: Mapped[Pk]
    who: Mapped[Code]
    name: Mapped[Line]
    on: Mapped[Day] = mapped_column("asked_on")
    reply: Mapped[LongText] = mapped_column(default="")
    by_user: Mapped[int]


class OrderPublication(Part, Base):
    """The order's page on the website and the day on the notices at the place (SI 2014/2591)."""

    __tablename__ = "order_publication"

    id: Mapped[Pk]
    what: Mapped[Code]
    url: Mapped[Line]
    signs_on: Mapped[date | None]  # empty: no notices on the land yet
    at: Mapped[Instant]
    by_user: Mapped[int]


class OrderChange(Part, Base):
    """The making, an extension (s60), a variation or the discharge (s61) of an order."""

    __tablename__ = "order_change"

    id: Mapped[Pk]
    what: Mapped[Code]
    decided_on: Mapped[Day]
    ends_on: Mapped[date | None]  # empty: the end was not changed
    reason: Mapped[LongText] = mapped_column(default="")
    by_user: Mapped[int]
    at: Mapped[datetime]
