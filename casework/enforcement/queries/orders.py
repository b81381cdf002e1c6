"""Reads of orders: the list, where each stands on a day, which apply at a point on a day, and their dates for the diary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_

from casework.accounts.types import CASEWORK_ROLES
from casework.enforcement import standing
from casework.enforcement.models.orders import Order, OrderArea, OrderChange, OrderTerm
from casework.enforcement.types.order_steps import DECISIONS, OrderState
from casework.enforcement.types.orders import DateLine, OrderLine, TermLine
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.organisations.types import OrganisationKind
from casework.places import drawn, geo
from casework.places import queries as places
from casework.sharing import listing as lists
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Filters, Kind, Page

MOST_DATED = 500


def rows(actor: Actor, model: Any, record_id: int) -> list[Any]:
    """Return the rows of one order that the actor may see, in their order."""
    by = model.number if model is OrderTerm else model.id
    return list(db.session().scalars(policy.readable(actor, model).where(model.record_id == record_id).order_by(by)))


def state_on(actor: Actor, order: Order, on: date) -> OrderState:
    """Where an order stands on a day as a page says it: published but not yet of effect is made, not in force."""
    state = standing.standing(order, on)
    return OrderState.MADE if state is OrderState.IN_FORCE and order.effect_on is not None and on < order.effect_on else state


def last_change(actor: Actor, record_id: int) -> OrderChange | None:
    """Return the last thing decided about an order, or done to it in court."""
    return next(reversed(rows(actor, OrderChange, record_id)), None)


def last_decision(actor: Actor, record_id: int) -> OrderChange | None:
    """Return the council's last decision on an order: its making, an extension, a variation or the discharge."""
    return next((row for row in reversed(rows(actor, OrderChange, record_id)) if row.what in DECISIONS), None)


def is_suspended(actor: Actor, order: Order, on: date) -> bool:
    """Say whether the High Court had suspended an order on a day (s66(6))."""
    return _suspended(rows(actor, OrderChange, order.record_id), on)


def _suspended(changes: Sequence[OrderChange], on: date) -> bool:
    last = [row.what for row in changes if row.what in ("suspended", "resumed") and row.decided_on <= on]
    return bool(last) and last[-1] == "suspended"


def listing(actor: Actor, *, stage: str = "", key: str = "") -> tuple[Page, list[OrderLine]]:
    """Return one page of the orders one may see, newest first: every made one of the partnership, and one's own drafts."""
    found = lists.page(actor, Kind.ORDER, Filters(stage=(stage,) if stage in set(OrderState) else ()), key=key)
    held = {
        order.record_id: _line(actor, order, ref, name, (), clock.today())
        for order, ref, name in db.session().execute(
            _with_names(policy.readable(actor, Order)).where(Order.record_id.in_(found.ids))
        )
    }
    return found, [held[record_id] for record_id in found.ids if record_id in held]


def orders_applying(actor: Actor, latitude: float, longitude: float, at: date) -> list[OrderLine]:
    """Return the orders in force at a point on a London day, each with its terms: which prohibitions and requirements apply here.

    The box around each area narrows the search; the shape itself decides, and a point on its line is in it. An order has effect
    from the first instant of its first day to the last of its last.
    """
    near = drawn.ON_THE_LINE
    statement = (
        _with_names(policy.readable(actor, Order))
        .add_columns(OrderArea)
        .join(OrderArea, OrderArea.record_id == Order.record_id)
        .where(
            OrderArea.west <= longitude + near, OrderArea.east >= longitude - near,
            OrderArea.south <= latitude + near, OrderArea.north >= latitude - near,
            *_part_of(OrderArea, at), *_in_force(at),
        )
        .order_by(Order.title, Order.record_id)
    )  # fmt: skip
    held: dict[int, Any] = {}
    for order, ref, name, shape in db.session().execute(statement):
        if drawn.holds(geo.area_from_geojson(shape.geometry), longitude, latitude):
            held[order.record_id] = (order, ref, name)
    return _applying(actor, held, at)


def orders_in_force(actor: Actor, at: date) -> list[OrderLine]:
    """Return every order in force on a day with its terms, for choosing one by its title where no point is known."""
    found = db.session().execute(_with_names(policy.readable(actor, Order)).where(*_in_force(at)).order_by(Order.title))
    return _applying(actor, {order.record_id: (order, ref, name) for order, ref, name in found}, at)


