"""The three verbs beside sharing, their states and answers, and what pages show of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from casework.sharing.types import Lens


class Verb(StrEnum):
    """What one organisation wants of another: facts, work, or that it takes a record over."""

    ASK = "ask"
    REFER = "refer"
    TRANSFER = "transfer"


class State(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What was said to a request."""

    HELD = "held"
    NOTHING = "nothing"
    CANNOT = "cannot"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


class Readers(StrEnum):
    """Who may read an answer, as its author chose."""

    ASKER = "asker"
    EVERYONE = "everyone"


class Keeps(StrEnum):
    """What the old owner of a transferred record keeps."""

    NOTHING = "nothing"
    SUMMARY = "summary"
    FULL = "full"


VERB_WORDS = {Verb.ASK: "Question", Verb.REFER: "Referral", Verb.TRANSFER: "Transfer"}
STATE_WORDS = {
    State.WAITING: "Waiting",
    State.ANSWERED: "Answered",
    State.ACCEPTED: "Accepted",
    State.REFUSED: "Refused",
    State.DONE: "Done",
    State.CLOSED: "Closed",
    State.WITHDRAWN: "Withdrawn",
}
VERDICTS = {
    Verdict.HELD: "We hold this",
    Verdict.NOTHING: "Nothing held",
    Verdict.CANNOT: "Cannot share",
    Verdict.ACCEPTED: "Accepted",
    Verdict.REFUSED: "Refused",
    Verdict.DONE: "Done",
}
ANSWERS = (Verdict.HELD, Verdict.NOTHING, Verdict.CANNOT)
KEEPS_WORDS = {Keeps.NOTHING: "Nothing", Keeps.SUMMARY: "A summary", Keeps.FULL: "Full sight"}


@dataclass(frozen=True, slots=True)
class Basis:
    """Why something is asked: the purpose, the lawful basis and the gateway."""

    purpose: str
    lawful_basis: str
    gateway: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What one organisation asks of others, in its own words, why and by when."""

    text: str
    basis: Basis
    due_on: date
    org_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What accepting a referral opens: nothing, a summary or full sight, until a day."""

    level: str = ""
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """What becomes of a record when its transfer is accepted: the shares that are kept, and what the old owner keeps."""

    kept: tuple[int, ...] = ()
    keeps: Keeps = Keeps.NOTHING
    keeps_until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: the verdict, its words, and who may read it."""

    verdict: Verdict
    text: str = ""
    readers: Readers = Readers.ASKER


@dataclass(frozen=True, slots=True)
class Row:
    """One request in a list."""

    record_id: int
    ref: str
    verb: str
    state: str
    text: str
    asker: str
    asked: str
    due_on: date
    asked_at: datetime
    is_open: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """One answer as a page shows it."""

    verdict: str
    text: str
    readers: str
    by: str
    organisation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """One request through its reader's lens."""

    lens: Lens
    row: Row
    why: str
    version: int
    purpose: str
    lawful_basis: str
    gateway: str
    asked_by: str
    asked_by_phone: str
    offers: str
    offers_until_on: date | None
    keeps: str
    keeps_until_on: date | None
    ended_reason: str
    is_outside: bool
    link_until: datetime | None
    about: tuple[str, str] | None
    answers: tuple[AnswerSheet, ...]
    others: tuple[Row, ...] = ()
    may_answer: bool = False
    may_decide: bool = False
    may_finish: bool = False
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The one question an occasional partner sees."""

    asker: str
    outside_name: str
    text: str
    purpose: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening or answering through a one-time link: the question, or a sentence."""

    question: Question | None = None
    sentence: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of requests, with the keys of its neighbours."""

    rows: tuple[Row, ...]
    total: int
    total_is_capped: bool
    next_key: str | None
    previous_key: str | None
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
