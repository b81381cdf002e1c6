"""What an officer hands in to issue a paper, and the sheets its pages show."""

from dataclasses import dataclass
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
class EventLine:
    """One step of an action's life."""

    state: str
    on: date
    note: str
    by: str
    at: datetime


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
    next_states: tuple[State, ...]
    may_write: bool


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
