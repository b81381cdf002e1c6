"""Issuing papers: who may, on which step, after what, by when; and what a step may not do."""

from datetime import date, timedelta

import pytest

from casework.enforcement.queries import actions, powers
from casework.enforcement.services import issue as deeds
from casework.enforcement.services import penalties
from casework.enforcement.types.actions import Requirement
from casework.enforcement.types.powers import Service
from casework.enforcement.types.steps import NotLawful, State
from casework.kernel import clock
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.sharing import listing
from casework.sharing.types import Kind, Level
from tests.support import enforcing as make
from tests.support.installation import As

LIMBS = {"test_effect": "Five statements", "test_persistent": "Each Friday since May", "test_unreasonable": "After midnight"}
STOP = (Requirement("stop", "Stop racing in the car park"),)


def warned(actor: object, ref: str, days: int = 20) -> str:
    on = clock.today() - timedelta(days=days)
    return deeds.issue_cpw(actor, ref, make.issue(issued_on=on, comply_by=on + timedelta(days=10)))  # type: ignore[arg-type]  # an Actor


def noticed(actor: object, ref: str, **more: object) -> str:
    return deeds.issue_cpn(actor, ref, make.issue(requirements=STOP, **LIMBS, **more))  # type: ignore[arg-type]  # an Actor


