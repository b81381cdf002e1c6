"""What the law forbids under each power, at its beginning and at its steps, each refused with its section."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from casework.enforcement.queries import actions, dates_of
from casework.enforcement.services import issue as issuing
from casework.enforcement.services import law, penalties, steps
from casework.enforcement.types.powers import Service
from casework.enforcement.types.steps import NotLawful, State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.sharing.types import Level
from tests.support import courses
from tests.support import enforcing as make
from tests.support.installation import As

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _day(app: Flask) -> None:
    clock.shift_to(date(2026, 12, 1))


@pytest.fixture
def working(as_: As) -> Any:
    """`with working("police") as (actor, case):` that persona with every delegation, on a case of their own."""

    @contextmanager
    def start(who: str) -> Iterator[tuple[Actor, str]]:
        with as_(who) as actor:
            make.delegate(who)
            yield actor, make.case(actor)

    return start


def take(actor: Actor, ref: str, step: str, note: str = "As it happened", **given: Any) -> None:
    steps.take_step(actor, ref, step, on=clock.today(), note=note, given=given)


def ago(days: int) -> date:
    return clock.today() - days * DAY


def test_v7_a_sergeant_authorises_no_dispersal_and_nobody_for_longer_than_48_hours(working: Any) -> None:
    with working("police") as (actor, ref):
        with pytest.raises(NotLawful, match=r"inspector.*s34"):
            courses.begin(actor, ref, "DISP_AUTH", rank="sergeant")
        with pytest.raises(NotLawful, match="may not run past"):
            courses.begin(actor, ref, "DISP_AUTH", ends_at=clock.now() + 48 * HOUR)
        assert courses.begin(actor, ref, "DISP_AUTH")


def test_v7_a_direction_rests_on_a_running_authorisation_and_never_bars_from_home_or_a_child_under_10(working: Any) -> None:
    with working("police") as (actor, ref):
        authorisation = courses.begin(actor, ref, "DISP_AUTH")
        for more, words in (
            ({"starts_at": clock.now() - 3 * HOUR}, r"begins while the authorisation.*s35"),
            ({"ends_at": clock.now() + 49 * HOUR}, "may not run past"),
            ({"bars": ["home"]}, r"from their home.*s36"),
            ({"born_on": date(2017, 6, 1)}, "least age is 10"),
        ):
            with pytest.raises(NotLawful, match=words):
                courses.begin(actor, ref, "DISP_DIR", authorisation=authorisation, **more)
        with pytest.raises(NotLawful, match="this rests on"):
            courses.begin(actor, make.case(actor), "DISP_DIR", authorisation=authorisation)
        with pytest.raises(NotLawful, match="have no effect|rests on|has effect"):
            take(actor, authorisation, "withdrawn")
            courses.begin(actor, ref, "DISP_DIR", authorisation=authorisation)


def test_v8_a_closure_notice_keeps_to_24_hours_or_48_and_its_extension_to_the_senior_person(working: Any) -> None:
    with working("officer") as (actor, ref):
        with pytest.raises(NotLawful, match=r"may not run past.*s77"):
            courses.begin(actor, ref, "CLN", ends_at=clock.now() + 24 * HOUR)
        with pytest.raises(NotLawful, match=r"habitually live there.*s76\(4\)"):
            courses.begin(actor, ref, "CLN", lives_excluded="yes")
        notice = courses.begin(actor, ref, "CLN")
        longer = {"extended_by": "Chief executive", "ends_at": clock.now() + 40 * HOUR}
        with pytest.raises(NotLawful, match=r"Only a superintendent.*s77"):
            take(actor, notice, "extended", is_senior="no", **longer)
        with pytest.raises(NotLawful, match="may not run past"):
            take(actor, notice, "extended", is_senior="yes", extended_by="Chief executive", ends_at=clock.now() + 48 * HOUR)
        take(actor, notice, "extended", is_senior="yes", **longer)
        with pytest.raises(NotLawful, match=r"application heard by.*s80"):
            take(actor, notice, "applied", court="Sample", hearing_at=clock.now() + 48 * HOUR)
        take(actor, notice, "applied", court="Sample", hearing_at=clock.now() + 46 * HOUR)
        with pytest.raises(NotLawful, match=r"adjourned past.*s81"):
            take(actor, notice, "adjourned", next_hearing_on=clock.today() + 15 * DAY)


def test_v8_a_closure_order_keeps_to_three_months_and_six_in_all_and_is_appealed_in_21_days(working: Any) -> None:
    clock.shift_to(date(2026, 5, 14))
    with working("officer") as (actor, ref):
        with pytest.raises(NotLawful, match="may not run past 13 August 2026"):
            courses.begin(actor, ref, "CLO", ends_on=date(2026, 8, 14))
        order = courses.begin(actor, ref, "CLO", ends_on=date(2026, 8, 13))
        clock.shift_to(date(2026, 6, 4))
        with pytest.raises(NotLawful, match=r"3 June 2026.*s84"):
            take(actor, order, "appealed")
        clock.shift_to(date(2026, 8, 13))
        decided = {"applied_on": date(2026, 8, 10), "decided_on": date(2026, 8, 13)}
        with pytest.raises(NotLawful, match="may not run past 13 November 2026"):
            take(actor, order, "extended", ends_on=date(2026, 11, 14), **decided)
        with pytest.raises(NotLawful, match=r"applied for before.*s82"):
            take(actor, order, "extended", ends_on=date(2026, 11, 13), **{**decided, "applied_on": date(2026, 8, 14)})
        take(actor, order, "extended", ends_on=date(2026, 11, 13), **decided)
        with pytest.raises(NotLawful, match="only after the end of the order is 13 November 2026"):
            take(actor, order, "ended")


def test_an_injunction_on_somebody_of_16_needs_the_youth_team_the_youth_court_a_supervisor_and_an_end(working: Any) -> None:
    with working("officer") as (actor, ref):
        young: dict[str, Any] = {"born_on": date(2010, 5, 1)}
        with pytest.raises(NotLawful, match=r"youth offending team.*s14"):
            courses.begin(actor, ref, "INJ", youth_consulted="", **young)
        made = courses.begin(actor, ref, "INJ", **young)
        asked = {"court": "youth", "made_on": clock.today(), "ends_on": clock.today() + 300 * DAY, "arrest": "no"}
        terms = {"terms": ["Not to enter Sample Street"], "supervised": ["Attend a course; Sam Supervisor"]}
        for more, words in (
            ({"court": "county"}, r"youth court.*s1\(8\)"),
            ({"ends_on": None}, "fixed end"),
            ({"ends_on": clock.today() + 365 * DAY}, "may not run past 30 November 2027"),
            ({"supervised": ["Attend a course"]}, r"who supervises.*s3"),
            ({"arrest": "yes"}, r"power of arrest.*s4"),
            ({"terms": [], "supervised": []}, "at least one prohibition"),
        ):
            with pytest.raises(NotLawful, match=words):
                take(actor, made, "made", **{**asked, **terms, **more})
        take(actor, made, "made", **asked, **terms)
        assert "latest end of the injunction" in {item.name for item in actions.sheet(actor, made).clocks}


def test_a_criminal_behaviour_order_on_a_child_is_reviewed_every_year_and_lasts_one_to_three(working: Any) -> None:
    with working("officer") as (actor, ref):
        order = courses.begin(actor, ref, "CBO", born_on=date(2011, 1, 1))
        made = {"court_name": "Youth court", "offence": "Affray", "made_on": clock.today(), "terms": ["Not to go there"]}
        with pytest.raises(NotLawful, match="may not end before 30 November 2027"):
            take(actor, order, "made", ends_on=clock.today() + 300 * DAY, **made)
        take(actor, order, "made", ends_on=clock.today() + 700 * DAY, **made)
        review = next(item for item in actions.sheet(actor, order).clocks if item.name == "next review by")
        assert review.on == date(2027, 11, 30)
        clock.shift_to(date(2027, 11, 1))
        take(actor, order, "reviewed", reviewed_on=clock.today(), review="Kept; support offered")
        assert [line.on for line in dates_of(actor, date(2028, 1, 1), date(2028, 12, 1)) if line.what == "next review by"] == [
            date(2028, 10, 31)
        ]


@pytest.mark.parametrize(("born_on", "next_review"), [(date(2009, 11, 30), None), (date(2009, 12, 1), date(2027, 11, 30))])
def test_the_yearly_review_stops_at_the_eighteenth_birthday(working: Any, born_on: date, next_review: date | None) -> None:
    """The first review would fall on 30 November 2027: not on whoever is 18 that day."""
    with working("officer") as (actor, ref):
        order = courses.begin(actor, ref, "CBO", born_on=born_on)
        ends_on = clock.today() + 900 * DAY
        made = {"court_name": "Youth court", "offence": "Affray", "made_on": clock.today(), "terms": ["Not to go there"]}
        take(actor, order, "made", ends_on=ends_on, **made)
        found = {item.name: item.on for item in actions.sheet(actor, order).clocks}
        assert found.get("next review by") == next_review and found["end of the order"] == ends_on
        clock.shift_to(date(2027, 11, 29))
        take(actor, order, "reviewed", reviewed_on=clock.today(), review="Kept; support offered")
        assert "next review by" not in {item.name for item in actions.sheet(actor, order).clocks}
        clock.shift_to(date(2027, 12, 1))
        with pytest.raises(NotLawful, match=r"was 18 on .*s28; Sentencing Act 2020 s337"):
            take(actor, order, "reviewed", reviewed_on=clock.today(), review="Kept")


def test_a_vehicle_is_seized_after_the_warning_that_the_law_asks_for(working: Any) -> None:
    with working("police") as (actor, ref):
        unwarned = courses.begin(actor, ref, "VEH_NUISANCE", warning="none")
        with pytest.raises(NotLawful, match=r"none was given \(Police Reform Act 2002 s59\)"):
            take(actor, unwarned, "seized", breach_evidence="Seen again")
        posted = courses.begin(actor, ref, "VEH_NUISANCE", warning="given", service=Service.POST)
        with pytest.raises(NotLawful, match=r"counts as given on 3 December 2026 \(Police Reform Act 2002 s59\)"):
            take(actor, posted, "seized", breach_evidence="Seen again")
        clock.shift_to(date(2026, 12, 3))
        take(actor, posted, "seized", breach_evidence="Seen again")
        assert actions.sheet(actor, posted).state is State.SEIZED


def test_a_vehicle_is_seized_without_a_warning_once_the_law_asks_for_none(as_: As, working: Any) -> None:
    with as_("administrator") as actor:
        law.activate(actor, "veh-nuisance-warning-2026", from_on=clock.today(), instrument="SI 2026/1")
    with working("police") as (actor, ref):
        unwarned = courses.begin(actor, ref, "VEH_NUISANCE", warning="none")
        take(actor, unwarned, "seized", breach_evidence="Seen by two officers")
        assert actions.sheet(actor, unwarned).state is State.SEIZED


def test_the_absolute_ground_has_its_window_and_the_tenant_seven_days(working: Any) -> None:
    with working("housing") as (actor, ref):
        closed = {"condition": "closure_order_made", "closed_hours": 72}
        with pytest.raises(NotLawful, match=r"last day to serve was.*ground 7A"):
            courses.begin(actor, ref, "ABSPOSS", condition_on=ago(92), **closed)
        with pytest.raises(NotLawful, match="more than 48 hours"):
            courses.begin(actor, ref, "ABSPOSS", condition_on=ago(30), **{**closed, "closed_hours": 48})
        notice = courses.begin(actor, ref, "ABSPOSS", condition_on=ago(30), **closed)
        with pytest.raises(NotLawful, match="too soon: the first day for proceedings is 29 December 2026"):
            take(actor, notice, "applied", court_name="Sample")
        clock.shift_to(date(2026, 12, 8))
        with pytest.raises(NotLawful, match="last day to ask for a review was 7 December 2026.*s85ZA"):
            take(actor, notice, "review")


def test_a_stray_dog_is_kept_seven_clear_days_from_seizure_and_from_the_notice(working: Any) -> None:
    clock.shift_to(date(2026, 6, 1))
    with working("officer") as (actor, ref):
        dog = courses.begin(actor, ref, "STRAY_DOG")
        given = {"disposal": "given", "recipient_for": "no"}
        clock.shift_to(date(2026, 6, 8))
        with pytest.raises(NotLawful, match=r"first day for disposal is 9 June 2026.*s149"):
            take(actor, dog, "disposed", **given)
        take(actor, dog, "noticed", notice_on=clock.today(), owner_name="Ned", owner_address="1 Sample Street")
        clock.shift_to(date(2026, 6, 15))
        with pytest.raises(NotLawful, match="16 June 2026"):
            take(actor, dog, "disposed", **given)
        with pytest.raises(NotLawful, match="fee of £25"):
            take(actor, dog, "returned", returned_on=clock.today(), owner_name="N", owner_address="1", expenses=Decimal(24))
        clock.shift_to(date(2026, 6, 16))
        with pytest.raises(NotLawful, match="vivisection"):
            take(actor, dog, "disposed", **{**given, "recipient_for": "yes"})
        take(actor, dog, "disposed", **given)


def test_an_abandoned_vehicle_waits_for_its_notice_and_the_occupier(working: Any) -> None:
    with working("officer") as (actor, ref):
        with pytest.raises(NotLawful, match="only untaxed is not abandoned"):
            courses.begin(actor, ref, "ABANDONED_VEH", signs=["untaxed"])
        vehicle = courses.begin(actor, ref, "ABANDONED_VEH", land="occupied")
        with pytest.raises(NotLawful, match=r"Serve the occupier.*s3\(2\)"):
            take(actor, vehicle, "removed", kept_at="Depot")
        take(actor, vehicle, "occupier_served", occupier_on=clock.today(), occupier="Farm")
        clock.shift_to(date(2026, 12, 16))
        with pytest.raises(NotLawful, match="only after the last day for an objection is 16 December 2026"):
            take(actor, vehicle, "removed", kept_at="Depot")
        take(actor, vehicle, "objected")
        with pytest.raises(NotLawful, match=r"objected in time.*s3\(2\)"):
            take(actor, vehicle, "removed", kept_at="Depot")


def test_only_a_notice_about_noise_is_delayed_and_by_seven_days(working: Any) -> None:
    with working("officer") as (actor, ref):
        smoke = courses.begin(actor, ref, "ABATEMENT", nuisance="smoke")
        with pytest.raises(NotLawful, match=r"Only a notice about noise.*s80\(2A\)"):
            take(actor, smoke, "delayed", other_steps="Talked")
        noise = courses.begin(actor, ref, "ABATEMENT", nuisance="noise")
        clock.shift_to(date(2026, 12, 8))
        with pytest.raises(NotLawful, match="7 December 2026"):
            take(actor, noise, "delayed", other_steps="Talked")


def test_v10_while_an_appeal_is_undecided_only_a_requirement_to_stop_is_breached_and_work_needs_consent(working: Any) -> None:
    with working("officer") as (actor, ref):
        notice = make.papers(actor, ref)["CPN"]
        work = {"land": "premises", "cost": Decimal(90), "owner_consent": "yes"}
        with pytest.raises(NotLawful, match=r"person's consent.*s47\(3\)"):
            take(actor, notice, "works_done", **work, defaulter_consent="no")
        with pytest.raises(NotLawful, match="estimated cost first"):
            take(actor, notice, "works_done", **work, defaulter_consent="yes")
        take(actor, notice, "works_noticed", work="Clear it", estimate=Decimal(80), land="premises")
        take(actor, notice, "works_done", **work, defaulter_consent="yes")
        before = {item.name for item in actions.sheet(actor, notice).dates}
        take(actor, notice, "appealed")
        sheet = actions.sheet(actor, notice)
        assert "requirement 2 to be met by" in before - {item.name for item in sheet.dates}
        assert "suspended" in sheet.warnings[0]
        with pytest.raises(NotLawful, match=r"suspended.*s46\(3\)"):
            take(actor, notice, "breached", breach_kind="do")
        take(actor, notice, "breached", breach_kind="stop")


def test_a_penalty_keeps_its_reminder_representation_and_instalments_without_moving(working: Any) -> None:
    with working("officer") as (actor, ref):
        fine = penalties.issue_fpn(actor, ref, "LITTER", make.issue(), make.terms())
        with pytest.raises(NotLawful, match="No representation"):
            take(actor, fine, "answered", answer="stands", answer_reason="Seen by two officers")
        take(actor, fine, "represented", representation="Not me", representation_on=clock.today())
        take(actor, fine, "answered", answer="stands", answer_reason="Seen by two officers")
        take(actor, fine, "instalments", instalments=["£50 on 10 December", "£50 on 14 December"])
        take(actor, fine, "reminded")
        assert actions.sheet(actor, fine).state is State.ISSUED
        with pytest.raises(Refused, match="its own page"):
            take(actor, fine, "paid")
        with pytest.raises(NotLawful, match="not appealed"):
            take(actor, fine, "appealed")


def test_a_respect_order_and_a_landlords_closure_wait_for_their_instrument(as_: As) -> None:
    with as_("housing") as actor:
        make.delegate("housing")
        ref = make.case(actor)
        with pytest.raises(Refused, match="not in force"):
            courses.begin(actor, ref, "RESPECT_ORDER")
        with pytest.raises(Refused, match="may not use this power"):
            courses.begin(actor, ref, "CLN")
        for row in ("respect-order-min-age", "closure-notice-landlord-2026"):
            law.activate(actor, row, from_on=clock.today(), instrument="SI 2026/1 (made up)")
        assert courses.begin(actor, ref, "RESPECT_ORDER")
        assert courses.begin(actor, ref, "CLN")
        with pytest.raises(NotLawful, match="least age is 18"):
            courses.begin(actor, ref, "RESPECT_ORDER", born_on=date(2009, 1, 1))


def test_a_diary_holds_what_one_may_see_and_nothing_else(as_: As, working: Any) -> None:
    with working("officer") as (actor, ref):
        make.share(actor, ref, "CCON", Level.FULL)
        seen = issuing.issue_warning(actor, ref, "VERBAL", make.issue())
        unseen = issuing.issue_warning(actor, make.case(actor), "VERBAL", make.issue())
        own = {line.ref for line in dates_of(actor, clock.today(), clock.today() + 60 * DAY)}
        assert own == {seen, unseen}
        assert dates_of(actor, clock.today() + 60 * DAY, clock.today() + 90 * DAY) == []
    with as_("police") as actor:
        lines = dates_of(actor, clock.today(), clock.today() + 60 * DAY)
        assert [(line.ref, line.case_ref, line.what) for line in lines] == [(seen, ref, "end of the time without a repeat")]
        assert dates_of(actor, clock.today(), clock.today() + 60 * DAY, org_id=actor.organisation_id) == []
    with as_("neighbour") as actor:
        assert dates_of(actor, clock.today(), clock.today() + 60 * DAY) == []
