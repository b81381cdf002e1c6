"""Names as people write and hear them: one plain form, keys to find them by, and how near two of them are.

Names come with accents and without, in either order, with one part or five, in other scripts, spelt by ear. The plain form is for
finding only; what is shown is always what was written.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

import jellyfish
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from casework.index.nicknames import SHORT_FOR

Item = TypeVar("Item")

# Letters that do not come apart into a plain letter and a mark.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "ng",
        "ə": "e",
    }
)
_INSIDE = re.compile(r"['’‘ʼʻ`´.]")
_PREFIXES = frozenset({"mc", "mac", "o", "fitz"})
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lord", "lady", "rev", "prof", "master", "baronet", "bt", "1st", "2nd", "3rd"}
)
LONGEST = 200


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """Give the plain form of a name: small letters, no accents on European letters, no punctuation; other scripts are kept."""
    out: list[str] = []
    marked = False
    for char in unicodedata.normalize("NFKD", name[:LONGEST]).casefold():
        if unicodedata.category(char) == "Mn":
            # In other scripts a mark is a vowel or changes the letter, and the name would be lost without it.
            if not marked:
                out.append(char)
            continue
        marked = unicodedata.name(char, "").startswith(("LATIN", "GREEK"))
        out.append(char)
    plain = _INSIDE.sub("", unicodedata.normalize("NFC", "".join(out)).translate(_LETTERS))
    return " ".join("".join(c if _is_letter(c) else " " for c in plain).split())


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


@lru_cache(maxsize=50_000)
def parts(name: str) -> tuple[str, ...]:
    """Split a name into its plain parts, without titles, with a prefix such as Mc or O joined to what follows."""
    words = [word for word in fold(name).split() if word not in _TITLES]
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _PREFIXES:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


def sound(part: str) -> str:
    """Give the sound key of one plain part; empty for a script whose sounds are not known here."""
    if not part.isascii() or not part.isalpha():
        return ""
    heard = "mc" + part[3:] if part.startswith("mac") and len(part) > 5 else part
    return jellyfish.metaphone(heard)[:8]


def trigrams(part: str) -> frozenset[str]:
    """Give the runs of three letters of one plain part, with its beginning marked."""
    padded = f"  {part} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def keys(*names: str) -> frozenset[str]:
    """Give every key a person is found by: `p:` parts, `s:` sounds, `n:` full forms of short names, `t:` runs of letters."""
    found: set[str] = set()
    for part in {part for name in names for part in parts(name)}:
        found.add(f"p:{part}")
        found.update(f"t:{run}" for run in trigrams(part))
        found.update(f"n:{full}" for full in full_forms(part))
        if heard := sound(part):
            found.add(f"s:{heard}")
    return frozenset(found)


def full_forms(part: str) -> frozenset[str]:
    """Give the names a plain part may be short for, itself among them."""
    return SHORT_FOR.get(part, frozenset()) | {part}


@lru_cache(maxsize=100_000)
def likeness(one: str, other: str) -> float:
    """Say how alike two plain parts are, from 0 to 1: the same, short for the same, sounding or nearly spelt alike."""
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 0.8 if one[:1] == other[:1] else 0.0
    if full_forms(one) & full_forms(other):
        return 0.94
    spelt = max(JaroWinkler.similarity(one, other), DamerauLevenshtein.normalized_similarity(one, other))
    if sound(one) and sound(one) == sound(other):
        spelt = max(spelt, 0.88)
    return min(spelt, 0.99)


def closeness(typed: str, name: str) -> float:
    """Say how near a name is to what was typed so far, in any order of its parts; the last part typed may be unfinished."""
    wanted, there = parts(typed), list(parts(name))
    if not wanted or not there:
        return 0.0
    total = 0.0
    for place, word in enumerate(wanted):
        if not there:
            break
        unfinished = place == len(wanted) - 1
        scores = [_typed_likeness(word, part, unfinished) for part in there]
        best = max(range(len(scores)), key=scores.__getitem__)
        total += scores[best]
        del there[best]
    return total / len(wanted) - 0.01 * len(there)


def _typed_likeness(word: str, part: str, unfinished: bool) -> float:
    if unfinished and part.startswith(word):
        return 1.0 if part == word else 0.97
    found = likeness(word, part)
    if unfinished and len(word) >= 3:
        found = max(found, 0.95 * likeness(word, part[: len(word)]))
    return found


def rank(typed: str, candidates: Iterable[tuple[Item, str]], *, most: int = 10, least: float = 0.7) -> list[tuple[Item, float]]:
    """Put names in the order of their nearness to what was typed, the nearest first, leaving out those too far off."""
    scored = ((item, closeness(typed, name), name) for item, name in candidates)
    kept = sorted((row for row in scored if row[1] >= least), key=lambda row: (-row[1], row[2]))
    return [(item, score) for item, score, _ in kept[:most]]
