"""The words of public spaces protection orders: their stages, consultation, publication, and the sheets of their pages."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from casework.enforcement.types.order_steps import OrderState
from casework.statute.types import Deadline, Refusal
from casework.statute.validation import PspoStep


class Consulted(StrEnum):
    """Whom the council asked or told (2014 Act s72)."""

    POLICE = "police"
    POLICING_BODY = "policing_body"
    COMMUNITY = "community"
    OWNER = "owner"
    PARISH = "parish"
    COUNTY = "county"
    CONSENT_POLICE = "consent_police"
    CONSENT_SITE = "consent_site"
    PUBLIC = "public"


CONSULTED_LABELS = {
    Consulted.POLICE: "Chief officer of police",
    Consulted.POLICING_BODY: "Local policing body",
    Consulted.COMMUNITY: "Community representatives",
    Consulted.OWNER: "Owner or occupier of the land",
    Consulted.PARISH: "Parish council (notified)",
    Consulted.COUNTY: "County council (notified)",
    Consulted.CONSENT_POLICE: "Chief officer of police (consents to an expedited order)",
    Consulted.CONSENT_SITE: "School or health body (consents to an expedited order)",
    Consulted.PUBLIC: "The public, and others",
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


class OrderKind(StrEnum):
    """An ordinary order (s59), or an expedited one for a school or a vaccination or test site (s59A)."""

    PSPO = "pspo"
    EXPEDITED = "expedited"


KIND_LABELS = {OrderKind.PSPO: "Ordinary order (s59)", OrderKind.EXPEDITED: "Expedited order (s59A): school or health site"}


class EvidenceKind(StrEnum):
    """What shows the need, or a note of the council's own."""

    FIGURES = "figures"
    COMPLAINTS = "complaints"
    OFFICERS = "officers"
    SURVEY = "survey"
    OTHER = "other"
    NOTE = "note"


EVIDENCE_LABELS = {
    EvidenceKind.FIGURES: "Figures for a place",
    EvidenceKind.COMPLAINTS: "Complaints",
    EvidenceKind.OFFICERS: "What officers saw",
    EvidenceKind.SURVEY: "Survey or consultation reply",
    EvidenceKind.OTHER: "Other evidence",
    EvidenceKind.NOTE: "Private note",
}
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
    kind: OrderKind = OrderKind.PSPO
    site: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence as it is typed."""

    kind: EvidenceKind
    text: str
    source: str = ""
    place: str = ""
    figure: int | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was considered before a decision, by whom and when."""

    effect: str
    necessity: str
    expression: str
    assembly: str
    considered_on: date
    considered_by: str


@dataclass(frozen=True, slots=True)
class Variation:
    """What a variation changes: terms that end, terms that are added, a new area."""

    ends_terms: tuple[int, ...] = ()
    adds: tuple[Term, ...] = ()
    geometry: Any = None
    area_name: str = ""


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
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One restricted area with its shape."""

    id: int
    name: str
    geometry: Any
    box: tuple[float, float, float, float]
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsultedLine:
    """One body asked or told."""

    who: str
    name: str
    on: date
    reply: str
    about: str = "make"


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """One publication: the page on the website and the day the notices on the land bear."""

    what: str
    url: str
    signs_on: date | None
    at: datetime
    about: str = "make"
    is_proposal: bool = False
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One extension, variation or discharge."""

    what: str
    decided_on: date
    ends_on: date | None
    reason: str
    challenge_last_on: date | None = None


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
    kind: OrderKind = OrderKind.PSPO
    site: str = ""
    evidence: tuple[Any, ...] = ()
    judgements: tuple[Any, ...] = ()
    owes: tuple[Refusal, ...] = ()
    deeds: frozenset[str] = frozenset()
    reminders: tuple[Any, ...] = ()
    discharged_on: date | None = None
    sees_private: bool = False
    lens: Any = None
    terms_past: tuple[TermLine, ...] = ()
    areas_now: tuple[AreaLine, ...] = ()
    may_look: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class DateLine:
    """One dated thing of an order, for the diary."""

    on: date
    what: str
    ref: str
    title: str
    citation: str


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
