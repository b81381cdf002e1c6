"""The words of public spaces protection orders: their stages, consultation, publication, and the sheets of their pages."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from casework.statute.types import Deadline, Refusal
from casework.statute.validation import PspoStep


class OrderState(StrEnum):
    """Where an order stands. Whether a made order has effect today follows from its dates."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    MADE = "made"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    DISCHARGED = "discharged"


ORDER_LABELS = {
    OrderState.DRAFT: "Draft",
    OrderState.CONSULTATION: "In consultation",
    OrderState.MADE: "Made",
    OrderState.IN_FORCE: "In force",
    OrderState.EXPIRED: "Expired",
    OrderState.DISCHARGED: "Discharged",
}
EDITABLE = frozenset({OrderState.DRAFT, OrderState.CONSULTATION})


class Consulted(StrEnum):
    """Whom the council asked or told (2014 Act s72)."""

    POLICE = "police"
    POLICING_BODY = "policing_body"
    COMMUNITY = "community"
    OWNER = "owner"
    PARISH = "parish"
    COUNTY = "county"


CONSULTED_LABELS = {
    Consulted.POLICE: "Chief officer of police",
    Consulted.POLICING_BODY: "Local policing body",
    Consulted.COMMUNITY: "Community representatives",
    Consulted.OWNER: "Owner or occupier of the land",
    Consulted.PARISH: "Parish council (notified)",
    Consulted.COUNTY: "County council (notified)",
}
STEP_OF = {
    Consulted.POLICE: PspoStep.POLICE,
    Consulted.POLICING_BODY: PspoStep.POLICING_BODY,
    Consulted.COMMUNITY: PspoStep.COMMUNITY,
    Consulted.PARISH: PspoStep.PARISH,
    Consulted.COUNTY: PspoStep.COUNTY,
}


class TermKind(StrEnum):
    """Whether a term forbids or requires (s59(4))."""

    PROHIBITION = "prohibition"
    REQUIREMENT = "requirement"


TERM_LABELS = {TermKind.PROHIBITION: "Prohibition", TermKind.REQUIREMENT: "Requirement"}


@dataclass(frozen=True, slots=True)
class Term:
    """One prohibition or requirement as it is typed."""

    number: int
    kind: TermKind
    text: str
    applies_when: str = ""
    exception: str = ""
    activity: str = ""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What an order is to say: its title, the reasons, its terms, the area and its length."""

    title: str
    reasons: str
    terms: tuple[Term, ...]
    geometry: Any = None
    area_name: str = ""
    has_parish: bool = True
    has_county: bool = True


@dataclass(frozen=True, slots=True)
class TermLine:
    """One term as a page shows it; `id` is what a breach names."""

    id: int
    number: int
    kind: TermKind
    text: str
    applies_when: str
    exception: str
    activity: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One restricted area with its shape."""

    id: int
    name: str
    geometry: Any
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ConsultedLine:
    """One body asked or told."""

    who: str
    name: str
    on: date
    reply: str


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """One publication: the page on the website and the day the notices on the land bear."""

    what: str
    url: str
    signs_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One extension, variation or discharge."""

    what: str
    decided_on: date
    ends_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """An order as one reader may see it."""

    ref: str
    title: str
    state: OrderState
    council: str
    reasons: str
    made_on: date | None
    effect_on: date | None
    ends_on: date | None
    made_by: str
    version: int
    terms: tuple[TermLine, ...]
    areas: tuple[AreaLine, ...]
    consulted: tuple[ConsultedLine, ...]
    publications: tuple[PublicationLine, ...]
    changes: tuple[ChangeLine, ...]
    clocks: tuple[Deadline, ...]
    lacks: tuple[Refusal, ...]
    breaches: int
    may_write: bool


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order in a list, or as one that applies at a place."""

    ref: str
    title: str
    state: OrderState
    effect_on: date | None
    ends_on: date | None
    council: str
    terms: tuple[TermLine, ...] = ()
    ends_citation: str = ""
