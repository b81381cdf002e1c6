"""The frozen sheets that pages of incidents and cases are made from."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.cases.types import Story
from casework.sharing.types import Lens, Withheld


@dataclass(frozen=True, slots=True)
class NoteSheet:
    """One entry of the chronology, as its reader sees it."""

    id: int
    kind: str
    body: str
    happened_at: datetime
    written_at: datetime
    author: str
    organisation: str
    audience: str
    by_me: bool
    is_mine: bool
    corrects_id: int | None
    corrected_by: int | None
    corrected_because: str
    reason: str
    opened_at: datetime | None
    opened_by: str


@dataclass(frozen=True, slots=True)
class LinkSheet:
    """One person, place, vehicle or incident on a record."""

    id: int
    record_id: int
    leaf_id: int
    ref: str
    kind: str
    role: str
    label: str
    detail: str
    note: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RiskSheet:
    """One assessment of risk."""

    id: int
    band: str
    suggested: str
    points: int
    overrides: tuple[str, ...]
    narrative: str
    protective: str
    harm_done: str
    harm_risk: str
    reason: str
    review_on: date
    assessed_at: datetime
    author: str
    supervisor: str


@dataclass(frozen=True, slots=True)
class StepSheet:
    """One step through the stages."""

    stage: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list."""

    record_id: int
    ref: str
    title: str
    type: str
    subject: str
    stage: str
    priority: str
    ward: str
    lead: str
    owner: str
    opened_on: date
    closed_on: date | None
    activity_at: datetime
    review_on: date | None
    first_contact_due_at: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One case through its reader's lens. A closed section is Withheld, with the name of the organisation that withholds it."""

    lens: Lens
    why: str
    version: int
    title: str
    summary: str
    type: str
    subject: str
    stage: str
    priority: str
    sensitivity: str
    lead: str
    owner: str
    owner_user_id: int | None
    team_id: int | None
    team: str
    ward: str
    partnership_id: int
    opened_on: date
    received_at: datetime
    review_on: date | None
    first_contact_due_at: datetime | None
    first_contact_at: datetime | None
    closed_on: date | None
    closure_reason: str
    activity_at: datetime
    story: Story | Withheld
    links: tuple[LinkSheet, ...] | Withheld
    notes: tuple[NoteSheet, ...] | Withheld
    more_notes: int | None
    risk: tuple[RiskSheet, ...] | Withheld
    steps: tuple[StepSheet, ...]
    qualifiers: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """True until it is closed."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class IncidentSheet:
    """One incident through its reader's lens."""

    lens: Lens
    why: str
    version: int
    summary: str
    type: str
    subject: str
    channel: str
    status: str
    ward: str
    location_text: str
    postcode: str
    received_at: datetime
    occurred_from: datetime
    occurred_to: datetime | None
    latitude: float | None
    longitude: float | None
    taken_by: str
    story: Story | Withheld
    links: tuple[LinkSheet, ...] | Withheld
    cases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident in a list."""

    ref: str
    summary: str
    subject: str
    occurred_from: datetime
    ward: str
    location_text: str
    status: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Known:
    """One record that is already known of somebody or somewhere."""

    ref: str
    kind: str
    title: str
    subject: str
    at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Repeats:
    """What is already known, and the sentence when it is a repeat."""

    records: tuple[Known, ...] = ()
    sentence: str = ""
