"""What the deeds on orders share: opening one for a lawful step, writing its parts, keeping its grants, trail and entry."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement import standing
from casework.enforcement.models.orders import (
    Order,
    OrderArea,
    OrderChange,
    OrderConsultation,
    OrderJudgement,
    OrderPublication,
    OrderTerm,
)
from casework.enforcement.queries import orders
from casework.enforcement.services import register
from casework.enforcement.types.order_steps import OVER, About, OrderDeed, OrderState, check_deed
from casework.enforcement.types.orders import Term
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.organisations.models import PartnershipMember
from casework.places import drawn
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants
from casework.sharing.types import Act, Kind, Section, Source

PUBLIC = Section.IDENTITY | Section.SUMMARY | Section.STATUS


def open_order(actor: Actor, order_ref: str, deed: OrderDeed, version: int | None = None) -> Order:
    """Open an order for one step; refuses with its section what may not be done to an order that stands so."""
    order, _ = policy.open_one(actor, Order, order_ref, Act.RECORD_EDIT)
    if version is not None:
        versions.expect(order, version)
    # Whether an extension came too late is told from the day it was decided, not from today (V4).
    check_deed(OrderState(order.state) if deed is OrderDeed.EXTEND else standing.standing(order, clock.today()), deed)
    return order


def not_to_come(actor: Actor, on: date, field: str) -> None:
    """Refuse a day that has not come."""
    if on > clock.today():
        raise Refused("That day has not come yet.", field=field)


def after_earlier(actor: Actor, order: Order, on: date, field: str = "decided_on") -> None:
    """Refuse a day before the last decision on the order."""
    last = orders.last_change(actor, order.record_id)
    if last is not None and on < last.decided_on:
        raise Refused("That is before the last decision on this order.", field=field)


def part(actor: Actor, order: Order, section: Section) -> dict[str, Any]:
    """The columns that make a row a part of an order."""
    return {"record_id": order.record_id, "section": int(section), "author_org_id": order.org_id}


def add_terms(actor: Actor, order: Order, terms: tuple[Term, ...], *, since_on: date | None = None) -> None:
    """Write terms of an order: of its draft, or those that a variation adds from a day."""
    db.session().add_all(
        OrderTerm(
            **part(actor, order, Section.SUMMARY), number=term.number, kind=term.kind, text=term.text,
            applies_when=term.applies_when, exception=term.exception, activity=term.activity, since_on=since_on,
        )
        for term in terms
    )  # fmt: skip
    db.session().flush()


def add_area(actor: Actor, order: Order, geometry: Any, name: str, *, since_on: date | None = None) -> None:
    """Write a restricted area with the box around it."""
    box = drawn.sound_area(geometry).box
    db.session().add(
        OrderArea(
            **part(actor, order, Section.SUMMARY), name=name, geometry=geometry, west=box.west, south=box.south, east=box.east,
            north=box.north, since_on=since_on,
        )
    )  # fmt: skip
    db.session().flush()


def change(actor: Actor, order: Order, what: str, decided_on: date, **more: Any) -> OrderChange:
    """Write down a decision on an order, or what the court did."""
    row = OrderChange(
        **part(actor, order, Section.SUMMARY),
        what=what,
        decided_on=decided_on,
        by_user=actor.user_id or 0,
        at=clock.now(),
        **more,
    )
    db.session().add(row)
    db.session().flush()
    return row


def settle(actor: Actor, order: Order, about: About, made: OrderChange) -> None:
    """Tie what was consulted on, publicised and considered to the decision it was for, so that the next one starts afresh."""
    for model in (OrderConsultation, OrderPublication, OrderJudgement):
        for row in orders.rows(actor, model, order.record_id):
            if row.about == about and row.change_id is None and getattr(row, "is_proposal", True):
                row.change_id = made.id
    db.session().flush()


def move(actor: Actor, order: Order, state: OrderState, *, publishes: str = "") -> None:
    """Put an order into a state: its list columns, the trail and its public entry follow."""
    order.state = state
    db.session().flush()
    grants.set_columns(order.record_id, stage=str(state), is_open=state not in OVER)
    keep(actor, order, publishes=publishes, state=str(state))


def keep(actor: Actor, order: Order, *, publishes: str = "", **detail: str) -> None:
    """Write down a change of an order, and bring its public entry up to date; `publishes`: the field of a deed that publishes."""
    db.session().flush()
    audit.record(actor, Deed.RECORD_CHANGED, record_id=order.record_id, record_kind=Kind.ORDER, detail=dict(detail))
    register.put(actor, order, publishes=publishes)


def show_to_members(actor: Actor, order: Order) -> None:
    """Let every member of the partnership see a made order: it is public by law, its breaches are not."""
    today = clock.today()
    members = db.session().scalars(
        select(PartnershipMember.organisation_id).where(
            PartnershipMember.partnership_id == order.partnership_id,
            PartnershipMember.from_on <= today,
            or_(PartnershipMember.until_on.is_(None), PartnershipMember.until_on >= today),
        )
    )
    record = db.session().get_one(Record, order.record_id)
    with grants.granting():
        held = {grant.principal for grant in grants.grants_of(record.id)}
        columns = grants.columns_of(record.id)
        for org_id in members:
            if f"o{org_id}" not in held:
                grants.add(record, f"o{org_id}", PUBLIC, columns, source=Source.SHARE)
