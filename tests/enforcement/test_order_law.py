"""The rules and worked examples of public spaces orders, each under its name; the court, expedited orders, variation."""

from datetime import date, timedelta

import pytest

from casework.enforcement.queries import order_pages
from casework.enforcement.queries import orders as reads
from casework.enforcement.services import breaches, order_changes, orders
from casework.enforcement.services.breaches import BreachReport
from casework.enforcement.types.order_steps import About, OrderState
from casework.enforcement.types.orders import Consulted, OrderDraft, OrderKind, Term, TermKind, Variation
from casework.enforcement.types.steps import NotLawful
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from tests.support import enforcing as make
from tests.support.installation import As

DAY = timedelta(days=1)
URL = "https://council.example/order"


def made(actor: Actor, made_on: date, effect_on: date, ends_on: date) -> str:
    ref = make.consulted(actor, make.drafted(actor), on=made_on)
    orders.make_order(actor, ref, made_on=made_on, effect_on=effect_on, ends_on=ends_on, made_by=make.WHO)
    return ref


def extended(actor: Actor, ref: str, decided: date, end: date) -> None:
    make.consulted(actor, ref, About.EXTEND, on=decided)
    orders.extend(actor, ref, decided_on=decided, ends_on=end, reason="still needed")


def test_ex_p1_three_years_from_effect_twice_extended_and_no_later(as_: As) -> None:
    effect = date(2020, 2, 18)
    clock.shift_to(effect)
    with as_("officer") as actor:
        ref = made(actor, effect, effect, date(2023, 2, 17))
        orders.publish(actor, ref, url=URL, signs_on=effect)
    for decided, end in ((date(2023, 2, 17), date(2026, 2, 17)), (date(2026, 2, 17), date(2029, 2, 17))):
        clock.shift_to(decided)
        with as_("officer") as actor:
            extended(actor, ref, decided, end)
            assert order_pages.sheet(actor, ref).ends_on == end
    clock.shift_to(date(2029, 2, 18))
    with as_("officer") as actor, pytest.raises(NotLawful, match=r"a new order is needed.*s60\(2\)"):
        orders.extend(actor, ref, decided_on=date(2029, 2, 18), ends_on=date(2030, 1, 1), reason="late")


def test_ex_p2_the_challenge_from_making_the_years_from_effect(as_: As) -> None:
    clock.shift_to(date(2026, 1, 28))
    with as_("officer") as actor:
        ref = made(actor, date(2026, 1, 28), date(2026, 2, 16), date(2029, 2, 15))
        found = {item.name: item.on for item in order_pages.sheet(actor, ref).clocks}
    assert found["last day to challenge in the High Court"] == date(2026, 3, 10)
    assert found["latest end of the order"] == date(2029, 2, 15)


def test_ex_p3_one_year_may_be_extended_by_three(as_: As) -> None:
    start = date(2026, 1, 1)
    clock.shift_to(start)
    with as_("officer") as actor:
        ref = make.in_force(actor, made_on=start)
        end = order_pages.sheet(actor, ref).ends_on or start
        with pytest.raises(NotLawful, match=r"s60\(3\)"):
            extended(actor, ref, start, date(end.year + 3, end.month, end.day) + DAY)
        orders.extend(actor, ref, decided_on=start, ends_on=date(end.year + 3, end.month, end.day), reason="needed")


def test_v3_an_order_longer_than_three_years_is_refused(as_: As) -> None:
    clock.shift_to(date(2026, 1, 28))
    with as_("officer") as actor, pytest.raises(NotLawful, match=r"may not run past 15 February 2029.*s60\(1\)"):
        made(actor, date(2026, 1, 28), date(2026, 2, 16), date(2029, 2, 16))


def test_v4_an_extension_too_late_or_too_long_is_refused_and_changes_nothing(as_: As) -> None:
    start = date(2020, 2, 18)
    clock.shift_to(start)
    with as_("officer") as actor:
        ref = make.in_force(actor, made_on=start)
        end = order_pages.sheet(actor, ref).ends_on or start
    clock.shift_to(end + DAY)
    with as_("officer") as actor:
        for decided, new in ((end + DAY, end + 2 * DAY), (end, end), (end, end + timedelta(days=1097))):
            before = order_pages.sheet(actor, ref)
            with pytest.raises(NotLawful, match="s60"):
                orders.extend(actor, ref, decided_on=decided, ends_on=new, reason="x")
            assert order_pages.sheet(actor, ref) == before


