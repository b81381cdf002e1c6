"""The checks every paper shares: a refusal with its section, the age of the person, the day a paper counts as issued."""

from collections.abc import Iterable
from datetime import date

from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import Service
from casework.enforcement.types.steps import NotLawful
from casework.kernel.errors import Refused
from casework.statute import deadlines, validation
from casework.statute.types import Activation, Level, Refusal


def refuse(found: Iterable[Refusal], *, field: str | None = None) -> tuple[Refusal, ...]:
    """Refuse with the first error among the checks, with its section; return the warnings."""
    found = tuple(found)
    for item in found:
        if item.level is Level.ERROR:
            raise NotLawful(item.sentence, item.citation, field=field)
    return found


def born(issue: Issue, on: date) -> date:
    """The birth date to judge age by: known, or the day of issue less the officer's estimate; refuses when neither is given."""
    if issue.born_on is not None:
        if issue.born_on > on:
            raise Refused("The date of birth is after the action.", field="born_on")
        return issue.born_on
    if issue.age_estimate is None:
        raise Refused("Enter the person's date of birth, or your estimate of their age.", field="age_estimate")
    return date(on.year - issue.age_estimate, on.month, min(on.day, 28))


def old_enough(
    issue: Issue, table: str, on: date, activations: Iterable[Activation], *, is_penalty: bool = False
) -> tuple[Refusal, ...]:
    """Refuse a paper on a person under the least age of its power (V2); return the caution for those of 16 and 17."""
    if issue.is_body:
        return ()
    found = validation.old_enough(table, born_on=born(issue, on), on=on, is_penalty=is_penalty, activations=activations)
    return refuse(found, field="born_on" if issue.born_on else "age_estimate")


def deemed_day(issue: Issue, activations: Iterable[Activation]) -> date:
    """The day a paper counts as issued: by hand or left that day, posted two working days later unless said with a reason."""
    if issue.deemed_on is not None and issue.service is Service.POST:
        if issue.deemed_on < issue.issued_on:
            raise Refused("It cannot arrive before it was posted.", field="deemed_on")
        if not issue.deemed_reason.strip():
            raise Refused("Say why it arrived on another day than the law assumes.", field="deemed_reason")
        return issue.deemed_on
    if issue.service is not Service.POST:
        return issue.issued_on
    return deadlines.deemed_issue(issue.issued_on, tuple(activations)).on or issue.issued_on
