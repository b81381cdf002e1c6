"""Where the real open data files are; they are not part of the project, so tests that need them say so when they are absent."""

import os
from pathlib import Path

import pytest

VARIABLE = "CASEWORK_REFERENCE_DATA"
CHECKOUT = Path(__file__).resolve().parents[2]
SMALL = CHECKOUT / "tests" / "data"


def folder() -> Path | None:
    """Find the folder of real files: the one the environment names, or `shared/data` beside or above the checkout."""
    named = os.environ.get(VARIABLE)
    places = [Path(named)] if named else [CHECKOUT.parent / "shared" / "data", CHECKOUT.parent.parent / "shared" / "data"]
    return next((place for place in places if (place / "geo" / "wards.csv").is_file()), None)


def real(name: str) -> Path:
    """Give one real file; the test is left out, with the reason said, when the files are not on this computer."""
    found = folder()
    if found is None:
        pytest.skip(f"The real open data files are not here: set {VARIABLE} to their folder.")
    return found / name
