"""Finding where somebody lives, rings from or drives in a text: number and street, "the resident of No 12", postcode, plate."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casework.disclosure.folding import AFTER, BEFORE, Folded, fold
from casework.disclosure.naming import STREETS
from casework.index import plates

_POSTCODE = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})(?![a-z0-9])")
_STREET = re.compile(rf"(?<![^\W_])((?:[^\W\d_'][^\W_']*['\-]?[^\W_]* ){{1,3}}?)({STREETS})(?![^\W_])")
_NUMBER = re.compile(r"(?<![^\W_])([0-9]{1,4}[a-z]?)(?![^\W_])")
_DIGITS = re.compile(r"\+?[0-9][0-9 ().\-]{7,}[0-9]")
_SAME = (
    ("street", "str", "st"), ("road", "rd"), ("lane", "ln"), ("avenue", "ave"), ("close", "cl"), ("drive", "dr"),
    ("court", "ct"), ("place", "pl"), ("square", "sq"), ("gardens", "gdns"), ("crescent", "cres"),
)  # fmt: skip
_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_WHO = (
    "resident|occupier|occupant|tenant|neighbour|owner|householder|family|household|man|woman|lady|gentleman|person|people|"
    "couple|complainant|witness|victim|child|children"
)


@dataclass(frozen=True, slots=True)
class Home:
    """An address in the parts by which a text could give it away."""

    number: str = ""
    street: str = ""
    kind: str = ""  # street, road, lane ...
    postcode: str = ""
    house: str = ""


def read(address: str) -> Home:
    """Read an address, in whatever order it was typed."""
    plain = fold(address).plain
    code = _POSTCODE.search(plain)
    plain = _POSTCODE.sub(" ", plain)
    parts = [part.strip(" .") for part in re.split(r"[,\n;]", plain) if part.strip(" .")]
    number = street = kind = house = ""
    for place, part in enumerate(parts):
        if found := _STREET.search(part):
            street, kind = found.group(1).strip(), found.group(2)
            street = re.sub(r"^(?:at|of|on|in|the) ", "", street)
            ahead = _NUMBER.findall(part[: found.start()]) or [found for part in parts[:place] for found in _NUMBER.findall(part)]
            number = ahead[-1] if ahead else ""
            break
    if parts and not _NUMBER.search(parts[0]) and not _STREET.search(parts[0]) and len(parts) > 1:
        house = parts[0]
    return Home(number, street, kind, "".join(code.groups()) if code else "", house)


def find(text: Folded, home: Home, own: Home) -> Iterator[str]:
    """Yield the words of a text that give a home away; what the addressee shares with it tells them nothing."""
    is_own = bool(home.number) and (home.number, home.street) == (own.number, own.street)
    if home.number and home.street and not is_own:
        yield from _hits(
            text, rf"{BEFORE}{re.escape(home.number)}[, ]{{1,2}}{re.escape(home.street)} (?:{_kinds(home.kind)}){AFTER}"
        )
    if home.number and not is_own and home.number != own.number:
        yield from _by_number(text, home)
    if home.postcode and home.postcode != own.postcode:
        outward, inward = home.postcode[:-3], home.postcode[-3:]
        yield from _hits(text, rf"{BEFORE}{re.escape(outward)} ?{re.escape(inward)}{AFTER}")
    if len(home.house) >= 5 and home.house != own.house:
        yield from (words for words in _hits(text, rf"{BEFORE}{re.escape(home.house)}{AFTER}") if words[:1].isupper())


def _by_number(text: Folded, home: Home) -> Iterator[str]:
    """ "The resident of No 12", "number twelve", "the lady at 12": unless another street follows."""
    spoken = _ONES[int(home.number) - 1] if home.number.isdigit() and 1 <= int(home.number) <= len(_ONES) else ""
    number = rf"(?:{re.escape(home.number)}{rf'|{spoken}' if spoken else ''})"
    named = rf"{BEFORE}(?:nos?\.?|number|num\.?|№|#|house|flat|plot) ?{number}{AFTER}"
    at = rf"(?:who lives? |living )?(?:of|at|in|from) (?:the (?:house|flat) at )?{number}"
    lived = rf"{BEFORE}(?:{_WHO})s? {at}{AFTER}(?! ?(?:noon|am|pm|o'clock|:))"
    for found in re.finditer(rf"{named}|{lived}", text.plain):
        street = re.match(_STREET.pattern, text.plain[found.end() :].lstrip(", "))
        if street is None or not home.street or street.group(1).strip() == home.street:
            yield text.words(*found.span())


def telephone(text: Folded, number: str) -> Iterator[str]:
    """Yield the words of a text that are a telephone number, however it is spaced, at home or from abroad."""
    wanted = _national(number)
    if len(wanted) < 7:
        return
    for found in _DIGITS.finditer(text.plain):
        if _national(found.group()).endswith(wanted[-10:]):
            yield text.words(*found.span())


def _national(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return re.sub(r"^(?:0044|44)(?=[1-9])0?", "0", digits)


def email(text: Folded, address: str) -> Iterator[str]:
    """Yield the words of a text that are an email address."""
    yield from _hits(text, rf"(?<![\w.]){re.escape(fold(address.strip()).plain)}(?![\w])")


def vehicle(text: Folded, mark: str) -> Iterator[str]:
    """Yield the words of a text that are a registration, with or without its gap."""
    plain = plates.normalise(mark).lower()
    if len(plain) >= 4:
        yield from _hits(text, BEFORE + r"[ \-]?".join(re.escape(letter) for letter in plain) + AFTER)


def _kinds(kind: str) -> str:
    return "|".join(next((group for group in _SAME if kind in group), (kind,)))


def _hits(text: Folded, expression: str) -> Iterator[str]:
    for found in re.finditer(expression, text.plain):
        yield text.words(*found.span())
