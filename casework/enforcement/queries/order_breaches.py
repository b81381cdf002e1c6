"""The breaches of an order found by place and date, among the cases one may see."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import cos, radians
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased

from casework.enforcement.models.actions import Breach
from casework.enforcement.models.orders import Order, OrderTerm
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.places import geo
from casework.sharing import policy
from casework.sharing.models import Record

SIZE = 25
NEAR = (50, 100, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Where:
    """What is looked for: days, words of the location, a point and how far from it."""

    since: date | None = None
    until: date | None = None
    words: str = ""
    point: tuple[float, float] | None = None
    metres: int = 100


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One breach: when, where, which term, its case and its penalty."""

    id: int
    at: datetime
    location: str
    latitude: float | None
    longitude: float | None
    term: int
    text: str
    case_ref: str
    action_ref: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of breaches, and the key of the next."""

    ref: str
    title: str
    lines: tuple[BreachLine, ...]
    next_key: str


def breaches(actor: Actor, order_ref: str, where: Where, key: str = "") -> Found:
    """Return breaches of one order, newest first; those on cases that one may not see are not among them."""
    order, lens = policy.open_one(actor, Order, order_ref)
    case, action = aliased(Record), aliased(Record)
    statement = (
        policy.readable(actor, Breach)
        .add_columns(OrderTerm.number, OrderTerm.text, case.ref, action.ref)
        .join(OrderTerm, OrderTerm.id == Breach.term_id)
        .join(case, case.id == Breach.record_id)
        .outerjoin(action, action.id == Breach.action_record_id)
        .where(Breach.order_record_id == order.record_id, *_conditions(where))
        .order_by(Breach.happened_at.desc(), Breach.id.desc())
        .limit(SIZE + 1)
    )
    after = _read(key)
    if after is not None:
        at, last = after
        statement = statement.where(or_(Breach.happened_at < at, and_(Breach.happened_at == at, Breach.id < last)))
    found = db.session().execute(statement).all()
    more = _key(found[SIZE - 1][0]) if len(found) > SIZE else ""
    lines = tuple(
        BreachLine(
            row.id, row.happened_at, row.location, row.latitude, row.longitude, number, text, case_ref, action_ref or ""
        )
        for row, number, text, case_ref, action_ref in found[:SIZE]
        if _is_near(where, row)
    )  # fmt: skip
    return Found(lens.ref, order.title, lines, more)


def _conditions(where: Where) -> list[Any]:
    found: list[Any] = []
    if where.since is not None:
        found.append(Breach.happened_at >= clock.start_of_day(where.since))
    if where.until is not None:
        found.append(Breach.happened_at < clock.end_of_day(where.until))
    if where.words:
        found.append(Breach.location.icontains(where.words, autoescape=True))
    if where.point is not None:
        latitude, longitude = where.point
        high = where.metres / geo.METRES_PER_DEGREE
        wide = high / cos(radians(latitude))
        found += [
            Breach.latitude.between(latitude - high, latitude + high),
            Breach.longitude.between(longitude - wide, longitude + wide),
        ]
    return found


def _is_near(where: Where, row: Breach) -> bool:
    if where.point is None or row.latitude is None or row.longitude is None:
        return where.point is None
    latitude, longitude = where.point
    return geo.distance_metres((longitude, latitude), (row.longitude, row.latitude)) <= where.metres


def _key(row: Breach) -> str:
    return f"{row.happened_at:%Y%m%dT%H%M%S.%f}-{row.id}"


def _read(key: str) -> tuple[datetime, int] | None:
    at, _, last = key.partition("-")
    try:
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(last)
    except ValueError:
        return None
