"""Beginning a course under any power by its card: the test limb by limb, what is asked, the checks, and its first clocks."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from casework.enforcement import checks, lawful, saying
from casework.enforcement.queries import course
from casework.enforcement.services import paper
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import POWERS, Power, Shape
from casework.enforcement.types.steps import NotLawful
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.organisations import queries as organisations
from casework.statute import running

# A day or instant on which something has happened already; any other may lie ahead.
HAPPENED = frozenset(
    {"served_at", "made_on", "seized_on", "noticed_at", "satisfied_on", "condition_on", "victim_asked_on", "starts_at"}
)


def start(actor: Actor, case_ref: str, power_code: str, issue: Issue) -> str:
    """Begin a course under a power; return the action's reference.

    Refuses a limb without evidence, what the card asks and nobody said, and what its checks forbid: each with its section.
    """
    power = POWERS.get(power_code)
    if power is None or power.shape is not Shape.COURSE:
        raise Refused("Choose a power from the list.", field="power")
    for limb in power.card.limbs:
        if not str(issue.facts.get(limb.name, "")).strip():
            raise NotLawful(f"Say what shows this: {limb.text[:1].lower()}{limb.text[1:]}", limb.section, field=limb.name)
    asked = saying.complete(power.card.fields, issue.facts)
    made = paper.open_paper(actor, case_ref, power_code, _as_target(power, issue))
    _in_the_past(asked)
    _rests_on(actor, made.case.record_id, power, asked)
    _check(actor, made, power, asked)
    given = {name: value for name, value in asked.items() if value not in (None, "", [])}
    tests = {limb.name: str(issue.facts[limb.name]).strip() for limb in power.card.limbs}
    issue = replace(made.issue, facts={**given, **tests}, ends_on=given.get("ends_on"))
    return paper.write(actor, replace(made, issue=issue), due_on=None, due_what="").ref


def _as_target(power: Power, issue: Issue) -> Issue:
    """A course about a place or a thing is about nobody's age."""
    return issue if power.card.target == "person" else replace(issue, person_ref="", born_on=None, age_estimate=None)


def _in_the_past(asked: dict[str, Any]) -> None:
    for name in HAPPENED & asked.keys():
        value = asked[name]
        now = clock.now() if isinstance(value, datetime) else clock.today()
        if value is not None and value > now:
            raise Refused("That has not happened yet.", field=name)


def _rests_on(actor: Actor, case_id: int, power: Power, asked: dict[str, Any]) -> None:
    """A paper that another rests on is one of the same case, of the right power, that has effect."""
    for field in power.card.fields:
        if field.kind == "paper" and asked[field.name] not in course.papers_on(actor, case_id, field.powers):
            labels = " or ".join(POWERS[code].label.lower() for code in field.powers)
            raise NotLawful(f"Choose the {labels} that this rests on", power.citation, field=field.name)


def _check(actor: Actor, made: paper.Paper, power: Power, asked: dict[str, Any]) -> None:
    issue = made.issue
    said = {name: value for name, value in asked.items() if value not in (None, "", [])} | {
        "issued_on": issue.issued_on, "power": power.code, "kind": organisations.organisation(actor.organisation_id or 0).kind,
        "is_u18": saying.under_18(issue.is_body, issue.born_on, issue.age_estimate, issue.issued_on),
    }  # fmt: skip
    for item in running.needed(power.card.needs, said):
        raise NotLawful(item.sentence, item.citation, field=item.rule)
    case = lawful.Case(actor, made.case.record_id, power, {}, said, issue.issued_on, made.activations, issue=issue)
    for name in power.card.checks:
        for field, refusal in lawful.CHECKS[name](case):
            checks.refuse((refusal,), field=field)
