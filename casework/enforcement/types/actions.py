"""What an officer hands in to issue a paper, and the sheets its pages show."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from casework.enforcement.types.powers import Power, Service
from casework.enforcement.types.steps import State
from casework.statute.types import Deadline


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a notice asks: to stop, to do, or to take reasonable steps (s43(3)), by when."""

    kind: str
    text: str
    by_on: date | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """What an officer says when issuing any paper: against whom, for what, how it was served."""

    subject: str
    conduct: str
    issued_on: date
    service: Service
    evidence: str = ""
    person_ref: str = ""
    is_body: bool = False
    born_on: date | None = None
    age_estimate: int | None = None
    address: str = ""
    location: str = ""
    ladder_reason: str = ""
    vulnerability_check: str = ""
    deemed_on: date | None = None
    deemed_reason: str = ""
    test_effect: str = ""
    test_persistent: str = ""
    test_unreasonable: str = ""
    comply_by: date | None = None
    requirements: tuple[Requirement, ...] = ()
    informed: str = ""
    ends_on: date | None = None
    reviews_on: date | None = None
    warning_ref: str = ""
    place_ref: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """What a fixed penalty says: the day of the offence, the amounts, and where and under which notice or order."""

    offence_on: date
    amount: int
    early_amount: int | None = None
    early_days: int | None = None
    term_id: int | None = None
    notice_ref: str = ""
    at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One power as it is offered to an officer for a day: open, or closed with the sentence why, and its limits in force."""

    power: Power
    number: int
    closed: str = ""
    limits: tuple[tuple[str, str, str], ...] = ()  # what, figure, citation


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment as it was received."""

    amount: Decimal
    paid_on: date
    how: str
    reference: str
    settles: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """One thing that was said, as it reads."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LimbLine:
    """One limb of the test as it was applied: its words then, its section, and the evidence."""

    text: str
    section: str
    evidence: str


@dataclass(frozen=True, slots=True)
class StepOffer:
    """One step that may lawfully follow, with its section."""

    name: str
    label: str
    section: str


@dataclass(frozen=True, slots=True)
class DatedLine:
    """One dated line of a diary: what is due for which action, and under which law."""

    on: date
    at: datetime | None
    what: str
    citation: str
    ref: str
    power: str
    label: str
    summary: str
    case_ref: str
    organisation: str
    officer_id: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """One step of an action's life."""

    state: str
    on: date
    note: str
    by: str
    at: datetime
    label: str = ""
    facts: tuple[FactLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PenaltySheet:
    """A penalty as its page shows it."""

    offence_on: date
    dated_on: date
    amount: int
    early_amount: int | None
    early_days: int | None
    paid: Decimal
    due_now: int | None
    payments: tuple[PaymentLine, ...]
    term: str = ""


@dataclass(frozen=True, slots=True)
class ActionSheet:
    """An action as one reader may see it."""

    ref: str
    case_ref: str
    power: Power
    state: State
    issued_on: date
    organisation: str
    officer: str
    summary: str
    version: int
    detail: dict[str, Any]
    requirements: tuple[Requirement, ...]
    clocks: tuple[Deadline, ...]
    penalty: PenaltySheet | None
    events: tuple[EventLine, ...]
    steps: tuple[StepOffer, ...]
    may_write: bool
    dates: tuple[Deadline, ...] = ()
    limbs: tuple[LimbLine, ...] = ()
    facts: tuple[FactLine, ...] = ()
    place: tuple[str, str] | None = None  # its reference and how it reads
    warnings: tuple[str, ...] = ()
    may_look: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in a list."""

    ref: str
    power: str
    summary: str
    state: State
    issued_on: date
    due_on: date | None
    due_what: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder on a case: what was tried there and whether it may come next."""

    number: int
    deeds: str
    exit: str
    tried: tuple[ActionLine, ...]
    is_next: bool
    is_skipped: bool
    reasons: tuple[str, ...] = ()
    needs_check: bool = False
