"""One referral as its page shows it: opened through the policy, read in a fixed number of statements."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.referrals import clocks
from casework.referrals.models import (
    LanguageChoice,
    Referral,
    ReferralAction,
    ReferralConcern,
    ReferralMeeting,
    ReferralMissing,
    ReferralNarrative,
    ReferralNote,
    ReferralOutcome,
    ReferralPerson,
    ReferralRisk,
    ReferralScreening,
    ReferralSign,
    ReferralStateChange,
)
from casework.referrals.queries import people
from casework.referrals.types import LEVEL_LABELS, MEETING_LABELS, NEXT, TOLD_LABELS, Clock, MeetingKind, State, Told
from casework.sharing import policy
from casework.sharing.models import ReferralMember
from casework.sharing.types import Act, Lens

P = TypeVar("P")
LISTS = (
    "referral_state", "referral_decision", "referral_closure", "venue_kind", "warning_sign", "consent", "risk_area",
    "exploitation_definition", "note_kind", "background_factor", "sex",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskSheet:
    """The latest risk form: its areas with their levels and evidence, the number at each level, suggested and decided."""

    row: ReferralRisk
    areas: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A person named on the referral."""

    user_id: int
    name: str
    granted_by: str
    reason: str
    from_at: datetime
    until_at: datetime | None
    ended_at: datetime | None

    @property
    def is_live(self) -> bool:
        """True while the membership holds."""
        return self.ended_at is None and (self.until_at is None or self.until_at > clock.now())


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chronology."""

    at: datetime
    title: str
    body: str
    by: str
    kind: str


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """A meeting with the name of its kind."""

    title: str
    row: ReferralMeeting


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a referral's page shows."""

    row: Referral
    lens: Lens
    why: str
    labels: dict[str, dict[str, str]]
    clocks: tuple[Clock, ...]
    narrative: ReferralNarrative | None
    concern: ReferralConcern | None
    children: tuple[ReferralPerson, ...]
    adults: tuple[ReferralPerson, ...]
    signs: tuple[str, ...]
    risk: RiskSheet | None
    screening: ReferralScreening | None
    missing: tuple[ReferralMissing, ...]
    actions: tuple[ReferralAction, ...]
    meetings: tuple[MeetingSheet, ...]
    members: tuple[Member, ...]
    chronology: tuple[Entry, ...]
    outcome: ReferralOutcome | None
    wordings: int
    next_states: tuple[State, ...]
    names: dict[int, str]

    @property
    def told(self) -> str:
        """What the referrer was told last."""
        return TOLD_LABELS[Told(self.outcome.told)] if self.outcome else ""

    @property
    def child(self) -> str:
        """The name the page is headed with."""
        return next((person.name or person.known_as for person in self.children if person.name or person.known_as), "")


def sheet(actor: Actor, ref: str, *, act: Act = Act.RECORD_READ) -> Sheet:
    """Open one referral for one of its members and return what its page shows."""
    row, lens = policy.open_one(actor, Referral, ref, act)
    held = {
        model: _all(actor, lens, model)
        for model in (
            ReferralNarrative, ReferralConcern, ReferralPerson, ReferralSign, ReferralRisk, ReferralScreening, ReferralMissing,
            ReferralAction, ReferralMember, ReferralStateChange, ReferralNote, ReferralMeeting, ReferralOutcome, LanguageChoice,
        )
    }  # fmt: skip
    labels = organisations.labels(*LISTS)
    names = people.names(actor, _who(held))
    persons = held[ReferralPerson]
    return Sheet(
        row=row,
        lens=lens,
        why=policy.why(actor, lens),
        labels=labels,
        clocks=clocks.clocks_of(row),
        narrative=next(iter(held[ReferralNarrative]), None),
        concern=next(iter(held[ReferralConcern]), None),
        children=tuple(person for person in persons if person.capacity == "child"),
        adults=tuple(person for person in persons if person.capacity == "adult"),
        signs=tuple(labels["warning_sign"].get(sign.sign, sign.sign) for sign in held[ReferralSign]),
        risk=_risk(held[ReferralRisk], labels["risk_area"]),
        screening=held[ReferralScreening][-1] if held[ReferralScreening] else None,
        missing=tuple(held[ReferralMissing]),
        actions=tuple(sorted(held[ReferralAction], key=lambda action: (action.done_on is not None, action.due_on))),
        meetings=tuple(MeetingSheet(MEETING_LABELS[MeetingKind(row.kind)], row) for row in held[ReferralMeeting]),
        members=tuple(_member(member, names) for member in held[ReferralMember]),
        chronology=_chronology(held, labels, names),
        outcome=held[ReferralOutcome][-1] if held[ReferralOutcome] else None,
        wordings=len(held[LanguageChoice]),
        next_states=NEXT[State(row.state)],
        names=names,
    )


