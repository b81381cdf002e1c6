"""Public spaces protection orders: drafting, consulting, making, publishing, extending and discharging (2014 Act ss59 to 72)."""

import json
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement import checks
from casework.enforcement.models.orders import Order, OrderArea, OrderChange, OrderConsultation, OrderPublication, OrderTerm
from casework.enforcement.queries import law, orders
from casework.enforcement.types.orders import EDITABLE, ORDER_LABELS, Consulted, OrderDraft, OrderState
from casework.enforcement.types.powers import ACT
from casework.enforcement.types.steps import NotLawful
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.organisations import queries as organisations
from casework.organisations.models import PartnershipMember
from casework.organisations.types import OrganisationKind
from casework.places import geo
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants, records
from casework.sharing.types import Act, Kind, Section, Source
from casework.statute import clocks, validation

PUBLIC = Section.IDENTITY | Section.SUMMARY | Section.STATUS
MOST_GEOJSON = 200_000


def read_geojson(actor: Actor, text: str) -> Any:
    """Read the GeoJSON of an area as it was pasted or uploaded: a geometry, a feature, or a collection of polygons."""
    if len(text) > MOST_GEOJSON:
        raise Refused("The area has too much text: 200,000 characters is the most.", field="geometry")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("That is not GeoJSON.", field="geometry") from None
    geometry = _geometry(found)
    try:
        geo.drawn_area(geometry)
    except Refused as refusal:
        raise Refused(refusal.sentence, field="geometry") from None
    return geometry


def _geometry(found: Any) -> Any:
    if not isinstance(found, dict):
        raise Refused("That is not a GeoJSON shape.", field="geometry")
    if found.get("type") == "Feature":
        return found.get("geometry")
    if found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list):
            raise Refused("That is not a GeoJSON shape.", field="geometry")
        parts = [item.get("geometry") for item in features if isinstance(item, dict)]
        polygons = [_polygons(part) for part in parts]
        return {"type": "MultiPolygon", "coordinates": [polygon for many in polygons for polygon in many]}
    return found


def _polygons(geometry: Any) -> list[Any]:
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Refused("The area must be a polygon or several polygons.", field="geometry")
    held = geometry.get("coordinates")
    if not isinstance(held, list):
        raise Refused("The area's coordinates are not a list.", field="geometry")
    return [held] if geometry["type"] == "Polygon" else held


def draft_order(actor: Actor, draft: OrderDraft) -> str:
    """Draft an order; only the district council of the area may make one (s59). Return its reference."""
    if actor.organisation_id is None or not actor.partnership_ids:
        raise NotAllowed()
    if organisations.organisation(actor.organisation_id).kind != OrganisationKind.LA_DISTRICT:
        raise NotLawful("Only the district council may make a public spaces protection order", f"{ACT} s59")
    _check(draft)
    record = records.make_record(
        actor,
        Kind.ORDER,
        partnership_id=actor.partnership_ids[0],
        columns=grants.Columns(sort_on=clock.now(), stage=OrderState.DRAFT, subject="PSPO"),
    )
    db.session().add(
        Order(
            record_id=record.id, partnership_id=record.partnership_id, title=draft.title, reasons=draft.reasons,
            state=OrderState.DRAFT, org_id=record.owner_org_id, has_parish=draft.has_parish, has_county=draft.has_county,
        )
    )  # fmt: skip
    db.session().flush()
    _write_content(record.id, record.owner_org_id, draft)
    return record.ref


def change_draft(actor: Actor, order_ref: str, draft: OrderDraft, *, version: int | None) -> None:
    """Change an order that is not made yet; a made one is varied, not edited (s61)."""
    order = _open(actor, order_ref, version)
    if OrderState(order.state) not in EDITABLE:
        raise NotLawful("A made order is varied or discharged, not edited", f"{ACT} s61")
    _check(draft)
    order.title, order.reasons = draft.title, draft.reasons
    order.has_parish, order.has_county = draft.has_parish, draft.has_county
    kept = [OrderTerm] if draft.geometry is None else [OrderTerm, OrderArea]
    for model in kept:
        for row in orders.rows(actor, model, order.record_id):
            db.session().delete(row)
    db.session().flush()
    _write_content(order.record_id, order.org_id, draft)


def _check(draft: OrderDraft) -> None:
    if not draft.terms:
        raise NotLawful("State at least one prohibition or requirement", f"{ACT} s59(4)", field="terms")
    if len({term.number for term in draft.terms}) != len(draft.terms):
        raise Refused("Two terms have the same number.", field="terms")


def _write_content(record_id: int, org_id: int, draft: OrderDraft) -> None:
    session, part = db.session(), {"record_id": record_id, "section": int(Section.SUMMARY), "author_org_id": org_id}
    session.add_all(
        OrderTerm(
            **part, number=term.number, kind=term.kind, text=term.text, applies_when=term.applies_when,
            exception=term.exception, activity=term.activity,
        )
        for term in draft.terms
    )  # fmt: skip
    if draft.geometry is not None:
        box = geo.drawn_area(draft.geometry).box
        session.add(
            OrderArea(
                **part, name=draft.area_name, geometry=draft.geometry, west=box.west, south=box.south, east=box.east,
                north=box.north,
            )
        )  # fmt: skip
    session.flush()


def consult(actor: Actor, order_ref: str, *, who: Consulted, name: str, on: date, reply: str = "") -> None:
    """Write down one body consulted or notified (s72), and its reply; a draft is then in consultation."""
    order = _open(actor, order_ref)
    if on > clock.today():
        raise Refused("That day has not come yet.", field="on")
    db.session().add(
        OrderConsultation(
            record_id=order.record_id, section=int(Section.NOTES), author_org_id=order.org_id, who=who, name=name, on=on,
            reply=reply, by_user=actor.user_id or 0,
        )
    )  # fmt: skip
    if order.state == OrderState.DRAFT:
        _to(actor, order, OrderState.CONSULTATION)
    db.session().flush()


