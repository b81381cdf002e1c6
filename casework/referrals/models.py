"""Exploitation referrals and their parts, in the compartment. The root is structure only; what tells of a person is sealed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.kernel.db import Base, Code, Day, Flag, Instant, Json, Pk, Sealed
from casework.sharing.models import Part, Shareable


class Referral(Shareable, Base):
    """Where a referral stands and what is due: no name, no place, no words."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("(closed_on IS NULL) = (closure_reason = '')", name="closed_with_reason"),
        CheckConstraint("(decided_on IS NULL) = (decision = '')", name="decided_with_decision"),
        Index("uq_referral_receipt", "receipt_id", unique=True),
    )

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    state: Mapped[Code]
    route: Mapped[Code]
    reporter_kind: Mapped[Code]
    received_at: Mapped[Instant]
    has_immediate_danger: Mapped[Flag]
    definition: Mapped[Code]  # the definition in use on the day of receipt; never recoded
    venue_kind: Mapped[Code]
    consent: Mapped[Code]
    decision_due_on: Mapped[Day]
    assessment_due_on: Mapped[Day]
    assessed_on: Mapped[date | None]  # empty: the assessment is not finished
    conference_due_on: Mapped[date | None]  # empty: no strategy discussion yet
    conference_held_on: Mapped[date | None]  # empty: not held
    meeting_due_on: Mapped[date | None]  # empty: no high band decided
    meeting_held_on: Mapped[date | None]  # empty: not held since the band was decided
    review_due_on: Mapped[date | None]  # empty: no plan to review yet
    decision: Mapped[Code] = mapped_column(default="")
    decided_on: Mapped[date | None]  # empty: not decided
    band: Mapped[Code] = mapped_column(default="")
    closed_on: Mapped[date | None]  # empty: open
    closure_reason: Mapped[Code] = mapped_column(default="")
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))  # empty: made by a cleared person
    created_at: Mapped[Instant]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ReferralNarrative(Part, Base):
    """The words as they were said, what happened, and who said it."""

    __tablename__ = "referral_narrative"

    id: Mapped[Pk]
    verbatim: Mapped[Sealed]
    what_happened: Mapped[Sealed]
    reporter: Mapped[Sealed]
    reporter_contact: Mapped[Sealed]
    consent_reason: Mapped[Sealed]
    written_by: Mapped[int | None]  # empty: received by the system from somebody without clearance
    written_at: Mapped[Instant]


class ReferralConcern(Part, Base):
    """Where and when it was, the vehicle, and what people looked like."""

    __tablename__ = "referral_concern"

    id: Mapped[Pk]
    venue_name: Mapped[Sealed]
    place: Mapped[Sealed]
    postcode: Mapped[Sealed]
    happened_at: Mapped[datetime | None]  # empty: not known
    incident_number: Mapped[Sealed]
    vehicle: Mapped[Sealed]
    descriptions: Mapped[Sealed]


class ReferralPerson(Part, Base):
    """A child, or an adult of concern. Facts stand here and never on the person's own record, where others would meet them."""

    __tablename__ = "referral_person"

    id: Mapped[Pk]
    capacity: Mapped[Code]  # child | adult
    name: Mapped[Sealed]
    known_as: Mapped[Sealed]
    born: Mapped[Sealed]
    sex: Mapped[Sealed]
    living: Mapped[Sealed]
    school: Mapped[Sealed]
    description: Mapped[Sealed]
    relation: Mapped[Sealed]
    vehicle: Mapped[Sealed]
    known_ref: Mapped[Sealed]  # the reference of a person's record, put here by a member; the record knows nothing of it
    added_by: Mapped[int | None]  # empty: received by the system
    added_at: Mapped[Instant]


class ReferralSign(Part, Base):
    """A warning sign that was noticed."""

    __tablename__ = "referral_sign"
    __table_args__ = (Index("uq_referral_sign", "record_id", "sign", unique=True),)

    id: Mapped[Pk]
    sign: Mapped[Code]


class ReferralStateChange(Part, Base):
    """A step on the pathway, by whom and why."""

    __tablename__ = "referral_state_change"

    id: Mapped[Pk]
    state: Mapped[Code]
    on: Mapped[Day] = mapped_column("changed_on")
    at: Mapped[Instant]
    by_user: Mapped[int | None]  # empty: made by the system
    reason: Mapped[Sealed]
    detail: Mapped[Sealed]  # who was told, where it was passed to, signs to look out for


class ReferralScreening(Part, Base):
    """The multi-agency screening: what each agency knows, and whether exploitation is suspected."""

    __tablename__ = "referral_screening"

    id: Mapped[Pk]
    screened_on: Mapped[Day]
    factors: Mapped[Json]
    police: Mapped[Sealed]
    social_care: Mapped[Sealed]
    health: Mapped[Sealed]
    education: Mapped[Sealed]
    outcome: Mapped[Code]
    by_user: Mapped[int]


