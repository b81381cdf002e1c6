"""Expedited orders keep to six months in all, and the reminders before an order ends leave time to consult."""

from datetime import date

import pytest

from casework.statute import spaces

MADE = date(2023, 1, 10)


@pytest.mark.parametrize(
    ("effect", "ends", "words"),
    [
        (date(2023, 1, 10), date(2023, 7, 9), ""),
        (date(2023, 1, 10), date(2023, 7, 10), "may not run past 9 July 2023"),
        (date(2023, 1, 9), date(2023, 2, 1), "before it is made"),
        (date(2023, 1, 20), date(2023, 1, 19), "before it has effect"),
    ],
)
def test_an_expedited_order_has_six_months(effect: date, ends: date, words: str) -> None:
    found = spaces.expedited_length(made_on=MADE, effect_on=effect, ends_on=ends)
    assert bool(found) == bool(words)
    assert all(words in item.sentence and "s60A" in item.citation for item in found)


def test_none_could_be_made_before_it_was_law() -> None:
    before = date(2022, 6, 27)
    (found,) = spaces.expedited_length(made_on=before, effect_on=before, ends_on=before)
    assert "No expedited order" in found.sentence


@pytest.mark.parametrize(
    ("decided", "new", "words"),
    [
        (date(2023, 4, 9), date(2023, 7, 9), ""),
        (date(2023, 4, 9), date(2023, 7, 10), "extensions included"),
        (date(2023, 4, 11), date(2023, 5, 1), "cannot be extended"),
        (date(2023, 4, 9), date(2023, 4, 10), "after the present end"),
    ],
)
def test_its_extension_counts_within_the_six_months(decided: date, new: date, words: str) -> None:
    found = spaces.expedited_extension(effect_on=MADE, current_end_on=date(2023, 4, 10), decided_on=decided, new_end_on=new)
    assert (words in " ".join(item.sentence for item in found)) and bool(found) == bool(words)


def test_the_ladder_leaves_half_a_year_to_consult() -> None:
    lines = spaces.before_the_end("pspo", date(2020, 2, 18), date(2023, 2, 17))
    assert [line.on for line in lines] == [date(2022, 5, 17), date(2022, 8, 17), date(2022, 11, 17), date(2023, 1, 17)]
    assert "consult" in lines[1].what and all(line.citation.startswith(spaces.ACT) for line in lines)


def test_a_short_order_has_only_what_falls_within_it() -> None:
    lines = spaces.before_the_end("pspo", date(2026, 1, 1), date(2026, 4, 30))
    assert [line.on for line in lines] == [date(2026, 1, 30), date(2026, 3, 30)]
