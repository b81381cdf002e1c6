"""Reads of orders: the list, one order with its clocks and what it lacks, and which orders apply at a point on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_

from casework.accounts.types import CASEWORK_ROLES
from casework.enforcement.models.actions import Breach
from casework.enforcement.models.orders import Order, OrderArea, OrderChange, OrderConsultation, OrderPublication, OrderTerm
from casework.enforcement.queries import law
from casework.enforcement.types.orders import (
    STEP_OF,
    AreaLine,
    ChangeLine,
    Consulted,
    ConsultedLine,
    OrderLine,
    OrderSheet,
    OrderState,
    PublicationLine,
    TermKind,
    TermLine,
)
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.organisations.types import OrganisationKind
from casework.places import geo
from casework.places import queries as places
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Act
from casework.statute import clocks, deadlines, validation
from casework.statute.types import Deadline, Refusal
from casework.statute.validation import PspoStep


def sheet(actor: Actor, order_ref: str, act: Act = Act.RECORD_READ) -> OrderSheet:
    """Open one order and return what its page shows; its breaches are counted among the cases one may see."""
    order, lens = policy.open_one(actor, Order, order_ref, act)
    consulted, publications = rows(actor, OrderConsultation, order.record_id), rows(actor, OrderPublication, order.record_id)
    breaches = db.session().scalar(
        policy.readable(actor, Breach).where(Breach.order_record_id == order.record_id).with_only_columns(func.count(Breach.id))
    )
    return OrderSheet(
        ref=lens.ref, title=order.title, state=state_on(actor, order, clock.today()), council=lens.owner_name,
        reasons=order.reasons, made_on=order.made_on, effect_on=order.effect_on, ends_on=order.ends_on, made_by=order.made_by,
        version=order.version, terms=tuple(_term(row) for row in rows(actor, OrderTerm, order.record_id)),
        areas=tuple(
            AreaLine(row.id, row.name, row.geometry, (row.west, row.south, row.east, row.north))
            for row in rows(actor, OrderArea, order.record_id)
        ),
        consulted=tuple(ConsultedLine(row.who, row.name, row.on, row.reply) for row in consulted),
        publications=tuple(PublicationLine(row.what, row.url, row.signs_on, row.at) for row in publications),
        changes=tuple(
            ChangeLine(row.what, row.decided_on, row.ends_on, row.reason) for row in rows(actor, OrderChange, order.record_id)
        ),
        clocks=clocks_of(actor, order), lacks=lacks(actor, order, consulted, publications) if _waits(order) else (),
        breaches=breaches or 0, may_write=policy.may(actor, lens, Act.RECORD_EDIT),
    )  # fmt: skip


def _waits(order: Order) -> bool:
    return order.state in (OrderState.DRAFT, OrderState.CONSULTATION, OrderState.MADE)


def rows(actor: Actor, model: Any, record_id: int) -> list[Any]:
    """Return the rows of one order that the actor may see, in their order."""
    by = model.number if model is OrderTerm else model.id
    return list(db.session().scalars(policy.readable(actor, model).where(model.record_id == record_id).order_by(by)))


def state_on(actor: Actor, order: Order, on: date) -> OrderState:
    """Where an order stands on a day: one whose end has passed has expired, whoever looked at it last."""
    state = OrderState(order.state)
    if state is OrderState.IN_FORCE and order.ends_on is not None and on > order.ends_on:
        return OrderState.EXPIRED
    if state is OrderState.IN_FORCE and order.effect_on is not None and on < order.effect_on:
        return OrderState.MADE
    return state


def clocks_of(actor: Actor, order: Order) -> tuple[Deadline, ...]:
    """The clocks of a made order: its challenge, its longest end, the last day to extend it (2014 Act ss60, 66)."""
    if order.made_on is None or order.effect_on is None or order.ends_on is None:
        return ()
    switched_on = law.activations(actor)
    start = law.settings(actor, order.partnership_id).period_start
    first = order.effect_on if start is validation.PeriodStart.EFFECT_DATE else order.made_on
    found = [
        *clocks.clock("PSPO", "made", order.made_on, activations=switched_on),
        *clocks.clock("PSPO", "effect", first, activations=switched_on),
    ]
    return *found, *deadlines.extension_of_pspo(
        order.ends_on, decided_on=min(order.ends_on, clock.today()), activations=switched_on
    )


def lacks(actor: Actor, order: Order, consulted: list[Any], publications: list[Any]) -> tuple[Refusal, ...]:
    """What must still be on record before the order is in force (V5; s72, SI 2014/2591)."""
    done = {STEP_OF[Consulted(row.who)] for row in consulted if Consulted(row.who) in STEP_OF}
    if any(row.url for row in publications):
        done.add(PspoStep.WEBSITE)
    if any(row.signs_on for row in publications):
        done.add(PspoStep.SIGNAGE)
    return validation.pspo_ready(done, has_parish=order.has_parish, has_county=order.has_county)


def listing(actor: Actor) -> list[OrderLine]:
    """Return the orders one may see, newest first: every made one of the partnership, and one's own drafts."""
    found = db.session().execute(_with_names(policy.readable(actor, Order)).order_by(Order.record_id.desc()))
    lines = [_line(actor, order, ref, name, (), clock.today()) for order, ref, name in found]
    return sorted(lines, key=lambda line: line.effect_on or date.max, reverse=True)