V5_BODIES = [Consulted.POLICE, Consulted.POLICING_BODY, Consulted.COMMUNITY, Consulted.PARISH, Consulted.COUNTY]


@pytest.mark.parametrize("without", V5_BODIES)
def test_v5_no_order_without_each_consultation(as_: As, without: Consulted) -> None:
    today = clock.today()
    with as_("officer") as actor:
        ref = make.drafted(actor)
        for who in V5_BODIES:
            on = today if who is not without else today + DAY
            if who is not without:
                orders.consult(actor, ref, who=who, name="A body", on=on)
        orders.publicise(actor, ref, about=About.MAKE, url=URL, on=today)
        make.considered(actor, ref)
        with pytest.raises(NotLawful, match="Record first.*s72"):
            orders.make_order(actor, ref, made_on=today, effect_on=today, ends_on=today + DAY, made_by=make.WHO)
        orders.consult(actor, ref, who=without, name="A body", on=today)
        orders.make_order(actor, ref, made_on=today, effect_on=today, ends_on=today + DAY, made_by=make.WHO)


def test_v5_no_order_in_force_without_website_and_signs(as_: As) -> None:
    today = clock.today()
    with as_("officer") as actor:
        ref = made(actor, today, today, today + DAY)
    for url, signs in (("", today), (URL, None)):
        with as_("officer") as actor, pytest.raises(NotLawful, match="SI 2014/2591"):
            orders.publish(actor, ref, url=url, signs_on=signs)
        with as_("officer") as actor:
            assert order_pages.sheet(actor, ref).state is OrderState.MADE


@pytest.mark.parametrize("late", ["police", "publicity", "judgement"])
def test_what_comes_after_the_decision_does_not_count(as_: As, late: str) -> None:
    today, before = clock.today(), clock.today() - DAY
    with as_("officer") as actor:
        ref = make.drafted(actor)
        for who in make.BODIES:
            orders.consult(actor, ref, who=who, name="A body", on=today if late == who else before)
        orders.publicise(actor, ref, about=About.MAKE, url=URL, on=today if late == "publicity" else before)
        make.considered(actor, ref, on=today if late == "judgement" else before)
        with pytest.raises(NotLawful, match="72"):
            orders.make_order(actor, ref, made_on=before, effect_on=before, ends_on=today, made_by=make.WHO)
        orders.make_order(actor, ref, made_on=today, effect_on=today, ends_on=today, made_by=make.WHO)


def test_what_was_consulted_on_once_does_not_serve_twice(as_: As) -> None:
    today = clock.today()
    with as_("officer") as actor:
        ref = make.in_force(actor)
        end = order_pages.sheet(actor, ref).ends_on or today
        extended(actor, ref, today, end + DAY)
        with pytest.raises(NotLawful, match="s72"):
            orders.extend(actor, ref, decided_on=today, ends_on=end + 2 * DAY, reason="again")


@pytest.mark.parametrize("lacking", ["publicise", "judge", "activity"])
def test_publicity_rights_and_activities_come_before_making(as_: As, lacking: str) -> None:
    today = clock.today()
    with as_("officer") as actor:
        terms = tuple(Term(1, TermKind.PROHIBITION, "Racing", activity="" if lacking == "activity" else "Cars") for _ in (1,))
        ref = orders.draft_order(actor, OrderDraft("x", "y", terms, make.TOWN, "z"))
        for who in make.BODIES:
            orders.consult(actor, ref, who=who, name="A body", on=today)
        if lacking != "publicise":
            orders.publicise(actor, ref, about=About.MAKE, url=URL, on=today)
        if lacking != "judge":
            make.considered(actor, ref)
        section = {"publicise": r"s72\(3\)", "judge": r"ss59, 72\(1\)", "activity": r"s59\(7\)"}[lacking]
        with pytest.raises(NotLawful, match=section):
            orders.make_order(actor, ref, made_on=today, effect_on=today, ends_on=today + DAY, made_by=make.WHO)


def varied(actor: Actor, ref: str, variation: Variation, effect: date | None = None) -> None:
    today = clock.today()
    make.consulted(actor, ref, About.VARY)
    order_changes.vary(actor, ref, variation, decided_on=today, effect_on=effect or today, reason="Moved")


NEW = Term(1, TermKind.PROHIBITION, "Skating", activity="Skating")


