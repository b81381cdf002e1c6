"""What gives somebody away in a text, and what only looks like it."""

import pytest

from casework.disclosure.matching import search
from casework.disclosure.types import Addressee, Name, Wanted, What

NED = Addressee("Ned Testworthy", "14 High Street, St Neots, PE19 1AA")


def named(text: str, given: str, family: str, addressee: Addressee = NED) -> list[str]:
    return [found.words for found in search(text, [Wanted(What.NAME, "p", "", Name(given, family))], addressee)]


def lives(text: str, address: str, addressee: Addressee = NED) -> list[str]:
    return [found.words for found in search(text, [Wanted(What.ADDRESS, "a", address)], addressee)]


@pytest.mark.parametrize(
    ("given", "family", "text"),
    [
        ("Janina", "Kowalska", "Janina Kowalska told us what she saw."),
        ("Janina", "Kowalska", "You shouted at Mrs Kowalska."),
        ("Janina", "Kowalska", "You shouted at JANINA."),
        ("Janina", "Kowalska", "It was kowalska, janina who rang"),
        ("Janina", "Kowalska", "The statement of J. Kowalska is clear."),
        ("Janina", "Kowalska", "The statement of J.K. is clear."),
        ("Janina", "Kowalska", "Kowalska’s fence was broken."),
        ("Janina", "Kowalska", "Kowal\u00adska saw it"),  # a soft hyphen inside
        ("Siobhán", "O'Brien", "You threatened Mrs O’Brien"),
        ("Siobhán", "O’Brien", "You threatened Mrs O'Brien"),
        ("Siobhán", "O'Brien", "You threatened OBrien."),
        ("Siobhán", "O'Brien", "You threatened Siobhan."),
        ("Anna", "Smith-Jones", "You threatened Anna Smith Jones."),
        ("Anna", "Smith-Jones", "You threatened Mrs Jones."),
        ("Anna", "Smith Jones", "You threatened Mrs Smith-Jones."),
        ("Zoë", "Müller", "You threatened Zoe."),
        ("Łucja", "Wałęsa", "You threatened Walesa."),
        ("Юлія", "Шевченко", "Ви погрожували пані Шевченко."),
        ("小明", "王", "你威胁了王小明。"),
        ("", "محمود", "هددت محمود في الشارع"),
        ("Elizabeth", "Testcase", "You shouted at Liz."),
        ("Tom", "Green", "Then Green saw you."),
        ("Tom", "Green", "Green saw you."),
        ("Will", "Marker", "You told Will to go."),
        ("Li", "Na", "You pushed Na."),
    ],
)
def test_a_name_is_found(given: str, family: str, text: str) -> None:
    assert named(text, given, family)


@pytest.mark.parametrize(
    ("given", "family", "text"),
    [
        ("Janina", "Kowalska", "You shouted in Kowalska Street."),
        ("Janina", "Kowalska", "You were at the Kowalska Centre."),
        ("John", "Neots", "You live near St John's Road."),
        ("Ann", "Park", "You announced a party in the park."),
        ("Ann", "Park", "You drove through Park Lane."),
        ("Tom", "Green", "You left green waste on the verge."),
        ("Tom", "Green", "You drove along Green Man Lane."),
        ("Will", "May", "You may appeal. May you need help, ring us. Will you stop?"),
        ("Mark", "Bell", "Mark this letter. The bell rang."),
        ("Ian", "Lee", "Italian sleeves are sleek"),
        ("Al", "Ng", "All things being equal"),
        ("Юлія", "Шевченко", "Це сталося у Шевченківському районі."),
    ],
)
def test_what_only_looks_like_a_name_is_not(given: str, family: str, text: str) -> None:
    assert named(text, given, family) == []


def test_the_addressee_is_not_told_their_own_name() -> None:
    kin = Addressee("Piotr Kowalska", "")
    assert named("Dear Piotr Kowalska", "Janina", "Kowalska", kin) == []
    assert named("Janina said so", "Janina", "Kowalska", kin) == ["Janina"]
    assert named("J. Kowalska said so", "Janina", "Kowalska", kin) == ["J. Kowalska"]


@pytest.mark.parametrize(
    "text",
    [
        "You shouted outside 12 High Street.",
        "You shouted outside 12, High St.",
        "The resident of No 12 heard you.",
        "The resident of no. 12 heard you.",
        "The lady at 12 heard you.",
        "Noise was heard in number twelve.",
        "The people who live at number 12 High Street heard you.",
        "A letter to PE19 2BB was torn.",
        "A letter to pe192bb was torn.",
    ],
)
def test_a_home_is_found(text: str) -> None:
    assert lives(text, "12 High Street, St Neots, PE19 2BB")


@pytest.mark.parametrize(
    "text",
    [
        "You shouted in High Street.",
        "You shouted outside 112 High Street.",
        "You shouted outside No 12 Station Road.",
        "You shouted at 12 noon and at 12:30.",
        "You left 12 bags of waste.",
        "Within 12 months, under section 12.",
        "You live at 14 High Street, PE19 1AA.",
    ],
)
def test_what_only_looks_like_a_home_is_not(text: str) -> None:
    assert lives(text, "12 High Street, St Neots, PE19 2BB") == []


def test_a_home_shared_with_the_addressee_tells_them_nothing() -> None:
    assert lives("At 14 High Street, PE19 1AA, No 14", "14 High Street, St Neots PE19 1AA") == []


def test_a_house_without_a_number_and_a_flat_are_found() -> None:
    assert lives("Music outside Rose Cottage", "Rose Cottage, Mill Lane, Exampleton")
    assert lives("Music outside 7 Mill Lane", "Flat 2, 7 Mill Lane, Exampleton")
    assert not lives("A rose cottage is pretty", "Rose Cottage, Mill Lane, Exampleton")


@pytest.mark.parametrize("text", ["Ring 07700 900123.", "Ring +44 7700 900 123", "Ring 0044 (0)7700-900123", "07700900123"])
def test_a_telephone_is_found_however_it_is_spaced(text: str) -> None:
    assert search(text, [Wanted(What.TELEPHONE, "t", "07700 900123")], NED)


def test_other_facts_are_found_and_others_are_not() -> None:
    facts = [
        Wanted(What.EMAIL, "e", "janina@example.org"), Wanted(What.VEHICLE, "v", "AB12 CDE"), Wanted(What.ALIAS, "n", "Blondie"),
    ]  # fmt: skip
    assert {found.key for found in search("JANINA@example.org, ab12cde, blondie", facts, NED)} == {"e", "v", "n"}
    assert not search("ajanina@example.org.uk-x, AB12 CDEF, blondies 07700 900124", facts[1:], NED)
    assert not search("07700 900124", [Wanted(What.TELEPHONE, "t", "07700 900123")], NED)
