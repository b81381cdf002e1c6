"""Vehicle registration marks: one way of writing them, and which marks look alike to a witness."""

import re

# What an eye or a camera takes for the other; the second of each pair stands for both in the key.
LOOK_ALIKES = str.maketrans({"0": "O", "1": "I", "L": "I", "5": "S", "8": "B", "2": "Z", "Q": "O"})
_NOT_MARK = re.compile(r"[^A-Z0-9]")
_FORMATS = (
    ("current", re.compile(r"([A-Z]{2}[0-9]{2})([A-Z]{3})")),
    ("prefix", re.compile(r"([A-Z][0-9]{1,3})([A-Z]{3})")),
    ("suffix", re.compile(r"([A-Z]{3})([0-9]{1,3}[A-Z])")),
    ("Northern Ireland", re.compile(r"([A-Z]?I[A-Z]|[A-Z]I)([0-9]{1,4})|([A-Z]{3})([0-9]{4})")),
    ("dateless", re.compile(r"([A-Z]{1,3})([0-9]{1,4})|([0-9]{1,4})([A-Z]{1,3})")),
)
_TO_DIGIT = str.maketrans("OIZSB", "01258")
_TO_LETTER = str.maketrans("01258", "OIZSB")
LONGEST = 8


def normalise(text: str) -> str:
    """Write a registration in capitals without gaps; foreign marks are kept as they are, empty stays empty."""
    return _NOT_MARK.sub("", text.upper())[:LONGEST]


def kind(mark: str) -> str | None:
    """Name the United Kingdom series a mark belongs to; none for a foreign, partial or mistaken one."""
    plain = normalise(mark)
    return next((name for name, shape in _FORMATS if shape.fullmatch(plain)), None)


def shown(text: str) -> str:
    """Write a registration as it stands on the plate (`AB12 CDE`); other marks without a gap."""
    plain = normalise(text)
    for _, shape in _FORMATS:
        if found := shape.fullmatch(plain):
            return " ".join(part for part in found.groups() if part)
    return plain


def look_alike_key(text: str) -> str:
    """Give the key that marks share when one could be taken for the other: 0 for O, 1 for I and the like."""
    return normalise(text).translate(LOOK_ALIKES)


def may_be_same(one: str, other: str) -> bool:
    """Say whether two marks could be one vehicle: equal but for characters that look alike."""
    key = look_alike_key(one)
    return bool(key) and key == look_alike_key(other)


def suggestion(text: str) -> str | None:
    """Offer the current-style mark (since September 2001) somebody probably meant, when digits and letters were confused."""
    plain = normalise(text)
    if len(plain) != 7 or kind(plain):
        return None
    meant = plain[:2].translate(_TO_LETTER) + plain[2:4].translate(_TO_DIGIT) + plain[4:].translate(_TO_LETTER)
    return meant if kind(meant) == "current" else None
