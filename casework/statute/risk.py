"""The risk assessment of a person suffering anti-social behaviour: dated question sets, points, bands and overrides."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from casework.statute.types import BadRow, Level, NoLimit, Refusal, StatuteError

SOURCE = Path(__file__).parent / "data" / "risk_assessment.toml"


class Band(StrEnum):
    """The bands of risk, low to high."""

    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"


BANDS = tuple(Band)


class Unanswered(StatuteError):
    """An answer is missing or is not one of the question's answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question, with its points."""

    code: str
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question put to the person."""

    code: str
    text: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One version of the question set, its bands and its overrides."""

    id: str
    starts_on: date
    citation: str
    questions: tuple[Question, ...]
    bands: tuple[tuple[Band, int, int], ...]
    overrides: tuple[tuple[str, str], ...]

    @property
    def most(self) -> int:
        """The highest number of points that can be scored."""
        return sum(max(answer.points for answer in question.answers) for question in self.questions)


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers come to: the points, the band they suggest, and the overrides that raised it."""

    assessment_id: str
    points: int
    band: Band
    overrides: tuple[str, ...]


def _read(entry: dict[str, Any]) -> Assessment:
    found = Assessment(
        id=entry["id"],
        starts_on=entry["from"],
        citation=entry["citation"],
        questions=tuple(
            Question(item["code"], item["text"], tuple(Answer(**answer) for answer in item["answers"]))
            for item in entry["question"]
        ),
        bands=tuple((Band(name), low, high) for name, (low, high) in entry["bands"].items()),
        overrides=tuple(entry["overrides"].items()),
    )
    covered = [points for _, low, high in found.bands for points in range(low, high + 1)]
    if covered != list(range(found.most + 1)):
        raise BadRow(found.id, f"the bands do not cover 0 to {found.most} once each")
    return found


@cache
def assessments() -> tuple[Assessment, ...]:
    """Every version of the question set, oldest first."""
    with SOURCE.open("rb") as file:
        found = [_read(entry) for entry in tomllib.load(file)["assessment"]]
    return tuple(sorted(found, key=lambda item: item.starts_on))


def assessment_on(on: date) -> Assessment:
    """The question set in use on a date; refuses a date before the first one."""
    for found in reversed(assessments()):
        if found.starts_on <= on:
            return found
    raise NoLimit("RAM", "assessment", on)


def score(assessment: Assessment, answers: Mapping[str, str], overrides: Collection[str] = ()) -> Score:
    """The points and band of a full set of answers; any override makes it high whatever the points."""
    known = dict(assessment.overrides)
    if unknown := set(overrides) - known.keys():
        raise Unanswered(f"Not an override of {assessment.id}: {', '.join(sorted(unknown))}.")
    points = sum(_points(question, answers.get(question.code)) for question in assessment.questions)
    band = next(band for band, low, high in assessment.bands if low <= points <= high)
    raised = tuple(code for code in known if code in overrides)
    return Score(assessment.id, points, Band.HIGH if raised else band, raised)


def _points(question: Question, code: str | None) -> int:
    for answer in question.answers:
        if answer.code == code:
            return answer.points
    raise Unanswered(f"Answer the question: {question.text}")


def band_decision(*, suggested: Band, chosen: Band, reason: str = "", supervisor: str = "") -> tuple[Refusal, ...]:
    """Whether an officer may set this band: raising needs a reason; lowering is by one band, with a reason and a supervisor."""
    steps = BANDS.index(chosen) - BANDS.index(suggested)
    sentences = []
    if steps < -1:
        sentences.append("A band may be lowered by one step only.")
    if steps and not reason.strip():
        sentences.append("Give the reason for a band other than the one suggested.")
    if steps < 0 and not supervisor.strip():
        sentences.append("Name the supervisor who agreed to the lower band.")
    return tuple(Refusal("RAM", Level.ERROR, sentence, "Local standard") for sentence in sentences)
