"""Deadlines of notices, orders, penalties, requests and standards: the worked examples."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.statute import deadlines, rules
from casework.statute.clocks import CLOCKS, WHERE_IN_FORCE, NoClock, clock
from casework.statute.types import Deadline, NoLimit, Unit

LONDON = ZoneInfo("Europe/London")


def day(text: str) -> date:
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def named(found: tuple[Deadline, ...], name: str) -> Deadline:
    return next(item for item in found if item.name == name)


@pytest.mark.parametrize(
    ("power", "event", "start", "name", "due", "rule"),
    [
        pytest.param("CPN", "issued", "2026-03-02", "last day to appeal", "2026-03-22", "T1", id="T1"),
        pytest.param("CPN", "posted", "2026-02-10", "deemed day of issue", "2026-02-12", "T9", id="posted-deemed"),
        pytest.param("CPN", "posted", "2026-02-10", "last day to appeal", "2026-03-04", "T1", id="posted-appeal"),
        pytest.param("CPN", "penalty_dated", "2026-03-02", "last day to pay", "2026-03-16", "T2", id="T2"),
        pytest.param("LITTER", "penalty_dated", "2026-03-02", "first day for proceedings", "2026-03-17", "T2", id="T2-next"),
        pytest.param("PSPO", "effect", "2020-02-18", "latest end of the order", "2023-02-17", "T3", id="EX-P1"),
        pytest.param("PSPO", "extended", "2023-02-17", "latest end of the extension", "2026-02-17", "T3", id="EX-P1-first"),
        pytest.param("PSPO", "extended", "2026-02-17", "latest end of the extension", "2029-02-17", "T3", id="EX-P1-second"),
        pytest.param("PSPO", "extended", "2023-02-17", "last day to extend", "2023-02-17", "T3", id="EX-P1-decide"),
        pytest.param("PSPO", "made", "2026-01-28", "last day to challenge in the High Court", "2026-03-10", "T5", id="EX-P2"),
        pytest.param("PSPO", "effect", "2026-02-16", "latest end of the order", "2029-02-15", "T3", id="EX-P2-end"),
        pytest.param("CLOSURE_ORDER", "made", "2026-05-14", "latest end of the first order", "2026-08-13", "T3", id="EX-C1"),
        pytest.param("CLOSURE_ORDER", "made", "2026-05-14", "latest end with extensions", "2026-11-13", "T3", id="EX-C1-max"),
        pytest.param("CLOSURE_ORDER", "made", "2026-05-14", "last day to appeal", "2026-06-03", "T1", id="EX-C1-appeal"),
        pytest.param(
            "ABSPOSS", "closure_order_made", "2026-05-14", "last day to serve the possession notice", "2026-08-13", "T3", id="3.7"
        ),
        pytest.param("STRAY_DOG", "seized", "2026-06-01", "first day for disposal", "2026-06-09", "T6", id="T6"),
        pytest.param("SAR", "received", "2026-01-31", "answer due", "2026-03-02", "T4", id="EX-S1"),
        pytest.param("SAR", "received", "2026-09-03", "answer due", "2026-10-05", "T4", id="EX-S2"),
        pytest.param("SAR", "received", "2026-11-22", "answer due", "2026-12-22", "T4", id="EX-S3"),
        pytest.param("MAKESAFE", "referred", "2026-11-23", "decision by", "2026-11-24", "T9", id="EX-M1"),
        pytest.param("MAKESAFE", "referred", "2026-11-23", "assessment by", "2027-01-28", "T9", id="EX-M1-assessment"),
        pytest.param("MAKESAFE", "strategy_discussion", "2026-11-23", "conference by", "2026-12-14", "T9", id="EX-M2"),
        pytest.param("MAKESAFE", "referred", "2026-04-01", "decision by", "2026-04-02", "T9", id="EX-M3"),
        pytest.param("MAKESAFE", "referred", "2026-04-01", "assessment by", "2026-06-09", "T9", id="EX-M3-assessment"),
        pytest.param("ASB", "received_medium", "2026-12-24", "first contact by", "2026-12-31", "T9", id="EX-R1"),
        pytest.param("ASB", "received_standard", "2026-12-24", "first contact by", "2027-01-05", "T9", id="T9-standard"),
        pytest.param("ASB", "received_high_working_days", "2026-12-24", "first contact by", "2026-12-29", "T9", id="T9-high"),
        pytest.param("RAM", "assessed_high", "2026-11-23", "assess again by", "2026-11-30", "T2", id="reassess-high"),
    ],
)
def test_days(power: str, event: str, start: str, name: str, due: str, rule: str) -> None:
    found = named(clock(power, event, day(start)), name)
    assert (found.on, found.at, found.rule) == (day(due), None, rule)
    assert found.citation


@pytest.mark.parametrize(
    ("power", "event", "start", "name", "due", "rule"),
    [
        pytest.param("DISPERSAL", "authorised", "2026-10-24T20:00", "latest end of the authorisation", "2026-10-26T19:00", "T7"),
        pytest.param("DISPERSAL", "directed", "2026-03-27T18:00", "latest end of the exclusion", "2026-03-29T19:00", "T7"),
        pytest.param("CLOSURE_NOTICE", "served", "2026-12-24T15:00", "latest end of the notice", "2026-12-25T15:00", "T7"),
        pytest.param("CLOSURE_NOTICE", "served", "2026-12-24T15:00", "application heard by", "2026-12-27T15:00", "T8"),
        pytest.param(
            "CLOSURE_NOTICE", "served_senior", "2026-12-24T15:00", "latest end of the notice", "2026-12-27T15:00", "T8", id="T8"
        ),
        pytest.param("MISSING", "returned", "2026-10-24T22:15", "return interview by", "2026-10-27T21:15", "T7", id="EX-MH"),
        pytest.param("ASB", "received_high", "2026-10-24T22:00", "first contact by", "2026-10-25T21:00", "T7", id="EX-R2"),
    ],
)
def test_instants(power: str, event: str, start: str, name: str, due: str, rule: str) -> None:
    found = named(clock(power, event, instant(start)), name)
    assert (found.on, found.at, found.rule) == (None, instant(due).astimezone(UTC), rule)


def test_ex_f1_a_penalty_of_2_march() -> None:
    early, last, first = deadlines.penalty("CPN", day("2026-03-02"), early_days=10)
    assert (early.on, last.on, first.on) == (day("2026-03-12"), day("2026-03-16"), day("2026-03-17"))


@pytest.mark.parametrize(
    ("paid", "settles"),
    [("2026-03-12", 60), ("2026-03-13", 100), ("2026-03-16", 100), ("2026-03-17", None)],
)
def test_ex_f1_what_settles_a_penalty_on_a_day(paid: str, settles: int | None) -> None:
    due = deadlines.amount_due("CPN", day("2026-03-02"), day(paid), amount=100, early_amount=60, early_days=10)
    assert due == settles


def test_without_a_lower_amount_the_whole_penalty_is_due() -> None:
    assert deadlines.amount_due("CPN", day("2026-03-02"), day("2026-03-03"), amount=100) == 100


def test_a_notice_handed_over_late_on_a_summer_evening_counts_from_the_day_in_london() -> None:
    at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert clock("CPN", "issued", at) == clock("CPN", "issued", day("2026-07-01"))


def test_v9_a_last_day_on_a_sunday_warns_and_does_not_move() -> None:
    (found,) = clock("CPN", "issued", day("2026-03-02"))
    assert found.on == day("2026-03-22")
    assert found.warning == "The last day is not a working day; act by Friday 20 March 2026."


def test_a_last_day_on_a_working_day_carries_no_warning() -> None:
    (found,) = clock("PSPO", "made", day("2026-01-28"))
    assert found.warning is None


def test_a_last_day_past_the_calendar_says_so() -> None:
    (found,) = clock("PSPO", "effect", day("2026-02-16"))
    assert found.warning is not None
    assert "not known" in found.warning


def test_an_extended_access_request_has_three_months() -> None:
    assert deadlines.subject_access(day("2026-09-03"), extended=True).on == day("2026-12-03")


@pytest.mark.parametrize(
    ("closed", "born", "through", "eligible"),
    [
        pytest.param("2026-03-02", None, "2032-03-01", "2032-03-02", id="EX-D1"),
        pytest.param("2026-03-02", "2012-05-10", "2037-05-09", "2037-05-10", id="EX-D2"),
        pytest.param("2025-06-02", "2008-02-29", "2033-02-28", "2033-03-01", id="EX-D3"),
        pytest.param("2025-06-02", "1990-02-28", "2031-06-01", "2031-06-02", id="adult"),
    ],
)
def test_retention(closed: str, born: str | None, through: str, eligible: str) -> None:
    keep, free = deadlines.kept_until("asb_case", day(closed), born_on=day(born) if born else None)
    assert (keep.on, free.on) == (day(through), day(eligible))


def test_hours_need_the_time_of_day() -> None:
    with pytest.raises(deadlines.NotAPeriod, match="needs the time"):
        clock("DISPERSAL", "directed", day("2026-03-27"))


def test_an_amount_and_an_unlimited_term_give_no_last_day() -> None:
    for power, parameter in (("CPN", "fpn_max"), ("INJ", "max_adult")):
        with pytest.raises(deadlines.NotAPeriod):
            deadlines.last_day(rules.limit(power, parameter, day("2026-01-01")), day("2026-01-01"))


def test_an_event_nobody_knows_is_refused() -> None:
    with pytest.raises(NoClock):
        clock("CPN", "sneezed", day("2026-01-01"))


def test_no_row_no_deadline() -> None:
    with pytest.raises(NoLimit):
        clock("CPN", "issued", day("2014-10-19"))
    with pytest.raises(NoLimit):
        clock("WASTE_DOM", "penalty_dated", day("2026-11-23"))


@pytest.mark.parametrize(("power", "event"), sorted(CLOCKS))
def test_every_event_finds_its_limits_today(power: str, event: str) -> None:
    found = clock(power, event, instant("2026-11-23T09:00"))
    running = [parameter for parameter, _ in CLOCKS[power, event] if (power, parameter) not in WHERE_IN_FORCE]
    assert len(found) == len(running)


@given(st.dates(min_value=date(2026, 11, 22), max_value=date(2028, 6, 30)))
def test_no_period_ends_before_it_starts(start: date) -> None:
    for limit in rules.rows_in_force(start):
        if limit.counted is None or limit.value is None:
            continue
        at = datetime(start.year, start.month, start.day, 12, tzinfo=UTC)
        found = deadlines.last_day(limit, at)
        assert (found.at is None) == (limit.unit is not Unit.HOURS)
        assert found.at > at if found.at else found.on is not None and found.on >= start
