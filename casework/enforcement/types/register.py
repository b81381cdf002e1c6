"""The words of the public register: what an entry says on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Area:
    """A partnership as the register offers it: its published code and name."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicTerm:
    """One prohibition or requirement as published."""

    number: int
    kind: str
    text: str
    when: str
    exception: str
    activity: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class PublicArea:
    """One restricted area as published."""

    name: str
    geometry: Any


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One decision, or what the court did, without its reasons."""

    what: str
    on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One order as the public sees it on a day."""

    ref: str
    kind: str
    title: str
    council: str
    status: str
    colour: str
    made_on: date | None
    effect_on: date | None
    ends_on: date | None
    last_on: date | None
    challenge_last_on: date | None
    may_challenge: bool
    reasons: str
    site: str
    url: str
    signs_on: date | None
    terms: tuple[PublicTerm, ...]
    areas: tuple[PublicArea, ...]
    changes: tuple[PublicChange, ...]
    proposals: tuple[tuple[str, date | None, str], ...]
