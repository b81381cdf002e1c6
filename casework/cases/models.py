"""Incidents, cases, and what is written on them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Instant, Json, Line, LongText, Pk
from casework.sharing.models import Part, Shareable


class Incident(Shareable, Base):
    """One event that was reported. It may stand alone, or be attached to a case by a link."""

    __tablename__ = "incident"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    type: Mapped[Code]
    subject: Mapped[Code]
    summary: Mapped[Line]
    channel: Mapped[Code]
    nsir: Mapped[Code] = mapped_column(default="")
    received_at: Mapped[Instant]
    occurred_from: Mapped[Instant]
    occurred_to: Mapped[datetime | None]  # empty: a moment, or not known
    ward_code: Mapped[Code] = mapped_column(default="")
    location_text: Mapped[Line] = mapped_column(default="")
    latitude: Mapped[float | None]  # empty: no point known
    longitude: Mapped[float | None]  # empty: as above
    postcode: Mapped[Code] = mapped_column(default="")
    status: Mapped[Code] = mapped_column(default="open")
    triage: Mapped[Code] = mapped_column(default="")
    taken_by: Mapped[int | None]  # empty: taken by the system
    owner_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class CaseFile(Shareable, Base):
    """The managed work: what a summary partner may see of it stands here, all else in Parts."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (closure_reason = '')", name="closed_with_reason"),
        Index("ix_case_file_owner", "owner_user_id"),
        Index("ix_case_file_lead_org_id_review_on", "lead_org_id", "review_on"),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    type: Mapped[Code]
    subject: Mapped[Code]
    title: Mapped[Line]
    summary: Mapped[LongText]
    stage: Mapped[Code]
    priority: Mapped[Code]
    sensitivity: Mapped[Code] = mapped_column(default="official_sensitive")
    lead_org_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: waits for an owner
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))  # empty: no team
    ward_code: Mapped[Code] = mapped_column(default="")
    opened_on: Mapped[Day]
    received_at: Mapped[Instant]
    review_on: Mapped[date | None]  # empty: closed, or no review set
    first_contact_due_at: Mapped[datetime | None]  # empty: no standard applies
    first_contact_at: Mapped[datetime | None]  # empty: not yet reached
    closed_on: Mapped[date | None]  # empty: open
    closure_reason: Mapped[Code] = mapped_column(default="")
    reopened_on: Mapped[date | None]  # empty: never reopened
    activity_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Narrative(Part, Base):
    """What happened, in full: of an incident or a case."""

    __tablename__ = "narrative"

    id: Mapped[Pk]
    body: Mapped[LongText]
    harm: Mapped[LongText] = mapped_column(default="")
    wishes: Mapped[LongText] = mapped_column(default="")
    immediate_action: Mapped[LongText] = mapped_column(default="")
    written_by: Mapped[int | None]  # empty: written by the system
    written_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Note(Part, Base):
    """An entry on the chronology: added, never edited; a correction is a new note that points to the old."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_page", "record_id", "happened_at", "id"), Index("ix_note_corrects", "corrects_id"))
    MOMENT = "happened_at"

    id: Mapped[Pk]
    kind: Mapped[Code]
    body: Mapped[LongText]
    happened_at: Mapped[Instant]
    written_by: Mapped[int]
    written_at: Mapped[Instant]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"))  # empty: not a correction
    reason: Mapped[LongText] = mapped_column(default="")  # why it corrects the other
    opened_at: Mapped[datetime | None]  # empty: its readers are those it was written for
    opened_by: Mapped[int | None]  # empty: as above


class StageChange(Part, Base):
    """A step of a case through its stages."""

    __tablename__ = "stage_change"

    id: Mapped[Pk]
    stage: Mapped[Code]
    at: Mapped[Instant]
    by_user: Mapped[int | None]  # empty: made by the system
    reason: Mapped[LongText] = mapped_column(default="")


class RiskAssessment(Part, Base):
    """One assessment of risk. It is added, never changed: the next one stands beside it."""

    __tablename__ = "risk_assessment"
    __table_args__ = (
        CheckConstraint("points >= 0", name="points_not_negative"),
        CheckConstraint("decided IN ('standard', 'medium', 'high')", name="band_known"),
        CheckConstraint("narrative <> ''", name="narrative_given"),
        CheckConstraint("decided = suggested OR reason <> ''", name="other_band_has_reason"),
    )

    id: Mapped[Pk]
    question_set: Mapped[Code]
    answers: Mapped[Json]
    overrides: Mapped[Json]
    points: Mapped[int]
    suggested: Mapped[Code]
    decided: Mapped[Code]
    narrative: Mapped[LongText]
    protective: Mapped[LongText]
    harm_done: Mapped[LongText]
    harm_risk: Mapped[LongText]
    reason: Mapped[LongText] = mapped_column(default="")
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))  # empty: the band was not lowered
    review_on: Mapped[Day]
    assessed_by: Mapped[int]
    assessed_at: Mapped[Instant]


class CasePlan(Part, Base):
    """The plan agreed with the person harmed: what is to be done and when they next hear. The newest one is in force."""

    __tablename__ = "case_plan"

    id: Mapped[Pk]
    body: Mapped[LongText]
    next_update_on: Mapped[date | None]  # empty: no update was promised
    written_by: Mapped[int]
    written_at: Mapped[Instant]


class Closure(Part, Base):
    """How a case ended: the outcome, whether the person harmed was told and asked, the last band, and who signed it off."""

    __tablename__ = "case_closure"

    id: Mapped[Pk]
    closed_on: Mapped[Day]
    reason: Mapped[Code]
    outcome: Mapped[LongText]
    told: Mapped[Code]
    told_on: Mapped[date | None]  # empty: nobody was told
    satisfaction_asked: Mapped[Code]
    final_band: Mapped[Code] = mapped_column(default="")
    lead_org_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # empty: not handed to another organisation
    closed_by: Mapped[int | None]  # empty: closed by the system
    signed_off_by: Mapped[int | None]  # empty: no sign-off was needed
    reopened_on: Mapped[date | None]  # empty: stayed closed


class Qualifier(Part, Base):
    """A flag on an incident or a case (hate with its strand, alcohol, youth and the rest)."""

    __tablename__ = "qualifier"

    id: Mapped[Pk]
    code: Mapped[Code]
    strand: Mapped[Code] = mapped_column(default="")
    perceived_by: Mapped[Line] = mapped_column(default="")
    added_by: Mapped[int | None]  # empty: added by the system
    added_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]  # empty: still so


class Activity(Part, Base):
    """Something changed on a record, in a section and for an audience: it counts only for those who may see what changed."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_page", "record_id", "at"), Index("ix_activity_newest", "at", "id"))
    MOMENT = "moment_at"

    id: Mapped[Pk]
    kind: Mapped[Code]
    at: Mapped[Instant]
    moment_at: Mapped[datetime | None]  # empty: of no day; of a note, when it happened
    by_user: Mapped[int | None]  # empty: changed by the system


class CaseVisit(Base):
    """When a person last opened a record, and the time before that. It holds no content and is read by that person alone."""

    __tablename__ = "case_visit"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Instant]
    before_at: Mapped[datetime | None]  # empty: this is the first visit
