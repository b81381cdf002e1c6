"""May be the same person: offered when two facts agree, never for a name alone."""

import pytest

from bench import duplicates
from casework.index.matching import Described, Strength, match_strength
from tests.support.reference import real

ANNA = Described("Anna Kowalska", "1984-03-12", postcode="PE29 3TN")


@pytest.mark.parametrize(
    "other",
    [
        ANNA,
        Described("Kowalska Anna", "1984-03-12"),
        Described("Ana Kowalska", "1984-03-12"),
        Described("anna kowalska", "12031984"[4:] + "1203", postcode="pe293tn"),
    ],
)
def test_equal_facts_are_a_strong_pair(other):
    assert match_strength(ANNA, other).strength is Strength.STRONG


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (Described("Anna Kowalska", "1984-12-03"), "the other way round"),
        (Described("Anna Kowalska", "1984-03-13"), "one character apart"),
        (Described("Anna Kowalska", "1984", born_is_estimated=True), "about the same year"),
        (Described("Anna Kowalska", postcode="PE29 3TN"), "the same postcode"),
        (Described("Kowalska", "1984-03-12"), "the only name known"),
    ],
)
def test_near_facts_are_offered_with_their_reason(other, reason):
    found = match_strength(ANNA, other)
    assert found.strength is not Strength.NONE
    assert any(reason in says for says in found.reasons)


@pytest.mark.parametrize(
    "other",
    [
        Described("Anna Kowalska"),
        Described("", "1984-03-12"),
        Described("", "1984-03-12", postcode="PE29 3TN"),
        Described("Peter Adeyemi", "1984-03-12", postcode="PE29 3TN"),
        Described("Anna Kowalska", "1951-07-30"),
        Described("Anna Kowalska", "1951-07-30", postcode="CB1 1AA"),
        Described("Zofia Kowalska", "1957-11-02", postcode="PE29 3TN"),
    ],
)
def test_one_fact_or_facts_that_differ_are_not_offered(other):
    found = match_strength(ANNA, other)
    assert (found.strength, found.reasons) == (Strength.NONE, ())


def test_estimated_birth_date_counts_by_its_year():
    sure, guessed = Described("Li Wei", "1990-06-15"), Described("Li Wei", "1991-01-01", born_is_estimated=True)
    assert match_strength(sure, guessed).strength is Strength.POSSIBLE
    assert match_strength(sure, Described("Li Wei", "1991-01-01")).strength is Strength.NONE


def test_twins_are_shown_but_never_as_sure():
    one, other = (
        Described("Jakub Nowak", "2009-05-01", postcode="PE29 3TN"),
        Described("Jan Nowak", "2009-05-01", postcode="PE29 3TN"),
    )
    assert match_strength(one, other).strength is Strength.POSSIBLE


@pytest.mark.parametrize("one", [ANNA, Described("Beyza", "2001-02-03"), Described("李小龙", "1999-09-09")])
def test_judgement_is_the_same_from_either_side(one):
    for other in (ANNA, Described("Beyza Ay", "2001-02-03"), Described("李小龙", "1999-09-09")):
        assert match_strength(one, other) == match_strength(other, one)


@pytest.mark.parametrize(
    ("name", "least", "most_wrong"), [("fake", 0.50, 0.001), ("febrl1", 0.88, 0.001), ("historical", 0.58, 0.001)]
)
def test_more_true_pairs_are_found_than_by_the_plain_rule(name, least, most_wrong):
    score = duplicates.measure(name, real("people/duplicates_fake_1000.csv").parent)
    assert score.recall >= least > duplicates.FLOORS[name]
    assert score.wrong_share <= most_wrong
    assert score.strong_wrong <= score.strong_found / 1000
