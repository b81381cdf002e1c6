"""The play is planned afresh for each day it ends on: whatever the day, the steps of one story come in their order."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from casework.demonstration import safeguarding
from casework.demonstration.stage import Stage, working_hour

FIRST = datetime(2026, 1, 1, 7, tzinfo=UTC)


def staged(ends: datetime) -> Stage:
    """An empty stage whose play ends at this moment."""
    rng = random.Random(f"planning {ends:%Y-%m-%d}")
    return Stage(rng, ends - timedelta(days=548), ends, {}, {"Huntingdonshire": 1}, {}, {}, {}, {})


@pytest.mark.parametrize("month", range(12))
def test_the_steps_of_a_referral_come_in_order_whatever_the_day(month: int) -> None:
    for day in range(31):
        stage = staged(FIRST + timedelta(days=31 * month + day))
        safeguarding.plan(stage, 24)
        steps = defaultdict(list)
        for event in stage.events:
            if isinstance(event.deed, partial):
                made = next(each for each in event.deed.args if isinstance(each, safeguarding._Made))
                steps[id(made)].append(event.at)
        assert len(steps) == 24
        for times in steps.values():
            assert times == sorted(set(times)), stage.ends


def test_a_working_hour_is_on_a_working_day_and_never_before_the_day_given() -> None:
    rng = random.Random("hours")
    for day in range(400):
        asked = FIRST + timedelta(days=day)
        found = working_hour(rng, asked)
        assert found.weekday() < 5
        assert asked.date() <= found.date() <= asked.date() + timedelta(days=2)
