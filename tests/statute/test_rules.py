"""The dated tables: what applies when, what is refused on reading, and what switching a row on changes."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statute import rules
from casework.statute.types import Activation, BadRow, NoLimit, Status, Unit

ENTRY = """
[[limit]]
id = "{id}"
power = "CPN"
parameter = "fpn_max"
value = {value}
unit = "pounds"
from = {start}
{to}
status = "in_force"
citation = "Act s1"
source = []
mark = "GK"
checked = 2026-11-22
"""
COMMENCED = "Crime and Policing Act 2026 (Commencement No. 9) Regulations 2027"
ON = date(2027, 4, 1)


def entry(row_id: str = "a", start: str = "2020-01-01", to: str | None = None, value: object = 100) -> str:
    return ENTRY.format(id=row_id, start=start, to=f"to = {to}" if to else "", value=value)


def read(folder: Path, text: str) -> rules.Rules:
    (folder / "limits.toml").write_text(text)
    return rules.load(folder)


@pytest.mark.parametrize(
    ("power", "parameter", "on", "value", "unit"),
    [
        ("PSPO", "max_duration", "2014-10-20", 3, "years"),
        ("PSPO", "max_each_extension", "2026-11-22", 3, "years"),
        ("PSPO", "extensions_allowed", "2026-11-22", None, "count"),
        ("PSPO", "challenge_period", "2026-11-22", 6, "weeks"),
        ("EPSPO", "max_duration_total", "2022-06-28", 6, "months"),
        ("PSPO", "fine_max", "2026-11-22", 3, "level"),
        ("PSPO_ALCOHOL", "fine_max", "2026-11-22", 2, "level"),
        ("PSPO", "fpn_max", "2026-11-22", 100, "pounds"),
        ("CPN", "fpn_max", "2026-11-22", 100, "pounds"),
        ("CPN", "fpn_pay_period", "2026-11-22", 14, "days"),
        ("PSPO", "fpn_lower_amount_period", "2026-11-22", 13, "days"),
        ("CPN", "appeal_period", "2026-11-22", 21, "days"),
        ("CPN", "min_age", "2026-11-22", 16, "age"),
        ("CPN", "fine_max_individual", "2026-11-22", 4, "level"),
        ("CPN", "fine_max_body", "2015-03-11", 20000, "pounds"),
        ("CPN", "fine_max_body", "2015-03-12", None, "pounds"),
        ("DISPERSAL", "authorisation_max", "2026-11-22", 48, "hours"),
        ("DISPERSAL", "exclusion_max", "2026-11-22", 48, "hours"),
        ("CLOSURE_NOTICE", "max_basic", "2026-11-22", 24, "hours"),
        ("CLOSURE_NOTICE", "max_senior", "2026-11-22", 48, "hours"),
        ("CLOSURE_NOTICE", "application_heard_within", "2026-11-22", 48, "hours"),
        ("CLOSURE_ORDER", "max_first", "2026-11-22", 3, "months"),
        ("CLOSURE_ORDER", "max_total", "2026-11-22", 6, "months"),
        ("INJ", "max_u18", "2015-03-23", 12, "months"),
        ("INJ", "max_adult", "2026-11-22", None, "months"),
        ("CBO", "min_adult", "2020-12-01", 2, "years"),
        ("CBO", "max_u18", "2020-11-30", 3, "years"),
        ("LITTER", "fpn_max", "2023-07-30", 150, "pounds"),
        ("LITTER", "fpn_max", "2023-07-31", 500, "pounds"),
        ("FLYTIP", "fpn_max", "2016-05-09", 400, "pounds"),
        ("FLYTIP", "fpn_max", "2023-07-31", 1000, "pounds"),
        ("HH_DUTY", "fpn_max", "2019-01-07", 400, "pounds"),
        ("HH_DUTY", "fpn_max", "2023-07-31", 600, "pounds"),
        ("FLYTIP", "fpn_early_min", "2026-11-22", 120, "pounds"),
        ("NOISE_LIC", "fpn_max", "2026-11-22", 500, "pounds"),
        ("WASTE_DOM", "fpn_early_min", "2026-11-22", 40, "pounds"),
        ("FINE_LEVEL", "level_4", "2026-11-22", 2500, "pounds"),
        ("FINE_LEVEL", "level_5", "2015-03-12", None, "pounds"),
    ],
)
def test_what_applies_on_a_date(power: str, parameter: str, on: str, value: int | None, unit: str) -> None:
    found = rules.limit(power, parameter, date.fromisoformat(on))
    assert (found.value, found.unit) == (value, Unit(unit))
    assert found.is_unlimited == (value is None)


@pytest.mark.parametrize(
    ("power", "parameter", "on"),
    [
        ("PSPO", "max_duration", "2014-10-19"),
        ("EPSPO", "max_duration_total", "2022-06-27"),
        ("LITTER", "fpn_max", "2018-03-31"),
        ("FLYTIP", "fpn_max", "2016-05-08"),
        ("HH_DUTY", "fpn_max", "2019-01-06"),
        ("GRAFFITI", "fpn_max", "2023-07-30"),
        ("ABANDON", "fpn_max", "2026-11-21"),
        ("NOISE_LIC", "fpn_early_min", "2026-11-22"),
        ("WASTE_DOM", "fpn_pay_period", "2026-11-22"),
        ("FINE_LEVEL", "level_5", "2015-03-11"),
        ("RESPECT_ORDER", "min_age", "2099-01-01"),
        ("DISPERSAL", "exclusion_review", "2099-01-01"),
        ("NOBODY", "nothing", "2026-11-22"),
    ],
)
def test_where_the_tables_are_silent_nothing_is_assumed(power: str, parameter: str, on: str) -> None:
    with pytest.raises(NoLimit, match=f"{power} {parameter}"):
        rules.limit(power, parameter, date.fromisoformat(on))


def test_no_unconfirmed_row_ever_applies_by_itself() -> None:
    waiting = {row.id for row in rules.loaded().rows if row.status is not Status.IN_FORCE}
    assert {"cpn-fpn-max-2026", "pspo-fpn-max-2026", "respect-order-min-age"} <= waiting
    for on in (date(2026, 11, 22), date(2099, 1, 1)):
        assert not waiting & {row.id for row in rules.rows_in_force(on)}


def test_a_prospective_row_with_a_date_waits_to_be_switched_on(tmp_path: Path) -> None:
    later = entry("b", "2021-01-01", value=200).replace('"in_force"', '"prospective"')
    found = read(tmp_path, entry() + later)
    assert found.limit("CPN", "fpn_max", date(2022, 1, 1)).id == "a"
    switched = found.activated([Activation("b", date(2021, 1, 1), COMMENCED)])
    assert switched.limit("CPN", "fpn_max", date(2022, 1, 1)).id == "b"


def test_rows_in_force_are_one_for_each_power_and_parameter() -> None:
    found = [(row.power, row.parameter) for row in rules.rows_in_force(date(2026, 11, 22))]
    assert found == sorted(set(found))


def test_every_row_says_where_it_comes_from_and_when_it_was_checked() -> None:
    for row in rules.loaded().rows:
        assert row.citation
        assert row.mark == "design" or row.mark.startswith(("GK", "S:")), row.id
        assert row.checked_on == date(2026, 11, 22)


def test_every_source_listed_is_cited() -> None:
    assert {key for row in rules.loaded().rows for key in row.source} == set(rules.sources())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(entry() + entry(), "used twice", id="duplicate"),
        pytest.param(entry() + entry("b", "2021-01-01"), "b: overlaps a", id="open row before another"),
        pytest.param(entry(to="2021-01-01") + entry("b", "2021-01-01"), "b: overlaps a", id="one shared day"),
        pytest.param(entry(to="2020-12-30") + entry("b", "2021-01-01"), "b: leaves a gap after a", id="gap"),
        pytest.param(entry().replace('"pounds"', '"groats"'), "unknown unit 'groats'", id="unit"),
        pytest.param(entry().replace('"in_force"', '"maybe"'), "unknown status 'maybe'", id="status"),
        pytest.param(entry().replace('citation = "Act s1"', ""), "citation is missing", id="no citation"),
        pytest.param(entry().replace('"Act s1"', '" "'), "citation is missing", id="blank citation"),
        pytest.param(entry().replace("source = []", 'source = ["ZZZ"]'), "source ZZZ is not listed", id="source"),
        pytest.param(entry(value=-1), "neither a whole number", id="negative"),
        pytest.param(entry(value="true"), "neither a whole number", id="truth value"),
        pytest.param(entry(value=99.5), "neither a whole number", id="pence"),
        pytest.param(entry(to="2019-12-31"), "ends before it starts", id="backwards"),
        pytest.param(entry(start='"2020-01-01"'), "is not a date", id="text for a date"),
        pytest.param(entry().replace("from = 2020-01-01", ""), "from is missing", id="no start"),
        pytest.param(entry().replace('"in_force"', '"unconfirmed"'), "it has no from", id="unconfirmed with a start"),
        pytest.param(entry() + 'colour = "red"', "colour is not a known key", id="unknown key"),
        pytest.param(entry() + 'counted = "following"', "not a period", id="an amount counted"),
        pytest.param(entry().replace('"pounds"', '"days"'), "days cannot be counted", id="a period not counted"),
        pytest.param(entry().replace('"pounds"', '"hours"') + 'counted = "following"', "hours cannot", id="wrong counting"),
        pytest.param(entry().replace('"pounds"', '"days"') + 'counted = "following"', "counted_from", id="from what"),
        pytest.param(entry().replace("checked = 2026-11-22", ""), "checked is missing", id="unchecked"),
    ],
)
def test_a_bad_row_refuses_to_load(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        read(tmp_path, text)


def test_two_rows_that_meet_are_accepted(tmp_path: Path) -> None:
    found = read(tmp_path, entry(to="2020-12-31") + entry("b", "2021-01-01", value='"unlimited"'))
    assert found.limit("CPN", "fpn_max", date(2020, 12, 31)).id == "a"
    assert found.limit("CPN", "fpn_max", date(2021, 1, 1)).is_unlimited


def test_a_switched_on_row_applies_from_its_date_and_names_its_instrument() -> None:
    switched = [Activation("cpn-fpn-max-2026", ON, COMMENCED)]
    assert rules.limit("CPN", "fpn_max", ON - timedelta(days=1), switched).value == 100
    found = rules.limit("CPN", "fpn_max", ON, switched)
    assert found.value == 500
    assert found.citation.endswith(COMMENCED)
    assert rules.limit("CPN", "fpn_max", ON).value == 100


@pytest.mark.parametrize(
    ("switch", "reason"),
    [
        (Activation("nothing", ON, COMMENCED), "no such row"),
        (Activation("cpn-fpn-max", ON, COMMENCED), "already in force"),
        (Activation("cpn-fpn-max-2026", ON, " "), "name the instrument"),
        (Activation("cpn-fpn-max-2026", date(2014, 10, 20), COMMENCED), "same day"),
        (Activation("cpn-fpn-max-2026", date(2010, 1, 1), COMMENCED), "overlaps"),
    ],
)
def test_a_row_is_not_switched_on_carelessly(switch: Activation, reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        rules.in_use([switch])


WAITING = [row.id for row in rules.loaded().rows if row.status is Status.UNCONFIRMED]


@given(
    st.sampled_from(WAITING),
    st.dates(min_value=date(2026, 11, 23), max_value=date(2040, 1, 1)),
    st.integers(min_value=1, max_value=6000),
)
def test_a_new_row_never_changes_an_answer_before_its_date(row_id: str, from_on: date, days: int) -> None:
    before = from_on - timedelta(days=days)
    values = {(row.power, row.parameter): row.value for row in rules.rows_in_force(before)}
    switched = rules.loaded().activated([Activation(row_id, from_on, COMMENCED)])
    assert {(row.power, row.parameter): row.value for row in switched.rows_in_force(before)} == values
    assert row_id in {row.id for row in switched.rows_in_force(from_on)}
