"""Registration marks in one form, and those a witness may confuse."""

import pytest

from casework.index import plates


@pytest.mark.parametrize(
    ("typed", "plain", "shown", "kind"),
    [
        ("ab12 cde", "AB12CDE", "AB12 CDE", "current"),
        ("A123-BCD", "A123BCD", "A123 BCD", "prefix"),
        ("abc 123d", "ABC123D", "ABC 123D", "suffix"),
        ("XIZ 1234", "XIZ1234", "XIZ 1234", "Northern Ireland"),
        ("AB 1234", "AB1234", "AB 1234", "dateless"),
        ("B-XY 1234", "BXY1234", "BXY 1234", "Northern Ireland"),
        ("?", "", "", None),
        ("34 BCD 567", "34BCD567", "34BCD567", None),
    ],
)
def test_mark_is_brought_into_one_form(typed, plain, shown, kind):
    assert (plates.normalise(typed), plates.shown(typed), plates.kind(typed)) == (plain, shown, kind)


@pytest.mark.parametrize(("one", "other"), [("AB01 OCD", "ABO1 0CD"), ("AB11 ILD", "ABI1 1LD"), ("ab12 cde", "AB12CDE")])
def test_marks_that_look_alike_may_be_one_vehicle(one, other):
    assert plates.may_be_same(one, other)


@pytest.mark.parametrize(("one", "other"), [("AB12 CDE", "AB12 CDF"), ("", ""), ("AB12", "AB12 CDE")])
def test_marks_that_differ_are_not_one_vehicle(one, other):
    assert not plates.may_be_same(one, other)


def test_confused_letters_and_digits_are_put_right_on_offer():
    assert plates.suggestion("ABI2 CDE") == "AB12CDE"
    assert plates.suggestion("AB12 CDE") is None
    assert plates.suggestion("XYZ") is None
