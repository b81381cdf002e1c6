"""The lawful life of every power, as data: read once, and refused where a state, a section or a clock is missing."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from casework.statute.cards import FIELD_KINDS, KNOWN, Card, Field, Life, Limb, Move, Need, Running, Standing, When
from casework.statute.clocks import CLOCKS
from casework.statute.types import BadRow

FOLDER = Path(__file__).parent / "data" / "powers"
ACT = "Anti-social Behaviour, Crime and Policing Act 2014"
SHAPES = frozenset({"warning", "agreement", "cpw", "cpn", "penalty", "course"})
TARGETS = frozenset({"person", "place", "thing"})


def _when(entry: dict[str, Any]) -> When:
    given = entry.get("when", {})
    return tuple((name, tuple(value) if isinstance(value, list) else (value,)) for name, value in given.items())


def _field(entry: dict[str, Any]) -> Field:
    return Field(
        name=entry["name"],
        kind=entry["kind"],
        label=entry["label"],
        hint=entry.get("hint", ""),
        required=entry.get("required", True),
        choices=tuple(entry.get("choices", {}).items()),
        powers=tuple(entry.get("powers", ())),
    )


def _running(entry: dict[str, Any]) -> Running:
    same = {name: entry[name] for name in ("start", "name", "event", "power", "citation", "stops") if name in entry}
    return Running(**same, when=_when(entry))


def _need(entry: dict[str, Any]) -> Need:
    return Need(entry["fact"], entry["sentence"], entry["section"], _when(entry), tuple(entry.get("among", ())))


def _move(entry: dict[str, Any]) -> Move:
    return Move(
        name=entry["name"],
        label=entry["label"],
        sources=tuple(entry["from"]),
        to=entry.get("to", entry["name"]),
        section=entry["section"],
        fields=tuple(_field(item) for item in entry.get("fields", ())),
        needs=tuple(_need(item) for item in entry.get("needs", ())),
        not_before=tuple(_running(item) for item in entry.get("not_before", ())),
        not_after=tuple(_running(item) for item in entry.get("not_after", ())),
        checks=tuple(entry.get("checks", ())),
        measured=entry.get("measured", "on"),
        is_payment=entry.get("payment", False),
    )


def _life(entry: dict[str, Any]) -> Life:
    standings = {
        item["name"]: Standing(
            item["name"],
            item.get("final", False),
            tuple(_running(each) for each in item.get("clocks", ())),
            item.get("why", ""),
            item.get("section", ""),
        )
        for item in entry["state"]
    }
    moves = tuple(_move(item) for item in entry.get("move", ()))
    forbidden = {item["name"]: (item["sentence"], item["section"]) for item in entry.get("forbid", ())}
    life = Life(entry["name"], entry["enters"], standings, moves, forbidden)
    _sound(life)
    return life


def _sound(life: Life) -> None:
    """Refuse a life with a state nobody reaches, a move without a section, or an end that is none."""
    if twice := [name for name, number in Counter(move.name for move in life.moves).items() if number > 1]:
        raise BadRow(life.name, f"the move {twice[0]} stands twice")
    named = {life.enters, *(name for move in life.moves for name in (*move.sources, *([move.to] if move.to else [])))}
    if lost := named ^ life.standings.keys():
        raise BadRow(life.name, f"the state {sorted(lost)[0]} is unknown or never reached")
    for move in life.moves:
        if not move.section.strip():
            raise BadRow(life.name, f"the move {move.name} has no section")
    if both := life.forbidden.keys() & {move.name for move in life.moves}:
        raise BadRow(life.name, f"{sorted(both)[0]} is both lawful and forbidden")
    for standing in life.standings.values():
        _explained(life, standing)


def _explained(life: Life, standing: Standing) -> None:
    """Where a paper stands it is over, and says why, or something leads on and a clock always runs."""
    leads_on = [move for move in life.moves_from(standing.name) if move.to]
    if standing.is_final:
        if leads_on:
            raise BadRow(life.name, f"{standing.name} is final, but {leads_on[0].name} leads on")
        if not (standing.why and standing.section):
            raise BadRow(life.name, f"{standing.name} is final without a reason and a section")
        return
    if not leads_on:
        raise BadRow(life.name, f"nothing leads on from {standing.name}")
    if not any(not clock.when for clock in standing.clocks):
        raise BadRow(life.name, f"{standing.name} has no clock that always runs")


def _card(entry: dict[str, Any], lives: dict[str, Life]) -> Card:
    if entry["life"] not in lives:
        raise BadRow(entry["code"], f"the life {entry['life']} is unknown")
    plain = ("step", "offence", "target", "subject", "needs_delegation", "widened_by", "opens_with")
    card = Card(
        code=entry["code"],
        label=entry["label"],
        shape=entry.get("shape", "course"),
        life=lives[entry["life"]],
        table=entry.get("table", entry["code"]),
        kinds=tuple(entry["kinds"]),
        citation=entry["citation"],
        limbs=tuple(Limb(item["name"], item["text"], item["section"]) for item in entry.get("limbs", ())),
        fields=tuple(_field(item) for item in entry.get("fields", ())),
        needs=tuple(_need(item) for item in entry.get("needs", ())),
        checks=tuple(entry.get("checks", ())),
        **{name: entry[name] for name in plain if name in entry},
    )
    _whole(card)
    return card


def _whole(card: Card) -> None:
    """Refuse a card that cites nothing, asks one thing in two ways, or whose clocks and needs rest on what nobody says."""
    if card.shape not in SHAPES or card.target not in TARGETS:
        raise BadRow(card.code, "the shape or the target is unknown")
    if not card.citation.strip() or not all(limb.section for limb in card.limbs):
        raise BadRow(card.code, "a citation is missing")
    moves, known = card.life.moves, _known(card)
    bounds = [each for move in moves for each in (*move.not_before, *move.not_after)]
    for running in [*bounds, *(each for standing in card.life.standings.values() for each in standing.clocks)]:
        _starts(card, running, known.keys() | {f"@{name}" for name in ("last", *(move.name for move in moves))})
    for need in (*card.needs, *(each for move in moves for each in move.needs)):
        if need.fact not in known or any(name not in known for name, _ in need.when):
            raise BadRow(card.code, f"{need.fact} is needed, but nobody asks it")


def _known(card: Card) -> dict[str, str]:
    known: dict[str, str] = dict(KNOWN)
    for item in (*card.fields, *(each for move in card.life.moves for each in move.fields)):
        if item.kind not in FIELD_KINDS:
            raise BadRow(card.code, f"{item.name} is of the unknown kind {item.kind}")
        if known.setdefault(item.name, item.kind) != item.kind:
            raise BadRow(card.code, f"{item.name} is of two kinds")
    return known


def _starts(card: Card, running: Running, starts: set[str]) -> None:
    if any(start not in starts for start in running.start.split("|")):
        raise BadRow(card.code, f"a clock starts from {running.start}, which nobody says")
    if running.stops and running.stops not in starts:
        raise BadRow(card.code, f"a clock stops at {running.stops}, which nobody says")
    if not running.event and not (running.name and running.citation):
        raise BadRow(card.code, f"the day {running.start} has no name or citation")
    if running.event and running.event != "penalty_dated" and (running.power or card.table, running.event) not in CLOCKS:
        raise BadRow(card.code, f"no clock starts with {running.event}")


@cache
def cards() -> dict[str, Card]:
    """Every power by its code, checked."""
    lives: dict[str, Life] = {}
    entries: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8").replace("{ACT}", ACT))
        for entry in data.get("life", ()):
            if entry["name"] in lives:
                raise BadRow(entry["name"], "the life stands twice")
            lives[entry["name"]] = _life(entry)
        entries += data.get("power", ())
    made = [_card(entry, lives) for entry in entries]
    if twice := [code for code, number in Counter(card.code for card in made).items() if number > 1]:
        raise BadRow(twice[0], "the power stands twice")
    return {card.code: card for card in made}


def read_card(entry: dict[str, Any], life: dict[str, Any]) -> Card:
    """One power with its life, as an entry of the data; refuses whatever is missing, unknown or contradictory."""
    return _card(entry, {life["name"]: _life(life)})
