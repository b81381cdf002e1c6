"""Reads of the public register. They touch its own table alone, so nothing that was not published can be among what they give."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from casework.enforcement import words
from casework.enforcement.models.register import RegisterEntry
from casework.enforcement.types.orders import KIND_LABELS, TERM_LABELS, OrderKind, TermKind
from casework.enforcement.types.register import Area, Entry, PublicArea, PublicChange, PublicTerm
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.kernel.refs import normalise_ref
from casework.organisations.models import Partnership

MOST, PAST_PAGE = 500, 25


def areas(actor: Actor) -> list[Area]:
    """Return the partnerships that have a register."""
    rows = db.session().execute(select(Partnership.id, Partnership.area_code, Partnership.area_name).order_by(Partnership.id))
    return [Area(key, code, name) for key, code, name in rows]


def area(actor: Actor, code: str) -> Area:
    """Return the partnership asked for by its published code, or the first; refuses a code that is none."""
    found = areas(actor)
    chosen = next((item for item in found if item.code == code), None) if code else next(iter(found), None)
    if chosen is None:
        raise NotFound("register")
    return chosen


def current(actor: Actor, of: Area, on: date) -> list[Entry]:
    """Return the orders that are made and not over on a day."""
    made = and_(RegisterEntry.standing == "made", RegisterEntry.ends_on >= on)
    return _entries(of, on, made, MOST, by_title=True)


def proposed(actor: Actor, of: Area, on: date) -> list[Entry]:
    """Return the orders that are proposed and publicised."""
    return _entries(of, on, RegisterEntry.standing == "proposed", MOST, by_title=True)


def past(actor: Actor, of: Area, on: date, key: int = 0) -> tuple[list[Entry], int]:
    """Return one page of the orders that are over, the last entered first, and the key of the next page (0: none)."""
    over = or_(RegisterEntry.standing == "ended", and_(RegisterEntry.standing == "made", RegisterEntry.ends_on < on))
    where = and_(over, RegisterEntry.id < key) if key > 0 else over
    rows = _rows(of, where, PAST_PAGE + 1)
    return [_entry(row, on) for row in rows[:PAST_PAGE]], rows[PAST_PAGE - 1].id if len(rows) > PAST_PAGE else 0


def everything(actor: Actor, of: Area, on: date) -> list[Entry]:
    """Return the entries of a register, newest first, for its files; bounded."""
    return _entries(of, on, RegisterEntry.id > 0, 10 * MOST)


def one(actor: Actor, ref: str, on: date) -> tuple[Area, Entry]:
    """Return one entry by the order's public reference; what is not published is not there."""
    row = db.session().scalar(select(RegisterEntry).where(RegisterEntry.ref == (normalise_ref(ref) or "-")))
    if row is None:
        raise NotFound("register")
    return next(item for item in areas(actor) if item.id == row.partnership_id), _entry(row, on)


def _entries(of: Area, on: date, where: Any, most: int, *, by_title: bool = False) -> list[Entry]:
    found = [_entry(row, on) for row in _rows(of, where, most)]
    return sorted(found, key=lambda item: item.title) if by_title else found


def _rows(of: Area, where: Any, most: int) -> list[RegisterEntry]:
    statement = select(RegisterEntry).where(RegisterEntry.partnership_id == of.id, where)
    return list(db.session().scalars(statement.order_by(RegisterEntry.id.desc()).limit(most)))


def _entry(row: RegisterEntry, on: date) -> Entry:
    """Return what an entry says on a day."""
    body, last = row.body, row.ends_on
    if last is not None and row.ended_on is not None:
        last = min(last, row.ended_on - timedelta(days=1))
    status, colour = _status(row, on)
    challenge = _day(body["challenge_last_on"])
    return Entry(
        ref=row.ref, kind=KIND_LABELS[OrderKind(row.kind)], title=row.title, council=row.council, status=status, colour=colour,
        made_on=row.made_on, effect_on=row.effect_on, ends_on=row.ends_on, last_on=last, challenge_last_on=challenge,
        may_challenge=row.standing == "made" and challenge is not None and on <= challenge, reasons=body["reasons"],
        site=body["site"], url=body["url"], signs_on=_day(body["signs_on"]), terms=_terms(body["terms"], on),
        areas=tuple(PublicArea(item["name"], item["geometry"]) for item in body["areas"] if not _is_past(item, on)),
        changes=tuple(PublicChange(item["what"], _day(item["on"]), _day(item["until"])) for item in body["changes"]),
        proposals=tuple((item["about"], _day(item["on"]), item["url"]) for item in body["proposals"]),
    )  # fmt: skip


def _status(row: RegisterEntry, on: date) -> tuple[str, str]:
    state = row.body["state"]
    if row.standing == "proposed" or row.effect_on is None or row.ends_on is None:
        return "Proposed", "amber"
    if row.standing == "ended":
        return {"discharged": "Discharged", "quashed": "Quashed by the High Court"}.get(state, "Expired"), "grey"
    if on > row.ends_on:
        return "Expired", "grey"
    if state == "suspended":
        return "Suspended by the High Court", "amber"
    if state == "made":
        return "Made, not yet in force", "blue"
    return ("In force", "green") if on >= row.effect_on else (f"Made, in force from {words.day(row.effect_on)}", "blue")


def _terms(held: Iterable[dict[str, Any]], on: date) -> tuple[PublicTerm, ...]:
    return tuple(
        PublicTerm(
            item["number"], TERM_LABELS[TermKind(item["kind"])], item["text"], item["when"], item["except"], item["activity"],
            _day(item["since"]), _day(item["until"]),
        )
        for item in held
        if not _is_past(item, on)
    )  # fmt: skip


def _is_past(item: dict[str, Any], on: date) -> bool:
    until = _day(item["until"])
    return until is not None and until < on


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
