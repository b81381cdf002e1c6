"""Public spaces protection orders: drafting, consulting, making, publishing, extending and discharging (2014 Act ss59 to 72)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from casework.enforcement import checks, standing
from casework.enforcement.models.orders import Order, OrderArea, OrderConsultation, OrderPublication, OrderTerm
from casework.enforcement.queries import law, order_steps, orders
from casework.enforcement.services import order_rows, order_shapes
from casework.enforcement.types.order_steps import EDITABLE, About, OrderDeed, OrderState
from casework.enforcement.types.orders import Consulted, OrderDraft, OrderKind
from casework.enforcement.types.powers import ACT
from casework.enforcement.types.steps import NotLawful
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.organisations import queries as organisations
from casework.organisations.types import OrganisationKind
from casework.sharing.services import grants, records
from casework.sharing.types import Kind, Section
from casework.statute import clocks, spaces, validation
from casework.statute.types import Refusal


def draft_order(actor: Actor, draft: OrderDraft) -> str:
    """Draft an order; only the district council of the area may make one (s59). Return its reference."""
    if actor.organisation_id is None or not actor.partnership_ids:
        raise NotAllowed()
    if organisations.organisation(actor.organisation_id).kind != OrganisationKind.LA_DISTRICT:
        raise NotLawful("Only the district council may make a public spaces protection order", f"{ACT} s59")
    _check(actor, draft)
    record = records.make_record(
        actor,
        Kind.ORDER,
        partnership_id=actor.partnership_ids[0],
        columns=grants.Columns(sort_on=clock.now(), stage=OrderState.DRAFT, subject="PSPO"),
    )
    order = Order(
        record_id=record.id, partnership_id=record.partnership_id, kind=draft.kind, title=draft.title, reasons=draft.reasons,
        site=draft.site, state=OrderState.DRAFT, org_id=record.owner_org_id, has_parish=draft.has_parish,
        has_county=draft.has_county,
    )  # fmt: skip
    db.session().add(order)
    db.session().flush()
    _write_content(actor, order, draft)
    return record.ref


def change_draft(actor: Actor, order_ref: str, draft: OrderDraft, *, version: int | None) -> None:
    """Change an order that is not made yet; a made one is varied, not edited (s61)."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.EDIT, version)
    _check(actor, draft)
    order.kind, order.title, order.reasons, order.site = draft.kind, draft.title, draft.reasons, draft.site
    order.has_parish, order.has_county = draft.has_parish, draft.has_county
    kept = [OrderTerm] if draft.geometry is None else [OrderTerm, OrderArea]
    for model in kept:
        for row in orders.rows(actor, model, order.record_id):
            db.session().delete(row)
    db.session().flush()
    _write_content(actor, order, draft)
    order_rows.keep(actor, order, changed="draft")


def _check(actor: Actor, draft: OrderDraft) -> None:
    if not draft.terms:
        raise NotLawful("State at least one prohibition or requirement", f"{ACT} s59(4)", field="prohibitions")
    if len({term.number for term in draft.terms}) != len(draft.terms):
        raise Refused("Two terms have the same number.", field="prohibitions")
    if draft.kind is OrderKind.EXPEDITED and not draft.site.strip():
        raise NotLawful("Name the school or the vaccination or test site", f"{ACT} s59A", field="site")
    if draft.geometry is not None:
        order_shapes.check_area(actor, draft.geometry)


def _write_content(actor: Actor, order: Order, draft: OrderDraft) -> None:
    order_rows.add_terms(actor, order, draft.terms)
    if draft.geometry is not None:
        order_rows.add_area(actor, order, draft.geometry, draft.area_name)


def consult(
    actor: Actor, order_ref: str, *, who: Consulted, name: str, on: date, reply: str = "", about: About = About.MAKE
) -> None:
    """Write down one body consulted or notified (s72), or its consent (s59A); a draft is then in consultation."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.CONSULT)
    order_rows.not_to_come(actor, on, "on")
    _check_about(order, about)
    db.session().add(
        OrderConsultation(
            **order_rows.part(actor, order, Section.NOTES), who=who, name=name, on=on, reply=reply, about=about,
            by_user=actor.user_id or 0,
        )
    )  # fmt: skip
    _in_consultation(actor, order)


def publicise(actor: Actor, order_ref: str, *, about: About, url: str, on: date) -> None:
    """Write down that the text of a proposal was published (s72(3)); a proposed order then stands on the public register."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.PUBLICISE)
    order_rows.not_to_come(actor, on, "on")
    _check_about(order, about)
    db.session().add(
        OrderPublication(
            **order_rows.part(actor, order, Section.SUMMARY), what=order.state, about=about, is_proposal=True, on=on, url=url,
            at=clock.now(), by_user=actor.user_id or 0,
        )
    )  # fmt: skip
    _in_consultation(actor, order, publishes="url" if about is About.MAKE else "")


def _check_about(order: Order, about: About) -> None:
    later = about is not About.MAKE
    if later and OrderState(order.state) in EDITABLE:
        raise NotLawful("The order is not made yet", f"{ACT} ss60, 61", field="about")


