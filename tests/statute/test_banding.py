"""The band an exploitation risk form suggests, and who may decide a lower one."""

from datetime import date

import pytest

from casework.statute import banding
from casework.statute.banding import AreaLevel, Band
from casework.statute.types import NoLimit

FORM = banding.banding_on(date(2026, 11, 22))
NONE = {area.number: AreaLevel.NONE for area in FORM.areas}
LOW = {area.number: AreaLevel.LOW for area in FORM.areas}
MEDIUM, HIGH = AreaLevel.MEDIUM, AreaLevel.HIGH


@pytest.mark.parametrize(
    ("levels", "harm", "band"),
    [
        pytest.param(NONE | {7: HIGH}, False, Band.HIGH, id="EX-B1"),
        pytest.param(LOW | {1: MEDIUM, 3: MEDIUM}, False, Band.MEDIUM, id="EX-B2"),
        pytest.param(LOW | {1: MEDIUM}, False, Band.LOW, id="EX-B3"),
        pytest.param(NONE | {10: HIGH}, False, Band.HIGH, id="area 10"),
        pytest.param(NONE | {11: HIGH}, False, Band.HIGH, id="area 11"),
        pytest.param(NONE | {4: HIGH}, False, Band.MEDIUM, id="one high elsewhere"),
        pytest.param(NONE | {4: HIGH, 5: HIGH}, False, Band.MEDIUM, id="two high elsewhere"),
        pytest.param(NONE, True, Band.HIGH, id="immediate harm"),
        pytest.param(NONE, False, Band.LOW, id="nothing"),
    ],
)
def test_suggested_band(levels: dict[int, AreaLevel], harm: bool, band: Band) -> None:
    assert banding.suggested(FORM, levels, has_immediate_harm=harm) is band


def test_the_form_has_eleven_areas_and_none_may_be_left_out() -> None:
    assert len(FORM.areas) == 11
    with pytest.raises(banding.UnknownArea, match="11"):
        banding.suggested(FORM, {number: level for number, level in NONE.items() if number != 11})
    with pytest.raises(banding.UnknownArea, match="12"):
        banding.suggested(FORM, NONE | {12: HIGH})


@pytest.mark.parametrize(
    ("chosen", "reason", "supervisor", "refusals"),
    [
        (Band.HIGH, "", "", 0),
        (Band.MEDIUM, "", "", 0),
        (Band.LOW, "", "", 2),
        (Band.LOW, "Seen today", "", 1),
        (Band.LOW, "Seen today", "A. Example", 0),
    ],
)
def test_a_band_below_the_suggestion_needs_a_reason_and_a_supervisor(
    chosen: Band, reason: str, supervisor: str, refusals: int
) -> None:
    found = banding.decision(suggestion=Band.MEDIUM, chosen=chosen, reason=reason, supervisor=supervisor)
    assert len(found) == refusals


def test_before_the_first_form_there_is_none() -> None:
    with pytest.raises(NoLimit):
        banding.banding_on(date(2014, 10, 19))
