"""The seed code lists are whole, unambiguous and refer to each other rightly."""

import re
from collections import Counter
from datetime import date

import pytest

from casework.organisations import codelists

SEED = codelists.seed()
BY_LIST: dict[str, list[codelists.Code]] = {}
for _code in SEED:
    BY_LIST.setdefault(_code.list, []).append(_code)


def codes(name):
    return [code.code for code in BY_LIST[name]]


def test_no_code_comes_twice_in_a_list_and_no_label_either():
    assert max(Counter((code.list, code.code) for code in SEED).values()) == 1
    assert max(Counter((code.list, code.label) for code in SEED).values()) == 1


def test_codes_are_short_plain_and_sorted_as_written():
    for name, items in BY_LIST.items():
        assert [item.sort for item in items] == list(range(1, len(items) + 1)), name
    assert [code.code for code in SEED if not re.fullmatch(r"[A-Za-z0-9_-]{1,24}", code.code)] == []
    assert [code.label for code in SEED if code.label != code.label.strip() or len(code.label) > 120] == []


def test_no_code_ends_before_it_begins():
    assert [code for code in SEED if code.active_from and code.active_to and code.active_to < code.active_from] == []


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("nsir", 3),
        ("legal_limb", 3),
        ("qualifier", 15),
        ("hate_strand", 8),
        ("case_role", 8),
        ("case_stage", 9),
        ("closure_reason", 11),
        ("channel", 12),
        ("triage_outcome", 7),
        ("priority", 3),
        ("age_band", 9),
        ("crime_group", 10),
        ("police_open_data", 14),
        ("referral_state", 13),
        ("referral_closure", 7),
        ("risk_area", 11),
        ("case_subject", 18),
    ],
)
def test_list_has_all_its_codes(name, count):
    assert len(BY_LIST[name]) == count


def test_ethnicity_has_nineteen_groups_in_five():
    detailed = [code for code in BY_LIST["ethnicity"] if code.attributes["detailed"]]
    assert len(detailed) == 19
    assert len({code.attributes["group"] for code in detailed}) == 5
    assert sum(code.is_active(date(2017, 4, 3)) for code in detailed) == 18


def test_five_hate_strands_are_monitored():
    assert sum(code.attributes["monitored"] is True for code in BY_LIST["hate_strand"]) == 5


def test_every_relationship_has_its_reciprocal():
    known = {code.code: code.attributes["reciprocal"] for code in BY_LIST["relationship"]}
    assert set(known.values()) <= set(known)
    assert [code for code, other in known.items() if known[other] != code and code != "LODGER"] == []


@pytest.mark.parametrize(
    ("name", "attribute", "other"),
    [("case_subject", "nsir", "nsir"), ("warning_sign", "venue", "venue_kind"), ("crime_subgroup", "group", "crime_group")],
)
def test_attribute_names_a_code_of_another_list(name, attribute, other):
    named = {code.attributes[attribute] for code in BY_LIST[name] if attribute in code.attributes}
    assert named
    assert named <= set(codes(other))


def test_a_health_body_of_2017_is_a_commissioning_group_and_today_a_board():
    active = {
        day: [c.code for c in BY_LIST["organisation_kind"] if c.code.startswith("HEALTH") and c.is_active(day)]
        for day in (date(2017, 4, 3), date(2022, 6, 30), date(2022, 7, 1))
    }
    assert list(active.values()) == [["HEALTH_CCG"], ["HEALTH_CCG"], ["HEALTH"]]


def test_every_list_has_a_heading():
    assert [item.name for item in codelists.lists()] == list(BY_LIST)
    assert all(item.label for item in codelists.lists())
