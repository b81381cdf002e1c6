"""One way of reading a text for the check: small letters without accents, each with its place in what was written."""

import re
import unicodedata
from dataclasses import dataclass

from casework.index import names

_QUOTES = frozenset("'’‘ʼʻ`´＇")
_DASHES = frozenset("-‐‑‒–—−")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
# One-letter words that these scripts write together with the next word.
_JOINED = (("ARABIC", "[وفبلك]?(?:ال)?"), ("HEBREW", "[ובלהמשכ]?"))
BEFORE, AFTER = r"(?<![^\W_])", r"(?![^\W_])"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is read, and where each of its letters stood."""

    plain: str
    written: str
    at: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """Return what was written there."""
        return self.written[self.at[start] : self.at[end - 1] + 1]

    def is_capital(self, start: int) -> bool:
        """Say whether the letter there was written as a capital; scripts without capitals have none and count as such."""
        letter = self.written[self.at[start]]
        return letter.isupper() or letter.lower() == letter.upper()

    def begins_sentence(self, start: int) -> bool:
        """Say whether nothing but a break stands before."""
        before = self.plain[:start].rstrip(" \"'(-")
        return not before or before[-1] in ".!?:\n•"


def fold(text: str) -> Folded:
    """Read a text letter by letter."""
    written = unicodedata.normalize("NFC", text)
    plain: list[str] = []
    at: list[int] = []
    for place, char in enumerate(written):
        for out in _letter(char):
            plain.append(out)
            at.append(place)
    return Folded("".join(plain), written, tuple(at))


def _letter(char: str) -> str:
    if char in _QUOTES:
        return "'"
    if char in _DASHES:
        return "-"
    if char == "\n":
        return "\n"
    kind = unicodedata.category(char)
    if kind == "Cf":
        return ""
    if char.isspace():
        return " "
    if kind[0] in "LMN":
        return names.fold(char) or char.casefold()
    return char


def pattern(word: str) -> str:
    """Return the expression that finds one name, however its apostrophes, hyphens and gaps are written."""
    pieces = [piece for piece in re.split(r"[\W_]+", fold(word).plain) if piece]
    if not pieces:
        return ""
    joined = r"['\s.\-]{0,2}".join(re.escape(piece) for piece in pieces)
    script = unicodedata.name(pieces[0][0], "")
    if script.startswith(_UNSPACED):
        return joined
    prefix = next((letters for start, letters in _JOINED if script.startswith(start)), "")
    return f"{BEFORE}{prefix}{joined}{AFTER}"


def is_latin(word: str) -> bool:
    """Say whether a name is written in Latin letters."""
    return bool(word) and unicodedata.name(word[0], "").startswith("LATIN")
