"""The threshold of an ASB case review: the worked examples T-1 to T-7, and the published counts."""

from dataclasses import replace
from datetime import date

import pytest

from casework.statute import case_reviews as reviews
from casework.statute.case_reviews import Complaint, Outcome
from casework.statute.types import Unit

USUAL = reviews.settings_on(date(2026, 7, 12))


def day(text: str) -> date:
    return date.fromisoformat(text)


def told(incident: str, *, made: str | None = None, who: str = "tenant", body: str = "council") -> Complaint:
    return Complaint(who, incident, day(incident), day(made or incident), body)


SPRING = [told("2026-01-12"), told("2026-03-01"), told("2026-05-20")]


@pytest.mark.parametrize(
    ("incident", "last"),
    [pytest.param("2026-03-10", "2026-04-09", id="T-1"), pytest.param("2026-01-31", "2026-02-28", id="T-3")],
)
def test_last_day_to_complain(incident: str, last: str) -> None:
    assert reviews.last_complaint_day(day(incident), USUAL) == day(last)


def test_t_2_last_day_to_apply() -> None:
    """T-2."""
    assert reviews.last_application_day(day("2026-01-12"), USUAL) == day("2026-07-11")


@pytest.mark.parametrize(
    ("applied", "count", "outcome"),
    [
        pytest.param("2026-07-12", 2, Outcome.DISCRETION, id="T-4"),
        pytest.param("2026-07-11", 3, Outcome.MET_MANDATORY, id="T-5"),
    ],
)
def test_one_day_decides(applied: str, count: int, outcome: Outcome) -> None:
    found = reviews.threshold(day(applied), SPRING, USUAL)
    assert (len(found.qualifying), found.outcome) == (count, outcome)
    assert len(found.qualifying) + len(found.left_out) == 3


@pytest.mark.parametrize(
    ("count_duplicates", "count", "outcome"),
    [
        pytest.param(False, 2, Outcome.DISCRETION, id="T-6"),
        pytest.param(True, 3, Outcome.MET_MANDATORY, id="T-6-duplicates-count"),
    ],
)
def test_one_incident_told_twice(count_duplicates: bool, count: int, outcome: Outcome) -> None:
    complaints = [told("2026-05-01"), told("2026-05-01", body="police"), told("2026-06-01")]
    found = reviews.threshold(day("2026-07-01"), complaints, replace(USUAL, count_duplicates=count_duplicates))
    assert (len(found.qualifying), found.outcome) == (count, outcome)


def test_t_7_three_neighbours_of_one_house() -> None:
    """T-7."""
    complaints = [told("2026-06-01", who=who) for who in ("one", "two", "three")]
    assert reviews.threshold(day("2026-07-01"), complaints, USUAL).outcome is Outcome.MET_MANDATORY


@pytest.mark.parametrize(("made", "count"), [("2026-04-09", 1), ("2026-04-10", 0)])
def test_a_complaint_on_the_last_day_qualifies(made: str, count: int) -> None:
    found = reviews.threshold(day("2026-07-01"), [told("2026-03-10", made=made)], USUAL)
    assert len(found.qualifying) == count


def test_a_late_duplicate_does_not_push_out_the_one_made_in_time() -> None:
    complaints = [told("2026-05-01", made="2026-05-20"), told("2026-05-01", made="2026-06-20", body="police")]
    found = reviews.threshold(day("2026-07-01"), complaints, USUAL)
    assert found.qualifying == (complaints[0],)


@pytest.mark.parametrize(
    ("complaint", "reason"),
    [
        (told("2026-05-01", body="newspaper"), "not made to a body"),
        (told("2026-05-01", made="2026-04-30"), "before the incident"),
        (told("2026-05-01", made="2026-06-01"), "too long after the incident"),
        (told("2026-07-05"), "after the application"),
        (told("2025-12-01"), "application came too long"),
    ],
)
def test_a_complaint_left_out_says_why(complaint: Complaint, reason: str) -> None:
    found = reviews.threshold(day("2026-07-01"), [complaint], USUAL)
    assert not found.qualifying
    assert reason in found.left_out[0][1]


def test_a_council_may_ask_for_fewer_never_for_more() -> None:
    fewer = reviews.settings_on(day("2026-07-01"), number=2)
    assert reviews.threshold(day("2026-07-12"), SPRING, fewer).outcome is Outcome.MET_MANDATORY
    for number in (0, 4):
        with pytest.raises(reviews.TooMany):
            reviews.settings_on(day("2026-07-01"), number=number)


def test_a_window_may_be_worded_in_days() -> None:
    worded = replace(USUAL, complaint_window=replace(USUAL.complaint_window, value=30, unit=Unit.DAYS))
    assert reviews.last_complaint_day(day("2026-03-10"), worded) == day("2026-04-08")


@pytest.mark.parametrize(
    ("applications", "not_met", "made", "advised", "agree"),
    [(4, 1, 3, 3, True), (4, 5, 0, 0, False), (4, 2, 3, 0, False), (4, 1, 2, 3, False), (0, 0, 0, 0, True)],
)
def test_the_four_published_counts_agree(applications: int, not_met: int, made: int, advised: int, agree: bool) -> None:
    found = reviews.counts_agree(applications=applications, not_met=not_met, reviews=made, with_recommendations=advised)
    assert found == agree
