"""Public spaces protection orders: their dates, what must be on record, who sees them, and which apply at a place."""

from datetime import date, timedelta

import pytest

from casework.enforcement.queries import order_pages
from casework.enforcement.queries import orders as reads
from casework.enforcement.services import order_shapes, orders
from casework.enforcement.types.order_steps import About, OrderState
from casework.enforcement.types.steps import NotLawful
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import NotAllowed, NotFound, Refused
from tests.support import enforcing as make
from tests.support.installation import As

WHO = "Licensing committee"


def made(actor: Actor, made_on: date, effect_on: date, ends_on: date) -> str:
    ref = make.consulted(actor, make.drafted(actor), on=made_on)
    orders.make_order(actor, ref, made_on=made_on, effect_on=effect_on, ends_on=ends_on, made_by=WHO)
    return ref


def test_three_years_and_three_more_each_time_decided_before_the_end(as_: As) -> None:
    clock.shift_to(date(2020, 2, 18))
    with as_("officer") as actor:
        with pytest.raises(NotLawful, match=r"may not run past 17 February 2023.*s60\(1\)"):
            made(actor, date(2020, 2, 18), date(2020, 2, 18), date(2023, 2, 18))
        ref = made(actor, date(2020, 2, 18), date(2020, 2, 18), date(2023, 2, 17))
        orders.publish(actor, ref, url="https://council.example/st-ives", signs_on=date(2020, 2, 18))
    for decided, end in ((date(2023, 2, 17), date(2026, 2, 17)), (date(2026, 2, 1), date(2029, 2, 17))):
        clock.shift_to(decided)
        with as_("officer") as actor:
            with pytest.raises(NotLawful, match="may not run past"):
                orders.extend(actor, ref, decided_on=decided, ends_on=end + timedelta(days=1), reason="still needed")
            make.consulted(actor, ref, About.EXTEND)
            orders.extend(actor, ref, decided_on=decided, ends_on=end, reason="still needed")
            assert order_pages.sheet(actor, ref).ends_on == end


def test_an_order_that_ended_cannot_be_extended(as_: As) -> None:
    clock.shift_to(date(2020, 2, 18))
    with as_("officer") as actor:
        ref = make.in_force(actor, made_on=date(2020, 2, 18))
    clock.shift_to(date(2021, 2, 18))
    with as_("officer") as actor:
        assert order_pages.sheet(actor, ref).state is OrderState.EXPIRED
        with pytest.raises(NotLawful, match=r"cannot be extended, a new order is needed.*s60\(2\)"):
            orders.extend(actor, ref, decided_on=date(2021, 2, 18), ends_on=date(2022, 2, 17), reason="late")


def test_the_challenge_runs_from_making_and_the_years_from_effect(as_: As) -> None:
    clock.shift_to(date(2026, 1, 28))
    with as_("officer") as actor:
        ref = made(actor, date(2026, 1, 28), date(2026, 2, 16), date(2029, 2, 15))
        found = {item.name: (item.on, item.citation[-3:]) for item in order_pages.sheet(actor, ref).clocks}
        assert found["last day to challenge in the High Court"] == (date(2026, 3, 10), "s66")
        assert found["latest end of the order"][0] == date(2029, 2, 15)
        with pytest.raises(NotLawful, match="before it is made"):
            made(actor, date(2026, 1, 28), date(2026, 1, 27), date(2027, 1, 1))


def test_a_year_may_be_extended_by_three(as_: As) -> None:
    clock.shift_to(date(2026, 1, 1))
    with as_("officer") as actor:
        ref = make.in_force(actor, made_on=date(2026, 1, 1))
        make.consulted(actor, ref, About.EXTEND)
        orders.extend(actor, ref, decided_on=date(2026, 1, 1), ends_on=date(2029, 12, 31), reason="needed")


def test_the_cautious_setting_counts_the_years_from_making(as_: As) -> None:
    clock.shift_to(date(2026, 1, 28))
    with as_("officer") as actor:
        make.setting(actor, pspo_period_start="made_date")
        with pytest.raises(NotLawful, match="27 January 2029"):
            made(actor, date(2026, 1, 28), date(2026, 2, 16), date(2029, 2, 15))