def test_a_variation_opens_a_new_challenge_and_leaves_the_past_as_it_was(as_: As) -> None:
    today = clock.today()
    with as_("officer") as actor:
        ref = make.in_force(actor)
        varied(actor, ref, Variation((1,), (NEW,), make.PARK, "Park"))
        sheet = order_pages.sheet(actor, ref)
        assert [(term.number, term.text) for term in sheet.terms] == [
            (2, "Leave when an authorised officer asks"), (3, "Skating"),
        ]  # fmt: skip
        assert sheet.changes[-1].challenge_last_on == today + timedelta(days=41)
        assert [item.sentence for item in sheet.lacks] == ["Publish the variation on the website and in notices at the place."]
        before = reads.orders_applying(actor, *make.IN_TOWN, today - DAY)
        assert [term.number for term in before[0].terms] == [1, 2]
        assert reads.orders_applying(actor, *make.IN_TOWN, today) == []
        park = (52.2315, -0.2610)
        assert [term.number for term in reads.orders_applying(actor, *park, today)[0].terms] == [2, 3]
        assert reads.orders_applying(actor, *park, today - DAY) == []


@pytest.mark.parametrize(
    ("variation", "words"),
    [
        (Variation(), "Say what"), (Variation((9,)), "that the order has now"), (Variation((1, 2)), r"s59\(4\)"),
        (Variation((), (Term(1, TermKind.PROHIBITION, "x"),)), r"s59\(7\)"),
    ],
)  # fmt: skip
def test_a_variation_that_cannot_be_is_refused(as_: As, variation: Variation, words: str) -> None:
    with as_("officer") as actor:
        ref = make.in_force(actor)
        with pytest.raises(Refused, match=words):
            varied(actor, ref, variation)


def breach(actor: Actor, case: str, term: int, days_ago: int = 0) -> int:
    at = clock.now() - timedelta(days=days_ago, minutes=1)
    report = BreachReport(term, at, "Car park", latitude=make.IN_TOWN[0], longitude=make.IN_TOWN[1])
    return breaches.record_breach(actor, case, report)


def test_a_suspended_order_is_not_breached_and_one_quashed_has_ended(as_: As) -> None:
    today = clock.today()
    with as_("officer") as actor:
        make.delegate("officer")
        case, ref = make.case(actor), make.in_force(actor)
        term = make.first_term(actor)
        order_changes.challenge(actor, ref, on=today, reason="A claim")
        order_changes.suspend(actor, ref, on=today, reason="Until the hearing")
        with pytest.raises(NotLawful, match=r"suspended.*s66\(6\)"):
            breach(actor, case, term)
        assert breach(actor, case, term, days_ago=2)
        assert reads.orders_applying(actor, *make.IN_TOWN, today) == []
        with pytest.raises(NotLawful, match=r"s66\(6\)"):
            order_changes.suspend(actor, ref, on=today, reason="again")
        order_changes.resume(actor, ref, on=today, reason="Dismissed")
        assert len(reads.orders_applying(actor, *make.IN_TOWN, today)) == 1
        order_changes.quash(actor, ref, on=today, reason="Allowed on appeal")
        assert reads.orders_applying(actor, *make.IN_TOWN, today) == []
        assert order_pages.sheet(actor, ref).state is OrderState.QUASHED


def test_no_challenge_after_six_weeks(as_: As) -> None:
    start = date(2026, 1, 28)
    clock.shift_to(start)
    with as_("officer") as actor:
        ref = make.in_force(actor, made_on=start)
    clock.shift_to(date(2026, 3, 11))
    with as_("officer") as actor:
        with pytest.raises(NotLawful, match=r"ended on 10 March 2026.*s66\(3\)"):
            order_changes.challenge(actor, ref, on=date(2026, 3, 11), reason="late")
        order_changes.challenge(actor, ref, on=date(2026, 3, 10), reason="in time")


def expedited(actor: Actor) -> str:
    draft = OrderDraft("Gates", "Crowds", make.TERMS, make.TOWN, "Gates", kind=OrderKind.EXPEDITED, site="Sample school")
    return orders.draft_order(actor, draft)


