"""The law in use: rows switched on, the settings of a partnership, rows in force on a day and what changes next."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.enforcement import words
from casework.enforcement.models.law import LawActivation
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Partnership
from casework.statute import rules
from casework.statute.types import Activation, Limit, Status
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


def activations(actor: Actor) -> tuple[Activation, ...]:
    """Return the rows that an administrator switched on, each with its day and instrument."""
    rows = db.session().scalars(select(LawActivation).order_by(LawActivation.from_on, LawActivation.row_id))
    return tuple(Activation(row.row_id, row.from_on, row.instrument) for row in rows)


def settings(actor: Actor, partnership_id: int) -> Settings:
    """Return how a partnership reads the two open points: `fpn_cap_basis` and `pspo_period_start`."""
    held = db.session().get_one(Partnership, partnership_id).settings or {}
    return Settings(
        CapBasis(held.get("fpn_cap_basis", CapBasis.OFFENCE_DATE)),
        PeriodStart(held.get("pspo_period_start", PeriodStart.EFFECT_DATE)),
    )


def in_force(actor: Actor, on: date) -> list[LawLine]:
    """Return every limit in force on a day, by power, with its citation."""
    return [_line(row) for row in rules.rows_in_force(on, activations(actor))]


def changes_after(actor: Actor, on: date) -> list[LawLine]:
    """Return the rows that come into force after a day, soonest first, and those that wait for an instrument."""
    tables = rules.in_use(activations(actor))
    coming = [row for row in tables.rows if row.status is Status.IN_FORCE and row.starts_on and row.starts_on > on]
    waiting = [row for row in tables.rows if row.status is not Status.IN_FORCE]
    coming.sort(key=lambda row: (row.starts_on or date.max, row.id))
    return [_line(row) for row in [*coming, *sorted(waiting, key=lambda row: row.id)]]


def _line(row: Limit) -> LawLine:
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
    )
