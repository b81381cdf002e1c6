"""What typed text may hold, and how labels turn into the sentences of error messages."""

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|\u2028|\u2029")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANK = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")


def tidy(text: str, *, lines: bool) -> str:
    """Typed text without blank ends and in one Unicode form; emoji, accents and right-to-left writing stay as they are."""
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text)).strip(" \t\n\u00a0")
    return text if lines else re.sub(r"[\t\n]+", " ", text)


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: spaces and invisible marks alone count as nothing."""
    return _BLANK.fullmatch(text) is not None


def has_control(text: str) -> bool:
    """Whether it holds a NUL or another control character, which no keyboard types and no file should keep."""
    return _CONTROL.search(text) is not None


def noun(label: str) -> str:
    """A label as it reads inside a sentence: "Date of birth" becomes "date of birth", "UPRN" stays."""
    label = label.strip().rstrip("?:")
    head = label.split(" ", 1)[0]
    return label if head[1:] != head[1:].lower() or head == "I" else label[:1].lower() + label[1:]


def headline(label: str) -> str:
    """A label as it begins a sentence."""
    label = label.strip().rstrip("?:")
    return label[:1].upper() + label[1:]
