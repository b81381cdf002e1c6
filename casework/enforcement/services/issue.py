"""Issuing a warning, an acceptable behaviour contract, a community protection warning or notice on a case."""

from dataclasses import replace
from datetime import date

from casework.enforcement import checks
from casework.enforcement.queries import actions
from casework.enforcement.services import paper, steps
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import ACT, POWERS, Shape
from casework.enforcement.types.steps import NotLawful
from casework.kernel.actor import Actor
from casework.kernel.errors import Refused
from casework.statute import clocks, deadlines, validation
from casework.statute.rules import in_use


def issue_warning(actor: Actor, case_ref: str, power: str, issue: Issue) -> str:
    """Log a verbal warning or issue a warning letter; return the action's reference. Its clock: a time without a repeat."""
    if POWERS[power].shape is not Shape.WARNING:
        raise Refused("Choose a verbal warning or a warning letter.", field="power")
    made = paper.open_paper(actor, case_ref, power, issue)
    quiet = in_use(made.activations).limit("LADDER", "no_repeat_warning", issue.issued_on)
    ends = deadlines.last_day(quiet, issue.issued_on, "end of the time without a repeat")
    return paper.write(actor, made, due_on=ends.on, due_what=ends.name).ref


def record_abc(actor: Actor, case_ref: str, issue: Issue) -> str:
    """Record a signed acceptable behaviour contract: voluntary, with its first review and its end."""
    made = paper.open_paper(actor, case_ref, "ABC", issue)
    review, end = clocks.clock("ABC", "signed", issue.issued_on, activations=made.activations)
    made = replace(made, issue=replace(issue, reviews_on=issue.reviews_on or review.on, ends_on=issue.ends_on or end.on))
    return paper.write(actor, made, due_on=made.issue.reviews_on, due_what="review by").ref


def issue_cpw(actor: Actor, case_ref: str, issue: Issue) -> str:
    """Issue a community protection warning (2014 Act s43(5)): the conduct, the effect, and the day by which it must stop."""
    if issue.comply_by is None:
        raise Refused("Enter the day by which the conduct must stop", field="comply_by")
    if issue.comply_by <= issue.issued_on:
        raise NotLawful("Give the person time to stop after the warning", f"{ACT} s43(5)", field="comply_by")
    made = paper.open_paper(actor, case_ref, "CPW", issue)
    checks.old_enough(issue, "CPN", issue.issued_on, made.activations)
    return paper.write(actor, made, due_on=issue.comply_by, due_what="conduct to stop by").ref


def issue_cpn(actor: Actor, case_ref: str, issue: Issue) -> str:
    """Issue a community protection notice (s43): all three limbs of the test with evidence, requirements, after a warning.

    Refuses without an earlier warning to the same person or before its time has passed (V1), under 16 (V2), without requirements.
    """
    for name, sentence in (
        ("test_effect", "Say what shows a detrimental effect on the quality of life of those in the locality"),
        ("test_persistent", "Say what shows that the conduct is persistent or continuing"),
        ("test_unreasonable", "Say what shows that the conduct is unreasonable"),
    ):
        if not getattr(issue, name).strip():
            raise NotLawful(sentence, f"{ACT} s43(1)", field=name)
    if not issue.requirements:
        raise NotLawful("State at least one requirement", f"{ACT} s43(3)", field="requirement_text")
    made = paper.open_paper(actor, case_ref, "CPN", issue)
    checks.old_enough(issue, "CPN", issue.issued_on, made.activations)
    warning, detail = actions.warning_before(actor, made.case.record_id, issue, made.person_id)
    warned = detail.deemed_on if detail is not None else None
    comply_by = detail.comply_by if detail is not None else None
    checks.refuse(validation.warned_first(warned_on=warned, comply_by=comply_by, issued_on=issue.issued_on), field="issued_on")
    made = replace(made, warning_id=warning.record_id if warning else None)
    deemed = checks.deemed_day(issue, made.activations)
    appeal = clocks.clock("CPN", "issued", deemed, activations=made.activations)[0]
    tables = in_use(made.activations)
    issue = replace(
        issue,
        reviews_on=issue.reviews_on or deadlines.last_day(tables.limit("CPN", "review_default", deemed), deemed).on,
        ends_on=issue.ends_on or deadlines.last_day(tables.limit("CPN", "end_default", deemed), deemed).on,
    )
    return paper.write(actor, replace(made, issue=issue), due_on=appeal.on, due_what=appeal.name).ref


def record_step(actor: Actor, action_ref: str, to: str, *, on: date, note: str = "", version: int | None = None) -> None:
    """Record the next step of an action's life, about which nothing more is said than when and a note."""
    steps.take_step(actor, action_ref, to, on=on, note=note, version=version)
