"""Fixed penalties: issuing one within the limits of its day, taking payments, and what follows when none comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement import checks, words
from casework.enforcement.models.actions import EnforcementAction, Payment, Penalty
from casework.enforcement.queries import law
from casework.enforcement.services import breaches, dates, moving, paper
from casework.enforcement.types.actions import Issue, PenaltyTerms
from casework.enforcement.types.powers import POWERS, Shape, table_of
from casework.enforcement.types.steps import NotLawful, State, check_step
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.people.models import Person
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Kind, Section
from casework.statute import deadlines, validation

Given = Mapping[str, Any] | None
HOW = {"card": "Card", "online": "Online", "cheque": "Cheque", "cash": "Cash", "transfer": "Bank transfer"}


@dataclass(frozen=True, slots=True)
class Received:
    """What a payment did: where the penalty stands now, and what is still owed."""

    state: State
    owed: Decimal


def issue_fpn(actor: Actor, case_ref: str, power_code: str, issue: Issue, terms: PenaltyTerms) -> str:
    """Issue a fixed penalty; return the action's reference.

    The amounts lie within the limits of the day of the offence (V6), the person is old enough (V2), the order or notice breached
    was in force at that place and time, and the officer may use the power. The periods run from the date on the notice.
    """
    power = POWERS.get(power_code)
    if power is None or power.shape is not Shape.PENALTY:
        raise Refused("Choose an offence from the list.", field="power")
    made = paper.open_paper(actor, case_ref, power_code, issue)
    _by_name(actor, made)
    _amounts(actor, made, terms)
    checks.old_enough(issue, table_of(power_code), terms.offence_on, made.activations, is_penalty=True)
    order_id, notice_id = breaches.grounds(actor, made, terms)
    periods = deadlines.penalty(table_of(power_code), issue.issued_on, early_days=terms.early_days, activations=made.activations)
    found = {item.name: item.on for item in periods}
    last_on = found[deadlines.LAST_TO_PAY]
    record = paper.write(actor, made, due_on=last_on, due_what=deadlines.LAST_TO_PAY)
    _penalty_row(record, power_code, issue, terms, found, order_id, notice_id)
    dates.rewrite(actor, record.id, keeps_due=True)
    breaches.from_penalty(actor, made, terms, order_id, record.id)
    return record.ref


def _by_name(actor: Actor, made: paper.Paper) -> None:
    person = db.session().scalar(policy.readable(actor, Person).where(Person.record_id == (made.person_id or -1)))
    if person is not None and person.is_unnamed and made.issue.subject.strip() == person.name:
        raise Refused(
            "A fixed penalty is given to somebody by name. Write their name here, not what they look like.", field="subject"
        )


def _amounts(actor: Actor, made: paper.Paper, terms: PenaltyTerms) -> None:
    basis = law.settings(actor, made.lens.partnership_id).cap_basis
    found = validation.penalty_amounts(
        table_of(made.power.code), offence_on=terms.offence_on, dated_on=made.issue.issued_on, amount=terms.amount,
        early_amount=terms.early_amount, early_days=terms.early_days, basis=basis, activations=made.activations,
    )  # fmt: skip
    for item in found:
        field = "amount"
        if "dated before" in item.sentence:
            field = "offence_on"
        elif "early" in item.sentence or "lower amount" in item.sentence:
            field = "early_days" if "days" in item.sentence else "early_amount"
        checks.refuse((item,), field=field)
    if (terms.early_amount is None) != (terms.early_days is None):
        raise Refused("Give both the lower amount and its days, or neither.", field="early_amount")


def _penalty_row(
    record: Record, power_code: str, issue: Issue, terms: PenaltyTerms, found: dict[str, date | None], order_id: int | None,
    notice_id: int | None,
) -> None:  # fmt: skip
    db.session().add(
        Penalty(
            record_id=record.id, section=int(Section.ACTIONS), author_org_id=record.owner_org_id, table_code=table_of(power_code),
            offence_on=terms.offence_on, dated_on=issue.issued_on, amount=terms.amount, early_amount=terms.early_amount,
            early_days=terms.early_days, early_last_on=found.get(deadlines.LAST_EARLY), last_on=found[deadlines.LAST_TO_PAY],
            proceedings_from=found["first day for proceedings"], order_record_id=order_id, term_id=terms.term_id,
            notice_record_id=notice_id,
        )
    )  # fmt: skip
    db.session().flush()


def record_payment(
    actor: Actor, action_ref: str, *, amount: Decimal, paid_on: date, how: str, reference: str = "", version: int | None = None
) -> Received:
    """Record money received: in full within its time it settles, at the lower amount while that is open, part payments add up.

    A late payment is recorded as late: the time that bars a conviction is over, and what follows is the council's choice.
    """
    action, power = paper.open_action(actor, action_ref, version)
    row = _penalty(actor, action)
    if paid_on < row.dated_on:
        raise Refused("That is before the notice was dated.", field="paid_on")
    if paid_on > clock.today():
        raise Refused("That day has not come yet.", field="paid_on")
    if amount <= 0:
        raise Refused("Enter an amount above nothing.", field="amount")
    due = deadlines.amount_due(
        row.table_code, row.dated_on, paid_on, amount=row.amount, early_amount=row.early_amount, early_days=row.early_days,
        activations=law.activations(actor),
    )  # fmt: skip
    total = row.paid + amount
    if total > row.amount:
        raise Refused(f"That is more than is owed: £{row.amount - row.paid:,.2f} remains.", field="amount")
    to = _settled(row, total, due)
    if to is not None:
        moving.move(actor, action, power, to, on=paid_on, note=f"£{amount:,.2f} received")
    else:
        check_step(power, State(action.state), State.PAID_LATE)
    row.paid = total
    _write_payment(actor, action, amount, paid_on, how, reference, to or State(action.state))
    owed = Decimal(0) if to in (State.PAID, State.PAID_EARLY, State.PAID_LATE) else row.amount - total
    return Received(to or State(action.state), owed)


def _settled(row: Penalty, total: Decimal, due: int | None) -> State | None:
    """Where a payment leaves the penalty: None when it is late and not the whole."""
    if due is None:
        return State.PAID_LATE if total >= row.amount else None
    if total < due:
        return State.PART_PAID
    return State.PAID_EARLY if due < row.amount else State.PAID


def _write_payment(
    actor: Actor, action: EnforcementAction, amount: Decimal, paid_on: date, how: str, reference: str, settles: State
) -> None:
    db.session().add(
        Payment(
            record_id=action.record_id, section=int(Section.ACTIONS), author_org_id=actor.organisation_id or action.org_id,
            amount=amount, paid_on=paid_on, how=how, reference=reference, settles=settles, by_user=actor.user_id or 0,
            at=clock.now(),
        )
    )  # fmt: skip
    db.session().flush()
    audit.record(
        actor, Deed.RECORD_CHANGED, record_id=action.record_id, record_kind=Kind.ACTION, detail={"payment": str(settles)}
    )


def mark_unpaid(actor: Actor, action_ref: str, *, on: date, note: str = "", version: int | None = None) -> None:
    """Mark a penalty unpaid once the time to pay is over; before that no proceedings may be taken for the offence."""
    action, power = paper.open_action(actor, action_ref, version)
    row = _penalty(actor, action)
    check_step(power, State(action.state), State.UNPAID)
    first, citation = _proceedings(actor, row)
    if on < first:
        raise NotLawful(f"The person may pay until {words.day(row.last_on)}; wait until {words.day(first)}", citation, field="on")
    if on > clock.today():
        raise Refused("That day has not come yet.", field="on")
    moving.move(actor, action, power, State.UNPAID, on=on, note=note)


def open_prosecution(
    actor: Actor, action_ref: str, *, on: date, note: str, given: Given = None, version: int | None = None
) -> None:
    """Open a prosecution file for an unpaid penalty; refused while it may still be paid and once it was paid in time."""
    action, power = paper.open_action(actor, action_ref, version)
    row = _penalty(actor, action)
    first, citation = _proceedings(actor, row)
    if on < first and State(action.state) in (State.ISSUED, State.PART_PAID):
        raise NotLawful(f"No proceedings before {words.day(first)}", citation, field="on")
    if on > clock.today():
        raise Refused("That day has not come yet.", field="on")
    moving.move(actor, action, power, State.PROSECUTION, on=on, note=note, given=given)


def withdraw(actor: Actor, action_ref: str, *, on: date, reason: str, version: int | None = None) -> None:
    """Withdraw a paper, saying who and why; a penalty that was paid in time is not withdrawn but refunded by the council."""
    action, power = paper.open_action(actor, action_ref, version)
    if not reason.strip():
        raise Refused("Say why it is withdrawn.", field="note")
    if on < action.issued_on or on > clock.today():
        raise Refused("Enter a day between the issue and today.", field="on")
    moving.move(actor, action, power, State.WITHDRAWN, on=on, note=reason)


def _penalty(actor: Actor, action: EnforcementAction) -> Penalty:
    row = db.session().scalar(policy.readable(actor, Penalty).where(Penalty.record_id == action.record_id))
    if row is None:
        raise NotFound("penalty")
    return row


def _proceedings(actor: Actor, row: Penalty) -> tuple[date, str]:
    last = deadlines.penalty(row.table_code, row.dated_on, activations=law.activations(actor))[-1]
    return last.on or row.proceedings_from, last.citation


def is_penalty(actor: Actor, action_ref: str) -> bool:
    """Say whether an action is a fixed penalty."""
    action, _ = policy.open_one(actor, EnforcementAction, action_ref, log=False)
    return POWERS[action.power].shape is Shape.PENALTY
