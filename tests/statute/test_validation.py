"""The checks V1 to V11: what is refused, what is only warned of, and what may go on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.statute import validation as checks
from casework.statute.rules import loaded
from casework.statute.types import Activation, Level, Refusal
from casework.statute.validation import CapBasis, PeriodStart, PspoStep, Rank

LONDON = ZoneInfo("Europe/London")


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def said(found: tuple[Refusal, ...]) -> str:
    return " ".join(item.sentence for item in found)


@pytest.mark.parametrize(
    ("warned", "comply_by", "issued", "sentence"),
    [
        pytest.param(None, None, "2026-03-02", "written warning", id="no warning"),
        pytest.param("2026-03-03", None, "2026-03-02", "written warning", id="warned afterwards"),
        pytest.param("2026-03-02", None, "2026-03-02", "time to stop", id="no time"),
        pytest.param("2026-02-20", "2026-03-02", "2026-03-02", "until 2 March 2026", id="too soon"),
        pytest.param("2026-02-20", "2026-03-01", "2026-03-02", "", id="enough time"),
    ],
)
def test_v1_a_notice_follows_a_warning(warned: str | None, comply_by: str | None, issued: str, sentence: str) -> None:
    found = checks.warned_first(
        warned_on=day(warned) if warned else None, comply_by=day(comply_by) if comply_by else None, issued_on=day(issued)
    )
    assert bool(found) == bool(sentence)
    assert sentence in said(found)


@pytest.mark.parametrize(
    ("power", "born", "is_penalty", "level"),
    [
        ("CPN", "2010-11-24", False, Level.ERROR),
        ("CPN", "2010-11-23", False, None),
        ("CPN", "2010-11-24", True, Level.ERROR),
        ("CPN", "2010-11-23", True, Level.WARNING),
        ("LITTER", "2010-11-24", True, Level.ERROR),
        ("LITTER", "2008-11-24", True, Level.WARNING),
        ("LITTER", "2008-11-23", True, None),
        ("INJ", "2016-11-24", False, Level.ERROR),
        ("INJ", "2016-11-23", False, None),
        ("DISPERSAL", "2016-11-24", False, Level.ERROR),
    ],
)
def test_v2_least_ages(power: str, born: str, is_penalty: bool, level: Level | None) -> None:
    found = checks.old_enough(power, born_on=day(born), on=day("2026-11-23"), is_penalty=is_penalty)
    assert [item.level for item in found] == ([level] if level else [])


@pytest.mark.parametrize(
    ("ends", "start", "refused"),
    [
        pytest.param("2029-02-15", PeriodStart.EFFECT_DATE, False, id="EX-P2"),
        pytest.param("2029-02-16", PeriodStart.EFFECT_DATE, True, id="EX-P2-one-day-more"),
        pytest.param("2029-02-15", PeriodStart.MADE_DATE, True, id="EX-P2-cautious"),
        pytest.param("2029-01-27", PeriodStart.MADE_DATE, False, id="EX-P2-cautious-last"),
        pytest.param("2026-02-15", PeriodStart.EFFECT_DATE, True, id="ends before it starts"),
    ],
)
def test_v3_length_of_an_order(ends: str, start: PeriodStart, refused: bool) -> None:
    found = checks.pspo_length(made_on=day("2026-01-28"), effect_on=day("2026-02-16"), ends_on=day(ends), start=start)
    assert bool(found) == refused


def test_v3_an_order_has_no_effect_before_it_is_made() -> None:
    found = checks.pspo_length(made_on=day("2026-02-16"), effect_on=day("2026-01-28"), ends_on=day("2027-01-01"))
    assert "before it is made" in said(found)


@pytest.mark.parametrize(
    ("current_end", "decided", "new_end", "sentence"),
    [
        pytest.param("2023-02-17", "2023-02-17", "2026-02-17", "", id="EX-P1"),
        pytest.param("2023-02-17", "2023-02-18", "2026-02-17", "a new order is needed", id="EX-P1-too-late"),
        pytest.param("2023-02-17", "2023-01-10", "2026-02-18", "17 February 2026", id="EX-P1-too-long"),
        pytest.param("2026-02-17", "2026-01-10", "2029-02-17", "", id="EX-P1-again"),
        pytest.param("2026-12-31", "2026-11-01", "2029-12-31", "", id="EX-P3"),
        pytest.param("2026-12-31", "2026-11-01", "2026-12-31", "after the present end", id="no extension at all"),
    ],
)
def test_v4_extensions(current_end: str, decided: str, new_end: str, sentence: str) -> None:
    found = checks.pspo_extension(current_end_on=day(current_end), decided_on=day(decided), new_end_on=day(new_end))
    assert bool(found) == bool(sentence)
    assert sentence in said(found)


@pytest.mark.parametrize("missing", list(PspoStep))
def test_v5_each_step_before_an_order_is_in_force(missing: PspoStep) -> None:
    found = checks.pspo_ready(set(PspoStep) - {missing})
    assert said(found) == f"Record first that {missing.value}."
    assert not checks.pspo_ready(set(PspoStep))


def test_v5_no_parish_and_no_county_need_no_notice() -> None:
    found = checks.pspo_ready(set(PspoStep) - {PspoStep.PARISH, PspoStep.COUNTY}, has_parish=False, has_county=False)
    assert not found


@pytest.mark.parametrize(
    ("power", "on", "amount", "early", "days", "sentence"),
    [
        pytest.param("CPN", "2026-03-02", 100, 60, 10, "", id="EX-F1"),
        pytest.param("CPN", "2026-03-02", 100, 75, 14, "13 days at most", id="EX-F2"),
        pytest.param("PSPO", "2026-03-02", 100, 75, 14, "13 days at most", id="EX-F2-PSPO"),
        pytest.param("PSPO", "2026-03-02", 100, 75, 13, "", id="thirteen days"),
        pytest.param("CPN", "2026-03-02", 101, None, None, "£100", id="over"),
        pytest.param("CPN", "2026-03-02", 500, None, None, "£100", id="the Bill is not the law"),
        pytest.param("LITTER", "2023-07-30", 151, None, None, "£150", id="litter before the rise"),
        pytest.param("LITTER", "2023-07-31", 500, None, None, "", id="litter after the rise"),
        pytest.param("LITTER", "2026-03-02", 64, None, None, "£65", id="under"),
        pytest.param("LITTER", "2026-03-02", 100, 49, 10, "£50", id="early under the floor"),
        pytest.param("LITTER", "2026-03-02", 100, 50, 15, "14 days at most", id="early past the period"),
        pytest.param("LITTER", "2026-03-02", 100, 100, 10, "lower than the penalty", id="early not lower"),
        pytest.param("LITTER", "2026-03-02", 100, 50, None, "within how many days", id="early without days"),
        pytest.param("CPN", "2026-03-02", 0, None, None, "more than nothing", id="nothing"),
        pytest.param("LITTER", "2017-03-02", 80, None, None, "No penalty for LITTER", id="no row, no penalty"),
        pytest.param("NOISE_LIC", "2026-11-22", 500, 300, 10, "no lower amount", id="no early payment"),
        pytest.param("SNEEZE", "2026-11-22", 100, None, None, "No penalty for SNEEZE", id="unknown"),
    ],
)
def test_v6_amounts(power: str, on: str, amount: int, early: int | None, days: int | None, sentence: str) -> None:
    found = checks.penalty_amounts(
        power, offence_on=day(on), dated_on=day(on), amount=amount, early_amount=early, early_days=days
    )
    assert bool(found) == bool(sentence), found
    assert sentence in said(found)


@pytest.mark.parametrize(
    ("basis", "refused"),
    [pytest.param(CapBasis.OFFENCE_DATE, True, id="EX-F3"), pytest.param(CapBasis.NOTICE_DATE, False, id="EX-F3-notice")],
)
def test_ex_f3_the_cap_follows_the_offence_unless_set_otherwise(basis: CapBasis, refused: bool) -> None:
    found = checks.penalty_amounts("FLYTIP", offence_on=day("2023-07-20"), dated_on=day("2023-08-10"), amount=1000, basis=basis)
    assert bool(found) == refused


def test_v6_a_penalty_is_not_dated_before_the_offence() -> None:
    found = checks.penalty_amounts("FLYTIP", offence_on=day("2026-03-02"), dated_on=day("2026-03-01"), amount=400)
    assert "before the offence" in said(found)


def test_v6_a_switched_on_row_raises_the_cap_from_its_date_only() -> None:
    switched = [Activation("cpn-fpn-max-2026", day("2027-04-01"), "SI 2027/1")]
    for on, refused in (("2027-03-31", True), ("2027-04-01", False)):
        found = checks.penalty_amounts("CPN", offence_on=day(on), dated_on=day(on), amount=500, activations=switched)
        assert bool(found) == refused


@pytest.mark.parametrize(
    ("rank", "ends", "sentence"),
    [
        (Rank.INSPECTOR, "2026-10-26T19:00", ""),
        (Rank.SERGEANT, "2026-10-26T19:00", "inspector"),
        (Rank.CHIEF_CONSTABLE, "2026-10-26T19:01", "19:00 on 26 October 2026"),
        (Rank.INSPECTOR, "2026-10-24T20:00", "ends after it starts"),
    ],
)
def test_v7_dispersal(rank: Rank, ends: str, sentence: str) -> None:
    found = checks.dispersal(rank=rank, starts_at=instant("2026-10-24T20:00"), ends_at=instant(ends))
    assert bool(found) == bool(sentence)
    assert sentence in said(found)


def test_v7_an_exclusion_keeps_to_48_hours() -> None:
    start = instant("2026-03-27T18:00")
    assert not checks.exclusion(starts_at=start, ends_at=instant("2026-03-29T19:00"))
    assert checks.exclusion(starts_at=start, ends_at=instant("2026-03-29T19:01"))


@pytest.mark.parametrize(
    ("starts", "refused"),
    [("2026-03-27T17:59", True), ("2026-03-27T18:00", False), ("2026-03-29T19:00", False), ("2026-03-29T19:01", True)],
)
def test_v7_an_exclusion_begins_while_the_authorisation_runs_and_may_outlast_it(starts: str, refused: bool) -> None:
    authorised = instant("2026-03-27T18:00"), instant("2026-03-29T19:00")
    found = checks.exclusion(starts_at=instant(starts), ends_at=instant("2026-03-29T19:30"), authorised=authorised)
    assert bool([item for item in found if "authorisation" in item.sentence]) == refused


@pytest.mark.parametrize(
    ("ends", "senior", "refused"),
    [
        ("2026-12-25T15:00", False, False),
        ("2026-12-25T15:01", False, True),
        ("2026-12-27T15:00", True, False),
        ("2026-12-27T15:01", True, True),
    ],
)
def test_v8_closure_notices(ends: str, senior: bool, refused: bool) -> None:
    found = checks.closure_notice(served_at=instant("2026-12-24T15:00"), ends_at=instant(ends), has_senior_signatory=senior)
    assert bool(found) == refused


@pytest.mark.parametrize(
    ("ends", "is_extension", "refused"),
    [
        pytest.param("2026-08-13", False, False, id="EX-C1"),
        pytest.param("2026-08-14", False, True, id="EX-C1-over"),
        pytest.param("2026-11-13", True, False, id="EX-C1-extended"),
        pytest.param("2026-11-14", True, True, id="EX-C1-extended-over"),
        pytest.param("2026-05-13", False, True, id="backwards"),
    ],
)
def test_v8_closure_orders(ends: str, is_extension: bool, refused: bool) -> None:
    assert bool(checks.closure_order(made_on=day("2026-05-14"), ends_on=day(ends), is_extension=is_extension)) == refused


@pytest.mark.parametrize(("is_do", "appeal", "warns"), [(True, True, True), (True, False, False), (False, True, False)])
def test_v10_an_appeal_suspends_what_must_be_done(is_do: bool, appeal: bool, warns: bool) -> None:
    found = checks.requirements_live(is_do_requirement=is_do, has_appeal=appeal)
    assert [item.level for item in found] == ([Level.WARNING] if warns else [])


def test_v11_only_rows_in_force_apply() -> None:
    for row in loaded().rows:
        assert bool(checks.may_apply(row)) == (row.status.value != "in_force")
