"""The pathway of a referral: lawful steps, worked examples of its clocks and bands, and what it refuses."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused, Stale
from casework.referrals import clocks
from casework.referrals.models import Referral
from casework.referrals.queries import sheet as sheets
from casework.referrals.services import assessing, pathway, working
from casework.referrals.types import NEXT, Move, PersonFacts, RiskForm, State
from tests.referrals.made import at, refer
from tests.support.installation import As

AREAS = [f"A{number:02d}" for number in range(1, 12)]


def version(ref: str, actor: Actor) -> int:
    return sheets.sheet(actor, ref).row.version


def go(actor: Actor, ref: str, to: State, **more: Any) -> None:
    values = {"on": clock.today(), "reason": "as agreed", **more}
    pathway.move(actor, ref, Move(to=to, **values), seen=version(ref, actor))


def form(decided: str, *, has_immediate_harm: bool = False, reason: str = "", supervisor: str = "", **levels: str) -> RiskForm:
    return RiskForm(
        levels={code: levels.get(code, "none") for code in AREAS},
        evidence={code: "seen by the porter" for code in levels},
        has_immediate_harm=has_immediate_harm,
        decided=decided,
        assessed_on=clock.today(),
        reason=reason,
        supervisor=supervisor,
    )


def test_a_referral_goes_the_whole_way_and_is_closed(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        go(actor, ref, State.DECIDED, decision="S47")
        assessing.screen(actor, ref, screened_on=clock.today(), suspected=True, police="known address", factors=("CARE",))
        go(actor, ref, State.SCREENED)
        go(actor, ref, State.STRATEGY)
        go(actor, ref, State.ENQUIRY)
        go(actor, ref, State.ASSESSMENT)
        assessing.assess_risk(actor, ref, form("high", A07="high"))
        go(actor, ref, State.RISK)
        working.hold_meeting(actor, ref, kind="multi_agency", held_on=clock.today(), chair="C", attended="A, B", agreed="Plan")
        go(actor, ref, State.MEETING)
        action = working.add_action(actor, ref, aim="disrupt", what="Visit the hotel", owner="Licensing", due_on=clock.today())
        go(actor, ref, State.PLAN)
        go(actor, ref, State.REVIEW)
        with pytest.raises(Refused, match="open actions"):
            go(actor, ref, State.CLOSED, closure="RISK_REDUCED", told="family")
        working.end_action(
            actor, ref, action.id, outcome_kind="done", outcome="visited", done_on=clock.today(), seen=action.version
        )
        go(actor, ref, State.CLOSED, closure="RISK_REDUCED", told="family")
        found = sheets.sheet(actor, ref)
        assert found.row.closed_on == clock.today()
        assert all(item.is_met for item in found.clocks)
        assert len(found.chronology) == 12
        go(actor, ref, State.REFERRED, reason="new concern")
        assert sheets.sheet(actor, ref).row.closed_on is None


@pytest.mark.parametrize(
    ("before", "more", "field"),
    [
        (State.ENQUIRY, {}, "to"),
        (State.DECIDED, {}, "decision"),
        (State.DECIDED, {"decision": "S47", "reason": " "}, "reason"),
        (State.DECIDED, {"decision": "S47", "on": date(2090, 1, 1)}, "on"),
        (State.DECIDED, {"decision": "S47", "on": date(2020, 1, 1)}, "on"),
    ],
)
def test_an_unlawful_step_is_refused(as_: As, before: State, more: dict[str, Any], field: str) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        with pytest.raises(Refused) as refusal:
            go(actor, ref, before, **more)
        assert refusal.value.field == field


def test_a_step_waits_for_its_work(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        go(actor, ref, State.DECIDED, decision="S17")
        with pytest.raises(Refused, match="screening first"):
            go(actor, ref, State.SCREENED)
        go(actor, ref, State.ASSESSMENT)
        with pytest.raises(Refused, match="risk form first"):
            go(actor, ref, State.RISK)
        with pytest.raises(Refused, match="first action"):
            go(actor, ref, State.PLAN)
        with pytest.raises(Refused, match="takes over"):
            go(actor, ref, State.CLOSED, closure="MOVED", told="family")
        with pytest.raises(Refused, match="who was told"):
            go(actor, ref, State.CLOSED, closure="DUPLICATE")


def test_every_state_can_be_left_and_reached() -> None:
    assert set(NEXT) == set(State)
    assert {state for states in NEXT.values() for state in states} | {State.CONCERN} == set(State)


def test_somebody_elses_step_is_told(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        seen = version(ref, actor)
        go(actor, ref, State.DECIDED, decision="S47")
        with pytest.raises(Stale):
            pathway.move(actor, ref, Move(State.STRATEGY, clock.today(), "r"), seen=seen)


def test_a_strategy_discussion_starts_the_clock_of_the_conference(as_: As) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=True), as_("cleared") as actor:
        ref = refer(actor, received_at=at("2026-11-23")).ref
        go(actor, ref, State.STRATEGY)
        found = sheets.sheet(actor, ref)
        assert found.row.conference_due_on == date(2026, 12, 14)
        clocked = {item.name: item for item in found.clocks}
        assert "Working Together" in clocked[clocks.NAMES["conference"]].citation


@pytest.mark.parametrize(
    ("levels", "harm", "band"),
    [
        ({"A07": "high"}, False, "high"),
        ({"A01": "medium", "A03": "medium", "A02": "low"}, False, "medium"),
        ({"A05": "medium", "A06": "low"}, False, "low"),
        ({}, True, "high"),
        ({"A02": "high"}, False, "medium"),
    ],
)
def test_the_areas_suggest_a_band(as_: As, levels: dict[str, str], harm: bool, band: str) -> None:
    with as_("cleared") as actor:
        found = assessing.assess_risk(actor, refer(actor).ref, form(band, has_immediate_harm=harm, **levels))
        assert (found.suggested, found.decided) == (band, band)


def test_a_band_below_the_suggestion_needs_a_reason_and_a_supervisor(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        for more in (
            {},
            {"reason": "safe now"},
            {"supervisor": "Sgt Example"},
            {"reason": "safe", "supervisor": "clara cleared"},
        ):
            with pytest.raises(Refused):
                assessing.assess_risk(actor, ref, form("medium", A07="high", **more))
        found = assessing.assess_risk(actor, ref, form("medium", A07="high", reason="safe now", supervisor="Sgt Example"))
        assert (found.suggested, found.decided) == ("high", "medium")
        assert sheets.sheet(actor, ref).row.meeting_due_on is None
        assert dict(sheets.sheet(actor, ref).risk.counts) == {"High": 1, "Medium": 0, "Low": 0, "None": 10}


def test_high_risk_starts_the_clock_of_the_meeting(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        assessing.assess_risk(actor, ref, form("high", A10="high"))
        assert sheets.sheet(actor, ref).row.meeting_due_on == clocks.day_due("assessed_high", clock.today())


def test_a_level_without_evidence_and_an_area_left_out_are_refused(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        whole = form("high", A07="high")
        for levels, evidence in ((whole.levels, {}), ({"A07": "high"}, whole.evidence)):
            with pytest.raises(Refused):
                assessing.assess_risk(actor, ref, RiskForm(levels, evidence, False, "high", clock.today()))


def test_a_return_interview_is_due_within_72_hours_over_the_change_of_the_clocks(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
        returned = datetime(2026, 10, 24, 21, 15, tzinfo=UTC)
        row = working.record_missing(
            actor, ref, missing_from=returned - timedelta(days=1), returned_at=returned, interview="offered"
        )
        assert row.interview_due_at == datetime(2026, 10, 27, 21, 15, tzinfo=UTC)
        with pytest.raises(Refused):
            working.record_missing(actor, ref, missing_from=returned, returned_at=returned, interview="refused")


def test_notes_and_people_stay_on_the_referral_and_another_referrals_parts_are_not_found(as_: As) -> None:
    with as_("cleared") as actor:
        one, other = refer(actor).ref, refer(actor).ref
        note = working.add_note(actor, one, kind="VISIT", body="Was streetwise.", happened_at=clock.now())
        working.add_person(actor, one, capacity="adult", facts=PersonFacts(description="red hat"))
        found = sheets.sheet(actor, one)
        assert len(found.adults) == 2
        assert found.wordings == 1
        with pytest.raises(NotFound):
            working.add_note(actor, other, kind="VISIT", body="x", happened_at=clock.now(), corrects_id=note.id)
        person = found.adults[0].id
        with pytest.raises(NotFound):
            working.link_known_person(actor, other, person_id=person, known_ref="0000-0000")
        with pytest.raises(Refused):
            working.link_known_person(actor, one, person_id=person, known_ref="0000-0000")


def test_the_referrer_is_not_a_member_and_cannot_act(as_: As) -> None:
    with as_("cleared") as actor:
        ref = refer(actor).ref
    with as_("housing") as actor, pytest.raises((NotFound, NotAllowed)):
        working.add_note(actor, ref, kind="VISIT", body="x", happened_at=clock.now())
    with as_("cleared") as actor:
        assert db.session().get_one(Referral, sheets.sheet(actor, ref).row.record_id).version == 1
