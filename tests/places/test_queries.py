"""Wards by date and place, populations, and places of one's own."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused, Stale
from casework.places import queries, services
from casework.places.models import Place
from casework.places.types import NewPlace, WardRow
from casework.sharing import policy
from casework.sharing.types import Filters
from tests.support.installation import As

BEFORE, AFTER = date(2018, 5, 2), date(2018, 5, 3)


def square(west: float, south: float, side: float = 0.1) -> dict[str, object]:
    east, north = west + side, south + side
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


@pytest.fixture(autouse=True)
def wards(app: Flask, as_: As) -> None:
    """An old set of two wards and a new set of one, as when boundaries changed on 3 May 2018."""
    with as_(system_actor("a test loads wards")):
        services.put_ward(WardRow("OLD_W", "Old West", "2004", None, BEFORE, square(-0.2, 52.3)))
        services.put_ward(WardRow("OLD_E", "Old East", "2004", None, BEFORE, square(-0.1, 52.3)))
        services.put_ward(WardRow("NEW", "New Town", "2018", AFTER, None, square(-0.2, 52.3, 0.2)))
        services.put_postcodes([("pe293tn", 52.35, -0.05, {"2004": "OLD_E", "2018": "NEW"})])
        services.put_small_areas([("E01018113", "001A", {"2004": "OLD_W"})])
        for year, number in ((2016, 900), (2019, 1000)):
            services.set_population(system_actor("x"), "ward", "NEW", year, number, "estimate")


@pytest.mark.parametrize(
    ("on", "longitude", "code"),
    [(BEFORE, -0.15, "OLD_W"), (BEFORE, -0.05, "OLD_E"), (AFTER, -0.15, "NEW"), (AFTER, -0.05, "NEW"), (AFTER, 1.0, None)],
)
def test_the_ward_of_a_point_follows_the_date(as_: As, on: date, longitude: float, code: str | None) -> None:
    with as_("officer"):
        found = queries.ward_at(52.35, longitude, on)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("on", "code"), [(BEFORE, "OLD_E"), (AFTER, "NEW")])
def test_the_ward_of_a_postcode_follows_the_date(as_: As, on: date, code: str) -> None:
    with as_("officer"):
        found = queries.ward_of_postcode("PE29 3tn", on)
        assert found is not None and found.code == code
        assert queries.ward_of_postcode("PE29 9ZZ", on) is None and queries.ward_of_postcode("nonsense", on) is None


def test_a_small_area_without_a_ward_in_a_set_has_none(as_: As) -> None:
    with as_("officer"):
        found = queries.ward_of_small_area("E01018113", BEFORE)
        assert found is not None and found.code == "OLD_W"
        assert queries.ward_of_small_area("E01018113", AFTER) is None


def test_the_nearest_estimate_within_two_years_is_used(as_: As) -> None:
    with as_("officer") as actor:
        years = {year: queries.population("ward", "NEW", year) for year in (2013, 2014, 2017, 2018, 2021, 2022)}
        assert {year: row and row.number for year, row in years.items()} == {
            2013: None, 2014: 900, 2017: 900, 2018: 1000, 2021: 1000, 2022: None,
        }  # fmt: skip
        with pytest.raises(Stale):
            services.set_population(actor, "ward", "NEW", 2019, 5, "again")
        assert services.set_population(actor, "ward", "NEW", 2019, 1100, "revised", seen=1).number == 1100


def test_a_place_gets_its_ward_from_the_point_or_the_postcode(as_: As) -> None:
    with as_("officer") as actor:
        by_point = services.add_place(actor, NewPlace(name="The Bell", latitude=52.35, longitude=-0.15))
        services.add_place(actor, NewPlace(line_1="4 Mill Lane", postcode="pe293tn"))
        assert {row.ward_code for row, _ in queries.page(actor)[1]} == {"NEW"}
        assert queries.page(actor, Filters(ward=("OLD_E",)))[1] == []
        assert queries.sheet(actor, by_point.ref).ward_name == "New Town"
    with as_("housing") as actor:
        assert queries.page(actor)[1] == []
        with pytest.raises(NotFound):
            queries.sheet(actor, by_point.ref)


def test_a_place_moves_ward_when_it_is_corrected(as_: As) -> None:
    with as_("officer") as actor:
        ref = services.add_place(actor, NewPlace(name="The Bell", latitude=53.0, longitude=-0.15)).ref
        assert queries.page(actor, Filters(ward=("NEW",)))[1] == []
        services.edit_place(actor, ref, NewPlace(name="The Bell", latitude=52.35, longitude=-0.15), 1)
        assert [found for _, found in queries.page(actor, Filters(ward=("NEW",)))[1]] == [ref]
        with pytest.raises(Stale):
            services.edit_place(actor, ref, NewPlace(name="The Bull"), 1)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPlace(), "line_1"),
        (NewPlace(name="x", postcode="PE29"), "postcode"),
        (NewPlace(name="x", uprn="12a"), "uprn"),
        (NewPlace(name="x", latitude=52.0), "latitude"),
        (NewPlace(name="x", latitude=-0.15, longitude=52.0), "latitude"),
    ],
)
def test_what_is_no_place_is_refused(as_: As, new: NewPlace, field: str) -> None:
    with as_("officer") as actor, pytest.raises(Refused) as refusal:
        services.add_place(actor, new)
    assert refusal.value.field == field


def test_two_places_may_carry_one_uprn(as_: As) -> None:
    with as_("officer") as actor:
        services.add_place(actor, NewPlace(name="The Bell", uprn="0100"))
    with as_("housing") as actor:
        services.add_place(actor, NewPlace(name="The Bell", uprn="100"))
        assert [row.uprn for row in db.session().scalars(policy.readable(actor, Place))] == ["100"]


@pytest.mark.parametrize("asked", ["postcode=pe29+3tn", "lat=52.35&long=-0.15"])
def test_the_ward_of_a_location_is_told_to_anyone_signed_in(browser: Any, browser_of: Any, asked: str) -> None:
    signed, nobody = browser_of("analyst"), browser
    assert signed.client.get(f"/places/ward.json?{asked}").json == {"code": "NEW", "name": "New Town"}
    assert signed.client.get("/places/ward.json?lat=nan&long=inf").json == {"code": "", "name": ""}
    assert nobody.client.get(f"/places/ward.json?{asked}").status_code == 302
