"""Who can see a record and why, the life of its shares, and what a share would show: the frozen lines of their pages."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casework.sharing.types import Kind, Section, Source


@dataclass(frozen=True, slots=True)
class Sight:
    """Who can see a record, why and until when: one line of the panel."""

    name: str
    source: Source
    opens: Section
    since: datetime
    until: datetime | None
    notes_from: datetime | None
    organisation_id: int | None  # empty: a named person
    via_ref: str
    via_kind: Kind | None
    share_id: int
    level: str
    purpose: str
    reason: str
    granted_by: str
    granted_at: datetime | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class Gain:
    """One record that a share would let its receiver know of; `name` is empty where the package of its kind gives none."""

    kind: Kind
    ref: str
    name: str
    role: str


class StepKind(StrEnum):
    """What may happen to a share."""

    MADE = "made"
    EXTENDED = "extended"
    SHORTENED = "shortened"
    WIDENED = "widened"
    NARROWED = "narrowed"
    RECALLED = "recalled"
    GIVEN_UP = "given_up"


STEP_WORDS = {
    StepKind.MADE: "Shared",
    StepKind.EXTENDED: "Extended",
    StepKind.SHORTENED: "Shortened",
    StepKind.WIDENED: "Widened",
    StepKind.NARROWED: "Narrowed",
    StepKind.RECALLED: "Recalled",
    StepKind.GIVEN_UP: "Given up",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a share, and what the share says from then on."""

    to: str
    steps: tuple[str, ...]
    at: datetime
    by: str
    opens: Section
    notes_from: datetime | None
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a receiver would read, as the preview names it."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a receiver would see, worked out by sharing, reading as they would, and undoing it."""

    opens: Section
    closed: Section
    shown: tuple[tuple[str, tuple[Item, ...]], ...]
    gains: tuple[Gain, ...]
    agreement_ends: datetime | None  # empty: the agreement has no end, or ends after the share


@dataclass(frozen=True, slots=True)
class Ending:
    """A share that is about to end."""

    share_id: int
    ref: str
    kind: Kind
    to: str
    until: datetime


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """A record opened in an emergency, and what its owner found about that; no finding: it waits to be reviewed."""

    id: int
    ref: str
    kind: Kind
    who: str
    organisation: str
    at: datetime
    until: datetime
    reason: str
    review_by: date
    finding: str
    remark: str
