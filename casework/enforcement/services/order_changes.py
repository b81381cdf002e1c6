"""Changing a made order: its variation (s61), and what the High Court does with it (s66)."""

from datetime import date, timedelta

from casework.enforcement import checks, standing, words
from casework.enforcement.models.orders import Order, OrderArea, OrderTerm
from casework.enforcement.queries import law, order_steps, orders
from casework.enforcement.services import order_rows, order_shapes
from casework.enforcement.types.order_steps import About, OrderDeed, OrderState
from casework.enforcement.types.orders import Term, Variation
from casework.enforcement.types.powers import ACT
from casework.enforcement.types.steps import NotLawful
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.statute import clocks

DAY = timedelta(days=1)


def vary(
    actor: Actor, order_ref: str, variation: Variation, *, decided_on: date, effect_on: date, reason: str,
    version: int | None = None,
) -> None:  # fmt: skip
    """Vary the area or the terms of an order (s61), once consulted on (s72); six weeks to challenge the variation begin (s66).

    What is varied ends the day before and stays as it was for the days before; a number, once used, never names other words.
    """
    order = order_rows.open_order(actor, order_ref, OrderDeed.VARY, version)
    order_rows.not_to_come(actor, decided_on, "decided_on")
    order_rows.after_earlier(actor, order, decided_on)
    _check_dates(order, decided_on, effect_on)
    terms = [row for row in orders.rows(actor, OrderTerm, order.record_id) if row.until_on is None]
    _check_variation(actor, variation, terms, effect_on)
    checks.refuse(order_steps.before_changing(actor, order, About.VARY, decided_on))
    _vary_terms(actor, order, terms, variation, effect_on)
    if variation.geometry is not None:
        _vary_area(actor, order, variation, effect_on)
    last_on = clocks.clock("PSPO", "varied", decided_on, activations=law.activations(actor))[0].on
    order.challenge_last_on = last_on
    row = order_rows.change(actor, order, "varied", decided_on, reason=reason, challenge_last_on=last_on)
    order_rows.settle(actor, order, About.VARY, row)
    order_rows.keep(actor, order, changed="varied")


def _check_dates(order: Order, decided_on: date, effect_on: date) -> None:
    if effect_on < decided_on:
        raise NotLawful("A variation cannot have effect before it is made", f"{ACT} s61", field="effect_on")
    if order.effect_on is None or order.ends_on is None or not order.effect_on <= effect_on <= order.ends_on:
        raise NotLawful("A variation has effect while the order does", f"{ACT} s61", field="effect_on")


def _check_variation(actor: Actor, variation: Variation, terms: list[OrderTerm], effect_on: date) -> None:
    held = {row.number: row for row in terms}
    if not (variation.ends_terms or variation.adds or variation.geometry is not None):
        raise Refused("Say what the variation changes.", field="ends_terms")
    if not set(variation.ends_terms) <= set(held):
        raise Refused("Choose terms that the order has now.", field="ends_terms")
    if any(row.since_on and row.since_on >= effect_on for number, row in held.items() if number in variation.ends_terms):
        raise Refused("A term cannot end on the day it begins.", field="effect_on")
    if set(variation.ends_terms) == set(held) and not variation.adds:
        raise NotLawful("An order has at least one prohibition or requirement; discharge it instead", f"{ACT} s59(4)")
    if any(not term.activity.strip() for term in variation.adds):
        raise NotLawful("Name the activity that each new term is about", f"{ACT} s59(7)", field="activity")
    if variation.geometry is not None:
        order_shapes.check_area(actor, variation.geometry)


def _vary_terms(actor: Actor, order: Order, held: list[OrderTerm], variation: Variation, effect_on: date) -> None:
    for row in held:
        if row.number in variation.ends_terms:
            row.until_on = effect_on - DAY
    after = max((row.number for row in orders.rows(actor, OrderTerm, order.record_id)), default=0)
    numbered = tuple(
        Term(number, term.kind, term.text, term.applies_when, term.exception, term.activity)
        for number, term in enumerate(variation.adds, start=after + 1)
    )
    order_rows.add_terms(actor, order, numbered, since_on=effect_on)


def _vary_area(actor: Actor, order: Order, variation: Variation, effect_on: date) -> None:
    for row in orders.rows(actor, OrderArea, order.record_id):
        if row.until_on is None:
            if row.since_on and row.since_on >= effect_on:
                raise Refused("An area cannot end on the day it begins.", field="effect_on")
            row.until_on = effect_on - DAY
    order_rows.add_area(actor, order, variation.geometry, variation.area_name, since_on=effect_on)


def challenge(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Record that somebody applied to the High Court against an order or its variation, within six weeks (s66)."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.CHALLENGE, version)
    order_rows.not_to_come(actor, on, "on")
    order_rows.after_earlier(actor, order, on, "on")
    if order.challenge_last_on is None or on > order.challenge_last_on:
        last = f"ended on {words.day(order.challenge_last_on)}" if order.challenge_last_on else "is not known"
        raise NotLawful(f"The time to apply to the High Court {last}", f"{ACT} s66(3)", field="on")
    order_rows.change(actor, order, "challenged", on, reason=reason)
    order_rows.keep(actor, order, changed="challenged")


def suspend(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Record that the High Court suspended an order (s66(6)); nothing done meanwhile breaches it."""
    _court(actor, order_ref, OrderDeed.SUSPEND, OrderState.SUSPENDED, "suspended", on, reason, version)


def resume(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Record that a suspended order has effect again, from this day."""
    _court(actor, order_ref, OrderDeed.RESUME, OrderState.IN_FORCE, "resumed", on, reason, version)


def quash(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Record that the High Court quashed an order (s66(7)); it has no effect from this day."""
    _court(actor, order_ref, OrderDeed.QUASH, OrderState.QUASHED, "quashed", on, reason, version)


def _court(
    actor: Actor, order_ref: str, deed: OrderDeed, to: OrderState, what: str, on: date, reason: str, version: int | None
) -> None:
    order = order_rows.open_order(actor, order_ref, deed, version)
    order_rows.not_to_come(actor, on, "on")
    order_rows.after_earlier(actor, order, on, "on")
    if to is OrderState.QUASHED:
        order.discharged_on = standing.first_day_without(order, on)
    order_rows.change(actor, order, what, on, reason=reason)
    order_rows.move(actor, order, to)
