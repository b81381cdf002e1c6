"""What a referral moves through, what its forms hand over, and what its pages are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """Where a referral stands on the pathway (codes of the referral state list)."""

    CONCERN = "CONCERN"
    POLICE_RECORD = "POLICE_RECORD"
    REFERRED = "REFERRED"
    DECIDED = "DECIDED"
    SCREENED = "SCREENED"
    STRATEGY = "STRATEGY"
    ENQUIRY = "ENQUIRY"
    ASSESSMENT = "ASSESSMENT"
    RISK = "RISK"
    MEETING = "MEETING"
    PLAN = "PLAN"
    REVIEW = "REVIEW"
    CLOSED = "CLOSED"


S = State
NEXT: dict[State, tuple[State, ...]] = {
    S.CONCERN: (S.POLICE_RECORD, S.REFERRED, S.CLOSED),
    S.POLICE_RECORD: (S.REFERRED, S.CLOSED),
    S.REFERRED: (S.DECIDED, S.STRATEGY),
    S.DECIDED: (S.SCREENED, S.STRATEGY, S.ASSESSMENT, S.CLOSED),
    S.SCREENED: (S.STRATEGY, S.ASSESSMENT, S.RISK, S.CLOSED),
    S.STRATEGY: (S.ENQUIRY, S.ASSESSMENT, S.RISK, S.CLOSED),
    S.ENQUIRY: (S.ASSESSMENT, S.RISK, S.MEETING, S.CLOSED),
    S.ASSESSMENT: (S.RISK, S.MEETING, S.PLAN, S.CLOSED),
    S.RISK: (S.STRATEGY, S.MEETING, S.PLAN, S.CLOSED),
    S.MEETING: (S.STRATEGY, S.PLAN, S.CLOSED),
    S.PLAN: (S.STRATEGY, S.REVIEW),
    S.REVIEW: (S.STRATEGY, S.RISK, S.MEETING, S.PLAN, S.REVIEW, S.CLOSED),
    S.CLOSED: (S.REFERRED,),
}


class Route(StrEnum):
    """How a referral came in."""

    CLEARED = "cleared"
    PASSED_ON = "passed_on"


class MeetingKind(StrEnum):
    """The meetings of the pathway."""

    STRATEGY = "strategy"
    MULTI_AGENCY = "multi_agency"
    CONFERENCE = "conference"
    REVIEW = "review"


MEETING_LABELS = {
    MeetingKind.STRATEGY: "Strategy discussion",
    MeetingKind.MULTI_AGENCY: "Multi-agency exploitation meeting",
    MeetingKind.CONFERENCE: "Child protection conference",
    MeetingKind.REVIEW: "Review meeting",
}


class Interview(StrEnum):
    """How a return interview stands."""

    DUE = "due"
    OFFERED = "offered"
    DONE = "done"
    REFUSED = "refused"


INTERVIEW_LABELS = {
    Interview.DUE: "Not yet offered",
    Interview.OFFERED: "Offered",
    Interview.DONE: "Done",
    Interview.REFUSED: "Refused by the child",
}


class Told(StrEnum):
    """What a referrer without clearance may be told: one of these and no more."""

    WAITING = "waiting"
    RECEIVED = "received"
    ACTING = "acting"
    PASSED = "passed"
    NO_ACTION = "no_action"
    FINISHED = "finished"


TOLD_LABELS = {
    Told.WAITING: "Saved, on its way to the safeguarding leads",
    Told.RECEIVED: "Received by the safeguarding leads",
    Told.ACTING: "Read and being acted on",
    Told.PASSED: "Passed to children's social care",
    Told.NO_ACTION: "Read: no further action under this pathway",
    Told.FINISHED: "Work has ended",
}
AIMS = {"protect": "Protect the child", "disrupt": "Disrupt the exploitation", "support": "Support the child and family"}
REPORTERS = {"BUSINESS": "A business or its staff", "PUBLIC": "A member of the public", "PROFESSIONAL": "A professional"}
LEVEL_LABELS = {"none": "None", "low": "Low", "medium": "Medium", "high": "High"}
CONSENT_WITH_REASON = ("OVERRIDDEN",)
CLOSURES_NAMING = ("MOVED", "ADULT_SERVICE")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Facts about a child or an adult of concern, kept on the referral and never on a person's record."""

    name: str = ""
    known_as: str = ""
    born: str = ""
    sex: str = ""
    living: str = ""
    school: str = ""
    description: str = ""
    relation: str = ""
    vehicle: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing at all was given."""
        return not any(getattr(self, name) for name in self.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class NewReferral:
    """What the referral form hands over."""

    verbatim: str
    what_happened: str
    venue_kind: str
    consent: str
    received_at: datetime
    reporter_kind: str = "PROFESSIONAL"
    reporter: str = ""
    reporter_contact: str = ""
    has_immediate_danger: bool = False
    definition: str = ""
    venue_name: str = ""
    place: str = ""
    postcode: str = ""
    happened_at: datetime | None = None
    incident_number: str = ""
    vehicle: str = ""
    descriptions: str = ""
    consent_reason: str = ""
    signs: tuple[str, ...] = ()
    child: PersonFacts = field(default_factory=PersonFacts)
    adult: PersonFacts = field(default_factory=PersonFacts)
    with_leads: bool = True
    partnership_id: int = 0


@dataclass(frozen=True, slots=True)
class Concern:
    """What the form of a person without clearance hands over."""

    words: str
    venue_kind: str
    place: str
    people: str = ""
    contact: str = ""
    happened_at: datetime | None = None
    has_immediate_danger: bool = False
    signs: tuple[str, ...] = ()
    partnership_id: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A step to another state: to which, on what day, why, and what that state needs to know."""

    to: State
    on: date
    reason: str
    decision: str = ""
    closure: str = ""
    passed_to: str = ""
    told: str = ""
    relapse_signs: str = ""


@dataclass(frozen=True, slots=True)
class RiskForm:
    """A filled risk form: a level and evidence for each area, and the professional's own decision."""

    levels: Mapping[str, str]
    evidence: Mapping[str, str]
    has_immediate_harm: bool
    decided: str
    assessed_on: date
    reason: str = ""
    supervisor: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline of a referral: its name, its day or instant, the law behind it, and when it was met."""

    name: str
    on: date
    citation: str
    met_on: date | None = None
    at: datetime | None = None

    @property
    def is_met(self) -> bool:
        """True when what was due was done."""
        return self.met_on is not None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A cleared person who may be named on a referral."""

    user_id: int
    name: str
    organisation: str
    is_lead: bool
