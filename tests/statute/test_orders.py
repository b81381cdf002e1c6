"""How long injunctions and criminal behaviour orders may run."""

from datetime import date

import pytest

from casework.statute import orders
from casework.statute.types import NoLimit

MADE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("power", "ends", "is_adult", "sentence"),
    [
        pytest.param("INJ", "2027-03-01", False, "", id="injunction, twelve months under 18"),
        pytest.param("INJ", "2027-03-02", False, "may not run past 1 March 2027", id="injunction, a day more under 18"),
        pytest.param("INJ", None, False, "fixed end", id="injunction without end under 18"),
        pytest.param("INJ", None, True, "", id="injunction without end"),
        pytest.param("INJ", "2036-03-01", True, "", id="injunction of ten years"),
        pytest.param("INJ", "2026-03-01", True, "before it is made", id="injunction backwards"),
        pytest.param("CBO", "2028-03-01", True, "", id="order of two years"),
        pytest.param("CBO", "2028-02-29", True, "not end before 1 March 2028", id="order a day short"),
        pytest.param("CBO", None, True, "", id="order without end"),
        pytest.param("CBO", "2027-02-28", False, "not end before 1 March 2027", id="order a day short under 18"),
        pytest.param("CBO", "2029-03-01", False, "", id="order of three years under 18"),
        pytest.param("CBO", "2029-03-02", False, "may not run past 1 March 2029", id="order a day more under 18"),
        pytest.param("CBO", None, False, "fixed end", id="order without end under 18"),
    ],
)
def test_term(power: str, ends: str | None, is_adult: bool, sentence: str) -> None:
    found = orders.term(power, made_on=MADE, ends_on=date.fromisoformat(ends) if ends else None, is_adult=is_adult)
    assert bool(found) == bool(sentence)
    assert sentence in " ".join(item.sentence for item in found)


def test_a_criminal_behaviour_order_cites_the_act_of_its_day() -> None:
    for made, act in ((date(2020, 11, 30), "2014"), (date(2020, 12, 1), "2020")):
        (found,) = orders.term("CBO", made_on=made, ends_on=made, is_adult=True)
        assert act in found.citation


def test_no_injunction_under_part_1_before_it_began() -> None:
    with pytest.raises(NoLimit):
        orders.term("INJ", made_on=date(2015, 3, 22), ends_on=None, is_adult=True)
