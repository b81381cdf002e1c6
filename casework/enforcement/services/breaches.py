"""Breaches of orders and notices: that the order was in force there and then, and the breach as a row of its case."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.enforcement import standing, words
from casework.enforcement.models.actions import ActionDetail, Breach, EnforcementAction
from casework.enforcement.models.orders import Order, OrderTerm
from casework.enforcement.queries import orders
from casework.enforcement.services import paper
from casework.enforcement.types.actions import PenaltyTerms
from casework.enforcement.types.order_steps import EDITABLE, OrderState
from casework.enforcement.types.powers import ACT
from casework.enforcement.types.steps import NotLawful, State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing import policy
from casework.sharing.types import Act, Kind, Lens, Section


@dataclass(frozen=True, slots=True)
class BreachReport:
    """What an officer saw: which term, when, where."""

    term_id: int
    happened_at: datetime
    location: str
    description: str = ""
    latitude: float | None = None
    longitude: float | None = None
    person_ref: str = ""


def record_breach(actor: Actor, case_ref: str, report: BreachReport) -> int:
    """Record a breach of an order on a case (2014 Act s67); refused where the order did not apply at that place and time."""
    case, lens = policy.open_one(actor, CaseFile, case_ref, Act.ACTION_ISSUE)
    if report.happened_at > clock.now():
        raise Refused("That has not happened yet.", field="happened_at")
    on = clock.local_day(report.happened_at)
    order = _order_of_term(actor, report.term_id, on, report.latitude, report.longitude)
    person_id = paper.person_on_case(actor, lens, report.person_ref)
    row = _row(actor, lens, order.record_id, report, person_id)
    db.session().add(row)
    case.activity_at = clock.now()
    db.session().flush()
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=Kind.CASE, detail={"breach": report.term_id})
    return row.id


def grounds(actor: Actor, made: paper.Paper, terms: PenaltyTerms) -> tuple[int | None, int | None]:
    """Return the order, or the notice, whose breach a penalty is for; refuses one that was not in force then and there."""
    if made.power.code == "PSPO":
        if terms.term_id is None:
            raise Refused("Choose which term of which order was breached.", field="term_id")
        order = _order_of_term(actor, terms.term_id, terms.offence_on, terms.latitude, terms.longitude)
        return order.record_id, None
    if made.power.code == "CPN_FPN":
        return None, _notice(actor, made, terms)
    return None, None


def from_penalty(actor: Actor, made: paper.Paper, terms: PenaltyTerms, order_id: int | None, action_id: int) -> None:
    """Write the breach that a penalty is for as a row of its case."""
    if order_id is None or terms.term_id is None:
        return
    issue = made.issue
    report = BreachReport(
        terms.term_id,
        terms.at or clock.start_of_day(terms.offence_on),
        issue.location,
        issue.conduct,
        terms.latitude,
        terms.longitude,
    )
    row = _row(actor, made.lens, order_id, report, made.person_id)
    row.action_record_id = action_id
    db.session().add(row)
    db.session().flush()


def _row(actor: Actor, lens: Lens, order_id: int, report: BreachReport, person_id: int | None) -> Breach:
    return Breach(
        record_id=lens.record_id, section=int(Section.ACTIONS), author_org_id=actor.organisation_id or lens.owner_org_id,
        order_record_id=order_id, term_id=report.term_id, person_record_id=person_id, happened_at=report.happened_at,
        location=report.location[:200], latitude=report.latitude, longitude=report.longitude, description=report.description,
        by_user=actor.user_id or 0, recorded_at=clock.now(),
    )  # fmt: skip


def _order_of_term(actor: Actor, term_id: int, on: date, latitude: float | None, longitude: float | None) -> Order:
    found = (
        db.session()
        .execute(
            policy.readable(actor, OrderTerm)
            .add_columns(Order)
            .join(Order, Order.record_id == OrderTerm.record_id)
            .where(OrderTerm.id == term_id)
        )
        .one_or_none()
    )
    if found is None:
        raise Refused("Choose a term from the list.", field="term_id")
    term, order = found
    _check_effect(actor, order, term, on)
    if latitude is not None and longitude is not None and not orders.covers(actor, order.record_id, latitude, longitude, on):
        raise NotLawful("That point lies outside the restricted area of the order", f"{ACT} s59", field="location")
    return order


def _check_effect(actor: Actor, order: Order, term: OrderTerm, on: date) -> None:
    if order.state in EDITABLE | {OrderState.MADE, OrderState.DROPPED}:
        raise NotLawful("The order is not in force", f"{ACT} ss59, 67", field="term_id")
    last = standing.last_day(order)
    if order.effect_on is None or last is None or not order.effect_on <= on <= last:
        when = f"from {words.day(order.effect_on)} to {words.day(last)}" if order.effect_on and last else "at no time"
        raise NotLawful(f"The order had effect {when}, not on {words.day(on)}", f"{ACT} ss60, 67", field="offence_on")
    if (term.since_on and on < term.since_on) or (term.until_on and on > term.until_on):
        raise NotLawful(f"That term was no part of the order on {words.day(on)}", f"{ACT} ss61, 67", field="term_id")
    if orders.is_suspended(actor, order, on):
        raise NotLawful(f"The High Court had suspended the order on {words.day(on)}", f"{ACT} s66(6)", field="term_id")


def _notice(actor: Actor, made: paper.Paper, terms: PenaltyTerms) -> int:
    if not terms.notice_ref:
        raise Refused("Choose the notice that was breached.", field="notice_ref")
    notice, _ = policy.open_one(actor, EnforcementAction, terms.notice_ref, log=False)
    detail = db.session().scalar(policy.readable(actor, ActionDetail).where(ActionDetail.record_id == notice.record_id))
    if notice.power != "CPN" or notice.case_record_id != made.case.record_id or detail is None:
        raise Refused("Choose a community protection notice of this case.", field="notice_ref")
    if notice.state in (State.QUASHED, State.WITHDRAWN):
        raise NotLawful("The notice has no effect any more", f"{ACT} ss46, 48", field="notice_ref")
    if terms.offence_on < detail.deemed_on:
        raise NotLawful(f"The notice was not issued until {words.day(detail.deemed_on)}", f"{ACT} s48", field="offence_on")
    if detail.subject.casefold() != made.issue.subject.casefold():
        raise Refused(f"The notice was issued to {detail.subject}.", field="subject")
    return notice.record_id
