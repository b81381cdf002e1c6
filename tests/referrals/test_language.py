"""Hints on wording: found where they should be, silent where they should not."""

import time

import pytest

from casework.referrals import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("She is putting herself at risk.", "SELF_RISK"),
        ("they placed themselves in significant danger", "SELF_RISK"),
        ("There was sexual activity with a man of 30", "SEXUAL_ACTIVITY"),
        ("He has been contacting adults online", "CONTACTING"),
        ("was offering drugs in return for sex", "IN_RETURN"),
        ("The child is involved in CSE", "INVOLVED"),
        ("involved in child sexual exploitation", "INVOLVED"),
        ("her older boyfriend, 27", "BOYFRIEND"),
        ("associating with older men", "ASSOCIATING"),
        ("sends explicit pictures to an adult", "PICTURES"),
        ("a child prostitute", "PROSTITUTE"),
        ("PROMISCUOUS and street-wise", "CHARACTER"),
        ("a lifestyle\nchoice", "CHARACTER"),
        ("is a money mule", "CRIMINAL"),
        ("refuses to engage", "ENGAGE"),
        ("she won’t engage", "ENGAGE"),
        ("was recruited by a gang", "RECRUIT"),
    ],
)
def test_wording_is_noticed(text, code):
    assert code in {hint.phrase.code for hint in language.hints(text)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The child may have been groomed; the situation reduces the child's safety.",
        "An adult demanded images. Services have not yet found a way to reach the child.",
        "The recruitment of staff and modern slavery training went ahead.",
        "Adults have been contacting the child online.",
        "The risk to the child is high.",
        "She was unplugging the kettle.",
    ],
)
def test_good_wording_raises_no_hint(text):
    assert language.hints(text) == ()


def test_hints_come_in_order_with_their_place_and_something_better():
    text = "Streetwise girl, refuses to engage."
    found = language.hints(text)
    assert [hint.found for hint in found] == ["Streetwise", "refuses to engage"]
    assert all(text[hint.start : hint.end] == hint.found and hint.phrase.instead for hint in found)


def test_long_text_is_read_quickly():
    started = time.perf_counter()
    assert len(language.hints("She put herself at risk " * 2000)) == 2000
    assert time.perf_counter() - started < 1


def test_none_of_the_better_wordings_is_itself_noticed():
    better = [wording for phrase in language.PHRASES for wording in phrase.instead]
    assert [wording for wording in better if language.hints(wording)] == []
