"""Moving a referral along its pathway: only lawful steps, each with its day and reason, each starting the clocks it starts."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import func

from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.organisations import queries as organisations
from casework.referrals import clocks
from casework.referrals.models import (
    Referral,
    ReferralAction,
    ReferralMeeting,
    ReferralRisk,
    ReferralScreening,
    ReferralStateChange,
)
from casework.referrals.services.parts import known, put, step
from casework.referrals.services.referring import refresh_columns
from casework.referrals.types import CLOSURES_NAMING, NEXT, MeetingKind, Move, State
from casework.sharing import policy
from casework.sharing.types import Act, Lens, Section

_ENDS_ASSESSMENT = frozenset({State.RISK, State.MEETING, State.PLAN, State.CLOSED})


def move(actor: Actor, ref: str, step_to: Move, *, seen: int | None) -> None:
    """Take a referral to its next state. Refuses a step the pathway does not know, and one whose work is not yet recorded."""
    row, lens = policy.open_one(actor, Referral, ref, Act.RECORD_EDIT)
    versions.expect(row, seen)
    if step_to.to not in NEXT[State(row.state)]:
        label = organisations.labels("referral_state")["referral_state"].get(row.state, row.state)
        raise Refused(f"A referral cannot go there from “{label}”.", field="to")
    if not step_to.reason.strip():
        raise Refused("Give the reason.", field="reason")
    _check_day(actor, row, step_to.on)
    before = State(row.state)
    if before is State.ASSESSMENT and step_to.to in _ENDS_ASSESSMENT:
        row.assessed_on = step_to.on
    if before is State.CLOSED:
        _reopen(row, step_to.on)
    if step_to.to in _ENTRIES:
        _ENTRIES[step_to.to](actor, row, lens, step_to)
    row.state = step_to.to
    told = ". ".join(part for part in (step_to.passed_to, step_to.told, step_to.relapse_signs) if part)
    step(actor, lens, step_to.to, reason=step_to.reason, detail=told, day=step_to.on)
    db.session().flush()
    refresh_columns(actor, row)


def _check_day(actor: Actor, row: Referral, on: date) -> None:
    if on > clock.today():
        raise Refused("The day must be today or in the past.", field="on")
    last = db.session().scalar(
        policy.readable(actor, ReferralStateChange)
        .where(ReferralStateChange.record_id == row.record_id)
        .with_only_columns(func.max(ReferralStateChange.on))
    )
    if on < (last or clock.local_day(row.received_at)):
        raise Refused("The day must not be before the step that came before it.", field="on")


def _has(actor: Actor, row: Referral, model: type[ReferralScreening] | type[ReferralRisk] | type[ReferralAction]) -> bool:
    statement = policy.readable(actor, model).where(model.record_id == row.record_id)
    return db.session().scalar(statement.limit(1)) is not None


def _decide(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    row.decision = known(actor, "referral_decision", step_to.decision, "decision")
    row.decided_on = step_to.on


def _screen(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    if not _has(actor, row, ReferralScreening):
        raise Refused("Record the screening first.", field="to")


def _strategy(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    row.conference_due_on = clocks.day_due("strategy_discussion", step_to.on)
    row.conference_held_on = None
    put(
        actor, lens, ReferralMeeting, Section.ACTIONS, kind=MeetingKind.STRATEGY, held_on=step_to.on, chair="", attended="",
        agreed=step_to.reason, child_view="", by_user=actor.user_id or 0, at=clock.now(),
    )  # fmt: skip


def _assess_risk(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    if not _has(actor, row, ReferralRisk):
        raise Refused("Fill in the risk form first.", field="to")


def _plan(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    if not _has(actor, row, ReferralAction):
        raise Refused("Add the first action of the plan first.", field="to")
    row.review_due_on = row.review_due_on or clocks.day_due("reviewed", step_to.on)


def _review(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    row.review_due_on = clocks.day_due("reviewed", step_to.on)


def _close(actor: Actor, row: Referral, lens: Lens, step_to: Move) -> None:
    closure = known(actor, "referral_closure", step_to.closure, "closure")
    if closure in CLOSURES_NAMING and not step_to.passed_to.strip():
        raise Refused("Name who takes over.", field="passed_to")
    if not step_to.told.strip():
        raise Refused("Say who was told.", field="told")
    open_actions = policy.readable(actor, ReferralAction).where(
        ReferralAction.record_id == row.record_id, ReferralAction.done_on.is_(None)
    )
    if db.session().scalar(open_actions.limit(1)) is not None:
        raise Refused("Close or cancel the open actions first.", field="to")
    row.closed_on, row.closure_reason = step_to.on, closure


def _reopen(row: Referral, on: date) -> None:
    decision, assessment = clocks.started("referred", on)
    assert decision.on is not None and assessment.on is not None
    row.closed_on, row.closure_reason, row.decision, row.decided_on = None, "", "", None
    row.decision_due_on, row.assessment_due_on, row.assessed_on = decision.on, assessment.on, None
    row.conference_due_on = row.conference_held_on = row.meeting_due_on = row.meeting_held_on = row.review_due_on = None


_ENTRIES: dict[State, Callable[[Actor, Referral, Lens, Move], None]] = {
    State.DECIDED: _decide,
    State.SCREENED: _screen,
    State.STRATEGY: _strategy,
    State.RISK: _assess_risk,
    State.PLAN: _plan,
    State.REVIEW: _review,
    State.CLOSED: _close,
}
