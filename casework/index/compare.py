"""One way of writing words and codes, so that what was typed meets what was written."""

import re
import unicodedata

MOST_WORDS = 20_000
_GAPS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return a text as it is searched: small letters, accents off, marks out."""
    stripped = "".join(c for c in unicodedata.normalize("NFKD", text[:MOST_WORDS]) if not unicodedata.combining(c))
    return _GAPS.sub(" ", stripped.casefold()).strip()


def compact(text: str) -> str:
    """Return a code as it is compared: capitals and figures, nothing else (`PE29 3TN` and `pe293tn` are one)."""
    return _GAPS.sub("", text[:200]).upper()
