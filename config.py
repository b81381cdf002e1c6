"""Settings, read once from the environment; secrets live in key files under the instance folder."""

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
DEMONSTRATION = "demonstration"  # the file that says: this folder holds the demonstration, not a real installation
LOGINS = "database-logins.json"


@dataclass(frozen=True, slots=True)
class Config:
    """How one installation is set up."""

    instance: Path = ROOT / "instance"
    database_url: str = ""
    system_database_url: str = ""
    owner_database_url: str = ""
    as_of: date | None = None
    demonstration_cases: int = 960
    demonstration: bool = False
    secure: bool = False
    password_time_cost: int = 2
    password_memory_kib: int = 19 * 1024
    brake_times: int = 1
    max_upload_bytes: int = 10 * 1024 * 1024
    proxies: int = 0
    scanner: str = ""
    testing: bool = False

    @property
    def url(self) -> str:
        """The address of the database as the application's own role; SQLite under the instance folder unless said otherwise."""
        day = f"-{self.as_of}" if self.demonstration and self.as_of else ""
        return self.database_url or f"sqlite:///{self.instance / f'casework{day}.sqlite'}"

    @property
    def system_url(self) -> str:
        """The address of the database as the system role; on SQLite the same file."""
        return self.system_database_url or self.url

    @property
    def anchors(self) -> Path:
        """The file of the audit trail's anchors: outside the database, one for each database of the demonstration."""
        day = f"-{self.as_of}" if self.demonstration and self.as_of else ""
        return self.instance / f"anchors{day}.log"

    @property
    def documents(self) -> Path:
        """The folder of stored documents, outside what any server hands out."""
        return self.instance / "documents"

    @property
    def owner_url(self) -> str:
        """The address of the database as its owner, who migrates it; on SQLite the same file."""
        return self.owner_database_url or self.url


def place(url: str) -> str:
    """Return the address of a database without who signs in to it."""
    try:
        return make_url(url).set(username=None, password=None).render_as_string()
    except ArgumentError:
        raise SystemExit("DATABASE_URL is written as postgresql+psycopg://owner@host/casework.") from None


def logins(instance: Path, owner_url: str) -> tuple[str, str]:
    """Return the addresses the application and the system sign in at, as set-up kept them; the only ones when none is named."""
    path = instance / LOGINS
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    found = kept.get(place(owner_url), {}) if owner_url else {}
    if not owner_url and len(kept) == 1 and not (instance / DEMONSTRATION).exists():
        found = next(iter(kept.values()))
    return found.get("app", ""), found.get("system", "")


def from_environment() -> Config:
    """Return the settings that the environment names."""
    env = os.environ
    instance = Path(env.get("CASEWORK_INSTANCE") or ROOT / "instance").resolve()
    as_of = env.get("AS_OF", "").strip()
    owner = env.get("DATABASE_URL", "").strip()
    app_url, system_url = logins(instance, owner) if not owner or owner.startswith("postgresql") else (owner, "")
    return Config(
        instance=instance,
        database_url=env.get("CASEWORK_DATABASE_URL") or app_url,
        system_database_url=env.get("CASEWORK_SYSTEM_DATABASE_URL") or system_url,
        owner_database_url=env.get("CASEWORK_OWNER_URL") or owner,
        as_of=_day(as_of) if as_of else None,
        demonstration_cases=int(env.get("CASEWORK_DEMONSTRATION_CASES", "960")),
        demonstration=(instance / DEMONSTRATION).exists(),
        secure=env.get("CASEWORK_SECURE", "") == "1",
        proxies=int(env.get("CASEWORK_PROXIES", "0")),
        scanner=env.get("CASEWORK_SCANNER", ""),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SystemExit(f"AS_OF is a day written as 2017-04-03, not {text!r}.") from None
