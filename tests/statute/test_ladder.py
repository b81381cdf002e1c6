"""The ladder of graduated enforcement."""

import pytest

from casework.statute import ladder


@pytest.mark.parametrize(("code", "number"), [("ADVICE", 0), ("ABC", 3), ("CPW", 4), ("CPN", 5), ("PSPO", 7), ("CBO", 8)])
def test_where_a_deed_stands(code: str, number: int) -> None:
    assert ladder.step_of(code).number == number


def test_no_deed_stands_on_two_steps() -> None:
    codes = [code for step in ladder.ladder().steps for code, _ in step.deeds]
    assert len(codes) == len(set(codes))


def test_a_deed_off_the_ladder_is_refused() -> None:
    with pytest.raises(ladder.UnknownStep):
        ladder.step_of("STOCKS")


@pytest.mark.parametrize(
    ("code", "reached", "reason", "vulnerability_checked", "refusals"),
    [
        pytest.param("ADVICE", None, "", False, 0, id="first"),
        pytest.param("VERBAL", 0, "", False, 0, id="next"),
        pytest.param("LETTER1", 0, "", False, 1, id="skips one"),
        pytest.param("LETTER1", 0, "Risk of harm", False, 0, id="skips one with a reason"),
        pytest.param("CPW", 3, "", False, 1, id="no vulnerability check"),
        pytest.param("CPW", 3, "", True, 0, id="checked"),
        pytest.param("CPN", None, "", False, 2, id="both"),
        pytest.param("VERBAL", 5, "", False, 0, id="down again"),
    ],
)
def test_climbing(code: str, reached: int | None, reason: str, vulnerability_checked: bool, refusals: int) -> None:
    found = ladder.climb(code, reached=reached, reason=reason, has_vulnerability_check=vulnerability_checked)
    assert len(found) == refusals
