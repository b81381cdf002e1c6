"""Beginning and moving a course under any power with what its card asks, said by somebody careful: for tests of every life."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func

from casework.enforcement.models.actions import ActionDate, ActionEvent, ActionFacts, EnforcementAction, Penalty
from casework.enforcement.queries import facts
from casework.enforcement.services import course, issue, penalties
from casework.enforcement.types.actions import Issue, Requirement
from casework.enforcement.types.powers import POWERS, Power, Shape
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.models import Record
from casework.statute import calendar
from casework.statute.cards import Field
from tests.support import enforcing as make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Who walks with each power: the council, the police or the landlord.
WALKERS = {"LA_DISTRICT": "officer", "POLICE": "police", "LANDLORD": "housing"}


def walker(power: Power) -> str:
    """The persona whose organisation may use a power."""
    if power.needs_delegation:
        return next(name for kind, name in WALKERS.items() if kind in power.card.kinds)
    return "officer"


def begin(actor: Actor, ref: str, code: str, **more: Any) -> str:
    """Begin a course under a power on a case, with everything its card asks; more replaces what is said."""
    power, now, today = POWERS[code], clock.now(), clock.today()
    said = {field.name: plain(field) for field in power.card.fields} | {limb.name: "Five statements" for limb in power.card.limbs}
    said |= {
        "served_at": now - HOUR, "starts_at": now - HOUR / (2 if code == "DISP_DIR" else 1),
        "ends_at": now + 20 * HOUR, "hearing_at": now + 20 * HOUR,
        "noticed_at": now - HOUR, "ends_on": today + 60 * DAY, "lives_excluded": "no", "rank": "inspector", "bars": [],
        "signs": ["untraced", "damaged"], "condition": "injunction_breached", "proceedings_on": today + 28 * DAY,
        "notice": "", "authorisation": "",
    }  # fmt: skip
    for field in power.card.fields:
        if field.kind == "paper":
            said[field.name] = more.pop(field.name, "") or begin(actor, ref, field.powers[0])
    issued = {name: more.pop(name) for name in set(more) - known(power) if name in Issue.__dataclass_fields__}
    asked = {name: value for name, value in {**said, **more}.items() if name in known(power)}
    return course.start(actor, ref, code, make.issue(facts=asked, **issued))


def known(power: Power) -> set[str]:
    """The fields and limbs that begin a course."""
    return {field.name for field in power.card.fields} | {limb.name for limb in power.card.limbs}


def plain(field: Field) -> Any:
    """Something to say for a field, by its kind."""
    first = field.choices[0][0] if field.choices else ""
    return {
        "line": "Ned Testworthy", "text": "As seen by two officers", "lines": ["Not to enter Sample Street"],
        "day": clock.today(), "time": clock.now(), "number": 70, "money": Decimal("40.00"), "choice": first,
        "choices": [first], "tick": True, "paper": "",
    }[field.kind]  # fmt: skip


def ahead(code: str, before: dict[str, Any]) -> dict[str, Any]:
    """What a careful officer says at a later step, where today or the first choice will not do."""
    today, made_on = clock.today(), before.get("made_on") or clock.today()
    ends_at = before.get("ends_at")
    ends_on = {"CLO": made_on + 150 * DAY, "CBO": made_on + 800 * DAY, "LIC_REVIEW": today + 30 * DAY}.get(
        code, today + 200 * DAY
    )
    last = before.get("issued_on", today) + 28 * DAY
    return {
        "hearing_on": calendar.next_working_day(last + 3 * DAY) if code == "LIC_REVIEW" else today + 10 * DAY,
        "representations_end": last, "next_hearing_on": today + 7 * DAY, "ends_on": ends_on, "abate_by": today + 14 * DAY,
        "applied_on": today, "hearing_at": (before.get("served_at") or clock.now()) + 30 * HOUR,
        "ends_at": ends_at + HOUR if isinstance(ends_at, datetime) else clock.now() + HOUR,
        "continued_until": ends_at + 20 * HOUR if isinstance(ends_at, datetime) else None,
        "supervised": ["Attend a course; Sam Supervisor"], "recipient_for": "no",
        "expenses": Decimal("25.00"), "is_senior": "yes",
        "court": "county", "arrest": "no", "possession_on": today + 28 * DAY, "complete_by": today + 14 * DAY,
        "outcome": ["modify"], "suspended_from": today, "defaulter_consent": "yes", "owner_consent": "yes",
        "reviews_on": today + 30 * DAY,
    }  # fmt: skip


def answers(actor: Actor, action_ref: str, fields: tuple[Field, ...], rng: random.Random) -> dict[str, Any]:
    """What to say at a step; now and then a choice is taken at random, lawful or not."""
    action = row_of(actor, action_ref)
    careful = ahead(action.power, facts.said(actor, action))
    found = {}
    for field in fields:
        found[field.name] = careful.get(field.name, plain(field))
        if field.kind == "choice" and rng.random() < 0.3:
            found[field.name] = rng.choice(field.choices)[0]
        elif field.kind == "choice" and found[field.name] not in dict(field.choices):
            found[field.name] = field.choices[0][0]
    return found


def paper(actor: Actor, ref: str, code: str) -> str:
    """A paper or a course under any power, begun today on a case."""
    power = POWERS[code]
    match power.shape:
        case Shape.WARNING:
            return issue.issue_warning(actor, ref, code, make.issue())
        case Shape.AGREEMENT:
            return issue.record_abc(actor, ref, make.issue())
        case Shape.CPW:
            return issue.issue_cpw(actor, ref, make.issue(comply_by=clock.today() + 10 * DAY))
        case Shape.CPN:
            return make.papers(actor, ref)["CPN"]
        case Shape.PENALTY:
            return penalties.issue_fpn(actor, ref, code, make.issue(), _terms(actor, ref, code))
    return begin(actor, ref, code)


def _terms(actor: Actor, ref: str, code: str) -> Any:
    amount = {"FLYTIP": 200, "HH_DUTY": 200, "BUS_DOC": 300, "CARRIER": 300, "ABANDON": 200, "NOISE_LIC": 500}.get(code, 100)
    if code == "PSPO":
        make.in_force(actor)
        return make.terms(term_id=make.first_term(actor))
    return make.terms(amount=amount, notice_ref=_notice(actor, ref) if code == "CPN_FPN" else "")


def _notice(actor: Actor, ref: str) -> str:
    ago = clock.today() - 20 * DAY
    issue.issue_cpw(actor, ref, make.issue(issued_on=ago, comply_by=ago + 10 * DAY))
    limbs = dict.fromkeys(("test_effect", "test_persistent", "test_unreasonable"), "Five statements")
    return issue.issue_cpn(actor, ref, make.issue(requirements=(Requirement("stop", "Stop racing"),), **limbs))


def row_of(actor: Actor, action_ref: str) -> EnforcementAction:
    """The row of an action."""
    found = policy.readable(actor, EnforcementAction).join(Record, Record.id == EnforcementAction.record_id)
    return db.session().scalars(found.where(Record.ref == action_ref)).one()


def snapshot(actor: Actor, action_ref: str) -> tuple[Any, ...]:
    """Everything that a step might change of an action."""
    row = row_of(actor, action_ref)
    session = db.session()
    session.flush()
    counts = [
        session.scalar(policy.readable(actor, model).where(model.record_id == row.record_id).with_only_columns(func.count()))
        for model in (ActionEvent, ActionFacts)
    ]
    dated = session.scalars(policy.readable(actor, ActionDate).where(ActionDate.record_id == row.record_id)).all()
    paid = session.scalars(policy.readable(actor, Penalty).where(Penalty.record_id == row.record_id)).all()
    days = tuple(sorted((one.on, one.what) for one in dated))
    return row.state, row.version, row.due_on, row.due_what, row.ends_on, *counts, days, tuple(one.paid for one in paid)


def later(days: int) -> date:
    """Put the trade's clock some days on."""
    clock.shift_to(clock.today() + days * DAY)
    return clock.today()
