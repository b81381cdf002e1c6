"""What a cell of a download may hold: text that no spreadsheet will run, and file names that no browser will misread."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from casework.web import filters

Cell = str | int | float | Decimal | bool | date | datetime | None
"""What a row may hold; a withheld figure comes as its mark, a text."""

LONGEST_TEXT = 32_767
_LEAD_INS = frozenset("=+-@|%\N{MINUS SIGN}")
_LINE_STARTS = frozenset("\t\r\n")
# Letters and symbols that print as nothing, which their Unicode category does not tell.
_BLANK_LOOKING = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_KEPT_CONTROLS = frozenset("\t\n")
_LARGEST_EXACT = 2**53


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and non-characters; line ends become line feeds."""
    joined = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in joined if mark in _KEPT_CONTROLS or not _is_unprintable(mark))


def inert(text: str) -> str:
    """Text that a spreadsheet shows as it stands: what would start a formula gets a leading apostrophe."""
    whole = str(text)
    cleaned = clean(whole)
    starts_line = whole[:1] in _LINE_STARTS and whole != ""
    return f"'{cleaned}" if starts_line or _would_run(whole) else cleaned


def plain(value: Cell) -> str | int | float | Decimal | date | datetime | None:
    """The value as every format writes it: text inert and cut to the longest cell, truth in words, instants in London time."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return _shortened(inert(value))
    if isinstance(value, datetime):
        return in_london(value)
    if isinstance(value, int | float | Decimal):
        return value if _is_exact(value) else inert(str(value))
    if isinstance(value, date):
        return value
    raise TypeError(f"A cell cannot hold a {type(value).__name__}.")


def in_london(instant: datetime) -> datetime:
    """The instant as the clock in London showed it, to the minute; an instant without a zone is taken as UTC."""
    return filters.local(instant).replace(tzinfo=None, second=0, microsecond=0)


def file_name(title: str, ending: str) -> str:
    """A safe name for a download: letters, digits, dots and dashes of the title, and the ending given."""
    folded = "".join(mark for mark in clean(title) if unicodedata.category(mark) != "Cf")
    words = re.sub(r"[^\w.]+", "-", folded, flags=re.UNICODE).strip("-._")
    return f"{words[:80].rstrip('-._') or 'download'}.{ending}"


def attachment(name: str) -> str:
    """The Content-Disposition header of a download (RFC 6266): an ASCII name for old readers, the whole name beside it."""
    safe = clean(name).replace("\n", " ").replace("\t", " ").replace("/", "-").replace("\\", "-")
    folded = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode("ascii")
    stem, dot, ending = re.sub(r'["%;\\]', "", folded).rpartition(".")
    fallback = f"{stem.strip(' -._') or 'download'}{dot}{ending}"
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _would_run(text: str) -> bool:
    for mark in text:
        if not _is_invisible(mark):
            return unicodedata.normalize("NFKC", mark)[:1] in _LEAD_INS
    return False


def _is_invisible(mark: str) -> bool:
    return unicodedata.category(mark)[0] in "CZM" or mark in _BLANK_LOOKING


def _is_unprintable(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cc", "Cs") or ord(mark) & 0xFFFE == 0xFFFE


def _is_exact(number: int | float | Decimal) -> bool:
    exact = Decimal(number)
    return exact.is_finite() and abs(exact) <= _LARGEST_EXACT


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
