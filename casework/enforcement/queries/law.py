"""The law in use: rows switched on, the settings of a partnership, rows in force on a day and what changes next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.enforcement import words
from casework.enforcement.models.law import LawActivation
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Partnership
from casework.statute import clocks, rules
from casework.statute.types import Activation, Deadline, Limit, Status
from casework.statute.validation import CapBasis, PeriodStart


@dataclass(frozen=True, slots=True)
class Settings:
    """How a partnership reads two points on which the law may be read in two ways."""

    cap_basis: CapBasis = CapBasis.OFFENCE_DATE
    period_start: PeriodStart = PeriodStart.EFFECT_DATE


@dataclass(frozen=True, slots=True)
class LawLine:
    """One row of the law as the page shows it."""

    id: str
    power: str
    area: str
    what: str
    figure: str
    from_on: date | None
    to_on: date | None
    status: str
    citation: str
    note: str
    source: str
    counted: str
    checked_on: date
    switched: "Switched | None" = None


@dataclass(frozen=True, slots=True)
class Switched:
    """One switching on of a row: by whom, when, from which day and by which instrument; and its undoing."""

    row_id: str
    what: str
    from_on: date
    instrument: str
    by: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""
    undone_reason: str = ""


def activations(actor: Actor) -> tuple[Activation, ...]:
    """Return the rows that an administrator switched on, each with its day and instrument."""
    rows = db.session().scalars(
        select(LawActivation).where(LawActivation.undone_at.is_(None)).order_by(LawActivation.from_on, LawActivation.row_id)
    )
    return tuple(Activation(row.row_id, row.from_on, row.instrument) for row in rows)


def settings(actor: Actor, partnership_id: int) -> Settings:
    """Return how a partnership reads the two open points: `fpn_cap_basis` and `pspo_period_start`."""
    held = db.session().get_one(Partnership, partnership_id).settings or {}
    return Settings(
        CapBasis(held.get("fpn_cap_basis", CapBasis.OFFENCE_DATE)),
        PeriodStart(held.get("pspo_period_start", PeriodStart.EFFECT_DATE)),
    )


def switchings(actor: Actor) -> list[Switched]:
    """Return every switching on of a row, newest first, those undone among them."""
    doer, undoer = aliased(AppUser), aliased(AppUser)
    rows = db.session().execute(
        select(LawActivation, doer.name, undoer.name)
        .outerjoin(doer, doer.id == LawActivation.by_user)
        .outerjoin(undoer, undoer.id == LawActivation.undone_by)
        .order_by(LawActivation.id.desc())
    )
    labels = {row.id: f"{words.area(row.power)}: {words.parameter(row.parameter)}" for row in rules.loaded().rows}
    return [
        Switched(
            row.row_id, labels.get(row.row_id, row.row_id), row.from_on, row.instrument, by or "the console", row.at,
            row.undone_at, undone_by or "the console" if row.undone_at else "", row.undone_reason,
        )
        for row, by, undone_by in rows
    ]  # fmt: skip


def in_force(actor: Actor, on: date) -> list[LawLine]:
    """Return every limit in force on a day, by power, with its citation."""
    switched = _standing(actor)
    return [_line(row, switched) for row in rules.rows_in_force(on, activations(actor))]


def changes_after(actor: Actor, on: date) -> list[LawLine]:
    """Return the rows that come into force after a day, soonest first, and those that wait for an instrument."""
    tables, switched = rules.in_use(activations(actor)), _standing(actor)
    coming = [row for row in tables.rows if row.status is Status.IN_FORCE and row.starts_on and row.starts_on > on]
    waiting = [row for row in tables.rows if row.status is not Status.IN_FORCE]
    coming.sort(key=lambda row: (row.starts_on or date.max, row.id))
    return [_line(row, switched) for row in [*coming, *sorted(waiting, key=lambda row: row.id)]]


def clock_of(actor: Actor, power: str, event: str, at: date | datetime) -> tuple[Deadline, ...]:
    """Return every deadline that an event starts under a power, by the limits in use; refuses an event it does not know."""
    return clocks.clock(power, event, at, activations=activations(actor))


def both_sides(actor: Actor, row_id: str, from_on: date) -> tuple[LawLine | None, LawLine | None]:
    """Return what a switched-on row answers the day before its first day, and on it."""
    row = next((item for item in rules.loaded().rows if item.id == row_id), None)
    if row is None:
        return None, None
    tables, switched = rules.in_use(activations(actor)), _standing(actor)
    found = [tables.find(row.power, row.parameter, on) for on in (from_on - timedelta(days=1), from_on)]
    before, after = (None if item is None else _line(item, switched) for item in found)
    return before, after


def _standing(actor: Actor) -> dict[str, Switched]:
    return {item.row_id: item for item in switchings(actor) if item.undone_at is None}


def _line(row: Limit, switched: dict[str, Switched]) -> LawLine:
    return LawLine(
        id=row.id,
        power=row.power,
        area=words.area(row.power),
        what=words.parameter(row.parameter),
        figure=words.figure(row),
        from_on=row.starts_on,
        to_on=row.ends_on,
        status=str(row.status),
        citation=row.citation,
        note=row.note,
        source=", ".join(row.source),
        counted=f"{row.counted.replace('_', ' ')} {row.counted_from}" if row.counted else "",
        checked_on=row.checked_on,
        switched=switched.get(row.id),
    )
