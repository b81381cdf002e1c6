"""Read the tables before the first test, so that each test shows its own time."""

import pytest
from hypothesis import settings

from casework.statute import banding, calendar, ladder, risk, rules

# A busy machine may pause any one example, so properties have no time limit of their own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _tables_read() -> None:
    rules.loaded()
    calendar.last_known_day()
    risk.assessments()
    banding.bandings()
    ladder.ladder()
