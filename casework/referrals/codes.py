"""Operation Makesafe's warning signs and the states of a referral, taken from the seed code lists."""

from collections import defaultdict
from datetime import date
from functools import cache

from casework.organisations import codelists
from casework.organisations.codelists import Code

LISTS = (
    "venue_kind",
    "warning_sign",
    "background_factor",
    "exploitation_definition",
    "referral_state",
    "referral_decision",
    "referral_closure",
    "risk_area",
)


@cache
def _by_list() -> dict[str, tuple[Code, ...]]:
    found: dict[str, list[Code]] = defaultdict(list)
    for code in codelists.seed():
        if code.list in LISTS:
            found[code.list].append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def listed(name: str) -> tuple[Code, ...]:
    """Give the codes of one of the referral lists."""
    return _by_list()[name]


def signs_at(venue: str) -> tuple[Code, ...]:
    """Give the warning signs for a kind of venue; a venue without its own signs is offered all of them."""
    every = listed("warning_sign")
    own = tuple(code for code in every if code.attributes["venue"] == venue)
    return own or every


def definition_on(day: date) -> Code:
    """Name the definition of child sexual exploitation a referral made on a day is to be kept under."""
    return next(code for code in listed("exploitation_definition") if code.code.startswith("CSE_") and code.is_active(day))