def _applying(actor: Actor, held: dict[int, Any], at: date) -> list[OrderLine]:
    changes: dict[int, list[OrderChange]] = {}
    for row in db.session().scalars(
        policy.readable(actor, OrderChange).where(OrderChange.record_id.in_(held)).order_by(OrderChange.id)
    ):
        changes.setdefault(row.record_id, []).append(row)
    live = {key: value for key, value in held.items() if not _suspended(changes.get(key, ()), at)}
    terms = _terms(actor, list(live), at)
    return [_line(actor, order, ref, name, terms.get(order.record_id, ()), at) for order, ref, name in live.values()]


def covers(actor: Actor, order_id: int, latitude: float, longitude: float, on: date) -> bool:
    """Say whether a point lies in an order's restricted area as it was on a day; without a drawn area it covers no point."""
    shapes = [row for row in rows(actor, OrderArea, order_id) if _was_part(row, on)]
    return any(drawn.holds(geo.area_from_geojson(row.geometry), longitude, latitude) for row in shapes)


def _was_part(row: Any, on: date) -> bool:
    return (row.since_on is None or row.since_on <= on) and (row.until_on is None or row.until_on >= on)


def _part_of(model: Any, at: date) -> tuple[Any, ...]:
    return or_(model.since_on.is_(None), model.since_on <= at), or_(model.until_on.is_(None), model.until_on >= at)


def _in_force(at: date) -> tuple[Any, ...]:
    return (
        or_(
            Order.state.in_((OrderState.IN_FORCE, OrderState.SUSPENDED, OrderState.EXPIRED)),
            and_(Order.state.in_((OrderState.DISCHARGED, OrderState.QUASHED)), Order.discharged_on > at),
        ),
        Order.effect_on <= at,
        Order.ends_on >= at,
    )


def dates(actor: Actor, *, since: date, until: date) -> list[DateLine]:
    """Return the dated things of the made orders one may see, between two days: for the diary, soonest first.

    The last day to challenge (s66), the day an order takes effect, what to do in time before it ends, its last day.
    """
    found = db.session().execute(
        _with_names(policy.readable(actor, Order))
        .where(Order.state.in_(standing.LIVE), Order.ends_on >= since)
        .order_by(Order.ends_on, Order.record_id)
        .limit(MOST_DATED)
    )
    lines = [
        DateLine(dated.on, dated.what, ref, order.title, dated.citation)
        for order, ref, _ in found
        for dated in standing.dated_of(order)
        if since <= dated.on <= until
    ]
    return sorted(lines, key=lambda line: (line.on, line.title, line.what))


def _with_names(statement: Any) -> Any:
    return (
        statement.add_columns(Record.ref, Organisation.name)
        .join(Record, Record.id == Order.record_id)
        .join(Organisation, Organisation.id == Order.org_id)
    )


def _terms(actor: Actor, ids: list[int], at: date) -> dict[int, tuple[TermLine, ...]]:
    found: dict[int, tuple[TermLine, ...]] = {}
    statement = (
        policy.readable(actor, OrderTerm)
        .where(OrderTerm.record_id.in_(ids), *_part_of(OrderTerm, at))
        .order_by(OrderTerm.record_id, OrderTerm.number)
    )
    for row in db.session().scalars(statement):
        found[row.record_id] = (*found.get(row.record_id, ()), standing.term_line(row))
    return found


def _line(actor: Actor, order: Order, ref: str, name: str, terms: tuple[TermLine, ...], at: date) -> OrderLine:
    return OrderLine(ref, order.title, state_on(actor, order, at), order.effect_on, order.ends_on, name, terms)


@dataclass(frozen=True, slots=True)
class Here:
    """The place and day that were asked about."""

    latitude: float
    longitude: float
    on: date
    said: str


def place(actor: Actor, latitude: float | None, longitude: float | None, postcode: str, on: date) -> Here | None:
    """Return the point asked about: given as such, or the middle of a postcode; None when neither is known."""
    if latitude is not None and longitude is not None and geo.is_in_kingdom(longitude, latitude):
        return Here(latitude, longitude, on, f"{latitude:.5f}, {longitude:.5f}")
    found = places.position_of(postcode) if postcode.strip() else None
    return Here(found[0], found[1], on, postcode.strip().upper()) if found else None


def may_draft(actor: Actor) -> bool:
    """Say whether the actor's organisation may make orders: the district council's caseworkers (2014 Act s59)."""
    if actor.organisation_id is None or actor.read_only or actor.roles.isdisjoint(CASEWORK_ROLES):
        return False
    return organisations.organisation(actor.organisation_id).kind == OrganisationKind.LA_DISTRICT