def orders_applying(actor: Actor, latitude: float, longitude: float, at: date) -> list[OrderLine]:
    """Return the orders in force at a point on a day, each with its terms: which prohibitions and requirements apply here.

    The box around each area narrows the search; the shape itself decides.
    """
    statement = (
        _with_names(policy.readable(actor, Order))
        .add_columns(OrderArea)
        .join(OrderArea, OrderArea.record_id == Order.record_id)
        .where(
            OrderArea.west <= longitude, OrderArea.east >= longitude, OrderArea.south <= latitude, OrderArea.north >= latitude,
            *_in_force(at),
        )
        .order_by(Order.title, Order.record_id)
    )  # fmt: skip
    held: dict[int, Any] = {}
    for order, ref, name, shape in db.session().execute(statement):
        if geo.area_from_geojson(shape.geometry).contains(longitude, latitude):
            held[order.record_id] = (order, ref, name)
    terms = _terms(actor, list(held))
    return [_line(actor, order, ref, name, terms.get(order.record_id, ()), at) for order, ref, name in held.values()]


def orders_in_force(actor: Actor, at: date) -> list[OrderLine]:
    """Return every order in force on a day with its terms, for choosing one by its title where no point is known."""
    found = list(db.session().execute(_with_names(policy.readable(actor, Order)).where(*_in_force(at)).order_by(Order.title)))
    terms = _terms(actor, [order.record_id for order, _, _ in found])
    return [_line(actor, order, ref, name, terms.get(order.record_id, ()), at) for order, ref, name in found]


def covers(actor: Actor, order_id: int, latitude: float, longitude: float) -> bool:
    """Say whether a point lies in an order's restricted area; an order without a drawn area covers no point."""
    shapes = rows(actor, OrderArea, order_id)
    return any(geo.area_from_geojson(row.geometry).contains(longitude, latitude) for row in shapes)


def _in_force(at: date) -> tuple[Any, ...]:
    return (
        or_(Order.state == OrderState.IN_FORCE, and_(Order.state == OrderState.DISCHARGED, Order.discharged_on > at)),
        Order.effect_on <= at,
        Order.ends_on >= at,
    )


def _with_names(statement: Any) -> Any:
    return (
        statement.add_columns(Record.ref, Organisation.name)
        .join(Record, Record.id == Order.record_id)
        .join(Organisation, Organisation.id == Order.org_id)
    )


def _terms(actor: Actor, ids: list[int]) -> dict[int, tuple[TermLine, ...]]:
    found: dict[int, tuple[TermLine, ...]] = {}
    statement = (
        policy.readable(actor, OrderTerm).where(OrderTerm.record_id.in_(ids)).order_by(OrderTerm.record_id, OrderTerm.number)
    )
    for row in db.session().scalars(statement):
        found[row.record_id] = (*found.get(row.record_id, ()), _term(row))
    return found


def _term(row: OrderTerm) -> TermLine:
    return TermLine(row.id, row.number, TermKind(row.kind), row.text, row.applies_when, row.exception, row.activity)


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
