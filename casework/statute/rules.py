"""The limits of the law as dated rows: read once, checked hard, asked by power, parameter and date."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from casework.statute.types import Activation, BadRow, Counted, Limit, NoLimit, Status, Unit

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "limits"
SOURCES = DATA / "sources.toml"
UNLIMITED = "unlimited"
Kind = TypeVar("Kind", Unit, Counted, Status)
PERIODS = {
    Unit.CLEAR_DAYS: {Counted.CLEAR_DAYS_AFTER},
    Unit.DAYS: {Counted.BEGINNING_WITH, Counted.FOLLOWING},
    Unit.HOURS: {Counted.HOURS_FROM, Counted.HOURS_FROM_EXCEPT_CHRISTMAS_DAY},
    Unit.MONTHS: {Counted.BEGINNING_WITH, Counted.WITHIN},
    Unit.WEEKS: {Counted.BEGINNING_WITH},
    Unit.WORKING_DAYS: {Counted.WORKING_DAYS_AFTER},
    Unit.YEARS: {Counted.BEGINNING_WITH, Counted.WITHIN},
}
NEEDED = {"id", "power", "parameter", "value", "unit", "status", "citation", "source", "mark", "checked"}
ALLOWED = NEEDED | {"counted", "counted_from", "from", "to", "note"}


@dataclass(frozen=True)
class Rules:
    """Every row of the tables, and the rows in force by power and parameter."""

    rows: tuple[Limit, ...]

    def find(self, power: str, parameter: str, on: date) -> Limit | None:
        """The limit in force on a date, or nothing where the tables are silent."""
        key = (power, parameter)
        return next((row for row in self.rows if (row.power, row.parameter) == key and row.covers(on)), None)

    def limit(self, power: str, parameter: str, on: date) -> Limit:
        """The limit in force on a date; refuses where none is, since a limit is never assumed."""
        found = self.find(power, parameter, on)
        if found is None:
            raise NoLimit(power, parameter, on)
        return found

    def rows_in_force(self, on: date) -> tuple[Limit, ...]:
        """Every limit in force on a date, by power and parameter."""
        return tuple(sorted((row for row in self.rows if row.covers(on)), key=lambda row: (row.power, row.parameter)))

    def activated(self, activations: Iterable[Activation]) -> "Rules":
        """The same tables with unconfirmed rows switched on from a date, each closing the row it replaces the day before."""
        rows = {row.id: row for row in self.rows}
        for activation in sorted(activations, key=lambda item: item.from_on):
            _switch_on(rows, activation)
        return checked(rows.values())


def _switch_on(rows: dict[str, Limit], activation: Activation) -> None:
    new = rows.get(activation.row_id)
    if new is None:
        raise BadRow(activation.row_id, "no such row to switch on")
    if new.status is Status.IN_FORCE:
        raise BadRow(new.id, "the row is already in force")
    if not activation.instrument.strip():
        raise BadRow(new.id, "name the instrument that brings the row into force")
    for row in list(rows.values()):
        if (row.power, row.parameter) == (new.power, new.parameter) and row.covers(activation.from_on):
            if row.starts_on == activation.from_on:
                raise BadRow(new.id, f"starts on the same day as {row.id}")
            rows[row.id] = replace(row, ends_on=activation.from_on - timedelta(days=1))
            new = replace(new, ends_on=row.ends_on)
    citation = f"{new.citation}; {activation.instrument.strip()}"
    rows[new.id] = replace(new, status=Status.IN_FORCE, starts_on=activation.from_on, citation=citation)


def _value(row_id: str, entry: dict[str, Any]) -> int | None:
    value = entry["value"]
    if value == UNLIMITED:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadRow(row_id, f"value {value!r} is neither a whole number nor {UNLIMITED!r}")
    return value


def _date(row_id: str, entry: dict[str, Any], key: str) -> date | None:
    value = entry.get(key)
    if value is not None and type(value) is not date:
        raise BadRow(row_id, f"{key} {value!r} is not a date")
    return value


def _member(row_id: str, kind: type[Kind], value: str) -> Kind:
    try:
        return kind(value)
    except ValueError:
        raise BadRow(row_id, f"unknown {kind.__name__.lower()} {value!r}") from None


def _text(row_id: str, entry: dict[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise BadRow(row_id, f"{key} is not text")
    if key in NEEDED and not value.strip():
        raise BadRow(row_id, f"{key} is missing")
    return value


def read_row(entry: dict[str, Any], known_sources: frozenset[str]) -> Limit:
    """One entry of the tables as a limit; refuses whatever is missing, unknown or contradictory."""
    row_id = str(entry.get("id") or "row without an id")
    if absent := NEEDED - entry.keys():
        raise BadRow(row_id, f"{', '.join(sorted(absent))} is missing")
    if extra := entry.keys() - ALLOWED:
        raise BadRow(row_id, f"{', '.join(sorted(extra))} is not a known key")
    unknown = [key for key in entry["source"] if key not in known_sources]
    if unknown:
        raise BadRow(row_id, f"source {', '.join(unknown)} is not listed")
    checked_on = _date(row_id, entry, "checked")
    if checked_on is None:
        raise BadRow(row_id, "checked is missing")
    row = Limit(
        id=_text(row_id, entry, "id"),
        power=_text(row_id, entry, "power"),
        parameter=_text(row_id, entry, "parameter"),
        value=_value(row_id, entry),
        unit=_member(row_id, Unit, entry["unit"]),
        counted=_member(row_id, Counted, entry["counted"]) if "counted" in entry else None,
        counted_from=_text(row_id, entry, "counted_from"),
        starts_on=_date(row_id, entry, "from"),
        ends_on=_date(row_id, entry, "to"),
        status=_member(row_id, Status, entry["status"]),
        citation=_text(row_id, entry, "citation"),
        source=tuple(entry["source"]),
        mark=_text(row_id, entry, "mark"),
        checked_on=checked_on,
        note=_text(row_id, entry, "note"),
    )
    _consistent(row)
    return row


def _consistent(row: Limit) -> None:
    if row.unit in PERIODS:
        if row.counted not in PERIODS[row.unit]:
            raise BadRow(row.id, f"{row.unit} cannot be counted as {row.counted}")
        if not row.counted_from:
            raise BadRow(row.id, "counted_from is missing")
    elif row.counted is not None:
        raise BadRow(row.id, f"{row.unit} is not a period, so nothing is counted")
    if row.status is Status.IN_FORCE and row.starts_on is None:
        raise BadRow(row.id, "in force, but from is missing")
    if row.status is Status.UNCONFIRMED and row.starts_on is not None:
        raise BadRow(row.id, "unconfirmed, so it has no from")
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise BadRow(row.id, "ends before it starts")


def checked(rows: Iterable[Limit]) -> Rules:
    """The rows as tables; refuses one id twice, two rows in force on one day, and a gap between two rows."""
    kept = tuple(rows)
    seen: set[str] = set()
    chains: dict[tuple[str, str], list[Limit]] = {}
    for row in kept:
        if row.id in seen:
            raise BadRow(row.id, "the id is used twice")
        seen.add(row.id)
        if row.status is Status.IN_FORCE:
            chains.setdefault((row.power, row.parameter), []).append(row)
    for chain in chains.values():
        _unbroken(sorted(chain, key=lambda row: row.starts_on or date.min))
    return Rules(kept)


def _unbroken(chain: list[Limit]) -> None:
    for earlier, later in pairwise(chain):
        starts_on = later.starts_on or date.min
        if earlier.ends_on is None or earlier.ends_on >= starts_on:
            raise BadRow(later.id, f"overlaps {earlier.id}")
        if starts_on - earlier.ends_on > timedelta(days=1):
            raise BadRow(later.id, f"leaves a gap after {earlier.id}")


def sources() -> dict[str, str]:
    """The sources that rows cite, by key."""
    with SOURCES.open("rb") as file:
        return tomllib.load(file)["source"]


def load(folder: Path = FOLDER) -> Rules:
    """Read and check every table in a folder."""
    known = frozenset(sources())
    rows = []
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            rows += [read_row(entry, known) for entry in tomllib.load(file)["limit"]]
    return checked(rows)


@cache
def loaded() -> Rules:
    """The tables shipped with the application, read once."""
    return load()


@cache
def _with(activations: tuple[Activation, ...]) -> Rules:
    return loaded().activated(activations) if activations else loaded()


def in_use(activations: Iterable[Activation] = ()) -> Rules:
    """The shipped tables with an administrator's switched-on rows."""
    return _with(tuple(activations))


def limit(power: str, parameter: str, on: date, activations: Iterable[Activation] = ()) -> Limit:
    """The limit in force on a date; refuses where none is, since a limit is never assumed."""
    return in_use(activations).limit(power, parameter, on)


def rows_in_force(on: date, activations: Iterable[Activation] = ()) -> tuple[Limit, ...]:
    """Every limit in force on a date, by power and parameter."""
    return in_use(activations).rows_in_force(on)
