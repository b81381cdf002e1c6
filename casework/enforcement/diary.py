"""The days of enforcement, for the diary: every clock that runs for an action, an order's challenge and its end."""

from datetime import date
from typing import Any

from sqlalchemy import Select, or_

from casework.accounts.types import Role
from casework.diary import sources
from casework.diary.types import Asked, Line, Scope, Source
from casework.enforcement.models.actions import ActionDate, EnforcementAction
from casework.enforcement.models.orders import Order
from casework.enforcement.queries import law
from casework.enforcement.types.orders import OrderState
from casework.enforcement.types.powers import ACT, POWERS
from casework.enforcement.types.steps import OPEN_STATES
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.models import Record
from casework.statute.rules import in_use
from casework.statute.types import Activation, StatuteError

# Half a year before an order ends there is time to consult on extending it (2014 Act ss60, 72).
ORDER_RUNGS = (182, 119, 56, 28, 7, 1, 0, -1)


def actions_due(actor: Actor, asked: Asked) -> list[Line]:
    """Return the days of the open actions: every clock that runs where each stands, as its page lists them."""
    statement = (
        _actions(actor, asked).add_columns(ActionDate).join(ActionDate, ActionDate.record_id == EnforcementAction.record_id)
    )
    rows = db.session().execute(sources.by_day(statement, ActionDate.on, ActionDate.id, asked))
    return [_line(action, dated, ref, private) for action, ref, private, dated in rows]


def order_ends(actor: Actor, asked: Asked) -> list[Line]:
    """Return the orders in force by the day they end unless extended."""
    switched_on = law.activations(actor)
    statement = _orders(actor, asked).where(Order.state.in_((OrderState.IN_FORCE, OrderState.MADE)))
    rows = db.session().execute(sources.by_day(statement, Order.ends_on, Order.record_id, asked))
    return [
        _order_line(order.ends_on, order, "Order ends", _cited("PSPO", "max_each_extension", order.ends_on, switched_on), ref)
        for order, ref in rows
    ]


def order_challenges(actor: Actor, asked: Asked) -> list[Line]:
    """Return the orders by the last day on which they may be challenged in the High Court."""
    switched_on = law.activations(actor)
    rows = db.session().execute(sources.by_day(_orders(actor, asked), Order.challenge_last_on, Order.record_id, asked))
    return [
        _order_line(
            order.challenge_last_on, order, "Last day to challenge an order",
            _cited("PSPO", "challenge_period", order.made_on or order.challenge_last_on, switched_on), ref,
        )
        for order, ref in rows
    ]  # fmt: skip


def _actions(actor: Actor, asked: Asked) -> Select[Any]:
    return (
        policy.readable(actor, EnforcementAction)
        .add_columns(Record.ref, Record.compartment)
        .join(Record, Record.id == EnforcementAction.record_id)
        .where(
            EnforcementAction.state.in_(OPEN_STATES),
            sources.whose(
                actor, asked, user=EnforcementAction.officer_id, org=EnforcementAction.org_id,
                partnership=EnforcementAction.partnership_id,
            ),
        )
    )  # fmt: skip


def _orders(actor: Actor, asked: Asked) -> Select[Any]:
    """Orders have no officer: whoever drafted one and the council's managers have its days."""
    whose = sources.whose(actor, asked, user=Record.created_by, org=Order.org_id, partnership=Order.partnership_id)
    if asked.scope is Scope.MINE and actor.has_role(Role.MANAGER):
        whose = or_(whose, Order.org_id == actor.organisation_id)
    statement = policy.readable(actor, Order).add_columns(Record.ref).join(Record, Record.id == Order.record_id)
    return statement.where(whose, Order.discharged_on.is_(None))


def _line(action: EnforcementAction, dated: ActionDate, ref: str, compartment: str | None) -> Line:
    power = POWERS.get(action.power)
    return Line(
        *sources.place_of(dated.on), dated.id, _headline(dated.what) or "Day of an action", action.summary,
        dated.citation or (power.citation if power else ACT), "action", ref, action.record_id, is_private=bool(compartment),
    )  # fmt: skip


def _order_line(due: Any, order: Order, what: str, why: str, ref: str) -> Line:
    return Line(*sources.place_of(due), order.record_id, what, order.title, why, "order", ref, order.record_id)


def _cited(power: str, parameter: str, on: date, switched_on: tuple[Activation, ...], otherwise: str = ACT) -> str:
    try:
        return in_use(switched_on).limit(power, parameter, on).citation
    except StatuteError:
        return otherwise


def _headline(words: str) -> str:
    return words[:1].upper() + words[1:]


def install() -> None:
    """Bring the days of actions and orders into the diary."""
    sources.register(Source("actions", "Day of an action", actions_due))
    sources.register(Source("orders", "Order ends", order_ends, rungs=ORDER_RUNGS))
    sources.register(Source("order_challenges", "Last day to challenge an order", order_challenges))
