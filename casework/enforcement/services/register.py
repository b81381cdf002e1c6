"""Keeping the public register: what an order's published parts say, written anew by each deed in its own transaction."""

from typing import Any

from sqlalchemy import select

from casework.enforcement.models.orders import Order, OrderArea, OrderChange, OrderPublication, OrderTerm
from casework.enforcement.models.register import RegisterEntry
from casework.enforcement.queries import orders
from casework.enforcement.services import register_text
from casework.enforcement.types.order_steps import EDITABLE, OVER, About, OrderState
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.sharing.models import Record

# What was decided and done in court; the reasons stay with the council.
SHOWN = ("made", "extended", "varied", "discharged", "suspended", "resumed", "quashed")


def put(actor: Actor, order: Order, *, publishes: str = "") -> None:
    """Bring the public entry of an order up to date: none for a draft, or for a proposal that is not publicised.

    Refuses a text that would name or locate somebody of the cases behind the order; `publishes` names the field of a deed that
    publishes all of it.
    """
    session = db.session()
    ref = session.get_one(Record, order.record_id).ref
    entry = session.scalar(select(RegisterEntry).where(RegisterEntry.ref == ref))
    publications = orders.rows(actor, OrderPublication, order.record_id)
    standing = _standing(order, publications)
    if standing is None:
        if entry is not None:
            session.delete(entry)
            session.flush()
        return
    body = _body(actor, order, publications)
    held = (entry.title, entry.body) if entry is not None else None
    register_text.hold(actor, order.record_id, (order.title, body), held, publishes=publishes)
    if entry is None:
        entry = RegisterEntry(ref=ref, partnership_id=order.partnership_id, council=_council(order))
    entry.kind, entry.title, entry.standing = order.kind, order.title, standing
    entry.made_on, entry.effect_on, entry.ends_on = order.made_on, order.effect_on, order.ends_on
    entry.ended_on, entry.body, entry.changed_at = order.discharged_on, body, clock.now()
    session.add(entry)
    session.flush()


def rebuild(actor: Actor) -> tuple[int, int]:
    """Write every entry anew from its order; return how many there are and how many differed. A second time none does."""
    session = db.session()
    before = _entries()
    for order in list(session.scalars(select(Order).order_by(Order.record_id))):
        put(actor, order)
    after = _entries()
    refs = before.keys() | after.keys()
    return len(after), sum(before.get(ref) != after.get(ref) for ref in refs)


def _entries() -> dict[str, tuple[Any, ...]]:
    columns = [column for column in RegisterEntry.__table__.columns if column.name not in ("id", "changed_at")]
    return {row.ref: tuple(row) for row in db.session().execute(select(*columns))}


def _council(order: Order) -> str:
    return organisations.organisation(order.org_id).name


def _standing(order: Order, publications: list[OrderPublication]) -> str | None:
    state = OrderState(order.state)
    if state in EDITABLE:
        return "proposed" if any(row.is_proposal and row.about == About.MAKE for row in publications) else None
    if state is OrderState.DROPPED:
        return None
    return "ended" if state in OVER else "made"


def _body(actor: Actor, order: Order, publications: list[OrderPublication]) -> dict[str, Any]:
    changes = [row for row in orders.rows(actor, OrderChange, order.record_id) if row.what in SHOWN]
    decided = [row for row in publications if not row.is_proposal]
    proposals = [row for row in publications if row.is_proposal and row.change_id is None]
    return {
        "state": order.state,
        "reasons": order.reasons,
        "site": order.site,
        "terms": [_term(row) for row in orders.rows(actor, OrderTerm, order.record_id)],
        "areas": [_area(row) for row in orders.rows(actor, OrderArea, order.record_id)],
        "changes": [{"what": row.what, "on": _iso(row.decided_on), "until": _iso(row.ends_on)} for row in changes],
        "challenge_last_on": _iso(order.challenge_last_on),
        "url": next((row.url for row in reversed(decided) if row.url), ""),
        "signs_on": _iso(next((row.signs_on for row in reversed(decided) if row.signs_on), None)),
        "proposals": [{"about": row.about, "on": _iso(row.on), "url": row.url} for row in proposals],
    }


def _term(row: OrderTerm) -> dict[str, Any]:
    return {
        "number": row.number, "kind": row.kind, "text": row.text, "when": row.applies_when, "except": row.exception,
        "activity": row.activity, "since": _iso(row.since_on), "until": _iso(row.until_on),
    }  # fmt: skip


def _area(row: OrderArea) -> dict[str, Any]:
    return {"name": row.name, "geometry": row.geometry, "since": _iso(row.since_on), "until": _iso(row.until_on)}


def _iso(on: Any) -> str | None:
    return on.isoformat() if on else None
