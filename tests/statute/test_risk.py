"""The risk assessment RAM-1: points, bands, overrides, and who may choose another band."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statute import risk
from casework.statute.risk import Band
from casework.statute.types import NoLimit

RAM = risk.assessment_on(date(2026, 11, 22))
CHOICES = st.fixed_dictionaries(
    {question.code: st.sampled_from([answer.code for answer in question.answers]) for question in RAM.questions}
)


def answered(*points: int) -> dict[str, str]:
    """The answers that give these points, question by question."""
    return {
        question.code: next(answer.code for answer in question.answers if answer.points == wanted)
        for question, wanted in zip(RAM.questions, points, strict=True)
    }


@pytest.mark.parametrize(
    ("points", "overrides", "total", "band"),
    [
        pytest.param((5, 1, 2, 2, 0, 3, 0, 2, 3, 3, 1, 1), (), 23, Band.HIGH, id="RAM-high"),
        pytest.param((2, 1, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0), (), 7, Band.STANDARD, id="RAM-standard"),
        pytest.param((0,) * 12, ("self_harm",), 0, Band.HIGH, id="RAM-override"),
        pytest.param((5, 1, 2, 2, 0, 0, 0, 2, 0, 0, 0, 0), (), 12, Band.STANDARD, id="twelve"),
        pytest.param((5, 1, 2, 2, 0, 0, 0, 2, 1, 0, 0, 0), (), 13, Band.MEDIUM, id="thirteen"),
        pytest.param((5, 1, 2, 2, 3, 3, 0, 3, 1, 0, 0, 0), (), 20, Band.MEDIUM, id="twenty"),
        pytest.param((5, 1, 2, 2, 3, 3, 0, 3, 1, 0, 1, 0), (), 21, Band.HIGH, id="twenty-one"),
        pytest.param((5, 1, 2, 2, 3, 3, 3, 3, 5, 3, 3, 1), (), 34, Band.HIGH, id="most"),
    ],
)
def test_score(points: tuple[int, ...], overrides: tuple[str, ...], total: int, band: Band) -> None:
    found = risk.score(RAM, answered(*points), overrides)
    assert (found.points, found.band, found.overrides) == (total, band, overrides)
    assert found.assessment_id == "RAM-1"


def test_the_most_is_34_points() -> None:
    assert (RAM.most, len(RAM.questions), len(RAM.overrides)) == (34, 12, 6)


def test_a_missing_or_foreign_answer_is_refused() -> None:
    answers = answered(*(0,) * 12)
    with pytest.raises(risk.Unanswered, match="How often"):
        risk.score(RAM, {code: answer for code, answer in answers.items() if code != "frequency"})
    with pytest.raises(risk.Unanswered, match="How often"):
        risk.score(RAM, answers | {"frequency": "hourly"})
    with pytest.raises(risk.Unanswered, match="shouting"):
        risk.score(RAM, answers, ["shouting"])


def test_before_the_first_question_set_there_is_none() -> None:
    with pytest.raises(NoLimit):
        risk.assessment_on(date(2014, 10, 19))


@pytest.mark.parametrize(
    ("suggested", "chosen", "reason", "supervisor", "refusals"),
    [
        (Band.MEDIUM, Band.MEDIUM, "", "", 0),
        (Band.MEDIUM, Band.HIGH, "", "", 1),
        (Band.STANDARD, Band.HIGH, "New threats", "", 0),
        (Band.HIGH, Band.MEDIUM, "Moved away", "", 1),
        (Band.HIGH, Band.MEDIUM, "", "", 2),
        (Band.HIGH, Band.MEDIUM, "Moved away", "A. Example", 0),
        (Band.HIGH, Band.STANDARD, "Moved away", "A. Example", 1),
    ],
)
def test_another_band_needs_a_reason_and_lowering_a_supervisor(
    suggested: Band, chosen: Band, reason: str, supervisor: str, refusals: int
) -> None:
    found = risk.band_decision(suggested=suggested, chosen=chosen, reason=reason, supervisor=supervisor)
    assert len(found) == refusals


@given(CHOICES, st.sets(st.sampled_from([code for code, _ in RAM.overrides])))
def test_every_full_form_has_a_band_and_an_override_never_lowers_it(answers: dict[str, str], overrides: set[str]) -> None:
    plain, raised = risk.score(RAM, answers), risk.score(RAM, answers, overrides)
    assert 0 <= plain.points == raised.points <= RAM.most
    assert risk.BANDS.index(raised.band) >= risk.BANDS.index(plain.band)
    assert raised.band is Band.HIGH or not overrides
