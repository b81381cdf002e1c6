"""Stages and their lawful steps, kinds of activity, and what deeds of incidents and cases are given."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.sharing.types import Section


class Stage(StrEnum):
    """The stages of a case (codes of the case stages list)."""

    RECEIVED = "RECEIVED"
    TRIAGED = "TRIAGED"
    ASSESSED = "ASSESSED"
    PLANNED = "PLANNED"
    INVESTIGATING = "INVESTIGATING"
    INTERVENTION = "INTERVENTION"
    MONITORING = "MONITORING"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"


# The steps a person may take by hand. Closing and reopening are deeds of their own.
STEPS: dict[Stage, tuple[Stage, ...]] = {
    Stage.RECEIVED: (Stage.TRIAGED,),
    Stage.TRIAGED: (Stage.ASSESSED, Stage.CLOSING),
    Stage.ASSESSED: (Stage.PLANNED, Stage.CLOSING),
    Stage.PLANNED: (Stage.INVESTIGATING, Stage.CLOSING),
    Stage.INVESTIGATING: (Stage.INTERVENTION, Stage.MONITORING, Stage.CLOSING),
    Stage.INTERVENTION: (Stage.MONITORING, Stage.INVESTIGATING, Stage.CLOSING),
    Stage.MONITORING: (Stage.CLOSING, Stage.INTERVENTION, Stage.INVESTIGATING),
    Stage.CLOSING: (Stage.MONITORING, Stage.INVESTIGATING),
    Stage.CLOSED: (),
}


class Audience(StrEnum):
    """Who may read a note."""

    EVERYONE = "everyone"
    OWN = "own"
    CHOSEN = "chosen"


class Told(StrEnum):
    """Whether the person harmed was told that the case would close."""

    YES = "yes"
    NO_VICTIM = "no_victim"
    NOT_SAFE = "not_safe"
    NOT_REACHED = "not_reached"


TOLD_LABELS = {
    Told.YES: "Yes",
    Told.NO_VICTIM: "There is no person to tell",
    Told.NOT_SAFE: "No: it is not safe to tell them",
    Told.NOT_REACHED: "No: they could not be reached",
}
ASKED_LABELS = {"yes": "Yes", "no": "No", "declined": "Asked, and declined to say"}
WHOSE_LABELS = {"mine": "Mine", "team": "My team's", "shared": "Shared with us"}
BAND_LABELS = {"high": "High", "medium": "Medium", "standard": "Standard"}


class Happening(StrEnum):
    """What can change on a record, for "changed since my last visit"."""

    OPENED = "opened"
    EDITED = "edited"
    STAGE = "stage"
    ASSIGNED = "assigned"
    NOTE = "note"
    NOTE_OPENED = "note_opened"
    RISK = "risk"
    LINKED = "linked"
    UNLINKED = "unlinked"
    INCIDENT = "incident"
    CLOSED = "closed"
    REOPENED = "reopened"


HAPPENING_LABELS = {
    Happening.OPENED: "Opened",
    Happening.EDITED: "Details changed",
    Happening.STAGE: "Stage changed",
    Happening.ASSIGNED: "Owner changed",
    Happening.NOTE: "Note added",
    Happening.NOTE_OPENED: "Note opened to more readers",
    Happening.RISK: "Risk assessed",
    Happening.LINKED: "Person, place or vehicle added",
    Happening.UNLINKED: "Person, place or vehicle taken off",
    Happening.INCIDENT: "Incident attached",
    Happening.CLOSED: "Closed",
    Happening.REOPENED: "Reopened",
}
SECTION_OF = {
    Happening.OPENED: Section.IDENTITY,
    Happening.EDITED: Section.SUMMARY,
    Happening.STAGE: Section.STATUS,
    Happening.ASSIGNED: Section.STATUS,
    Happening.NOTE: Section.NOTES,
    Happening.NOTE_OPENED: Section.NOTES,
    Happening.RISK: Section.RISK,
    Happening.LINKED: Section.ROLES,
    Happening.UNLINKED: Section.ROLES,
    Happening.INCIDENT: Section.ROLES,
    Happening.CLOSED: Section.STATUS,
    Happening.REOPENED: Section.STATUS,
}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, in full: the narrative, the harm, what the person wants, and what was done at once."""

    body: str = ""
    harm: str = ""
    wishes: str = ""
    immediate_action: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing was told."""
        return not (self.body or self.harm or self.wishes or self.immediate_action)


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with."""

    type: str
    subject: str
    title: str
    summary: str
    ward_code: str = ""
    story: Story = Story()
    received_at: datetime | None = None
    priority: str = "STANDARD"
    partnership_id: int | None = None
    owner_user_id: int | None = None
    team_id: int | None = None
    sensitivity: str = "official_sensitive"
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A person, place or vehicle to be put on a record: its inner id, its kind, and the role it has there."""

    record_id: int
    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it is taken down."""

    type: str
    subject: str
    summary: str
    occurred_from: datetime
    channel: str = "PATROL"
    received_at: datetime | None = None
    occurred_to: datetime | None = None
    ward_code: str = ""
    location_text: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    nsir: str = ""
    story: Story = Story()
    leaves: tuple[Leaf, ...] = ()
    partnership_id: int | None = None
    join_ref: str = ""
    opens_case: bool = False


@dataclass(frozen=True, slots=True)
class Captured:
    """What a report became: its incident, and the case it joined or opened."""

    incident_id: int
    incident_ref: str
    case_ref: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One assessment of risk as the officer gives it."""

    answers: dict[str, str]
    overrides: tuple[str, ...]
    band: str
    narrative: str
    protective: str
    harm_done: str
    harm_risk: str
    review_on: date
    reason: str = ""
    supervisor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ends."""

    reason: str
    outcome: str
    told: Told
    told_on: date | None
    satisfaction: str
    no_objection: bool = False
    lead_org_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the case list, beyond those that the grants carry."""

    stage: str = ""
    subject: str = ""
    type: str = ""
    ward: str = ""
    open: str = ""
    lead: int | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody or something seen, as typed: a reference when one was chosen, else words; `field` is where a refusal stands."""

    ref: str
    text: str
    kind: str
    role: str
    field: str