class ReferralRisk(Part, Base):
    """A risk form: a level for each area, what they suggest, and what the professional decided."""

    __tablename__ = "referral_risk"

    id: Mapped[Pk]
    assessed_on: Mapped[Day]
    banding: Mapped[Code]
    levels: Mapped[Json]
    evidence: Mapped[Sealed]
    has_immediate_harm: Mapped[Flag]
    suggested: Mapped[Code]
    decided: Mapped[Code]
    reason: Mapped[Sealed]
    supervisor: Mapped[Sealed]
    review_on: Mapped[date | None]  # empty: the pathway's own review date holds
    by_user: Mapped[int]
    at: Mapped[Instant]


class ReferralMissing(Part, Base):
    """A time the child was missing, and the independent return interview."""

    __tablename__ = "referral_missing"
    __table_args__ = (CheckConstraint("returned_at IS NULL OR returned_at >= missing_from", name="dates_in_order"),)

    id: Mapped[Pk]
    missing_from: Mapped[Instant]
    returned_at: Mapped[datetime | None]  # empty: still missing
    interview_due_at: Mapped[datetime | None]  # empty: as above
    interview: Mapped[Code]
    reason: Mapped[Sealed]


class ReferralMeeting(Part, Base):
    """A meeting about the child: who was there and what was agreed."""

    __tablename__ = "referral_meeting"

    id: Mapped[Pk]
    kind: Mapped[Code]
    held_on: Mapped[Day]
    chair: Mapped[Sealed]
    attended: Mapped[Sealed]
    agreed: Mapped[Sealed]
    child_view: Mapped[Sealed]
    by_user: Mapped[int]
    at: Mapped[Instant]


class ReferralAction(Part, Base):
    """One action of the plan: protect, disrupt or support; who does it, by when."""

    __tablename__ = "referral_action"
    __table_args__ = (CheckConstraint("(done_on IS NULL) = (outcome_kind = '')", name="done_with_outcome"),)

    id: Mapped[Pk]
    aim: Mapped[Code]
    what: Mapped[Sealed]
    owner: Mapped[Sealed]
    due_on: Mapped[Day]
    done_on: Mapped[date | None]  # empty: open
    outcome_kind: Mapped[Code] = mapped_column(default="")  # done | cancelled
    outcome: Mapped[Sealed]
    by_user: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ReferralNote(Part, Base):
    """An entry on the referral's chronology: added, never edited."""

    __tablename__ = "referral_note"

    id: Mapped[Pk]
    kind: Mapped[Code]
    body: Mapped[Sealed]
    happened_at: Mapped[Instant]
    written_by: Mapped[int]
    written_at: Mapped[Instant]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("referral_note.id"))  # empty: not a correction


class ReferralOutcome(Part, Base):
    """What the referrer was told, by whom and when, and when their receipt showed it."""

    __tablename__ = "referral_outcome"

    id: Mapped[Pk]
    told: Mapped[Code]
    told_by: Mapped[int]
    told_at: Mapped[Instant]
    delivered_at: Mapped[datetime | None]  # empty: on its way


class LanguageChoice(Part, Base):
    """Wording that was pointed out while somebody wrote, and kept."""

    __tablename__ = "language_choice"

    id: Mapped[Pk]
    place: Mapped[Code]
    phrase: Mapped[Code]
    found: Mapped[Sealed]
    by_user: Mapped[int]
    at: Mapped[Instant]


class ReferralReceipt(Shareable, Base):
    """What somebody without clearance passed on, in their own words, and what they were told since. Theirs alone."""

    __tablename__ = "referral_receipt"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    made_at: Mapped[Instant]
    words: Mapped[Sealed]
    venue_kind: Mapped[Code]
    place: Mapped[Sealed]
    people: Mapped[Sealed]
    contact: Mapped[Sealed]
    signs: Mapped[Sealed]
    happened_at: Mapped[datetime | None]  # empty: not known
    has_immediate_danger: Mapped[Flag]
    told: Mapped[Code]
    told_at: Mapped[Instant]


class Venue(Shareable, Base):
    """A business of the Makesafe register: trained when, visited when, what its calls led to. Sealed, and for named people."""

    __tablename__ = "venue"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"))
    kind: Mapped[Code]
    name: Mapped[Sealed]
    address: Mapped[Sealed]
    licence: Mapped[Sealed]
    contact: Mapped[Sealed]
    is_of_concern: Mapped[Flag]
    trained_on: Mapped[date | None]  # empty: not trained
    refresher_due_on: Mapped[date | None]  # empty: as above
    has_posters: Mapped[Flag]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class VenueContact(Part, Base):
    """A visit to a venue, training given there, or a call it made and what came of it."""

    __tablename__ = "venue_contact"

    id: Mapped[Pk]
    kind: Mapped[Code]  # visit | training | call
    on: Mapped[Day] = mapped_column("happened_on")
    note: Mapped[Sealed]
    by_user: Mapped[int]
