"""Every worked example and rule of the notes has a test named after it, and every row of their tables is in the data."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statute import rules
from casework.statute.clocks import CLOCKS, clock
from casework.statute.types import CalendarEnds, Limit, NoLimit, Status, Unit

HERE = Path(__file__).parent
EXAMPLES = (
    *(f"T{number}" for number in range(1, 10)), "posted-deemed", "posted-appeal", "3.7",
    "EX-P1", "EX-P2", "EX-P3", "EX-C1", "EX-F1", "EX-F2", "EX-F3", "EX-S1", "EX-S2", "EX-S3", "EX-D1", "EX-D2", "EX-D3",
    "EX-R1", "EX-R2", "EX-RV", "EX-M1", "EX-M2", "EX-M3", "EX-MH", "EX-B1", "EX-B2", "EX-B3",
    "RAM-high", "RAM-standard", "RAM-override", *(f"T-{number}" for number in range(1, 8)),
    *(f"V{number}" for number in range(1, 12)),
)  # fmt: skip


def test_every_worked_example_and_rule_has_a_test_named_after_it() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py") if path != Path(__file__))
    found = {}
    for name in EXAMPLES:
        as_function = re.escape(name.lower().replace("-", "_"))
        found[name] = len(re.findall(rf'id="{re.escape(name)}["\- ]|def test_{as_function}_', text))
    print(f"{len(EXAMPLES)} examples and rules, {sum(found.values())} tests named after them")
    assert [name for name, count in found.items() if not count] == []


# power, parameter, day, value, unit: section 2 of the notes, row by row, then what sections 5 and 6 add.
ROWS = [
    ("PSPO", "max_duration", "2014-10-20", 3, "years"), ("PSPO", "max_each_extension", "2014-10-20", 3, "years"),
    ("PSPO", "extensions_allowed", "2014-10-20", None, "count"), ("PSPO", "challenge_period", "2014-10-20", 6, "weeks"),
    ("EPSPO", "max_duration_total", "2022-06-28", 6, "months"), ("PSPO", "fine_max", "2014-10-20", 3, "level"),
    ("PSPO_ALCOHOL", "fine_max", "2014-10-20", 2, "level"), ("PSPO", "fpn_max", "2026-11-22", 100, "pounds"),
    ("CPN", "fpn_max", "2026-11-22", 100, "pounds"), ("CPN", "fpn_pay_period", "2014-10-20", 14, "days"),
    ("PSPO", "fpn_pay_period", "2014-10-20", 14, "days"), ("CPN", "fpn_lower_amount_period", "2014-10-20", 13, "days"),
    ("PSPO", "fpn_lower_amount_period", "2014-10-20", 13, "days"), ("CPN", "appeal_period", "2014-10-20", 21, "days"),
    ("CPN", "min_age", "2014-10-20", 16, "age"), ("CPN", "fine_max_individual", "2014-10-20", 4, "level"),
    ("CPN", "fine_max_body", "2015-03-11", 20000, "pounds"), ("CPN", "fine_max_body", "2015-03-12", None, "pounds"),
    ("DISPERSAL", "authorisation_max", "2014-10-20", 48, "hours"), ("DISPERSAL", "exclusion_max", "2026-11-22", 48, "hours"),
    ("CLOSURE_NOTICE", "max_basic", "2014-10-20", 24, "hours"), ("CLOSURE_NOTICE", "max_senior", "2014-10-20", 48, "hours"),
    ("CLOSURE_NOTICE", "application_heard_within", "2026-11-22", 48, "hours"),
    ("CLOSURE_ORDER", "max_first", "2014-10-20", 3, "months"), ("CLOSURE_ORDER", "max_total", "2014-10-20", 6, "months"),
    ("INJ", "max_u18", "2015-03-23", 12, "months"), ("INJ", "max_adult", "2015-03-23", None, "months"),
    ("CBO", "min_adult", "2014-10-20", 2, "years"), ("CBO", "min_u18", "2020-12-01", 1, "years"),
    ("CBO", "max_u18", "2020-12-01", 3, "years"), ("CBO", "max_adult", "2020-12-01", None, "years"),
    ("LITTER", "fpn_max", "2018-04-01", 150, "pounds"), ("LITTER", "fpn_max", "2023-07-31", 500, "pounds"),
    ("FLYTIP", "fpn_max", "2016-05-09", 400, "pounds"), ("FLYTIP", "fpn_max", "2023-07-31", 1000, "pounds"),
    ("HH_DUTY", "fpn_max", "2019-01-07", 400, "pounds"), ("HH_DUTY", "fpn_max", "2023-07-31", 600, "pounds"),
    ("STRAY_DOG", "kept", "2026-11-22", 7, "clear_days"), ("STRAY_DOG", "fee", "2026-11-22", 25, "pounds"),
    ("ABANDONED_VEH", "occupier_objection", "2026-11-22", 15, "days"),
    ("ABANDONED_VEH", "kept_after_owner_notice", "2026-11-22", 7, "days"),
    ("ABANDONED_VEH", "notice_default", "2026-11-22", 7, "days"), ("ABANDONED_VEH", "notice_short", "2026-11-22", 24, "hours"),
    ("ABATEMENT", "appeal_period", "2026-11-22", 21, "days"), ("ABATEMENT", "noise_delay", "2026-11-22", 7, "days"),
    ("ABC", "length_default", "2026-11-22", 6, "months"), ("ABC", "review_default", "2026-11-22", 1, "months"),
    ("LIC_REVIEW", "representations", "2026-11-22", 28, "days"),
    ("LIC_REVIEW", "hearing_within", "2026-11-22", 20, "working_days"),
    ("LIC_REVIEW", "suspension_max", "2026-11-22", 3, "months"), ("LIC_REVIEW", "appeal_period", "2026-11-22", 21, "days"),
    ("LIC_SUMMARY", "interim_within", "2026-11-22", 48, "hours"), ("LIC_SUMMARY", "review_within", "2026-11-22", 28, "days"),
    ("LIC_CLOSURE", "review_within", "2026-11-22", 28, "days"),
    ("VEH_NUISANCE", "warnings_before_seizure", "2026-11-22", 1, "count"),
    ("ABSPOSS", "conviction_notice_period", "2026-11-22", 12, "months"), ("ABSPOSS", "review_request", "2026-11-22", 7, "days"),
    ("ABSPOSS", "injunction_notice_period", "2026-11-22", 12, "months"),
    ("ABSPOSS", "cbo_notice_period", "2026-11-22", 12, "months"),
    ("ABSPOSS", "noise_notice_period", "2026-11-22", 12, "months"),
    ("ABSPOSS", "closure_notice_period", "2026-11-22", 3, "months"),
    ("CLOSURE_NOTICE", "interim_max", "2026-11-22", 48, "hours"), ("CLOSURE_NOTICE", "adjournment_max", "2026-11-22", 14, "days"),
]  # fmt: skip
# Section 5: lowest, usual and highest amount, and the floor for early payment (none where nothing lower is offered).
PENALTIES = {
    "FLYTIP": (150, 200, 1000, 120), "HH_DUTY": (150, 200, 600, 120), "BUS_DOC": (300, 300, 300, 180),
    "CARRIER": (300, 300, 300, 180), "LITTER": (65, 100, 500, 50), "GRAFFITI": (65, 100, 500, 50), "FLYPOST": (65, 100, 500, 50),
    "LEAFLET": (65, 100, 500, 50), "ABANDON": (200, 200, 200, 120), "NUIS_PARK": (100, 100, 100, 60),
    "WASTE_COMM": (75, 100, 110, 60), "WASTE_DOM": (60, 60, 80, 40), "NOISE_DOM": (75, 100, 110, 60),
    "NOISE_LIC": (500, 500, 500, None),
}  # fmt: skip
WAITING = {
    "pspo-fpn-max-2026": 500, "cpn-fpn-max-2026": 500, "dispersal-exclusion-max-2026": 72, "dispersal-exclusion-review-2026": 48,
    "closure-notice-heard-within-2026": 72, "respect-order-min-age": 18, "closure-notice-landlord-2026": 1,
    "closure-order-landlord-2026": 1, "veh-nuisance-warning-2026": 0,
}  # fmt: skip


@pytest.mark.parametrize(("power", "parameter", "on", "value", "unit"), ROWS)
def test_every_row_of_the_notes_is_in_the_data(power: str, parameter: str, on: str, value: int | None, unit: str) -> None:
    found = rules.limit(power, parameter, date.fromisoformat(on))
    assert (found.value, found.unit) == (value, unit)
    assert found.citation


@pytest.mark.parametrize("code", sorted(PENALTIES))
def test_every_fixed_penalty_of_the_notes_is_in_the_data(code: str) -> None:
    found = [
        rules.loaded().find(code, name, date(2026, 11, 22)) for name in ("fpn_min", "fpn_default", "fpn_max", "fpn_early_min")
    ]
    assert tuple(row.value if row else None for row in found) == PENALTIES[code]


def test_every_row_that_waits_is_in_the_data_and_no_other() -> None:
    assert {row.id: row.value for row in rules.loaded().rows if row.status is not Status.IN_FORCE} == WAITING


STARTS = st.datetimes(min_value=datetime(2026, 11, 23), max_value=datetime(2028, 6, 30)).map(lambda at: at.replace(tzinfo=UTC))


@given(st.sampled_from(sorted(CLOCKS)), STARTS)
def test_no_clock_ends_before_it_starts(event: tuple[str, str], at: datetime) -> None:
    try:
        found = clock(*event, at)
    except CalendarEnds:
        return
    for item in found:
        assert item.at >= at if item.at else item.on is not None and item.on >= at.date()


@given(
    st.sampled_from([row for row in rules.loaded().rows if row.status is Status.IN_FORCE and row.ends_on is None]),
    st.dates(min_value=date(2026, 12, 1), max_value=date(2035, 1, 1)),
    st.integers(min_value=1, max_value=7000),
    st.integers(min_value=0, max_value=9999),
)
def test_adding_a_row_never_changes_an_answer_before_its_from_date(row: Limit, from_on: date, days: int, value: int) -> None:
    ended = replace(row, ends_on=from_on - timedelta(days=1))
    added = replace(row, id=f"{row.id}-next", starts_on=from_on, value=value)
    before = from_on - timedelta(days=days)
    new = rules.checked([*(other for other in rules.loaded().rows if other.id != row.id), ended, added])
    old = rules.loaded()
    assert [(one.power, one.parameter, one.value) for one in new.rows_in_force(before)] == [
        (one.power, one.parameter, one.value) for one in old.rows_in_force(before)
    ]
    assert new.limit(row.power, row.parameter, from_on).id == added.id


@pytest.mark.parametrize(
    ("row_id", "power", "parameter", "before", "after"),
    [
        ("cpn-fpn-max-2026", "CPN", "fpn_max", 100, 500),
        ("dispersal-exclusion-max-2026", "DISPERSAL", "exclusion_max", 48, 72),
        ("closure-notice-heard-within-2026", "CLOSURE_NOTICE", "application_heard_within", 48, 72),
        ("respect-order-min-age", "RESPECT_ORDER", "min_age", None, 18),
    ],
)
def test_what_changes_on_both_sides_of_a_switched_on_row(
    row_id: str, power: str, parameter: str, before: int | None, after: int
) -> None:
    on = date(2027, 3, 1)
    tables = rules.in_use((rules.Activation(row_id, on, "SI 2027/1 (made up)"),))
    if before is None:
        with pytest.raises(NoLimit):
            tables.limit(power, parameter, on - timedelta(days=1))
    else:
        assert tables.limit(power, parameter, on - timedelta(days=1)).value == before
    found = tables.limit(power, parameter, on)
    assert (found.value, found.unit is Unit.AGE or found.value > 1) == (after, True)
    assert found.citation.endswith("SI 2027/1 (made up)")
