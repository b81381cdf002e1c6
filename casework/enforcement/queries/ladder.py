"""The ladder of a case: what was tried on each step and what may come next; and whom a paper may be addressed to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.enforcement.models.actions import ActionDetail, EnforcementAction
from casework.enforcement.queries import actions
from casework.enforcement.types.actions import ActionLine, Rung
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import State
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.people.models import Person
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.types import Act, Kind, Lens
from casework.statute import ladder


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody on the case against whom a paper may be issued."""

    ref: str
    name: str
    born_on: date | None
    is_named: bool = True  # False: known by what they look like only


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The case as the pages of its actions name it."""

    ref: str
    title: str
    is_open: bool
    may_issue: bool


def head(actor: Actor, case_ref: str, act: Act = Act.RECORD_READ) -> CaseHead:
    """Open a case for its enforcement pages."""
    case, lens = actions.case_of(actor, case_ref, act)
    return CaseHead(lens.ref, case.title, case.closed_on is None, policy.may(actor, lens, Act.ACTION_ISSUE))


def panel(actor: Actor, lens: Lens) -> dict[str, Any]:
    """Return the enforcement part of a case's page: the rungs with what was tried, and whether one more may be taken."""
    lines = actions.on_case_with_steps(actor, lens.record_id)
    return {
        "rungs": rungs(actor, lines, _reasons(actor, lens.record_id)),
        "beside": [line for step, line in lines if step < 0],
        "case_ref": lens.ref,
        "may_issue": policy.may(actor, lens, Act.ACTION_ISSUE),
        "any": bool(lines),
    }


def rungs(actor: Actor, lines: list[tuple[int, ActionLine]], reasons: list[tuple[int, str]] | None = None) -> list[Rung]:
    """Return the steps of the ladder: what was tried on each, which may come next, and which were skipped and why."""
    counted = [step for step, line in lines if line.state not in (State.WITHDRAWN, State.QUASHED)]
    top, held = max((*counted, 0)), ladder.ladder()
    return [
        Rung(
            step.number,
            ", ".join(label for _, label in step.deeds),
            step.exit,
            tuple(line for number, line in lines if number == step.number),
            step.number == top + 1,
            0 < step.number < top and step.number not in counted,
            tuple(dict.fromkeys(reason for number, reason in reasons or () if number > step.number)),
            step.number >= held.vulnerability_check_from,
        )
        for step in held.steps
    ]


def _reasons(actor: Actor, case_id: int) -> list[tuple[int, str]]:
    """The recorded reasons for skipping a step, with the step that was taken instead."""
    rows = db.session().execute(
        policy.readable(actor, EnforcementAction)
        .add_columns(ActionDetail.ladder_reason)
        .join(ActionDetail, ActionDetail.record_id == EnforcementAction.record_id)
        .where(EnforcementAction.case_record_id == case_id, ActionDetail.ladder_reason != "")
        .order_by(EnforcementAction.record_id)
    )
    return [(row.step, reason) for row, reason in rows]


def subjects(actor: Actor, case_ref: str) -> list[Subject]:
    """Return the people on a case whom the actor may see, by name, with their known date of birth."""
    case, _ = actions.case_of(actor, case_ref, Act.ACTION_ISSUE)
    rows = db.session().execute(
        policy.readable(actor, Person)
        .add_columns(Record.ref)
        .join(Record, Record.id == Person.record_id)
        .join(Link, Link.leaf_id == Person.record_id)
        .where(Link.record_id == case.record_id, Link.leaf_kind == Kind.PERSON, Link.ended_at.is_(None))
        .order_by(Person.family_name, Person.given_names, Person.record_id)
    )
    found = {
        ref: Subject(ref, row.name, row.birth_date if row.birth_known == "known" else None, not row.is_unnamed)
        for row, ref in rows
    }
    return list(found.values())


def notices(actor: Actor, case_ref: str) -> dict[str, str]:
    """Return the community protection notices of a case that may have been breached, by reference."""
    case, _ = actions.case_of(actor, case_ref, Act.ACTION_ISSUE)
    rows = db.session().execute(
        policy.readable(actor, EnforcementAction)
        .add_columns(ActionDetail.subject, ActionDetail.deemed_on, Record.ref)
        .join(ActionDetail, ActionDetail.record_id == EnforcementAction.record_id)
        .join(Record, Record.id == EnforcementAction.record_id)
        .where(
            EnforcementAction.case_record_id == case.record_id,
            EnforcementAction.power == "CPN",
            EnforcementAction.state.not_in((State.WITHDRAWN, State.QUASHED)),
        )
    )
    return {ref: f"{subject}, issued {on:%-d %B %Y} ({ref})" for _, subject, on, ref in rows}


def labels(actor: Actor) -> dict[str, str]:
    """Return every power's label by its code."""
    return {code: power.label for code, power in POWERS.items()}
