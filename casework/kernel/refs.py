"""References and identifiers: random, kind-neutral, and free of unlucky words."""

import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U.
LENGTH = 8
_UNLUCKY = (
    "ANVS", "ASS", "BAST", "BTCH", "CNT", "CRAP", "DAMN", "DEAD", "DED", "D1E", "FAG", "FCK", "FVCK", "GAY", "HATE",
    "HE11", "JEW", "K1LL", "KKK", "NAZ", "NZ1", "N1G", "PAK1", "P1G", "P1SS", "P0RN", "PERV", "PAED", "RAPE", "SEX", "SHT",
    "SH1T", "S1AG", "SPAZ", "TART", "WANK", "WHRE", "666", "999",
)  # fmt: skip
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


_choose: Callable[[str], str] = secrets.choice


@contextmanager
def drawn_from(rng: random.Random) -> Iterator[None]:
    """Draw references from a seeded source until the block ends: for a demonstration that is the same each time."""
    global _choose
    kept, _choose = _choose, rng.choice
    try:
        yield
    finally:
        _choose = kept


def new_ref() -> str:
    """Return a fresh reference as `7K2M-4QXD`."""
    while True:
        raw = "".join(_choose(ALPHABET) for _ in range(LENGTH))
        if not any(word in raw for word in _UNLUCKY):
            return f"{raw[:4]}-{raw[4:]}"


def normalise_ref(typed: str) -> str | None:
    """Return a typed reference in its one spelling, or None when it cannot be one."""
    raw = "".join(ch for ch in typed.upper() if not ch.isspace() and ch not in "-–—_").translate(_LOOKALIKES)
    if len(raw) != LENGTH or any(ch not in ALPHABET for ch in raw):
        return None
    return f"{raw[:4]}-{raw[4:]}"


def new_id() -> int:
    """Return an identifier made by the application: ordered by time, unguessable in its tail, and without gaps to read."""
    millis = time.time_ns() // 1_000_000 - 1_577_836_800_000
    return (millis << 20) | secrets.randbits(20)
