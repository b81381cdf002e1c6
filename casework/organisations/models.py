"""Partnerships, organisations, membership, agreements, teams and the dated code lists."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Json, Line, LongText, Pk


class Partnership(Base):
    """One community safety partnership; an installation may hold several."""

    __tablename__ = "partnership"

    id: Mapped[Pk]
    name: Mapped[Line]
    short_name: Mapped[Code]
    colour: Mapped[str] = mapped_column(String(7))
    area_code: Mapped[Code]
    area_name: Mapped[Line]
    period_kind: Mapped[Code] = mapped_column(default="half")  # the length of a reporting period
    contact: Mapped[LongText] = mapped_column(default="")
    settings: Mapped[Json] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Organisation(Base):
    """A partner agency."""

    __tablename__ = "organisation"

    id: Mapped[Pk]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line] = mapped_column(unique=True)
    kind: Mapped[Code]
    address: Mapped[LongText] = mapped_column(default="")
    phone: Mapped[Code] = mapped_column(default="")
    email: Mapped[Line] = mapped_column(default="")
    read_only: Mapped[bool] = mapped_column(default=False)
    factor_required: Mapped[bool] = mapped_column(default=False)  # its people sign in with a second factor
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class PartnershipMember(Base):
    """An organisation's membership of a partnership, with its dates."""

    __tablename__ = "partnership_member"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates_in_order"),
        Index("ix_partnership_member_organisation", "organisation_id", "partnership_id"),
    )

    id: Mapped[Pk]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    standing: Mapped[Code]
    is_lead: Mapped[bool] = mapped_column(default=False)  # administers the partnership
    from_on: Mapped[Day]
    until_on: Mapped[date | None]  # empty: still a member


class Agreement(Base):
    """An information sharing agreement of a partnership."""

    __tablename__ = "agreement"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates_in_order"),)

    id: Mapped[Pk]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    title: Mapped[Line]
    purpose: Mapped[LongText] = mapped_column(default="")
    signed_on: Mapped[date | None]  # empty: not signed, so it opens nothing
    from_on: Mapped[Day]
    until_on: Mapped[date | None]  # empty: until replaced
    review_on: Mapped[date | None]  # empty: no review set
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class AgreementParty(Base):
    """One signatory of an agreement."""

    __tablename__ = "agreement_party"
    __table_args__ = (UniqueConstraint("agreement_id", "organisation_id", name="uq_agreement_party_once"),)

    id: Mapped[Pk]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    signed_on: Mapped[date | None]  # empty: this party has not signed
    until_on: Mapped[date | None]  # empty: still a party


class Team(Base):
    """A team inside one organisation, whose queue a manager watches."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("organisation_id", "name", name="uq_team_name"),)

    id: Mapped[Pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[Line]


class CodeItem(Base):
    """One entry of a code list; entries end, they are never deleted."""

    __tablename__ = "code_item"
    __table_args__ = (
        UniqueConstraint("listing", "code", name="uq_code_item_code"),
        CheckConstraint("active_to IS NULL OR active_to >= active_from", name="dates_in_order"),
    )

    id: Mapped[Pk]
    listing: Mapped[Code]
    code: Mapped[Code]
    label: Mapped[Line]
    sort: Mapped[int] = mapped_column(default=0)
    active_from: Mapped[date | None]  # empty: from the beginning
    active_to: Mapped[date | None]  # empty: still in use
    attributes: Mapped[Json] = mapped_column(default=dict)
    changed_at: Mapped[datetime | None]  # empty: as shipped
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
