"""Fixed penalties: amounts of the day of the offence, what settles one, what may follow, and breaches of orders."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.cases.models import CaseFile
from casework.enforcement.queries import actions
from casework.enforcement.services import breaches, law, penalties
from casework.enforcement.types.steps import NotLawful, State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.people import services as people
from casework.people.types import NewPerson
from casework.sharing import policy
from casework.sharing.services import links
from casework.sharing.types import Act, Kind
from tests.support import enforcing as make
from tests.support.installation import As

DATED = date(2026, 3, 2)


def fined(actor: Actor, power: str = "LITTER", **more: object) -> str:
    make.delegate("officer")
    return penalties.issue_fpn(actor, make.case(actor), power, make.issue(), make.terms(**more))


def pay(actor: Actor, ref: str, amount: int, on: date) -> penalties.Received:
    return penalties.record_payment(actor, ref, amount=Decimal(amount), paid_on=on, how="card")


@pytest.mark.parametrize(
    ("paid_on", "amount", "state", "owed"),
    [
        (date(2026, 3, 12), 60, State.PAID_EARLY, 0),
        (date(2026, 3, 13), 60, State.PART_PAID, 40),
        (date(2026, 3, 13), 100, State.PAID, 0),
        (date(2026, 3, 16), 100, State.PAID, 0),
        (date(2026, 3, 17), 100, State.PAID_LATE, 0),
        (date(2026, 3, 17), 60, State.ISSUED, 40),
    ],
)
def test_sixty_settles_within_ten_days_and_a_hundred_within_fourteen(
    as_: As, paid_on: date, amount: int, state: State, owed: int
) -> None:
    clock.shift_to(DATED)
    with as_("officer") as actor:
        ref = fined(actor, early_amount=60, early_days=10)
        found = {item.name: item.on for item in actions.sheet(actor, ref).clocks}
        assert found == {
            "last day to pay the lower amount": date(2026, 3, 12),
            "last day to pay": date(2026, 3, 16),
            "first day for proceedings": date(2026, 3, 17),
        }
    clock.shift_to(date(2026, 3, 20))
    with as_("officer") as actor:
        received = pay(actor, ref, amount, paid_on)
        assert (received.state, received.owed) == (state, Decimal(owed))
        assert actions.sheet(actor, ref).state is state


def test_part_payments_add_up_and_more_than_is_owed_is_refused(as_: As) -> None:
    with as_("officer") as actor:
        ref = fined(actor)
        assert pay(actor, ref, 30, clock.today()).state is State.PART_PAID
        with pytest.raises(Refused, match="£70.00 remains"):
            pay(actor, ref, 71, clock.today())
        assert pay(actor, ref, 70, clock.today()).state is State.PAID
        with pytest.raises(NotLawful, match="ends liability to conviction"):
            penalties.withdraw(actor, ref, on=clock.today(), reason="mistake")


def test_a_window_of_fourteen_days_is_too_long_for_an_order(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        make.in_force(actor)
        found = make.first_term(actor)
        for days, ok in ((14, False), (13, True)):
            given = make.terms(early_amount=75, early_days=days, term_id=found)
            if ok:
                assert penalties.issue_fpn(actor, make.case(actor), "PSPO", make.issue(), given)
                continue
            with pytest.raises(NotLawful, match="13 days at most") as refused:
                penalties.issue_fpn(actor, make.case(actor), "PSPO", make.issue(), given)
            assert refused.value.field == "early_days"


@pytest.mark.parametrize(("basis", "ok"), [("offence_date", 400), ("notice_date", 1000)])
def test_the_day_of_the_offence_caps_a_fly_tipping_penalty(as_: As, basis: str, ok: int) -> None:
    clock.shift_to(date(2023, 8, 10))
    with as_("officer") as actor:
        make.delegate("officer")
        make.setting(actor, fpn_cap_basis=basis)
        case, when = make.case(actor), date(2023, 7, 20)
        with pytest.raises(NotLawful, match=f"The most the law allows on .* is £{ok:,}"):
            penalties.issue_fpn(actor, case, "FLYTIP", make.issue(), make.terms(offence_on=when, amount=ok + 1))
        assert penalties.issue_fpn(actor, case, "FLYTIP", make.issue(), make.terms(offence_on=when, amount=ok))


def test_no_row_in_force_no_penalty(as_: As) -> None:
    clock.shift_to(date(2017, 4, 3))
    with as_("officer") as actor, pytest.raises(NotLawful, match="No penalty for LITTER is in force on 3 April 2017"):
        fined(actor)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(power=st.sampled_from(["LITTER", "FLYTIP", "HH_DUTY"]), amount=st.integers(-5, 1500), days=st.integers(0, 2500))
def test_no_penalty_is_stored_above_the_limit_of_its_day(as_: As, power: str, amount: int, days: int) -> None:
    top = {"LITTER": (150, 500), "FLYTIP": (400, 1000), "HH_DUTY": (400, 600)}[power]
    offence = clock.today() - timedelta(days=days)
    with as_("officer") as actor:
        try:
            ref = fined(actor, power, offence_on=offence, amount=amount)
        except Refused:
            return
        stored = actions.sheet(actor, ref).penalty
        assert stored is not None
        assert 0 < stored.amount <= top[0 if offence < date(2023, 7, 31) else 1]


@pytest.mark.parametrize("age", [12, 15])
def test_no_penalty_under_sixteen(as_: As, age: int) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        with pytest.raises(NotLawful, match=f"The person is {age}; the least age is 16"):
            penalties.issue_fpn(actor, make.case(actor), "LITTER", make.issue(born_on=None, age_estimate=age), make.terms())


def test_a_penalty_is_given_by_name(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        ref = make.case(actor)
        person = people.add_person(actor, NewPerson(description="Unknown male, about 20"))
        _, root = policy.open_one(actor, CaseFile, ref, Act.LINK_ADD)
        links.link(actor, root, person.id, Kind.PERSON, role="ALLEGED_PERPETRATOR")
        unnamed = make.issue(subject="Unknown male, about 20", person_ref=person.ref)
        with pytest.raises(Refused, match="by name") as refused:
            penalties.issue_fpn(actor, ref, "LITTER", unnamed, make.terms())
        assert refused.value.field == "subject"
        assert penalties.issue_fpn(actor, ref, "LITTER", replace(unnamed, subject="Sam Example"), make.terms())


def test_no_proceedings_before_the_time_to_pay_is_over(as_: As) -> None:
    clock.shift_to(DATED)
    with as_("officer") as actor:
        ref = fined(actor)
        with pytest.raises(NotLawful, match=r"may pay until 16 March 2026; wait until 17 March 2026 \("):
            penalties.mark_unpaid(actor, ref, on=DATED)
        with pytest.raises(NotLawful, match="No proceedings before 17 March 2026"):
            penalties.open_prosecution(actor, ref, on=DATED, note="x")
    clock.shift_to(date(2026, 3, 17))
    with as_("officer") as actor:
        penalties.mark_unpaid(actor, ref, on=date(2026, 3, 17))
        penalties.open_prosecution(actor, ref, on=date(2026, 3, 17), note="File to legal services")
        assert [line.state for line in actions.sheet(actor, ref).events] == [State.PROSECUTION, State.UNPAID, State.ISSUED]


def test_a_row_switched_on_raises_the_limit_from_its_day_only(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        make.in_force(actor)
        found, case = make.first_term(actor), make.case(actor)
        with pytest.raises(NotLawful, match="is £100"):
            penalties.issue_fpn(actor, case, "PSPO", make.issue(), make.terms(amount=500, term_id=found))
        law.activate(actor, "pspo-fpn-max-2026", from_on=clock.today(), instrument="The Commencement Regulations 2026")
        with pytest.raises(Refused, match="already in force|start"):
            law.activate(actor, "pspo-fpn-max-2026", from_on=clock.today(), instrument="The same again")
        before = make.terms(amount=500, term_id=found, offence_on=clock.today() - timedelta(days=1))
        with pytest.raises(NotLawful, match="is £100"):
            penalties.issue_fpn(actor, case, "PSPO", make.issue(), before)
        assert penalties.issue_fpn(actor, case, "PSPO", make.issue(), make.terms(amount=500, term_id=found))


def test_a_penalty_for_an_order_needs_the_order_there_and_then(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        order, case = make.in_force(actor), make.case(actor)
        found = make.first_term(actor)
        with pytest.raises(Refused, match="Choose which term"):
            penalties.issue_fpn(actor, case, "PSPO", make.issue(), make.terms())
        with pytest.raises(NotLawful, match="outside the restricted area"):
            there = dict(zip(("latitude", "longitude"), make.OUTSIDE, strict=True))
            penalties.issue_fpn(actor, case, "PSPO", make.issue(), make.terms(term_id=found, **there))
        with pytest.raises(NotLawful, match="The order had effect from"):
            early = clock.today() - timedelta(days=31)
            penalties.issue_fpn(actor, case, "PSPO", make.issue(), make.terms(term_id=found, offence_on=early))
        there = dict(zip(("latitude", "longitude"), make.IN_TOWN, strict=True))
        ref = penalties.issue_fpn(actor, case, "PSPO", make.issue(), make.terms(term_id=found, **there))
        sheet = actions.sheet(actor, ref)
        assert sheet.penalty is not None
        assert sheet.penalty.term == "St Neots town centre, term 1: Racing or driving in convoy"
        assert make.breach_count(actor, order) == 1


def test_a_breach_is_seen_with_its_case_only(as_: As) -> None:
    with as_("officer") as actor:
        order, case = make.in_force(actor), make.case(actor)
        report = breaches.BreachReport(make.first_term(actor), clock.now(), "Riverside car park")
        breaches.record_breach(actor, case, report)
        assert make.breach_count(actor, order) == 1
    with as_("housing") as actor:
        assert make.breach_count(actor, order) == 0
