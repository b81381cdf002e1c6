"""The phrases hidden in enforcement: a warning, and a stray dog whose facts its card alone keeps."""

from typing import Any

from casework.enforcement.services import course, issue
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import Service
from casework.kernel import clock
from casework.kernel.actor import Actor


def plant(planting: Any, actor: Actor, ref: str, full: tuple[str, ...]) -> None:
    """Hide one phrase in a warning's conduct and one in what was said of a stray dog, on one case."""
    today = clock.today()
    said = planting.phrase("action", "actions", *full)
    issue.issue_warning(actor, ref, "VERBAL", Issue(subject="warning", conduct=said, issued_on=today, service=Service.SPOKEN))
    facts = {"seized_on": today, "found_at": "Market square", "description": planting.phrase("action", "actions", *full)}
    course.start(
        actor,
        ref,
        "STRAY_DOG",
        Issue(subject="Dog", conduct="Straying", issued_on=today, service=Service.SPOKEN, facts=facts),
    )
