"""Postcodes and unique property reference numbers (UPRN), brought into one form and checked."""

import re

from casework.kernel.errors import Refused

_SHAPE = re.compile(
    r"(?P<outward>GIR|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY]))"
    r"(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2})"
)
_GAPS = re.compile(r"[\s.\-]+")
LONGEST = 16


def normalise(text: str) -> str | None:
    """Write a postcode as `PE29 3TN`; none when it is not the shape of a United Kingdom postcode."""
    if len(text) > LONGEST:
        return None
    found = _SHAPE.fullmatch(_GAPS.sub("", text).upper())
    return f"{found['outward']} {found['inward']}" if found else None


def checked(text: str) -> str:
    """Write a postcode as `PE29 3TN`, or refuse it with a sentence."""
    postcode = normalise(text)
    if postcode is None:
        raise Refused("Enter a full UK postcode, like PE29 3TN.")
    return postcode


def outward(postcode: str) -> str:
    """Give the first half of a postcode (`PE29`), which names a town or part of one."""
    return checked(postcode).split(" ")[0]


def sector(postcode: str) -> str:
    """Give a postcode without its last two letters (`PE29 3`), which names some streets."""
    return checked(postcode)[:-2]


def is_uprn(text: str) -> bool:
    """Say whether a text can be a UPRN: one to twelve digits, not all of them nought."""
    digits = text.strip()
    return digits.isascii() and digits.isdigit() and len(digits) <= 12 and int(digits) > 0


def checked_uprn(text: str) -> str:
    """Write a UPRN without leading noughts, or refuse it with a sentence."""
    if not is_uprn(text):
        raise Refused("A UPRN is a number of up to 12 digits.")
    return str(int(text.strip()))
