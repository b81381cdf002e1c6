"""People, vehicles and protected addresses, and the facts each organisation adds about a person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Pk, Sealed
from casework.sharing.models import Part, Shareable


class Person(Shareable, Base):
    """One human being as one organisation knows them: the identity that anyone who may know of them sees."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("is_unnamed = (family_name = '' AND given_names = '')", name="unnamed_has_no_name"),
        CheckConstraint("NOT is_unnamed OR description <> ''", name="unnamed_is_described"),
        CheckConstraint("birth_known IN ('known', 'estimated', 'unknown')", name="birth_known_known"),
        CheckConstraint("(birth_date IS NULL) = (birth_known = 'unknown')", name="birth_date_stated"),
    )

    family_name: Mapped[Line] = mapped_column(default="")
    given_names: Mapped[Line] = mapped_column(default="")
    description: Mapped[Line] = mapped_column(default="")  # of an unnamed person
    is_unnamed: Mapped[bool] = mapped_column(default=False)
    birth_date: Mapped[date | None]  # empty: unknown
    birth_known: Mapped[Code] = mapped_column(default="unknown")
    sex: Mapped[Code] = mapped_column(default="NOT_KNOWN")
    made_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """The name as written, given names first; the description of an unnamed person."""
        return f"{self.given_names} {self.family_name}".strip() or self.description

    @property
    def sort_name(self) -> str:
        """The name with the family name first, as lists show it."""
        return ", ".join(part for part in (self.family_name, self.given_names) if part) or self.description

    @property
    def born(self) -> str:
        """The birth date in words, with how sure it is; empty when it is not known."""
        if self.birth_date is None:
            return ""
        if self.birth_known == "estimated":
            return f"born about {self.birth_date:%Y}"
        return f"born {self.birth_date:%-d %B %Y}"


class Fact(Part, Base):
    """Something one organisation says of a person, from a day until a day: only that organisation corrects it."""

    __abstract__ = True

    id: Mapped[Pk]

    @declared_attr
    def from_on(cls) -> Mapped[date | None]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column()  # empty: not known since when

    @declared_attr
    def until_on(cls) -> Mapped[date | None]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column()  # empty: still so

    @declared_attr
    def added_by(cls) -> Mapped[int | None]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column()  # empty: added by the system

    @declared_attr
    def added_at(cls) -> Mapped[Instant]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column()

    @declared_attr
    def ended_at(cls) -> Mapped[datetime | None]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column()  # empty: stands

    @declared_attr
    def ended_reason(cls) -> Mapped[Line]:  # noqa: N805 -- SQLAlchemy hands the class
        return mapped_column(default="")


def _named() -> CheckConstraint:
    return CheckConstraint("audience_id IS NOT NULL", name="audience_named")


class Alias(Fact):
    """Another name a person goes by."""

    __tablename__ = "person_alias"
    __table_args__ = (_named(),)

    name: Mapped[Line]
    kind: Mapped[Code] = mapped_column(default="ALIAS")


class PersonAddress(Fact):
    """Where a person lives or stays: a place that is held, or as it was told."""

    __tablename__ = "person_address"
    __table_args__ = (_named(), CheckConstraint("place_id IS NOT NULL OR address <> ''", name="somewhere"))

    place_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)  # empty: as it was told
    address: Mapped[Line] = mapped_column(default="")
    postcode: Mapped[Code] = mapped_column(default="")
    tenure: Mapped[Code] = mapped_column(default="")
    tenancy_reference: Mapped[Code] = mapped_column(default="")
    household: Mapped[Line] = mapped_column(default="")


class ContactPoint(Fact):
    """A way to reach a person, and whether it is safe to use."""

    __tablename__ = "contact_point"
    __table_args__ = (_named(),)

    kind: Mapped[Code]
    value: Mapped[Line]
    safe: Mapped[Code] = mapped_column(default="YES")
    warning: Mapped[Line] = mapped_column(default="")


class Vulnerability(Fact):
    """Something that makes a person more easily harmed."""

    __tablename__ = "vulnerability"
    __table_args__ = (_named(),)

    code: Mapped[Code]
    detail: Mapped[LongText] = mapped_column(default="")


