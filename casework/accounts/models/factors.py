"""Second factors and what goes with them: recovery codes, half-finished sign-ins, challenges; and the rules of accounts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Instant, Line, LongText, Pk, Sealed


class UserFactor(Base):
    """A second factor of one person: an app that makes codes, or a passkey."""

    __tablename__ = "user_factor"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    kind: Mapped[Code]
    label: Mapped[Line] = mapped_column(default="")
    secret: Mapped[Sealed]  # of an app its key, of a passkey its public key
    credential: Mapped[LongText] = mapped_column(default="")  # of a passkey its name, as base64url
    mark: Mapped[str | None] = mapped_column(unique=True)  # hash of that name while in use; empty: an app, or ended
    last_step: Mapped[int | None]  # the time step or signature count used last; empty: never used
    last_used_at: Mapped[datetime | None]  # empty: never used
    created_at: Mapped[Instant]
    proved_at: Mapped[datetime | None]  # empty: being set up, proves nothing yet
    ended_at: Mapped[datetime | None]  # empty: in use
    ended_by: Mapped[int | None]  # empty: in use, or ended at the console


class RecoveryCode(Base):
    """A code that stands in for a second factor once; only its keyed hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_user", "user_id", "mark"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    mark: Mapped[Line]
    made_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # used, or replaced by new ones; empty: may be used


class HalfSession(Base):
    """A browser whose person gave the password and owes the second factor. It opens nothing."""

    __tablename__ = "half_session"

    id: Mapped[Pk]
    mark: Mapped[Line] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    started_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    address: Mapped[Code] = mapped_column(default="")
    device: Mapped[Line] = mapped_column(default="")


class FactorChallenge(Base):
    """What a passkey is asked to sign: made for one browser, taken once."""

    __tablename__ = "factor_challenge"

    id: Mapped[Pk]
    holder: Mapped[Line] = mapped_column(unique=True)  # the hash of the browser's token
    value: Mapped[Line]
    made_at: Mapped[Instant]


class AccountRule(Base):
    """A rule of this installation about accounts that is switched on; without its row it is off."""

    __tablename__ = "account_rule"

    id: Mapped[Pk]
    name: Mapped[Code] = mapped_column(unique=True)  # "factor:<role>" or "attest"
    set_by: Mapped[int | None]  # empty: set at the console
    set_at: Mapped[Instant]


class Attestation(Base):
    """An agency lead's word that the accounts of the organisation are right, once a quarter."""

    __tablename__ = "attestation"
    __table_args__ = (UniqueConstraint("organisation_id", "quarter", name="uq_attestation_once"),)

    id: Mapped[Pk]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    quarter: Mapped[int]  # year times four, plus 0 for January to March
    by_user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    people: Mapped[int]  # accounts that could sign in
    at: Mapped[Instant]
