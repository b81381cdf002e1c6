"""The ladder of graduated enforcement: its steps, and what skipping one or climbing high on it asks for."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from casework.statute.types import BadRow, Level, Refusal, StatuteError

SOURCE = Path(__file__).parent / "data" / "ladder.toml"


class UnknownStep(StatuteError):
    """The deed stands on no step of the ladder."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the deeds on it by code, and what usually ends it."""

    number: int
    deeds: tuple[tuple[str, str], ...]
    exit: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps, lowest first, and the first that needs a vulnerability check."""

    id: str
    starts_on: date
    citation: str
    vulnerability_check_from: int
    steps: tuple[Step, ...]


@cache
def ladder() -> Ladder:
    """The ladder in use."""
    with SOURCE.open("rb") as file:
        data = tomllib.load(file)
    steps = tuple(Step(item["number"], tuple(item["deeds"].items()), item["exit"]) for item in data["step"])
    if [step.number for step in steps] != list(range(len(steps))):
        raise BadRow(data["id"], "the steps are not numbered from 0 upwards")
    return Ladder(data["id"], data["from"], data["citation"], data["vulnerability_check_from"], steps)


def step_of(code: str) -> Step:
    """The step on which a deed stands; refuses a deed that is not on the ladder."""
    for step in ladder().steps:
        if code in dict(step.deeds):
            return step
    raise UnknownStep(f"{code} is not on the ladder.")


def climb(code: str, *, reached: int | None, reason: str = "", has_vulnerability_check: bool = False) -> tuple[Refusal, ...]:
    """Whether a deed may follow the highest step reached: a skipped step needs a reason, a high one a vulnerability check."""
    number, citation = step_of(code).number, ladder().citation
    found = []
    if number > (-1 if reached is None else reached) + 1 and not reason.strip():
        found.append(Refusal("LADDER", Level.ERROR, "Record why a lower step is skipped.", citation))
    if number >= ladder().vulnerability_check_from and not has_vulnerability_check:
        found.append(Refusal("LADDER", Level.ERROR, "Record the vulnerability check of the person first.", citation))
    return tuple(found)
