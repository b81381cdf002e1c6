"""Warning signs and definitions a referral form offers."""

from datetime import date

import pytest

from casework.referrals import codes


@pytest.mark.parametrize(("venue", "count"), [("HOTEL", 9), ("LICENSED", 4), ("TAKEAWAY", 2), ("TAXI", 4), ("SPORT", 19)])
def test_warning_signs_of_a_venue(venue, count):
    assert len(codes.signs_at(venue)) == count


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2016, 10, 1), "CSE_2009"),
        (date(2017, 1, 31), "CSE_2009"),
        (date(2017, 2, 1), "CSE_2017"),
        (date(2026, 11, 23), "CSE_2017"),
    ],
)
def test_definition_in_use_on_a_day(day, code):
    assert codes.definition_on(day).code == code


def test_every_referral_list_is_there():
    assert [name for name in codes.LISTS if not codes.listed(name)] == []
