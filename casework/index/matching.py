"""How strongly two descriptions may be of the same person, judged by name, birth date and place.

It only ever offers: a pair is shown to somebody who knows both records, and what they decide is kept. Names alone never make a
pair, because people share names.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from casework.index import names


class Strength(StrEnum):
    """How sure a pair is: worth showing, worth showing first, or not worth showing."""

    NONE = "none"
    POSSIBLE = "possible"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a person: any of it may be empty. The birth date is written year-month-day, or the year alone."""

    name: str
    born: str = ""
    born_is_estimated: bool = False
    postcode: str = ""
    place: str = ""  # a town or any other place the person is known by


@dataclass(frozen=True, slots=True)
class Match:
    """The strength of a pair, the points behind it, and why, in words a caseworker can check."""

    strength: Strength
    points: float
    reasons: tuple[str, ...]


STRONG_FROM = 9.0
POSSIBLE_FROM = 6.5
SURE_NAME_FROM = 3.0
DIFFERS = -0.8
TOWN = 1.5


def match_strength(a: Described, b: Described) -> Match:
    """Judge whether two descriptions may be of one person; each fact that agrees adds points, each that differs takes some."""
    name, name_says = _name_points(a.name, b.name)
    birth, birth_says = _birth_points(a, b)
    place, place_says = _place_points(a, b)
    points = name + birth + place
    # Two facts are needed: a name alone, a birth date alone, or a name and a town, is shared by too many.
    if name <= 0 or birth <= 0 and place <= TOWN:
        return Match(Strength.NONE, points, ())
    # Twins share all but a given name, so a name only somewhat alike is never sure.
    sure = points >= STRONG_FROM and name >= SURE_NAME_FROM
    strength = Strength.STRONG if sure else Strength.POSSIBLE if points >= POSSIBLE_FROM else Strength.NONE
    reasons = tuple(says for says in (name_says, birth_says, place_says) if says)
    return Match(strength, points, reasons if strength is not Strength.NONE else ())


@lru_cache(maxsize=200_000)
def _name_points(a: str, b: str) -> tuple[float, str]:
    one, other = names.parts(a), names.parts(b)
    if not one or not other:
        return 0.0, ""
    short, long = sorted((one, other), key=len)
    scores = _best_pairs(short, long)
    sure = sum(1 for score in scores if score >= 0.8)
    if len(short) == 1:
        return _single_name_points(scores[0], alone=len(long) == 1)
    mean = sum(sorted(scores, reverse=True)[:2]) / 2
    if sure >= 2:
        return (6.0, "the same name") if mean > 0.995 else (4.5 + 1.5 * (mean - 0.8) / 0.2, "a similar name")
    if mean >= 0.72:
        return 2.5, "a somewhat similar name"
    return (1.5, "one name in common") if sure else (-6.0, "")


def _single_name_points(score: float, *, alone: bool) -> tuple[float, str]:
    if score < 0.8:
        return (-4.0, "") if score < 0.7 else (0.5, "a somewhat similar name")
    if alone:
        return 3.0 + 1.0 * (score > 0.99), "the same single name" if score > 0.99 else "a similar single name"
    return 2.5 + 0.5 * (score > 0.99), "the only name known is one of the names"


def _best_pairs(short: tuple[str, ...], long: tuple[str, ...]) -> list[float]:
    left, scores = list(long), []
    for part in short:
        found = [names.likeness(part, other) for other in left]
        best = max(range(len(found)), key=found.__getitem__)
        scores.append(found[best])
        del left[best]
    return scores


_DIGITS = re.compile(r"\D+")


def _birth_points(a: Described, b: Described) -> tuple[float, str]:
    one, other = _DIGITS.sub("", a.born), _DIGITS.sub("", b.born)
    if len(one) < 4 or len(other) < 4:
        return 0.0, ""
    if a.born_is_estimated or b.born_is_estimated or len(one) < 8 or len(other) < 8:
        return _year_points(int(one[:4]), int(other[:4]))
    return _date_points(one[:8], other[:8])


def _year_points(one: int, other: int) -> tuple[float, str]:
    apart = abs(one - other)
    if apart <= 1:
        return 1.5, "about the same year of birth"
    return (0.5, "a year of birth not far off") if apart <= 3 else (-3.0, "")


def _date_points(one: str, other: str) -> tuple[float, str]:
    if one == other:
        # A first of January is written for a birth date nobody knows, and says little more than the year.
        return (3.0, "the same year of birth") if one.endswith("0101") else (5.5, "the same birth date")
    if one[:4] == other[:4] and one[4:6] == other[6:8] and one[6:8] == other[4:6]:
        return 4.5, "day and month of birth the other way round"
    wrong = DamerauLevenshtein.distance(one, other)
    if one.endswith("0101") and other.endswith("0101"):
        return (1.5, "a year of birth one figure apart") if wrong == 1 else (-3.5, "")
    if wrong == 1:
        return 3.5, "a birth date one character apart"
    if wrong == 2:
        return 1.5, "a birth date two characters apart"
    return (-0.5, "") if one[:4] == other[:4] or one[4:] == other[4:] else (-3.5, "")


def _place_points(a: Described, b: Described) -> tuple[float, str]:
    postcode = _postcode_points(_plain(a.postcode), _plain(b.postcode))
    if postcode[0] > 0:
        return postcode
    one, other = names.fold(a.place), names.fold(b.place)
    if not one or not other:
        return postcode
    if names.likeness(one, other) >= 0.85:
        return TOWN, "the same place"
    return min(postcode[0], DIFFERS), ""


def _plain(postcode: str) -> str:
    return postcode.replace(" ", "").upper()


def _postcode_points(one: str, other: str) -> tuple[float, str]:
    if not one or not other:
        return 0.0, ""
    if one == other:
        return 3.5, "the same postcode"
    if len(one) == len(other) and DamerauLevenshtein.distance(one, other) == 1:
        return 2.0, "a postcode one character apart"
    return (1.0, "a postcode nearby") if one[:-2] == other[:-2] else (DIFFERS, "")
