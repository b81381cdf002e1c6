"""The days of referrals, for the diaries of those who are named on them; never in a calendar."""

from collections.abc import Callable
from datetime import date
from typing import Any

from casework.diary import sources
from casework.diary.types import Asked, Line, Scope, Source
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.referrals import clocks
from casework.referrals.models import Referral, ReferralAction
from casework.referrals.types import Clock
from casework.sharing import policy
from casework.sharing.models import Record

# column of the day, what it is called, column that says it was met
DAYS = {
    "decision": (Referral.decision_due_on, Referral.decided_on),
    "assessment": (Referral.assessment_due_on, Referral.assessed_on),
    "conference": (Referral.conference_due_on, Referral.conference_held_on),
    "meeting": (Referral.meeting_due_on, Referral.meeting_held_on),
    "review": (Referral.review_due_on, None),
}


def due(name: str) -> Callable[[Actor, Asked], list[Line]]:
    """Return how the days of one clock of referrals are read; whoever is named on a referral has its days."""
    column, met = DAYS[name]

    def load(actor: Actor, asked: Asked) -> list[Line]:
        if asked.scope is Scope.NOBODY:
            return []
        statement = (
            policy.readable(actor, Referral)
            .add_columns(Record.ref)
            .join(Record, Record.id == Referral.record_id)
            .where(Referral.closed_on.is_(None), *([] if met is None else [met.is_(None)]), *_scope(actor, asked))
        )
        rows = db.session().execute(sources.by_day(statement, column, Referral.record_id, asked))
        found = [(referral, ref, _clock(referral, name)) for referral, ref in rows]
        return [_line(held.on, referral.record_id, held.name, held.citation, referral.record_id, ref)
                for referral, ref, held in found if held is not None]  # fmt: skip

    return load


def actions(actor: Actor, asked: Asked) -> list[Line]:
    """Return the open actions of the plans one is named on."""
    if asked.scope is Scope.NOBODY:
        return []
    statement = (
        policy.readable(actor, ReferralAction)
        .add_columns(Record.ref)
        .join(Record, Record.id == ReferralAction.record_id)
        .where(ReferralAction.done_on.is_(None), *_scope(actor, asked))
    )
    rows = db.session().execute(sources.by_day(statement, ReferralAction.due_on, ReferralAction.id, asked))
    return [_line(action.due_on, action.id, "Action of a plan", "Set in the plan", action.record_id, ref) for action, ref in rows]


def _scope(actor: Actor, asked: Asked) -> list[Any]:
    """One's own and one's organisation's are the same here: a referral is opened to named people, not to organisations."""
    return [Record.partnership_id == asked.partnership_id] if asked.scope is Scope.PARTNERSHIP and asked.partnership_id else []


def _clock(referral: Referral, name: str) -> Clock | None:
    return next((held for held in clocks.clocks_of(referral) if held.name == clocks.NAMES[name]), None)


def _line(on: date, line_id: int, what: str, why: str, record_id: int, ref: str) -> Line:
    return Line(*sources.place_of(on), line_id, what, "Referral", why, "referral", ref, record_id, is_private=True)


def install() -> None:
    """Bring the days of referrals into the diaries of cleared people."""
    for name in DAYS:
        sources.register(Source(f"referral_{name}", clocks.NAMES[name], due(name), is_private=True))
    sources.register(Source("referral_actions", "Action of a plan", actions, is_private=True))
