"""Postcodes and property reference numbers in one form."""

import pytest

from casework.intake.readers import postcodes as reader
from casework.kernel.errors import Refused
from casework.places import postcodes
from tests.support.reference import real


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("pe293tn", "PE29 3TN"),
        (" PE29  3TN ", "PE29 3TN"),
        ("m1-1ae", "M1 1AE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A.0AX", "W1A 0AX"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("gir 0aa", "GIR 0AA"),
    ],
)
def test_postcode_is_brought_into_one_form(typed, written):
    assert postcodes.checked(typed) == written


@pytest.mark.parametrize(
    "typed", ["", "PE29", "PE29 3T", "PE29 33N", "QE29 3TN", "PE29 3CN", "PE293TN PE293TN", "12345", "ПЕ29 3TN"]
)
def test_what_is_no_postcode_is_refused(typed):
    assert postcodes.normalise(typed) is None
    with pytest.raises(Refused, match="full UK postcode"):
        postcodes.checked(typed)


def test_halves_of_a_postcode():
    assert postcodes.outward("pe29 3tn") == "PE29"
    assert postcodes.sector("pe29 3tn") == "PE29 3"


@pytest.mark.parametrize(
    ("typed", "good"), [("100090123456", True), ("1", True), ("0", False), ("1234567890123", False), ("12a", False)]
)
def test_uprn_is_up_to_twelve_digits(typed, good):
    assert postcodes.is_uprn(typed) is good


def test_uprn_loses_its_leading_noughts():
    assert postcodes.checked_uprn(" 000100090123 ") == "100090123"
    with pytest.raises(Refused, match="12 digits"):
        postcodes.checked_uprn("²")


def test_every_real_postcode_is_accepted_as_it_stands():
    rows = list(reader.read(real("geo/postcodes_huntingdonshire_2014.csv")).rows)
    assert [row.postcode for row in rows if postcodes.normalise(row.postcode.lower().replace(" ", "")) != row.postcode] == []
