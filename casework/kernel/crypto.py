"""Keys and what is done with them: field encryption, keyed hashes, tokens."""

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from casework.kernel.errors import Unsound

_FILES = {"session": "session.key", "audit": "audit.key", "field": "field.key"}


class KeyRing:
    """The three keys of an installation, each in its own file and rotatable (newest line first)."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._fernet: MultiFernet | None = None

    def load(self, folder: Path) -> None:
        """Read the key files; refuse to go on when one is missing or empty."""
        for name, file in _FILES.items():
            path = folder / file
            lines = [line.strip() for line in path.read_text().splitlines() if line.strip()] if path.exists() else []
            if not lines:
                raise Unsound(f"The {name} key is missing: {file} is not in the key folder. Run 'flask setup' to make keys.")
            if any(len(line) < 43 for line in lines):
                raise Unsound(f"The {name} key in {file} is too short to be a key.")
            self._lines[name] = lines
        try:
            self._fernet = MultiFernet([Fernet(line.encode()) for line in self._lines["field"]])
        except ValueError as fault:
            raise Unsound(f"The field key in {_FILES['field']} is not a key made by 'flask setup'.") from fault

    def load_audit(self, path: Path) -> None:
        """Read one audit key file only: for checking an exported trail away from its installation."""
        self._lines["audit"] = [line.strip() for line in path.read_text().splitlines() if line.strip()]
        if not self._lines["audit"]:
            raise Unsound(f"There is no key in {path.name}.")

    def session_secrets(self) -> list[str]:
        """Return the secrets that sign cookies, newest first."""
        return self._lines["session"]

    def encrypt(self, text: str) -> str:
        """Return the text sealed with the newest field key."""
        return self._ring().encrypt(text.encode()).decode()

    def decrypt(self, sealed: str) -> str:
        """Return the text of a sealed value; a value no key opens is a fault, never an empty text."""
        try:
            return self._ring().decrypt(sealed.encode()).decode()
        except InvalidToken as fault:
            raise Unsound("A sealed field cannot be opened with the keys of this installation.") from fault

    def audit_mac(self, payload: bytes, generation: int = 0) -> str:
        """Return the keyed hash of one audit entry."""
        return hmac.new(self._lines["audit"][generation].encode(), payload, hashlib.sha256).hexdigest()

    def audit_generations(self) -> int:
        """Return how many audit keys there are, the newest being generation 0."""
        return len(self._lines["audit"])

    def keyed(self, text: str) -> str:
        """Return a keyed hash of something typed, so that equal texts can be told without keeping them."""
        return hmac.new(self._lines["audit"][-1].encode(), b"typed:" + text.encode(), hashlib.sha256).hexdigest()[:32]

    def _ring(self) -> MultiFernet:
        if self._fernet is None:
            raise Unsound("The field key has not been loaded.")
        return self._fernet


KEYS = KeyRing()


def make_keys(folder: Path) -> list[str]:
    """Write the key files that are missing, readable by their owner only; return the names written."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for file in _FILES.values():
        path = folder / file
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(Fernet.generate_key().decode() + "\n")
            made.append(file)
    return made


def new_token() -> str:
    """Return 256 random bits for a cookie, a link or a form."""
    return secrets.token_urlsafe(32)


def mark(token: str) -> str:
    """Return the hash under which a token is stored, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