def test_a_warning_letter_has_its_time_without_a_repeat(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.case(actor)
        verbal = deeds.issue_warning(
            actor, ref, "VERBAL", make.issue(ladder_reason="", service=Service.SPOKEN, vulnerability_check="")
        )
        sheet = actions.sheet(actor, verbal)
        assert (sheet.state, sheet.case_ref, sheet.detail["conduct"]) == (
            State.ISSUED,
            ref,
            "Revving engines and racing at night",
        )
        assert actions.due(actor, clock.today() + timedelta(days=40))[0].ref == verbal


def test_a_skipped_step_needs_a_reason_and_a_high_one_a_vulnerability_check(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        with pytest.raises(NotLawful, match="why a lower step is skipped"):
            deeds.issue_warning(actor, ref, "LETTER1", make.issue(ladder_reason=""))
        with pytest.raises(NotLawful, match="vulnerability check.*Equality Act 2010 s149"):
            deeds.issue_cpw(actor, ref, make.issue(vulnerability_check=" ", comply_by=clock.today() + timedelta(days=9)))
        deeds.issue_warning(actor, ref, "VERBAL", make.issue(ladder_reason=""))
        deeds.issue_warning(actor, ref, "LETTER1", make.issue(ladder_reason=""))
        assert [line.power for line in actions.on_case(actor, actions.case_of(actor, ref)[0].record_id)] == [
            "Verbal warning", "First warning letter",
        ]  # fmt: skip


def test_only_the_right_body_with_a_delegation_of_that_day_may_use_a_power(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.case(actor)
        with pytest.raises(Refused, match="no delegation"):
            warned(actor, ref)
        make.delegate("officer", "CPW", until_on=clock.today() - timedelta(days=21))
        with pytest.raises(Refused, match="no delegation"):
            warned(actor, ref)
        make.delegate("officer", "CPW")
        assert warned(actor, ref)
        assert {offer.power.code for offer in powers.offers(actor, clock.today()) if not offer.closed} == {
            "VERBAL",
            "LETTER1",
            "LETTER2",
            "ABC",
            "CPW",
        }
    with as_("charity") as actor:
        make.delegate("charity")
        with pytest.raises(Refused, match="organisation may not use this power"):
            warned(actor, make.case(actor))


def test_a_notice_needs_an_earlier_warning_whose_time_has_passed(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        with pytest.raises(NotLawful, match=r"written warning.*s43\(5\)"):
            noticed(actor, ref)
        warned(actor, ref, days=5)
        with pytest.raises(NotLawful, match="wait until that day has passed"):
            noticed(actor, ref)
        with pytest.raises(NotLawful, match="written warning"):
            noticed(actor, ref, subject="Somebody Else")
    with as_("officer") as actor:
        other = make.case(actor)
        warned(actor, other)
        assert actions.sheet(actor, noticed(actor, other)).state is State.ISSUED


def test_a_warning_cannot_end_on_its_own_day(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        with pytest.raises(NotLawful, match="time to stop"):
            deeds.issue_cpw(actor, make.case(actor), make.issue(comply_by=clock.today()))


@pytest.mark.parametrize(("age", "ok"), [(15, False), (16, True)])
def test_sixteen_is_the_least_age_for_a_notice(as_: As, age: int, ok: bool) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        given = make.issue(born_on=None, age_estimate=age, comply_by=clock.today() + timedelta(days=9))
        if ok:
            assert deeds.issue_cpw(actor, make.case(actor), given)
        else:
            with pytest.raises(NotLawful, match=f"{age}; the least age is 16"):
                deeds.issue_cpw(actor, make.case(actor), given)


def test_every_limb_and_a_requirement_are_needed(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        warned(actor, ref)
        for name in LIMBS:
            with pytest.raises(NotLawful, match=r"s43\(1\)"):
                deeds.issue_cpn(actor, ref, make.issue(requirements=STOP, **{**LIMBS, name: " "}))
        with pytest.raises(NotLawful, match=r"requirement.*s43\(3\)"):
            deeds.issue_cpn(actor, ref, make.issue(**LIMBS))


def test_a_posted_notice_is_issued_two_working_days_later_and_the_appeal_runs_from_then(as_: As) -> None:
    clock.shift_to(date(2026, 2, 10))
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        warned(actor, ref)
        sheet = actions.sheet(actor, noticed(actor, ref, service=Service.POST))
        assert [(item.name, item.on) for item in sheet.clocks] == [
            ("deemed day of issue", date(2026, 2, 12)), ("last day to appeal", date(2026, 3, 4)),
        ]  # fmt: skip
        with pytest.raises(Refused, match="another day than the law assumes"):
            noticed(actor, ref, service=Service.POST, deemed_on=date(2026, 2, 14))


def test_the_last_day_to_appeal_warns_of_a_sunday(as_: As) -> None:
    clock.shift_to(date(2026, 3, 2))
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        warned(actor, ref)
        appeal = actions.sheet(actor, noticed(actor, ref)).clocks[0]
        assert appeal.on == date(2026, 3, 22)
        assert appeal.warning == "The last day is not a working day; act by Friday 20 March 2026."
        assert "s46" in appeal.citation


def test_an_appeal_comes_in_time_and_blocks_other_steps(as_: As) -> None:
    clock.shift_to(date(2026, 3, 2))
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        warned(actor, ref)
        notice = noticed(actor, ref)
    clock.shift_to(date(2026, 3, 25))
    with as_("officer") as actor:
        with pytest.raises(NotLawful, match=r"last day to appeal was 22 March 2026.*s46"):
            deeds.record_step(actor, notice, State.APPEALED, on=date(2026, 3, 23))
        deeds.record_step(actor, notice, State.APPEALED, on=date(2026, 3, 20))
        with pytest.raises(NotLawful, match="appeal is undecided.*s46"):
            deeds.record_step(actor, notice, State.BREACHED, on=date(2026, 3, 24))
        deeds.record_step(actor, notice, State.QUASHED, on=date(2026, 3, 24))
        with pytest.raises(NotLawful, match=r"quashed.*s46\(4\)"):
            deeds.record_step(actor, notice, State.COMPLIED, on=date(2026, 3, 25))


def test_a_contract_has_its_review_and_its_end(as_: As) -> None:
    clock.shift_to(date(2026, 5, 14))
    with as_("officer") as actor:
        sheet = actions.sheet(actor, deeds.record_abc(actor, make.case(actor), make.issue()))
        assert [(item.name, item.on) for item in sheet.clocks] == [
            ("review by", date(2026, 6, 13)), ("end of the contract", date(2026, 11, 13)),
        ]  # fmt: skip


def test_a_closed_case_takes_no_action_and_the_future_no_paper(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.case(actor)
        with pytest.raises(Refused, match="in the future"):
            deeds.issue_warning(actor, ref, "VERBAL", make.issue(issued_on=clock.today() + timedelta(days=1)))
        row, _ = actions.case_of(actor, ref)
        row.closed_on, row.closure_reason = clock.today(), "RESOLVED"
        with pytest.raises(Refused, match="closed"):
            deeds.issue_warning(actor, ref, "VERBAL", make.issue())


def test_a_full_partner_sees_the_action_and_a_summary_partner_nothing_of_it(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.case(actor)
        make.share(actor, ref, "LUM", Level.SUMMARY)
        make.share(actor, ref, "CCON", Level.FULL)
        action = deeds.issue_warning(actor, ref, "VERBAL", make.issue())
    with as_("police") as actor:
        assert actions.sheet(actor, action).detail["subject"] == "Ned Testworthy"
        assert actions.sheet(actor, action).steps == ()
        with pytest.raises(NotAllowed):
            penalties.withdraw(actor, action, on=clock.today(), reason="x")
        assert listing.count(actor, Kind.ACTION) == 1
    for stranger in ("housing", "neighbour", "charity"):
        with as_(stranger) as actor:
            assert listing.count(actor, Kind.ACTION) == 0
            with pytest.raises(NotFound):
                actions.sheet(actor, action)


def test_a_recall_of_the_case_ends_sight_of_its_actions(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.case(actor)
        action = deeds.issue_warning(actor, ref, "VERBAL", make.issue())
        share_id = make.share(actor, ref, "CCON", Level.FULL)
    with as_("police") as actor:
        assert actions.sheet(actor, action).ref == action
    with as_("officer") as actor:
        make.recall(actor, ref, share_id)
    with as_("police") as actor, pytest.raises(NotFound):
        actions.sheet(actor, action)