def make_order(
    actor: Actor, order_ref: str, *, made_on: date, effect_on: date, ends_on: date, made_by: str, version: int | None = None
) -> None:
    """Make an order: its dates are checked (V3), its last day for a challenge is fixed, and every member may now see it."""
    order = _open(actor, order_ref, version)
    if OrderState(order.state) not in EDITABLE:
        raise NotLawful(f"The order is {ORDER_LABELS[OrderState(order.state)].lower()} already", f"{ACT} s59")
    if made_on > clock.today():
        raise Refused("That day has not come yet.", field="made_on")
    if not orders.rows(actor, OrderArea, order.record_id):
        raise NotLawful("Draw the restricted area first", f"{ACT} s59(4)")
    consulted = orders.rows(actor, OrderConsultation, order.record_id)
    missing = [
        item for item in orders.lacks(actor, order, consulted, []) if "consulted" in item.sentence or "notified" in item.sentence
    ]
    checks.refuse(missing)
    switched_on = law.activations(actor)
    start = law.settings(actor, order.partnership_id).period_start
    length = validation.pspo_length(made_on=made_on, effect_on=effect_on, ends_on=ends_on, start=start, activations=switched_on)
    for item in length:
        checks.refuse((item,), field="effect_on" if "before it is made" in item.sentence else "ends_on")
    order.made_on, order.effect_on, order.ends_on, order.made_by = made_on, effect_on, ends_on, made_by
    order.challenge_last_on = clocks.clock("PSPO", "made", made_on, activations=switched_on)[0].on
    _change(actor, order, "made", made_on, ends_on)
    _to(actor, order, OrderState.MADE)
    show_to_members(actor, order)


def publish(actor: Actor, order_ref: str, *, url: str, signs_on: date | None, version: int | None = None) -> None:
    """Publish a made order; once all of s72 and the regulations is on record it is in force from its day (V5, SI 2014/2591)."""
    order = _open(actor, order_ref, version)
    if OrderState(order.state) not in (OrderState.MADE, OrderState.IN_FORCE):
        raise NotLawful("Make the order before it is published", f"{ACT} s59(8)")
    if signs_on is not None and signs_on > clock.today():
        raise Refused("That day has not come yet.", field="signs_on")
    db.session().add(
        OrderPublication(
            record_id=order.record_id, section=int(Section.SUMMARY), author_org_id=order.org_id, what=order.state, url=url,
            signs_on=signs_on, at=clock.now(), by_user=actor.user_id or 0,
        )
    )  # fmt: skip
    db.session().flush()
    consulted = orders.rows(actor, OrderConsultation, order.record_id)
    checks.refuse(orders.lacks(actor, order, consulted, orders.rows(actor, OrderPublication, order.record_id)), field="signs_on")
    if order.state == OrderState.MADE:
        _to(actor, order, OrderState.IN_FORCE)


def extend(actor: Actor, order_ref: str, *, decided_on: date, ends_on: date, reason: str, version: int | None = None) -> None:
    """Extend an order before it ends, by no more than the law allows each time (V4, s60(2) and (3))."""
    order = _open(actor, order_ref, version)
    if order.state != OrderState.IN_FORCE or order.ends_on is None:
        raise NotLawful("Only an order in force can be extended", f"{ACT} s60(2)")
    if decided_on > clock.today():
        raise Refused("That day has not come yet.", field="decided_on")
    found = validation.pspo_extension(
        current_end_on=order.ends_on, decided_on=decided_on, new_end_on=ends_on, activations=law.activations(actor)
    )
    for item in found:
        checks.refuse((item,), field="decided_on" if "cannot be extended" in item.sentence else "ends_on")
    order.ends_on = ends_on
    _change(actor, order, "extended", decided_on, ends_on, reason)
    show_to_members(actor, order)


def discharge(actor: Actor, order_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Discharge an order (s61); what was breached before that day stays a breach."""
    order = _open(actor, order_ref, version)
    if OrderState(order.state) not in (OrderState.MADE, OrderState.IN_FORCE):
        raise NotLawful("Only a made order can be discharged", f"{ACT} s61(4)")
    if on > clock.today():
        raise Refused("That day has not come yet.", field="on")
    order.discharged_on = on
    _change(actor, order, "discharged", on, None, reason)
    _to(actor, order, OrderState.DISCHARGED)


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


def _open(actor: Actor, order_ref: str, version: int | None = None) -> Order:
    order, _ = policy.open_one(actor, Order, order_ref, Act.RECORD_EDIT)
    if version is not None:
        versions.expect(order, version)
    return order


def _change(actor: Actor, order: Order, what: str, decided_on: date, ends_on: date | None, reason: str = "") -> None:
    db.session().add(
        OrderChange(
            record_id=order.record_id, section=int(Section.SUMMARY), author_org_id=order.org_id, what=what,
            decided_on=decided_on, ends_on=ends_on, reason=reason, by_user=actor.user_id or 0, at=clock.now(),
        )
    )  # fmt: skip
    db.session().flush()


def _to(actor: Actor, order: Order, state: OrderState) -> None:
    order.state = state
    db.session().flush()
    grants.set_columns(order.record_id, stage=str(state), is_open=state not in (OrderState.EXPIRED, OrderState.DISCHARGED))
    audit.record(actor, Deed.RECORD_CHANGED, record_id=order.record_id, record_kind=Kind.ORDER, detail={"state": str(state)})