def test_an_order_waits_for_consultation_area_website_and_signs(as_: As) -> None:
    with as_("officer") as actor:
        ref, today = make.drafted(actor), clock.today()
        dates = {"made_on": today, "effect_on": today, "ends_on": today + timedelta(days=10)}
        with pytest.raises(NotLawful, match="chief officer of police was consulted.*s72"):
            orders.make_order(actor, ref, made_by=WHO, **dates)
        make.consulted(actor, ref)
        with pytest.raises(NotLawful, match="Make the order before"):
            orders.publish(actor, ref, url="https://council.example", signs_on=today)
        orders.make_order(actor, ref, made_by=WHO, **dates)
        assert [item.sentence for item in order_pages.sheet(actor, ref).lacks] == [
            "Record first that the order is on the website.", "Record first that the notices on the land are dated.",
        ]  # fmt: skip
        with pytest.raises(NotLawful, match="notices on the land are dated.*SI 2014/2591"):
            orders.publish(actor, ref, url="https://council.example", signs_on=None)
        assert reads.orders_applying(actor, *make.IN_TOWN, today) == []
    with as_("officer") as actor:
        ref = make.in_force(actor)
        with pytest.raises(NotLawful, match="varied or discharged, not edited"):
            orders.change_draft(actor, ref, make.draft("x"), version=None)


def test_two_orders_of_one_town_apply_where_they_overlap(as_: As) -> None:
    with as_("officer") as actor:
        make.in_force(actor)
        make.in_force(actor, "Riverside park", make.PARK)
        today = clock.today()

        def titles(point: tuple[float, float], on: date) -> list[str]:
            return [line.title for line in reads.orders_applying(actor, *point, on)]

        assert titles(make.IN_BOTH, today) == ["Riverside park", "St Neots town centre"]
        assert titles(make.IN_TOWN, today) == ["St Neots town centre"]
        assert titles(make.OUTSIDE, today) == []
        assert titles(make.IN_BOTH, today - timedelta(days=31)) == []
        assert titles(make.IN_BOTH, today + timedelta(days=400)) == []
        terms = reads.orders_applying(actor, *make.IN_TOWN, today)[0].terms
        assert [(term.number, str(term.kind)) for term in terms] == [(1, "prohibition"), (2, "requirement")]


def test_a_discharged_order_applies_no_more_but_did(as_: As) -> None:
    with as_("officer") as actor:
        ref, today = make.in_force(actor), clock.today()
        make.consulted(actor, ref, About.DISCHARGE)
        orders.discharge(actor, ref, on=today, reason="No longer needed")
        assert reads.orders_applying(actor, *make.IN_TOWN, today) == []
        assert len(reads.orders_applying(actor, *make.IN_TOWN, today - timedelta(days=1))) == 1


def test_a_draft_is_its_councils_alone_and_a_made_order_the_partnerships(as_: As) -> None:
    with as_("officer") as actor:
        ref = make.drafted(actor)
    with as_("police") as actor, pytest.raises(NotFound):
        order_pages.sheet(actor, ref)
    with as_("officer") as actor:
        ref = make.in_force(actor)
    with as_("police") as actor:
        sheet = order_pages.sheet(actor, ref)
        assert (len(sheet.terms), len(sheet.areas), sheet.consulted, sheet.may_write) == (2, 1, (), False)
        assert len(reads.orders_applying(actor, *make.IN_TOWN, clock.today())) == 1
        with pytest.raises(NotAllowed):
            orders.discharge(actor, ref, on=clock.today(), reason="x")
    with as_("neighbour") as actor, pytest.raises(NotFound):
        order_pages.sheet(actor, ref)


def test_only_the_district_council_makes_one(as_: As) -> None:
    with as_("police") as actor, pytest.raises(NotLawful, match="Only the district council.*s59"):
        make.drafted(actor)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not GeoJSON"),
        ("{", "not GeoJSON"),
        ("[" * 5000, "not GeoJSON"),
        ("[1]", "not a GeoJSON shape"),
        ('{"type": "Point", "coordinates": [0, 52]}', "polygon"),
        ('{"type": "Feature"}', "not a GeoJSON geometry"),
        ('{"type": "FeatureCollection", "features": []}', "no polygon"),
        ('{"type": "FeatureCollection", "features": [1]}', "no polygon"),
        ('{"type": "FeatureCollection", "features": 5}', "not a GeoJSON"),
        ('{"type": "Polygon", "coordinates": [[[52.2, -0.2], [52.3, -0.2], [52.3, -0.3], [52.2, -0.2]]]}', "outside the"),
        ('{"type": "Polygon", "coordinates": [[[-0.2, 52.2], [-0.1, 52.3], [-0.1, 52.2]]]}', "four points"),
        ('{"type": "Polygon", "coordinates": [[[-0.2, 52.2], [-0.1, 52.3], [-0.1, 52], [-0.2, 52.4], [-0.2, 52.2]]]}', "crosses"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 52.2], [-0.1, 52.3], [-0.1, 52.2], [NaN, 52.2]]]}', "outside"),
        ("9" * 200_001, "too much text"),
    ],
)  # fmt: skip
def test_a_bad_shape_is_refused_beside_its_field(as_: As, text: str, words: str) -> None:
    with as_("officer") as actor, pytest.raises(Refused, match=words) as refused:
        order_shapes.read_area(actor, text)
    assert refused.value.field == "geometry"