class SafetyMarker(Fact):
    """A dated warning for whoever visits a person; it lapses unless reviewed."""

    __tablename__ = "safety_marker"

    code: Mapped[Code]
    detail: Mapped[Line] = mapped_column(default="")
    review_on: Mapped[Day]


class Demographics(Fact):
    """What a person says of themselves, as told to one organisation; never an officer's guess (Equality Act 2010 s149)."""

    __tablename__ = "demographics"
    __table_args__ = (_named(),)

    ethnicity: Mapped[Code] = mapped_column(default="")
    ethnicity_perceived: Mapped[Code] = mapped_column(default="")  # kept apart, never in place of the person's own word
    gender_identity: Mapped[Code] = mapped_column(default="")
    sexual_orientation: Mapped[Code] = mapped_column(default="")
    disability: Mapped[Code] = mapped_column(default="")
    impairments: Mapped[Json] = mapped_column(default=list)
    religion: Mapped[Code] = mapped_column(default="")
    language: Mapped[Line] = mapped_column(default="")
    needs_interpreter: Mapped[bool] = mapped_column(default=False)


class Relationship(Fact):
    """How one person stands to another: this person is `code` of the other; the reciprocal is computed."""

    __tablename__ = "relationship"
    __table_args__ = (_named(), CheckConstraint("other_id <> record_id", name="two_people"))

    other_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    code: Mapped[Code]


class Vehicle(Shareable, Base):
    """A vehicle; the mark is not unique, since a refusal would tell that a hidden one exists."""

    __tablename__ = "vehicle"
    __table_args__ = (Index("ix_vehicle_registration_key", "registration_key"),)

    registration: Mapped[Code] = mapped_column(default="")
    registration_key: Mapped[Code] = mapped_column(default="")
    make: Mapped[Line] = mapped_column(default="")
    model: Mapped[Line] = mapped_column(default="")
    colour: Mapped[Code] = mapped_column(default="")
    note: Mapped[Line] = mapped_column(default="")
    made_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def title(self) -> str:
        """What the vehicle is called in lists."""
        looks = " ".join(part for part in (self.colour.lower(), self.make, self.model) if part)
        return self.registration or looks or "Unknown vehicle"


class ProtectedAddress(Shareable, Base):
    """Where somebody is kept safe: a record of its own, so that seeing the person never opens it."""

    __tablename__ = "protected_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    address: Mapped[Sealed]
    reason: Mapped[Line] = mapped_column(default="")
    made_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class PersonCluster(Base):
    """A decision that several records are of one person; no row moves, and ending it undoes it."""

    __tablename__ = "person_cluster"

    id: Mapped[Pk]
    reason: Mapped[LongText]
    second_fact: Mapped[Line]  # what agrees beyond name and birth date
    asked_by: Mapped[int]
    asked_at: Mapped[Instant]
    agreed_by: Mapped[int | None]  # empty: waits for a second person
    agreed_at: Mapped[datetime | None]  # empty: as above
    ended_at: Mapped[datetime | None]  # empty: in force


class PersonClusterMember(Part, Base):
    """One record of a cluster; each viewer sees the members they may see."""

    __tablename__ = "person_cluster_member"
    __table_args__ = (UniqueConstraint("cluster_id", "record_id", name="uq_person_cluster_member_once"),)

    id: Mapped[Pk]
    cluster_id: Mapped[int] = mapped_column(ForeignKey("person_cluster.id"))


class PersonNotSame(Part, Base):
    """A decision, remembered, that two records are not of one person."""

    __tablename__ = "person_not_same"
    __table_args__ = (CheckConstraint("other_id <> record_id", name="two_people"),)

    id: Mapped[Pk]
    other_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    reason: Mapped[Line] = mapped_column(default="")
    decided_by: Mapped[int]
    decided_at: Mapped[Instant]


FACTS: dict[str, type[Fact]] = {
    "alias": Alias,
    "address": PersonAddress,
    "contact": ContactPoint,
    "vulnerability": Vulnerability,
    "marker": SafetyMarker,
    "demographics": Demographics,
    "relationship": Relationship,
}
