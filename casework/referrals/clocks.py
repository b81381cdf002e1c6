"""What falls due on a referral, by the dated standards of the law module: nothing is counted here."""

from datetime import date, datetime

from casework.kernel import clock
from casework.kernel.errors import Refused
from casework.referrals.models import Referral
from casework.referrals.types import Clock
from casework.statute import clocks
from casework.statute.types import Deadline, StatuteError

POWER = "MAKESAFE"
NAMES = {
    "decision": "Decision by children's social care",
    "assessment": "Assessment finished",
    "conference": "Child protection conference",
    "meeting": "Multi-agency meeting (high risk)",
    "review": "Next review of the plan",
}


def started(event: str, on: date, *, power: str = POWER) -> tuple[Deadline, ...]:
    """Return the deadlines an event starts; refuses a day for which no standard or calendar is held."""
    try:
        return clocks.clock(power, event, on)
    except StatuteError as fault:
        raise Refused("No standard is held for that day. Check the date.") from fault


def day_due(event: str, on: date) -> date:
    """Return the first day that an event makes something due."""
    found = started(event, on)[0].on
    assert found is not None
    return found


def interview_due(returned_at: datetime) -> datetime:
    """Return the instant by which a child who came back is to have been offered a return interview."""
    try:
        found = clocks.clock("MISSING", "returned", returned_at)[0].at
    except StatuteError as fault:
        raise Refused("No standard is held for that day. Check the date.", field="returned_at") from fault
    assert found is not None
    return found


def clocks_of(row: Referral) -> tuple[Clock, ...]:
    """Return every deadline of a referral with its citation, in the order of the pathway."""
    received = clock.local_day(row.received_at)
    decision, assessment = started("referred", received)
    found = [Clock(NAMES["decision"], row.decision_due_on, decision.citation, row.decided_on or row.closed_on)]
    if row.decision not in ("NONE", "EARLY_HELP"):
        found.append(Clock(NAMES["assessment"], row.assessment_due_on, assessment.citation, row.assessed_on or row.closed_on))
    later = (
        ("conference", "strategy_discussion", row.conference_due_on, row.conference_held_on),
        ("meeting", "assessed_high", row.meeting_due_on, row.meeting_held_on),
        ("review", "reviewed", row.review_due_on, None),
    )
    for name, event, due_on, met_on in later:
        if due_on is not None:
            found.append(Clock(NAMES[name], due_on, started(event, received)[0].citation, met_on or row.closed_on))
    return tuple(found)


def next_due(row: Referral) -> Clock | None:
    """Return the earliest deadline that is not met, or None."""
    return min((item for item in clocks_of(row) if not item.is_met), key=lambda item: item.on, default=None)
