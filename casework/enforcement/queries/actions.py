"""Reads of enforcement actions: the list, one action with its clocks and payments, and what was tried on a case before."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from casework.accounts.models import AppUser
from casework.cases.models import CaseFile
from casework.enforcement import saying
from casework.enforcement.models.actions import (
    ActionDetail,
    ActionEvent,
    ActionFacts,
    ActionRequirement,
    EnforcementAction,
    Payment,
    Penalty,
)
from casework.enforcement.models.orders import Order, OrderTerm
from casework.enforcement.queries import facts, law
from casework.enforcement.types.actions import (
    ActionLine,
    ActionSheet,
    EventLine,
    Issue,
    PaymentLine,
    PenaltySheet,
    Requirement,
    StepOffer,
)
from casework.enforcement.types.powers import POWERS, SERVICE_LABELS, Power, Service, Shape
from casework.enforcement.types.steps import State, label_of, moves_from
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.refs import normalise_ref
from casework.organisations.models import Organisation
from casework.places.models import Place
from casework.sharing import policy, sight
from casework.sharing.models import Record
from casework.sharing.types import Act
from casework.statute import deadlines, running, validation
from casework.statute.types import Activation


def reached(actor: Actor, case_id: int, person_id: int | None) -> int | None:
    """Return the highest step reached on a case, with this person where one is named; withdrawn papers do not count."""
    statement = (
        policy.readable(actor, EnforcementAction)
        .where(
            EnforcementAction.case_record_id == case_id,
            EnforcementAction.state.not_in((State.WITHDRAWN, State.QUASHED)),
        )
        .with_only_columns(func.max(EnforcementAction.step))
    )
    if person_id is not None:
        statement = statement.where(
            (EnforcementAction.person_record_id == person_id) | EnforcementAction.person_record_id.is_(None)
        )
    return db.session().scalar(statement)


def warning_before(
    actor: Actor, case_id: int, issue: Issue, person_id: int | None
) -> tuple[EnforcementAction | None, ActionDetail | None]:
    """Return the newest community protection warning on a case to the same person or body, or the one that was named."""
    statement = (
        policy.readable(actor, EnforcementAction)
        .add_columns(ActionDetail)
        .join(ActionDetail, ActionDetail.record_id == EnforcementAction.record_id)
        .where(
            EnforcementAction.case_record_id == case_id,
            EnforcementAction.power == "CPW",
            EnforcementAction.state != State.WITHDRAWN,
        )
        .order_by(EnforcementAction.issued_on.desc(), EnforcementAction.record_id.desc())
    )
    if issue.warning_ref:
        named = select(Record.id).where(Record.ref == (normalise_ref(issue.warning_ref) or "-")).scalar_subquery()
        statement = statement.where(EnforcementAction.record_id == named)
    for action, detail in db.session().execute(statement):
        same_person = person_id is not None and action.person_record_id == person_id
        if same_person or detail.subject.casefold() == issue.subject.casefold():
            return action, detail
    return None, None


def sheet(actor: Actor, action_ref: str) -> ActionSheet:
    """Open one action and return what its page shows."""
    action, lens = policy.open_one(actor, EnforcementAction, action_ref)
    session = db.session()
    detail = session.scalar(policy.readable(actor, ActionDetail).where(ActionDetail.record_id == action.record_id))
    power, switched_on = POWERS[action.power], law.activations(actor)
    penalty = penalty_sheet(actor, action, switched_on)
    names = session.execute(
        select(Record.ref, AppUser.name, Organisation.name)
        .select_from(Record)
        .join(AppUser, AppUser.id == action.officer_id)
        .join(Organisation, Organisation.id == action.org_id)
        .where(Record.id == action.case_record_id)
    ).one()
    needs = session.scalars(
        policy.readable(actor, ActionRequirement)
        .where(ActionRequirement.record_id == action.record_id)
        .order_by(ActionRequirement.number)
    )
    may_write = policy.may(actor, lens, Act.ACTION_ISSUE)
    state = State(action.state)
    found, kept = facts.said(actor, action), facts.kept(actor, action.record_id)
    begun = kept.get(min(kept), None) if kept else None
    given = begun.facts if begun else {}
    return ActionSheet(
        ref=lens.ref, case_ref=names[0], power=power, state=state, issued_on=action.issued_on, organisation=names[2],
        officer=names[1], summary=action.summary, version=action.version, detail=_details(detail) if detail else {},
        requirements=tuple(Requirement(row.kind, row.text, row.by_on) for row in needs),
        clocks=running.running(power.card, state, found, switched_on), penalty=penalty,
        events=_events(actor, action.record_id, power, kept),
        steps=tuple(StepOffer(move.name, move.label, move.section) for move in moves_from(power, state)) if may_write else (),
        may_write=may_write, dates=facts.paper_dates(actor, action, found), limbs=saying.limbs(given),
        facts=saying.lines(power.card, given), place=_place(actor, begun.place_record_id if begun else None),
        warnings=_warnings(action), may_look=sight.may_look(actor, lens), why=policy.why(actor, lens),
    )  # fmt: skip


def _place(actor: Actor, place_id: int | None) -> tuple[str, str] | None:
    row = db.session().execute(
        policy.readable(actor, Place).add_columns(Record.ref).join(Record, Record.id == Place.record_id)
        .where(Place.record_id == (place_id or -1))
    ).one_or_none()  # fmt: skip
    return (row[1], ", ".join(part for part in (row[0].line_1, row[0].town) if part)) if row else None


def _warnings(action: EnforcementAction) -> tuple[str, ...]:
    """V10: while an appeal is undecided, what a notice asks to be done is suspended."""
    has_appeal = action.power == "CPN" and action.state == State.APPEALED
    found = validation.requirements_live(is_do_requirement=True, has_appeal=has_appeal)
    return tuple(f"{item.sentence} ({item.citation})" for item in found)


def _details(detail: ActionDetail) -> dict[str, Any]:
    same = (
        "subject", "is_body", "address", "born_on", "age_estimate", "conduct", "location", "evidence", "test_effect",
        "test_persistent", "test_unreasonable", "informed", "ladder_reason", "vulnerability_check", "served_on", "deemed_on",
        "deemed_reason", "comply_by", "reviews_on",
    )  # fmt: skip
    return {name: getattr(detail, name) for name in same} | {"service": SERVICE_LABELS[Service(detail.service)]}


def _events(actor: Actor, record_id: int, power: Power, kept: dict[int, ActionFacts]) -> tuple[EventLine, ...]:
    rows = db.session().execute(
        policy.readable(actor, ActionEvent)
        .add_columns(AppUser.name)
        .outerjoin(AppUser, AppUser.id == ActionEvent.by_user)
        .where(ActionEvent.record_id == record_id)
        .order_by(ActionEvent.id.desc())
    )
    begun = min(kept, default=0)  # What was said at the issue stands on the page by itself.
    return tuple(
        EventLine(
            row.state, row.on, row.note, name or "the system", row.at, label_of(power, row.state),
            saying.lines(power.card, kept[row.id].facts, row.state) if row.id in kept and row.id != begun else (),
        )
        for row, name in rows
    )  # fmt: skip


def penalty_sheet(actor: Actor, action: EnforcementAction, switched_on: tuple[Activation, ...]) -> PenaltySheet | None:
    """Return an action's penalty with what was paid and what settles it today; None for any other paper."""
    if POWERS[action.power].shape is not Shape.PENALTY:
        return None
    session = db.session()
    row = session.scalar(policy.readable(actor, Penalty).where(Penalty.record_id == action.record_id))
    if row is None:
        return None
    payments = session.scalars(policy.readable(actor, Payment).where(Payment.record_id == action.record_id).order_by(Payment.id))
    due = deadlines.amount_due(
        row.table_code, row.dated_on, clock.today(), amount=row.amount, early_amount=row.early_amount,
        early_days=row.early_days, activations=switched_on,
    )  # fmt: skip
    term = ""
    if row.term_id is not None:
        found = session.execute(
            policy.readable(actor, OrderTerm)
            .add_columns(Order.title)
            .join(Order, Order.record_id == OrderTerm.record_id)
            .where(OrderTerm.id == row.term_id)
        ).one_or_none()
        term = f"{found[1]}, term {found[0].number}: {found[0].text}" if found else ""
    return PenaltySheet(
        row.offence_on, row.dated_on, row.amount, row.early_amount, row.early_days, row.paid, due,
        tuple(PaymentLine(item.amount, item.paid_on, item.how, item.reference, item.settles) for item in payments), term,
    )  # fmt: skip