def _in_consultation(actor: Actor, order: Order, *, publishes: str = "") -> None:
    if order.state in (OrderState.DRAFT, OrderState.INCOMPLETE):
        order_rows.move(actor, order, OrderState.CONSULTATION, publishes=publishes)
    else:
        order_rows.keep(actor, order, changed="consultation", publishes=publishes)


def make_order(
    actor: Actor, order_ref: str, *, made_on: date, effect_on: date, ends_on: date, made_by: str, version: int | None = None
) -> None:
    """Make an order: its dates are checked (V3), its last day for a challenge is fixed, and every member may now see it."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.MAKE, version)
    order_rows.not_to_come(actor, made_on, "made_on")
    _check_length(actor, order, made_on, effect_on, ends_on)
    checks.refuse(order_steps.before_making(actor, order, made_on))
    order.made_on, order.effect_on, order.ends_on, order.made_by = made_on, effect_on, ends_on, made_by
    order.challenge_last_on = clocks.clock("PSPO", "made", made_on, activations=law.activations(actor))[0].on
    row = order_rows.change(actor, order, "made", made_on, ends_on=ends_on, challenge_last_on=order.challenge_last_on)
    order_rows.settle(actor, order, About.MAKE, row)
    order_rows.move(actor, order, OrderState.MADE, publishes="made_on")
    order_rows.show_to_members(actor, order)


def _check_length(actor: Actor, order: Order, made_on: date, effect_on: date, ends_on: date) -> None:
    dates: dict[str, Any] = {"made_on": made_on, "effect_on": effect_on, "ends_on": ends_on}
    switched_on = law.activations(actor)
    if order.kind == OrderKind.EXPEDITED:
        found = spaces.expedited_length(**dates, activations=switched_on)
    else:
        start = law.settings(actor, order.partnership_id).period_start
        found = validation.pspo_length(**dates, start=start, activations=switched_on)
    _refuse(found, "before it is made", "effect_on")


def _refuse(found: Iterable[Refusal], words: str, field: str) -> None:
    for item in found:
        checks.refuse((item,), field=field if words in item.sentence else "ends_on")


def publish(actor: Actor, order_ref: str, *, url: str, signs_on: date | None, version: int | None = None) -> None:
    """Publish the last decision on an order; once all of s72 and the regulations is on record a made order is in force (V5)."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.PUBLISH, version)
    if signs_on is not None:
        order_rows.not_to_come(actor, signs_on, "signs_on")
    checks.refuse(order_steps.lacks(actor, order, url=url, signs_on=signs_on), field="signs_on")
    last = orders.last_decision(actor, order.record_id)
    db.session().add(
        OrderPublication(
            **order_rows.part(actor, order, Section.SUMMARY), what=order.state, about=order_steps.about_of(actor, last), url=url,
            signs_on=signs_on, on=clock.today(), change_id=last.id if last else None, at=clock.now(),
            by_user=actor.user_id or 0,
        )
    )  # fmt: skip
    db.session().flush()
    if order.state == OrderState.MADE:
        order_rows.move(actor, order, OrderState.IN_FORCE, publishes="url")
    else:
        order_rows.keep(actor, order, changed="publication")


def extend(actor: Actor, order_ref: str, *, decided_on: date, ends_on: date, reason: str, version: int | None = None) -> None:
    """Extend an order before it ends, by no more than the law allows each time (V4, s60(2) and (3)), once consulted on (s72)."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.EXTEND, version)
    order_rows.not_to_come(actor, decided_on, "decided_on")
    if order.effect_on is None or order.ends_on is None:
        raise NotLawful("Only an order in force can be extended", f"{ACT} s60(2)")
    given: dict[str, Any] = {"current_end_on": order.ends_on, "decided_on": decided_on, "new_end_on": ends_on}
    switched_on = law.activations(actor)
    if order.kind == OrderKind.EXPEDITED:
        found = spaces.expedited_extension(effect_on=order.effect_on, activations=switched_on, **given)
    else:
        found = validation.pspo_extension(activations=switched_on, **given)
    _refuse(found, "cannot be extended", "decided_on")
    order_rows.after_earlier(actor, order, decided_on)
    checks.refuse(order_steps.before_changing(actor, order, About.EXTEND, decided_on))
    order.ends_on = ends_on
    row = order_rows.change(actor, order, "extended", decided_on, ends_on=ends_on, reason=reason)
    order_rows.settle(actor, order, About.EXTEND, row)
    order_rows.keep(actor, order, changed="extended")
    order_rows.show_to_members(actor, order)


def discharge(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Discharge an order (s61), once consulted on (s72); from that day it has no effect; earlier breaches stay so."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.DISCHARGE, version)
    order_rows.not_to_come(actor, on, "on")
    order_rows.after_earlier(actor, order, on, "on")
    checks.refuse(order_steps.before_changing(actor, order, About.DISCHARGE, on))
    order.discharged_on = standing.first_day_without(order, on)
    row = order_rows.change(actor, order, "discharged", on, reason=reason)
    order_rows.settle(actor, order, About.DISCHARGE, row)
    order_rows.move(actor, order, OrderState.DISCHARGED)


def drop(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Take a proposal no further; it leaves the public register."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.DROP, version)
    order_rows.not_to_come(actor, on, "on")
    order_rows.change(actor, order, "dropped", on, reason=reason)
    order_rows.move(actor, order, OrderState.DROPPED)
