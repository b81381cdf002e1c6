"""Passwords: hashing, and what makes one good enough."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casework.kernel.errors import Refused

MINIMUM = 12
_COMMON = (
    "password", "qwerty", "letmein", "welcome", "iloveyou", "football", "liverpool", "arsenal", "chelsea", "dragon", "monkey",
    "abc123", "123456", "111111", "sunshine", "princess", "superman", "changeme", "casework", "huntingdon", "council", "police",
)  # fmt: skip
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_dummy = ""


def configure(*, time_cost: int, memory_kib: int) -> None:
    """Set the cost of a hash (cheap in tests, OWASP's in service)."""
    global _hasher, _dummy
    _hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
    _dummy = _hasher.hash("a password that nobody has")


def hashed(password: str) -> str:
    """Return the hash under which a password is stored."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """True when the password is the stored one. An unknown account costs the same as a known one."""
    try:
        return bool(_hasher.verify(stored or _dummy, password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check(password: str, *, avoid: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, too common, or made of the person's own names."""
    if len(password) < MINIMUM:
        raise Refused(f"Password must be {MINIMUM} characters or more.", field="password")
    if len(password) > 200:
        raise Refused("Password must be 200 characters or fewer.", field="password")
    folded = password.lower()
    for word in (*_COMMON, *avoid):
        if len(word) > 3 and word.lower() in folded and len(folded.replace(word.lower(), "")) < 6:
            raise Refused("Password is too easy to guess: choose three random words.", field="password")
    if len(set(folded)) < 5:
        raise Refused("Password is too easy to guess: choose three random words.", field="password")
