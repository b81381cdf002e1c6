"""Which orders are somebody's own work: for the reason asked before opening a record outside it."""

from collections.abc import Collection, Iterable

from casework.enforcement.models.orders import Order
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy


def own_orders(actor: Actor, record_ids: Collection[int]) -> Iterable[int]:
    """Return which of these orders are the organisation's own: an order is about a place, and everybody there enforces it."""
    return db.session().scalars(
        policy.readable(actor, Order)
        .where(Order.record_id.in_(record_ids), Order.org_id == actor.organisation_id)
        .with_only_columns(Order.record_id)
    )
