"""Where an order stands on a day: what may follow, its last day, its dated things. No database and no clock."""

from datetime import date, timedelta

from casework.enforcement.models.orders import Order, OrderTerm
from casework.enforcement.types.order_steps import DEEDS, OrderState
from casework.enforcement.types.orders import OrderKind, TermKind, TermLine
from casework.statute import rules, spaces

DAY = timedelta(days=1)
LIVE = (OrderState.MADE, OrderState.IN_FORCE, OrderState.SUSPENDED)


def standing(order: Order, on: date) -> OrderState:
    """Where an order stands for what may be done to it: one whose end has passed has expired, whoever looked at it last."""
    state = OrderState(order.state)
    return OrderState.EXPIRED if state in LIVE and order.ends_on is not None and on > order.ends_on else state


def deeds(order: Order, on: date) -> frozenset[str]:
    """Return the steps that may lawfully follow for an order that stands so."""
    state = standing(order, on)
    return frozenset(str(deed) for deed, (states, _, _) in DEEDS.items() if state in states)


def last_day(order: Order) -> date | None:
    """Return the last day on which an order has effect; None when it was not made."""
    if order.ends_on is None or order.discharged_on is None:
        return order.ends_on
    return min(order.ends_on, order.discharged_on - DAY)


def first_day_without(order: Order, on: date) -> date:
    """Return the first day without effect when an order is ended on a day: one that never came into force had none at all."""
    return min(on, order.effect_on) if order.state == OrderState.MADE and order.effect_on else on


def dated_of(order: Order) -> tuple[spaces.Dated, ...]:
    """Return every dated thing of one made order: its reminders among them; an order not made, or over, has none."""
    if order.effect_on is None or order.ends_on is None or order.state not in LIVE:
        return ()
    made = order.made_on or order.effect_on
    expedited = order.kind == OrderKind.EXPEDITED
    power, parameter = ("EPSPO", "max_duration_total") if expedited else ("PSPO", "max_duration")
    tables = rules.in_use(())
    held = [
        spaces.Dated(order.effect_on, "The order takes effect", tables.limit(power, parameter, made).citation),
        *spaces.before_the_end(order.kind, order.effect_on, order.ends_on),
        spaces.Dated(order.ends_on, "Last day of the order, and the last on which it can be extended", f"{spaces.ACT} s60"),
    ]
    if order.challenge_last_on is not None:
        cited = tables.limit("PSPO", "challenge_period", made).citation
        held.append(spaces.Dated(order.challenge_last_on, "Last day to challenge the order in the High Court", cited))
    return tuple(sorted(held, key=lambda line: line.on))


def term_line(row: OrderTerm) -> TermLine:
    """Return one term as a page shows it."""
    return TermLine(
        row.id,
        row.number,
        TermKind(row.kind),
        row.text,
        row.applies_when,
        row.exception,
        row.activity,
        row.since_on,
        row.until_on,
    )