def on_case(actor: Actor, case_id: int) -> list[ActionLine]:
    """Return the actions on a case that the actor may see, newest first."""
    return _lines(actor, policy.readable(actor, EnforcementAction).where(EnforcementAction.case_record_id == case_id))


def on_case_with_steps(actor: Actor, case_id: int) -> list[tuple[int, ActionLine]]:
    """Return the actions on a case that the actor may see with the ladder's step of each, newest first."""
    statement = policy.readable(actor, EnforcementAction).where(EnforcementAction.case_record_id == case_id)
    rows = _rows(actor, statement.order_by(EnforcementAction.issued_on.desc(), EnforcementAction.record_id.desc()))
    return [(row[0].step, _line(row)) for row in rows]


def by_ids(actor: Actor, ids: list[int] | tuple[int, ...]) -> list[ActionLine]:
    """Return the actions of a page of a list, in the list's order."""
    place = {record_id: at for at, record_id in enumerate(ids)}
    rows = _rows(actor, policy.readable(actor, EnforcementAction).where(EnforcementAction.record_id.in_(ids)))
    return [_line(row) for row in sorted(rows, key=lambda row: place[row[0].record_id])]


def due(actor: Actor, before: date, limit: int = 200) -> list[ActionLine]:
    """Return the actions of one's own organisation whose clock runs out up to a day, soonest first."""
    statement = (
        policy.readable(actor, EnforcementAction)
        .where(EnforcementAction.due_on <= before, EnforcementAction.org_id == actor.organisation_id)
        .order_by(EnforcementAction.due_on, EnforcementAction.record_id)
        .limit(limit)
    )
    return [_line(row) for row in _rows(actor, statement)]


def _lines(actor: Actor, statement: Any) -> list[ActionLine]:
    return [
        _line(row) for row in _rows(actor, statement.order_by(EnforcementAction.issued_on.desc(), EnforcementAction.record_id))
    ]


def _rows(actor: Actor, statement: Any) -> list[Any]:
    return list(
        db.session().execute(
            statement.add_columns(Record.ref, Organisation.name)
            .join(Record, Record.id == EnforcementAction.record_id)
            .join(Organisation, Organisation.id == EnforcementAction.org_id)
        )
    )


def _line(row: Any) -> ActionLine:
    action, ref, organisation = row
    return ActionLine(
        ref, POWERS[action.power].label, action.summary, State(action.state), action.issued_on, action.due_on, action.due_what,
        organisation,
    )  # fmt: skip


def case_of(actor: Actor, case_ref: str, act: Act = Act.RECORD_READ) -> tuple[CaseFile, Any]:
    """Open a case for its enforcement pages."""
    return policy.open_one(actor, CaseFile, case_ref, act)