def head(actor: Actor, ref: str) -> tuple[Referral, Lens]:
    """Open a referral for the page of one of its forms; the deed itself opens it for writing."""
    return policy.open_one(actor, Referral, ref)


def action(actor: Actor, ref: str, action_id: int) -> ReferralAction | None:
    """Return one action of a referral's plan, or None when this referral has no such action."""
    _, lens = policy.open_one(actor, Referral, ref, log=False)
    return next((row for row in _all(actor, lens, ReferralAction) if row.id == action_id), None)


def holds_person(actor: Actor, ref: str, person_id: int) -> bool:
    """True when this person stands on this referral."""
    _, lens = policy.open_one(actor, Referral, ref, log=False)
    return any(row.id == person_id for row in _all(actor, lens, ReferralPerson))


def holds_member(actor: Actor, ref: str, user_id: int) -> bool:
    """True when this colleague is named on this referral now."""
    _, lens = policy.open_one(actor, Referral, ref, log=False)
    return any(row.user_id == user_id and row.ended_at is None for row in _all(actor, lens, ReferralMember))


def _all(actor: Actor, lens: Lens, model: type[P]) -> list[Any]:
    table: Any = model
    return list(db.session().scalars(policy.readable(actor, table).where(table.record_id == lens.record_id).order_by(table.id)))


def _who(held: dict[Any, list[Any]]) -> set[int]:
    found: set[int | None] = set()
    for rows in held.values():
        for row in rows:
            for name in ("user_id", "granted_by", "by_user", "written_by", "told_by"):
                found.add(getattr(row, name, None))
    return {who for who in found if who}


def _member(row: ReferralMember, names: dict[int, str]) -> Member:
    by = names.get(row.granted_by, "The system")
    return Member(row.user_id, names.get(row.user_id, ""), by, row.reason, row.from_at, row.until_at, row.ended_at)


def _risk(rows: list[ReferralRisk], areas: dict[str, str]) -> RiskSheet | None:
    if not rows:
        return None
    row = rows[-1]
    evidence = json.loads(row.evidence)
    counted = Counter(row.levels.values())
    return RiskSheet(
        row=row,
        areas=tuple((label, row.levels.get(code, ""), evidence.get(code, "")) for code, label in areas.items()),
        counts=tuple((LEVEL_LABELS[level], counted[level]) for level in ("high", "medium", "low", "none")),
    )


def _chronology(held: dict[Any, list[Any]], labels: dict[str, dict[str, str]], names: dict[int, str]) -> tuple[Entry, ...]:
    found = [
        Entry(
            _at(row.on, row.at), labels["referral_state"].get(row.state, row.state),
            ". ".join(part for part in (row.reason, row.detail) if part),
            names.get(row.by_user or 0, "The system"), "state",
        )
        for row in held[ReferralStateChange]
    ]  # fmt: skip
    found += [
        Entry(row.happened_at, labels["note_kind"].get(row.kind, row.kind), row.body, names.get(row.written_by, ""), "note")
        for row in held[ReferralNote]
    ]
    found += [
        Entry(
            _at(row.assessed_on, row.at), f"Risk form: {row.decided} decided, {row.suggested} suggested", row.reason,
            names.get(row.by_user, ""), "risk",
        )
        for row in held[ReferralRisk]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda entry: entry.at, reverse=True))


def _at(on: date, at: datetime) -> datetime:
    """The instant an entry stands at: when it was written, if on its own day, else the start of that day."""
    return at if clock.local_day(at) == on else clock.start_of_day(on)


def next_states(actor: Actor, ref: str) -> tuple[State, ...]:
    """Return the states a referral may go to from where it stands."""
    row, _ = policy.open_one(actor, Referral, ref, log=False)
    return NEXT[State(row.state)]