def test_an_expedited_order_needs_its_site_both_consents_and_keeps_to_six_months(as_: As) -> None:
    today = date(2026, 3, 2)
    clock.shift_to(today)
    with as_("officer") as actor:
        with pytest.raises(NotLawful, match="s59A"):
            orders.draft_order(actor, OrderDraft("Gates", "x", make.TERMS, make.TOWN, kind=OrderKind.EXPEDITED))
        ref = expedited(actor)
        make.considered(actor, ref)
        dates = {"made_on": today, "effect_on": today, "made_by": make.WHO}
        for who in (Consulted.CONSENT_POLICE, Consulted.CONSENT_SITE):
            with pytest.raises(NotLawful, match="consents.*s59A"):
                orders.make_order(actor, ref, ends_on=date(2026, 9, 1), **dates)
            orders.consult(actor, ref, who=who, name="Body", on=today)
        with pytest.raises(NotLawful, match="1 September 2026.*s60A"):
            orders.make_order(actor, ref, ends_on=date(2026, 9, 2), **dates)
        orders.make_order(actor, ref, ends_on=date(2026, 6, 1), **dates)
        orders.publish(actor, ref, url=URL, signs_on=today)
        sheet = order_pages.sheet(actor, ref)
        assert sheet.state is OrderState.IN_FORCE
        assert {item.citation.partition(": ")[2] for item in sheet.lacks} == {"as soon as reasonably practicable"}
        make.considered(actor, ref, About.EXTEND)
        with pytest.raises(NotLawful, match="s60A"):
            orders.extend(actor, ref, decided_on=today, ends_on=date(2026, 9, 2), reason="x")
        orders.extend(actor, ref, decided_on=today, ends_on=date(2026, 9, 1), reason="x")


def test_the_first_and_the_last_instant_are_london_days(browser_of: object, as_: As) -> None:
    start = date(2026, 7, 1)
    clock.shift_to(start)
    with as_("officer") as actor:
        make.in_force(actor, made_on=start)
    officer = browser_of("officer")  # type: ignore[operator]  # the fixture is a function
    point = f"lat={make.IN_TOWN[0]}&long={make.IN_TOWN[1]}"
    for at, applies in (
        ("2026-06-30T22:59:59Z", False), ("2026-06-30T23:00:00Z", True), ("2026-07-01", True), ("2026-06-30", False),
        ("2027-06-30T22:59:59Z", True), ("2027-06-30T23:00:00Z", False), ("2027-06-30", True), ("2027-07-01", False),
    ):  # fmt: skip
        found = officer.client.get(f"/orders/here.json?{point}&at={at}").get_json()["orders"]
        assert bool(found) is applies, at


def test_an_area_with_a_hole_and_two_shapes_applies_where_it_is(as_: As) -> None:
    ring = [[-0.30, 52.20], [-0.29, 52.20], [-0.29, 52.21], [-0.30, 52.21], [-0.30, 52.20]]
    hole = [[-0.297, 52.203], [-0.293, 52.203], [-0.293, 52.207], [-0.297, 52.207], [-0.297, 52.203]]
    other = [[x + 0.02, y] for x, y in ring]
    shape = {"type": "MultiPolygon", "coordinates": [[ring, hole], [other]]}
    with as_("officer") as actor:
        make.in_force(actor, "Two", shape)

        def applies(lat: float, lon: float) -> bool:
            return bool(reads.orders_applying(actor, lat, lon, clock.today()))

        assert applies(52.201, -0.299) and applies(52.205, -0.275) and applies(52.20, -0.295) and applies(52.21, -0.27)
        assert applies(52.203, -0.295)  # the line of the hole
        assert not applies(52.205, -0.295) and not applies(52.205, -0.285) and not applies(52.2100001, -0.295)


def test_the_diary_is_given_every_date_with_its_section(as_: As) -> None:
    start = date(2026, 1, 28)
    clock.shift_to(start)
    with as_("officer") as actor:
        ref = make.in_force(actor, made_on=start)
        lines = reads.dates(actor, since=start, until=start + timedelta(days=400))
        assert [(line.on.isoformat(), line.what.split()[0]) for line in lines] == [
            ("2026-01-28", "The"), ("2026-03-10", "Last"), ("2026-04-27", "Decide"), ("2026-07-27", "Start"),
            ("2026-10-27", "Put"), ("2026-12-27", "Last"), ("2027-01-27", "Last"),
        ]  # fmt: skip
        assert {line.ref for line in lines} == {ref} and all(" s" in line.citation for line in lines)
        assert reads.dates(actor, since=date(2026, 3, 10), until=date(2026, 3, 10))[0].citation.endswith("s66")
    with as_("neighbour") as actor:
        assert reads.dates(actor, since=start, until=start + timedelta(days=400)) == []
