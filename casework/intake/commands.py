"""The commands that take in files of open data."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup

from casework.enforcement.services import order_loading
from casework.enforcement.services.order_loading import Loaded
from casework.intake import services
from casework.intake.types import FIGURES, Taken
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db

REASON = "taking in open data at the console"
ORDERS = "taking in orders and their areas at the console"
MOST_TOLD = 50

take_in = AppGroup(
    "import", help="Take in wards, postcodes, populations, the police's street-level files, and orders with their areas."
)
_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
_format = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


@take_in.command("wards")
@_files
@_format
def take_wards(files: tuple[Path, ...], form: str) -> None:
    """Take in wards, boundaries, small areas and postcodes; each file is known by its header, all may come in one call."""
    _take(files, services.AREAS, form)


@take_in.command("police")
@_files
@_format
def take_police(files: tuple[Path, ...], form: str) -> None:
    """Take in monthly street-level files of the police."""
    _take(files, (services.POLICE,), form)


@take_in.command("orders")
@click.argument("file", type=click.Path(path_type=Path))
@_format
def take_orders(file: Path, form: str) -> None:
    """Take in public spaces protection orders from a JSON file; all or nothing, and a second time changes nothing."""
    _load(file, form, order_loading.load_orders)


@take_in.command("areas")
@click.argument("file", type=click.Path(path_type=Path))
@_format
def take_areas(file: Path, form: str) -> None:
    """Take in the restricted areas of orders taken in before, from a GeoJSON file; all or nothing."""
    _load(file, form, order_loading.load_areas)


def _load(file: Path, form: str, load: Callable[[Actor, Path], Loaded]) -> None:
    actor, session = system_actor(ORDERS), db.session()
    session.bind_actor(actor)
    found = load(actor, file)
    session.commit()
    told = [{"entry": bad.entry, "id": bad.name, "reason": bad.reason} for bad in found.bad]
    if form == "json":
        click.echo(json.dumps({**found.counts, "said": found.said, "errors": told[:MOST_TOLD]}, indent=2))
    else:
        click.echo(f"{file.name}: " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.counts.items()))
        for line in found.said:
            click.echo(f"  {line}")
        for bad in found.bad[:MOST_TOLD]:
            click.echo(f"  entry {bad.entry} ({bad.name or 'no id'}): {bad.reason}")
    if found.bad:
        raise SystemExit(1)


def _take(files: tuple[Path, ...], kinds: tuple[str, ...], form: str) -> None:
    actor, found = system_actor(REASON), []
    session = db.session()
    session.bind_actor(actor)
    for path in services.in_order(actor, files):
        found.append(services.take(actor, path, kinds=kinds))
        session.commit()
    click.echo(_as_json(found) if form == "json" else _as_text(found))
    if any(each.is_refused for each in found):
        raise SystemExit(1)


def _as_json(found: list[Taken]) -> str:
    told: dict[str, object] = {name: sum(each.counts.get(name, 0) for each in found) for name in FIGURES}
    kinds: dict[str, int] = {}
    for each in found:
        if each.kind and not each.is_refused:
            kinds[each.kind] = kinds.get(each.kind, 0) + each.counts["rows"]
    told["kinds"] = kinds
    told["files"] = [
        {
            "file": each.name,
            "kind": each.kind,
            "already_taken_in": each.is_repeat,
            **each.counts,
            "errors": [{"line": fault.line, "reason": fault.reason} for fault in each.faults[:MOST_TOLD]],
        }
        for each in found
    ]
    return json.dumps(told, indent=2)


def _as_text(found: list[Taken]) -> str:
    return "\n".join(line for each in found for line in _lines(each))


def _lines(each: Taken) -> list[str]:
    if each.is_refused:
        rest = len(each.faults) - MOST_TOLD
        told = [f"  line {fault.line}: {fault.reason}" for fault in each.faults[:MOST_TOLD]]
        return [f"{each.name}: refused, nothing was kept.", *told, *([f"  and {rest:,} more lines"] if rest > 0 else [])]
    said = "already taken in, nothing changed" if each.is_repeat else "taken in"
    figures = f"{each.counts['rows']:,} rows"
    if each.kind == services.POLICE:
        figures += (
            f", {each.counts['without_place']:,} without a place, {each.counts['in_district']:,} in the district: "
            f"{each.counts['asb']:,} ASB, {each.counts['crimes']:,} crimes"
        )
    return [f"{each.name}: {each.kind}, {said}: {figures}."]
