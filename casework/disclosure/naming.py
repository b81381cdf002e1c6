"""Finding a person's name in a text: whole, in part, short, by initials; and not a street that is called the same."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from casework.disclosure.folding import AFTER, BEFORE, Folded, fold, pattern
from casework.disclosure.types import Addressee, Name
from casework.index.nicknames import SHORT_FOR

_DATA = tomllib.loads((Path(__file__).with_name("data") / "common_words.toml").read_text(encoding="utf-8"))
COMMON, STARTERS = frozenset(_DATA["common"].split()), frozenset(_DATA["starters"].split())
STREETS = (
    "street|str|st|road|rd|lane|ln|avenue|ave|close|cl|drive|dr|court|ct|place|pl|square|sq|terrace|gardens|gdns|grove|crescent|"
    "cres|way|walk|hill|park|rise|row|mews|view|green|common|wharf|bridge|estate|parade|end|drove|chase|meadow|meadows"
)
_BODIES = "school|academy|church|hospital|surgery|centre|arms|inn|hotel|ward|house|hall|primary|college|council|library|pub"
_PLACE = re.compile(rf"(?:'s)?[ ]+(?:{STREETS}|{_BODIES})\b")
_PLACE_OF_TWO = re.compile(rf"(?:'s)?[ ]+[^\W\d_]+[ ]+(?:{STREETS}|{_BODIES})\b")
_SHORTEST = 3


def find(text: Folded, name: Name, addressee: Addressee) -> Iterator[str]:
    """Yield the words of a text that name somebody; a name shared with the addressee needs more than itself."""
    own = set(re.findall(r"[^\W\d_]+", fold(addressee.name).plain))
    families, givens = _words(name.family), _words(name.given)
    whole = pattern(f"{name.given} {name.family}")
    if families and givens:
        yield from _hits(text, whole)
        yield from _hits(text, rf"{pattern(name.family)}[, ]+{pattern(givens[0])}")
    yield from _with_initial(text, name, families, givens, own)
    for word in dict.fromkeys([name.family, *families]):
        if _counts(word, own, least=2):
            yield from _alone(text, word)
    for word in dict.fromkeys([*givens, *_short(givens)]):
        if _counts(word, own, least=_SHORTEST):
            yield from _alone(text, word)


def alias(text: Folded, said: str, addressee: Addressee) -> Iterator[str]:
    """Yield the words of a text that are another name somebody goes by."""
    own = set(re.findall(r"[^\W\d_]+", fold(addressee.name).plain))
    if _counts(said, own, least=2):
        yield from _alone(text, said) if len(_words(said)) == 1 else _hits(text, pattern(said))


def _counts(word: str, own: set[str], *, least: int) -> bool:
    plain = fold(word).plain
    letters = re.findall(r"[^\W\d_]+", plain)
    if not letters or set(letters) <= own:
        return False
    return sum(map(len, letters)) >= (least if plain.isascii() else 1)


def _words(name: str) -> list[str]:
    """The parts of a name that could stand alone; what an apostrophe joins is one."""
    return [word for word in re.split(r"[\s\-‐‑–]+", name.strip()) if word]


def _short(givens: list[str]) -> list[str]:
    wanted = {fold(word).plain for word in givens}
    return sorted(short for short, full in SHORT_FOR.items() if wanted & set(full))


def _with_initial(text: Folded, name: Name, families: list[str], givens: list[str], own: set[str]) -> Iterator[str]:
    """An initial with the family name, and initials alone where they are written with their points."""
    if not (families and givens):
        return
    first = fold(givens[0]).plain[:1]
    if not first.isalpha() or fold(name.family).plain in own and any(word[0] == first for word in own):
        return
    letter = re.escape(first)
    yield from _hits(text, rf"{BEFORE}{letter}\.?[ ]?(?:[^\W\d_]\.?[ ]?)?{pattern(name.family)}", needs_capital=True)
    last = re.escape(fold(families[-1]).plain[:1])
    yield from _hits(text, rf"{BEFORE}{letter}\.[ ]?(?:[^\W\d_]\.[ ]?)*{last}\.{AFTER}", needs_capital=True)


def _alone(text: Folded, word: str) -> Iterator[str]:
    plain = fold(word).plain
    for found in re.finditer(pattern(word), text.plain):
        start, end = found.span()
        if plain in COMMON and not _is_a_name(text, plain, start, end):
            continue
        if _is_place(text, end, is_common=plain in COMMON):
            continue
        yield text.words(start, end)


def _is_a_name(text: Folded, plain: str, start: int, end: int) -> bool:
    if not text.is_capital(start):
        return False
    shouted = text.words(start, end).isupper() and len(plain) > 1
    return not (plain in STARTERS and (text.begins_sentence(start) or shouted))


def _is_place(text: Folded, end: int, *, is_common: bool) -> bool:
    found = _PLACE.match(text.plain, end) or (_PLACE_OF_TWO.match(text.plain, end) if is_common else None)
    if found is None:
        return False
    last = text.plain.rfind(" ", end, found.end()) + 1
    return text.is_capital(last)


def _hits(text: Folded, expression: str, *, needs_capital: bool = False) -> Iterator[str]:
    for found in re.finditer(expression, text.plain):
        if not needs_capital or text.is_capital(found.start()):
            yield text.words(*found.span())
