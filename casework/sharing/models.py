"""Records, grants and shares, and the mixins that put every other table behind the access rule."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from casework.kernel.db import Base, BigId, Code, Day, Instant, Line, LongText, Pk, SortKey


class Record(Base):
    """One row per shareable thing: which, of what kind, whose. No content and no policy."""

    __tablename__ = "record"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    ref: Mapped[str] = mapped_column(String(9), unique=True)
    kind: Mapped[Code]
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    owner_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    compartment: Mapped[str | None] = mapped_column(String(40))  # empty: ordinary; else only cleared people by name
    created_at: Mapped[Instant]
    created_by: Mapped[int | None]  # empty: made by the system


class AccessGrant(Base):
    """One principal may see some sections of one record, for a stated time. The one table that access is decided from.

    It carries the columns lists are filtered and sorted by, so that no list ever starts from the records themselves.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        Index(
            "uq_access_grant_live",
            "record_id",
            "principal",
            "source",
            "source_id",
            "share_id",
            "via_record",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_access_grant_list", "principal", "kind", "sort_on", "record_id"),
        Index("ix_access_grant_stage", "principal", "kind", "stage", "sort_on", "record_id"),
        Index("ix_access_grant_subject", "principal", "kind", "subject", "sort_on", "record_id"),
        Index("ix_access_grant_ward", "principal", "kind", "ward", "sort_on", "record_id"),
        Index("ix_access_grant_family", "principal", "kind", "family_key", "sort_on", "record_id"),
        Index("ix_access_grant_given", "principal", "kind", "given_key", "record_id"),
        Index("ix_access_grant_sound", "principal", "sound_key", "family_key", "record_id"),
        Index("ix_access_grant_born", "principal", "born_on", "family_key"),
        Index("ix_access_grant_share", "share_id"),
        Index(
            "ix_access_grant_via",
            "via_record",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Pk]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    principal: Mapped[Code]
    opens: Mapped[int]
    kind: Mapped[Code]
    sort_on: Mapped[Instant]
    stage: Mapped[Code] = mapped_column(default="")
    subject: Mapped[Code] = mapped_column(default="")
    ward: Mapped[Code] = mapped_column(default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    family_key: Mapped[SortKey] = mapped_column(default="")
    given_key: Mapped[SortKey] = mapped_column(default="")
    sound_key: Mapped[Code] = mapped_column(default="")
    born_on: Mapped[date | None]  # empty: not a person, or not known
    notes_from: Mapped[datetime | None]  # empty: notes of every date
    since: Mapped[Instant]
    until: Mapped[datetime | None]  # empty: no end set
    ended_at: Mapped[datetime | None]  # empty: not ended
    source: Mapped[Code]
    source_id: Mapped[int] = mapped_column(default=0)
    share_id: Mapped[int] = mapped_column(default=0)
    via_record: Mapped[int] = mapped_column(default=0)
    partnership_id: Mapped[int]


class Recusal(Base):
    """A conflict of interest: this person does not see this record, whatever their role."""

    __tablename__ = "recusal"
    __table_args__ = (Index("ix_recusal_record_user", "record_id", "user_id"),)

    id: Mapped[Pk]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    user_id: Mapped[int]
    reason: Mapped[LongText]
    made_by: Mapped[int]
    made_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # empty: in force


class Audience(Base):
    """A chosen set of readers of a Part, narrower than its record."""

    __tablename__ = "audience"

    id: Mapped[Pk]
    label: Mapped[Line]
    made_by_org: Mapped[int]


class AudienceMember(Base):
    """One principal of an audience."""

    __tablename__ = "audience_member"
    __table_args__ = (Index("ix_audience_member", "audience_id", "principal", unique=True),)

    id: Mapped[Pk]
    audience_id: Mapped[int] = mapped_column(ForeignKey("audience.id"))
    principal: Mapped[Code]


class Shareable:
    """A root or a leaf: its row is its record's. Behind all three walls by record."""

    @declared_attr
    def record_id(cls) -> Mapped[int]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(BigId, ForeignKey("record.id"), primary_key=True, autoincrement=False)


class Part:
    """A row of a record that not everyone who opens the record may see: guarded by record, section and audience.

    `MOMENT` names the column that says of which day a row is: a grant of notes from a day on opens only what is of that day or
    later, and nothing of the section of notes that has no day.
    """

    MOMENT: ClassVar[str] = ""

    looked_up: ClassVar[bool] = False  # True for tables entered through words or keys: the rule is asked row by row

    @declared_attr
    def record_id(cls) -> Mapped[int]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(ForeignKey("record.id"), index=True)

    @declared_attr
    def section(cls) -> Mapped[int]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(SmallInteger)

    @declared_attr
    def author_org_id(cls) -> Mapped[int]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(ForeignKey("organisation.id"))

    @declared_attr
    def audience_id(cls) -> Mapped[int | None]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(ForeignKey("audience.id"))  # empty: everyone to whom the section is open


class Indexed:
    """An entry about a record (facts for figures, search words, name keys): guarded by walls 1 and 2, joined to grants first."""

    @declared_attr
    def record_id(cls) -> Mapped[int]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(ForeignKey("record.id"), index=True)


class Share(Part, Base):
    """The human act of sharing: to whom, what it opens, why, on what basis, from when until when."""

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("until_at >= from_at", name="dates_in_order"),
        Index("ix_share_ending", "until_at", "author_org_id"),
    )

    id: Mapped[Pk]
    to_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    level: Mapped[Code]
    opens: Mapped[int]
    purpose: Mapped[Code]
    lawful_basis: Mapped[Code]
    gateway: Mapped[Code]
    reason: Mapped[LongText]
    notes_from: Mapped[datetime | None]  # empty: notes of every date
    from_at: Mapped[Instant]
    until_at: Mapped[Instant]
    granted_by: Mapped[int]
    granted_at: Mapped[Instant]
    recalled_at: Mapped[datetime | None]  # empty: not recalled
    recalled_by: Mapped[int | None]  # empty: as above
    recall_reason: Mapped[LongText] = mapped_column(default="")
    warned_for: Mapped[datetime | None]  # empty: nobody was warned of its end; else the end that was warned of
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ShareChange(Part, Base):
    """One step in the life of a share, as the record keeps it: made, extended, narrowed, recalled, given up."""

    __tablename__ = "share_change"
    __table_args__ = (Index("ix_share_change_share", "share_id", "id"),)

    id: Mapped[Pk]
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"))
    step: Mapped[Code]
    at: Mapped[Instant]
    by_user: Mapped[int | None]  # empty: done by the system
    opens: Mapped[int]
    notes_from: Mapped[datetime | None]  # empty: notes of every date
    from_at: Mapped[Instant]
    until_at: Mapped[Instant]
    reason: Mapped[LongText] = mapped_column(default="")


class EmergencyOpening(Part, Base):
    """A partner opened a record in an emergency, under the policy's own data: for a short time, and looked at afterwards."""

    __tablename__ = "emergency_opening"
    __table_args__ = (
        CheckConstraint("until_at > at", name="dates_in_order"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("(reviewed_at IS NULL) = (finding = '')", name="reviewed_with_finding"),
    )

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    at: Mapped[Instant]
    until_at: Mapped[Instant]
    reason: Mapped[LongText]
    reviewed_at: Mapped[datetime | None]  # empty: waits to be looked at
    reviewed_by: Mapped[int | None]  # empty: as above
    finding: Mapped[Code] = mapped_column(default="")
    remark: Mapped[LongText] = mapped_column(default="")


class Link(Part, Base):
    """A leaf's place on a root (record_id is the root): a person's role, a place, a vehicle; or an incident's place on a case."""

    __tablename__ = "link"
    __table_args__ = (
        Index(
            "uq_link_live",
            "record_id",
            "leaf_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_link_leaf", "leaf_id"),
    )

    id: Mapped[Pk]
    leaf_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    leaf_kind: Mapped[Code]
    role: Mapped[Code]
    note: Mapped[Line] = mapped_column(default="")
    since: Mapped[Instant]
    made_by: Mapped[int | None]  # empty: made by the system
    ended_at: Mapped[datetime | None]  # empty: still so
    ended_reason: Mapped[Line] = mapped_column(default="")


class ReferralMember(Part, Base):
    """A cleared person's membership of a record in the compartment: start, end, granted by, reason (makesafe.md 6)."""

    __tablename__ = "referral_member"

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    from_at: Mapped[Instant]
    until_at: Mapped[datetime | None]  # empty: until ended
    ended_at: Mapped[datetime | None]  # empty: still a member
    granted_by: Mapped[int]
    reason: Mapped[LongText]


class RecordAssignment(Part, Base):
    """Who inside one organisation works a record: its owner there, named members, the team."""

    __tablename__ = "record_assignment"

    id: Mapped[Pk]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"), index=True)  # empty: a whole team
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)  # empty: a named person
    capacity: Mapped[Code]
    from_on: Mapped[Day]
    ended_at: Mapped[datetime | None]  # empty: still so


def guarded(cls: Any) -> bool:
    """True when a mapped class stands behind the access rule."""
    return issubclass(cls, (Shareable, Part, Indexed, AccessGrant))
