"""Hard names are found however they are typed, and shown names are never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.index import names

PEOPLE = [
    "Sean O'Brien",
    "Fiona MacDonald",
    "Craig McDonald",
    "Łukasz Żółtowski",
    "Ayşe Şahin",
    "Nguyễn Thị Hoa",
    "Emily Carter-Jones",
    "Beyza",
    "李小龙",
    "আক্তার",
    "José Muñoz",
    "Catherine Smith",
    "Mohammed Khan",
    "Stephen Wright",
]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("O’Brien", "obrien"),
        ("Łukasz Żółtowski", "lukasz zoltowski"),
        ("Şahin", "sahin"),
        ("IŞIK İnci", "isik inci"),
        ("Nguyễn", "nguyen"),
        ("Carter-Jones", "carter jones"),
        ("Straße", "strasse"),
        ("Æthelstan Œuvre", "aethelstan oeuvre"),
        ("ﬁona", "fiona"),
        ("Ｓｍｉｔｈ", "smith"),
        ("李小龙", "李小龙"),
        ("আক্তার", "আক্তার"),
        ("Юрий", "юрий"),
        ("محمد", "محمد"),
        ("  ", ""),
        ("J. R. Smith", "j r smith"),
    ],
)
def test_name_has_one_plain_form(name, plain):
    assert names.fold(name) == plain


def test_names_in_other_scripts_keep_their_vowels():
    assert names.fold("আক্তার") != names.fold("আকতর")
    assert "p:আক্তার" in names.keys("আক্তার")


@pytest.mark.parametrize("written", ["Mc Donald", "McDonald", "MC DONALD"])
def test_prefix_joins_what_follows(written):
    assert names.parts(written) == ("mcdonald",)


def test_titles_are_no_part_of_a_name():
    assert names.parts("Mrs. Anna Smith") == ("anna", "smith")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("McDonald", "MacDonald"),
        ("McIntyre", "MacIntyre"),
        ("McCarthy", "MacCarthy"),
        ("Stephen", "Steven"),
        ("Catherine", "Katherine"),
        ("Wright", "Right"),
        ("O'Brien", "OBrien"),
    ],
)
def test_names_that_sound_alike_share_a_sound_key(one, other):
    def heard(name):
        return {key for key in names.keys(name) if key.startswith("s:")}

    assert heard(one) & heard(other)


@pytest.mark.parametrize(
    ("short", "full"), [("Bob", "Robert"), ("Kate", "Catherine"), ("Mohd", "Mohammed"), ("Gosia", "Małgorzata")]
)
def test_short_name_shares_a_key_with_its_full_one(short, full):
    assert names.keys(short) & names.keys(full) & {f"n:{names.fold(full)}"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("obrien", "Sean O'Brien"),
        ("o'br", "Sean O'Brien"),
        ("o brian", "Sean O'Brien"),
        ("macdonald", "Fiona MacDonald"),
        ("mcdonald craig", "Craig McDonald"),
        ("lukas zoltowski", "Łukasz Żółtowski"),
        ("sahin", "Ayşe Şahin"),
        ("nguyen", "Nguyễn Thị Hoa"),
        ("hoa nguyen", "Nguyễn Thị Hoa"),
        ("jones carter", "Emily Carter-Jones"),
        ("carterjones", "Emily Carter-Jones"),
        ("beyza", "Beyza"),
        ("李小", "李小龙"),
        ("আক্তার", "আক্তার"),
        ("munoz", "José Muñoz"),
        ("kate smith", "Catherine Smith"),
        ("smith catherine", "Catherine Smith"),
        ("muhammad kahn", "Mohammed Khan"),
        ("steven rig", "Stephen Wright"),
        ("wrihgt", "Stephen Wright"),
    ],
)
def test_hard_name_comes_first_while_typing(typed, first):
    ranked = names.rank(typed, [(name, name) for name in PEOPLE])
    assert ranked
    assert ranked[0][0] == first


@pytest.mark.parametrize("typed", ["", "  ", "!!!", "xqzw", "Mrs"])
def test_nothing_is_offered_for_nothing(typed):
    assert names.rank(typed, [(name, name) for name in PEOPLE]) == []


def test_no_more_are_offered_than_asked_for():
    assert len(names.rank("smith", [(n, f"Smith {n}") for n in "abcdefgh"], most=3)) == 3


@given(st.text(max_size=80))
def test_any_text_has_a_plain_form_that_is_its_own(name):
    plain = names.fold(name)
    assert names.fold(plain) == plain
    assert all(key for key in names.keys(name))
