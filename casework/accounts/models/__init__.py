"""People who sign in: roles, clearances, sessions, attempts, factors, delegations, and the forms they half filled in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.accounts.models import brakes, factors
from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Pk, Sealed

__all__ = [
    "AppUser", "CalendarFeed", "Delegation", "Draft", "IdempotencyKey", "Job", "Notification", "OneTimeLink", "ResetRequest",
    "SignInAttempt", "TeamMember", "UserClearance", "UserRole", "UserSession", "brakes", "factors",
]  # fmt: skip


class AppUser(Base):
    """One person of one organisation."""

    __tablename__ = "app_user"

    id: Mapped[Pk]
    username: Mapped[Line] = mapped_column(unique=True)  # lower case; usually the work e-mail address
    name: Mapped[Line]
    job_title: Mapped[Line] = mapped_column(default="")
    phone: Mapped[Code] = mapped_column(default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column()  # empty: invited, has not chosen one yet
    password_changed_at: Mapped[datetime | None]  # empty: as above
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[datetime | None]  # empty: may sign in
    suspended_by: Mapped[int | None]  # empty: as above, or by a job
    last_seen_at: Mapped[datetime | None]  # empty: never signed in
    previous_seen_at: Mapped[datetime | None]  # empty: this is the first visit
    kept_since: Mapped[datetime | None]  # restored then, so not dormant before; empty: never restored
    dormant_told_at: Mapped[datetime | None]  # empty: not told that the account is about to be suspended
    left_at: Mapped[datetime | None]  # empty: still of the organisation; one who left never comes back to this account
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class UserRole(Base):
    """One role of one person, with its dates."""

    __tablename__ = "user_role"
    __table_args__ = (Index("ix_user_role_user", "user_id"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    role: Mapped[Code]
    given_by: Mapped[int | None]  # empty: given by the console
    given_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # empty: still held


class UserClearance(Base):
    """A clearance of one person: from, until, by whom and why."""

    __tablename__ = "user_clearance"
    __table_args__ = (
        Index("ix_user_clearance_user", "user_id"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates_in_order"),
    )

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    clearance: Mapped[Code]
    is_lead: Mapped[bool] = mapped_column(default=False)  # a safeguarding lead: may manage membership of referrals
    from_on: Mapped[Day]
    until_on: Mapped[date | None]  # empty: until ended
    ended_at: Mapped[datetime | None]  # empty: not ended early
    granted_by: Mapped[int | None]  # empty: granted by the console
    reason: Mapped[LongText]


class TeamMember(Base):
    """A person's place in a team."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "user_id", name="uq_team_member_once"),)

    id: Mapped[Pk]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)


class Delegation(Base):
    """A dated authorisation of one person to use a power."""

    __tablename__ = "delegation"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    power: Mapped[Code]  # a power's code, or * for all that the organisation may use
    from_on: Mapped[Day]
    until_on: Mapped[date | None]  # empty: until ended
    granted_by: Mapped[int | None]  # empty: granted by the console
    instrument: Mapped[Line] = mapped_column(default="")


class UserSession(Base):
    """One signed-in browser. The cookie holds a token; only its hash is stored."""

    __tablename__ = "user_session"

    id: Mapped[Pk]
    mark: Mapped[Line] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    started_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    confirmed_at: Mapped[Instant]  # when the person last proved who they are, by signing in or when asked again
    ends_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # empty: still live
    end_reason: Mapped[Code] = mapped_column(default="")
    address: Mapped[Code] = mapped_column(default="")
    device: Mapped[Line] = mapped_column(default="")
    partnership_id: Mapped[int | None]  # the partnership whose pages are shown; empty: the organisation's first
    reasons: Mapped[Json] = mapped_column(
        default=dict
    )  # reference of a record -> the reason given for opening it, once a session


class SignInAttempt(Base):
    """One try to sign in, counted by account and by address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key", "key_hash", "at"),)

    id: Mapped[Pk]
    key_hash: Mapped[Line]
    at: Mapped[Instant]
    ok: Mapped[bool]


class OneTimeLink(Base):
    """An invitation or a password reset: a token that works once."""

    __tablename__ = "one_time_link"

    id: Mapped[Pk]
    mark: Mapped[Line] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    kind: Mapped[Code]
    made_by: Mapped[int | None]  # empty: asked for by the person, or made at the console
    made_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    used_at: Mapped[datetime | None]  # empty: not used


class ResetRequest(Base):
    """A forgotten password: asked for by the person, answered by the agency lead with a one-time link."""

    __tablename__ = "reset_request"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    asked_at: Mapped[Instant]
    answered_at: Mapped[datetime | None]  # empty: waiting


class IdempotencyKey(Base):
    """The key of a form that was sent, and where its answer went, so that a second sending makes nothing new."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("user_id", "key", name="uq_idempotency_key_once"),)

    id: Mapped[Pk]
    user_id: Mapped[int]
    key: Mapped[Line]
    location: Mapped[LongText]
    at: Mapped[Instant]


class Draft(Base):
    """A half-filled form, private to its writer, sealed, purged after a while."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "form", "path", name="uq_draft_once"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    form: Mapped[Line]
    path: Mapped[Line]
    body: Mapped[Sealed]
    at: Mapped[Instant]


class Notification(Base):
    """Something a person should know; names no person and no content, only what to open."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_user", "user_id", "id"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[Code]
    record_id: Mapped[int | None]  # empty: about no record; shown only while the record can be opened
    sentence: Mapped[Line]
    made_at: Mapped[Instant]
    read_at: Mapped[datetime | None]  # empty: not read


class Job(Base):
    """A piece of work for later, saved in the transaction that asks for it."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "done_at", "due_at"),)

    id: Mapped[Pk]
    kind: Mapped[Code]
    body: Mapped[Json]
    due_at: Mapped[Instant]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]  # empty: waiting
    outcome: Mapped[LongText] = mapped_column(default="")


class CalendarFeed(Base):
    """The secret address of one person's calendar; only its hash is stored. It ends with whatever ends their sessions."""

    __tablename__ = "calendar_feed"

    id: Mapped[Pk]
    mark: Mapped[Line] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    made_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # empty: in use
    end_reason: Mapped[Code] = mapped_column(default="")
    read_at: Mapped[datetime | None]  # empty: not read yet
