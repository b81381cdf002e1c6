"""The code lists a new installation starts with, read from the data file beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).with_name("data") / "codes.toml"
_OWN = ("code", "label", "from", "to")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one list; `sort` is its place on the page."""

    list: str
    code: str
    label: str
    sort: int
    active_from: date | None  # none: from the beginning
    active_to: date | None  # none: still in use
    attributes: Mapping[str, str | int | bool] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def is_active(self, on: date) -> bool:
        """Say whether the code may be chosen on a day."""
        return (self.active_from is None or self.active_from <= on) and (self.active_to is None or on <= self.active_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """The name and the heading of one list."""

    name: str
    label: str


def _read() -> Mapping[str, Any]:
    with DATA.open("rb") as handle:
        return tomllib.load(handle)["lists"]


def lists() -> list[CodeList]:
    """Name every list, in the order of the file."""
    return [CodeList(name, entry["label"]) for name, entry in _read().items()]


def seed() -> list[Code]:
    """Give every code of every list, ready to be written into an empty installation."""
    return [_code(name, sort, line) for name, entry in _read().items() for sort, line in enumerate(entry["codes"], start=1)]


def _code(name: str, sort: int, line: Mapping[str, Any]) -> Code:
    rest = {key: value for key, value in line.items() if key not in _OWN}
    return Code(name, line["code"], line["label"], sort, line.get("from"), line.get("to"), MappingProxyType(rest))
