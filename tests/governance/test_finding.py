"""Which looks make a line of the monthly list, and which do not: worked out on made-up entries."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.audit.types import Deed
from casework.governance.finding import Finder, Look, Viewer, is_out_of_hours
from casework.governance.unusual import LABELS, OUTCOMES, STANDINGS, THRESHOLDS, WHY, Outcome, Unusual

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
SNOOP = 7


def look(number: int, deed: str = Deed.RECORD_READ, **more: object) -> Look:
    given = {
        "at": NOON + timedelta(seconds=number), "user_id": SNOOP, "record_id": number, "kind": "person", "compartment": False,
        "hits": None, "term": "",
    } | more  # fmt: skip
    return Look(number=number, deed=deed, **given)  # type: ignore[arg-type]  # the words of a test


def found(looks: list[Look], viewer: Viewer | None = None, watched: frozenset[int] = frozenset()) -> dict[str, int]:
    finder = Finder({SNOOP: viewer or Viewer(1, has_hours=True)}, {1: watched})
    for each in looks:
        finder.take(each)
    return {
        f"{kind} {mark}".strip() + (" hidden" if hidden else ""): line.amount
        for (kind, _, mark, hidden), line in finder.lines.items()
    }


def test_everything_a_line_may_be_has_its_words() -> None:
    assert set(LABELS) == set(WHY) == set(Unusual)
    assert set(OUTCOMES) == set(Outcome) and set(Outcome) < set(STANDINGS)


def test_more_than_fifty_people_in_an_hour_are_one_line_of_the_day() -> None:
    fifty = [look(number) for number in range(1, 51)]
    assert found(fifty) == {}
    assert found([*fifty, look(51)]) == {"volume 2026-03-04": 51}
    assert found([*fifty, *fifty]) == {}, "the same fifty again are fifty people"
    spread = [look(number, at=NOON + timedelta(minutes=2 * number)) for number in range(1, 101)]
    assert found(spread) == {}, "a hundred people in more than three hours"
    assert found([*fifty, look(51, kind="case")]) == {}, "a case is no person"


def test_the_compartment_is_counted_apart() -> None:
    mixed = [look(number, compartment=number > 30) for number in range(1, 62)]
    assert found(mixed) == {}, "thirty and thirty-one are not sixty-one"
    assert found([look(number, compartment=True) for number in range(1, 52)]) == {"volume 2026-03-04 hidden": 51}


@pytest.mark.parametrize(
    ("hour", "day", "is_out"),
    [(6, 4, True), (7, 4, False), (19, 4, False), (20, 4, True), (12, 7, True), (12, 8, True), (12, 9, False)],
)
def test_out_of_hours_is_before_seven_from_eight_and_at_weekends(hour: int, day: int, is_out: bool) -> None:
    assert is_out_of_hours(datetime(2026, 3, day, hour, 30, tzinfo=UTC)) is is_out


def test_hours_are_those_of_london() -> None:
    assert is_out_of_hours(datetime(2026, 7, 1, 5, 59, tzinfo=UTC)), "a minute to seven in summer"
    assert not is_out_of_hours(datetime(2026, 7, 1, 6, 0, tzinfo=UTC)), "seven in summer"


def test_a_body_that_works_round_the_clock_has_no_hours() -> None:
    night = [look(1, at=NOON.replace(hour=3)), look(2, at=NOON.replace(hour=4))]
    assert found(night) == {"hours": 2}
    assert found(night, Viewer(1, has_hours=False)) == {}


def test_name_surname_address_and_watched_records() -> None:
    viewer = Viewer(1, True, namesakes=frozenset({5}), same_surname=frozenset({6, 7}), same_address=frozenset({8}))
    looks = [look(number, record_id=record) for number, record in enumerate((5, 5, 6, 6, 7, 8, 9), start=1)]
    assert found(looks, viewer, frozenset({9})) == {"name 5": 2, "surname": 2, "address 8": 1, "watched 9": 1}
    assert found([look(1, Deed.LIST_READ, record_id=None)], viewer) == {}


def test_ten_refusals_in_a_day_are_a_line() -> None:
    refused = [look(number, Deed.REFUSED, record_id=None) for number in range(1, 13)]
    assert found(refused[:9]) == {}
    assert found(refused) == {"refused 2026-03-04": 12}
    apart = [look(number, Deed.REFUSED, record_id=None, at=NOON + timedelta(days=number % 2)) for number in range(1, 13)]
    assert found(apart) == {}, "six and six"


def test_the_same_words_in_vain_are_a_line() -> None:
    vain = [look(number, Deed.SEARCHED, record_id=None, hits=0, term="hash") for number in range(1, 6)]
    assert found(vain[:2]) == {}
    assert found(vain) == {"searches hash": 5}
    assert found([look(number, Deed.SEARCHED, record_id=None, hits=1, term="hash") for number in range(1, 6)]) == {}
    assert found([look(number, Deed.SEARCHED, record_id=None, hits=0, term=str(number)) for number in range(1, 6)]) == {}


def test_outside_the_caseload_in_a_ward_of_no_earlier_work() -> None:
    viewer = Viewer(1, True, wards=frozenset({"E1"}))
    assert found([look(1, Deed.REASON_GIVEN, ward="E1")], viewer) == {}
    assert found([look(1, Deed.REASON_GIVEN, ward="E2")], viewer) == {"area E2": 1}
    assert found([look(1, Deed.REASON_GIVEN, ward="E2")]) == {}, "somebody new has no area yet"


def test_the_entries_kept_are_bounded() -> None:
    finder = Finder({SNOOP: Viewer(1, has_hours=True)}, {})
    for number in range(1, 400):
        finder.take(look(number, record_id=3, at=NOON.replace(hour=2)))
    (line,) = finder.lines.values()
    assert line.amount == 399 and len(line.entries) == 50
    assert THRESHOLDS.people_in_an_hour == 50
