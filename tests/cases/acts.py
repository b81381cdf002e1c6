"""The deeds that tests of cases begin with."""

from datetime import timedelta

from sqlalchemy import select

from casework.cases.models import CaseFile
from casework.cases.services import moving, opening, risk
from casework.cases.types import Judgement, NewCase, Stage, Story
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Level
from casework.statute.risk import assessment_on

HIGH = (5, 1, 2, 2, 0, 3, 0, 2, 3, 3, 1, 1)
LOW = (2, 1, 0, 1, 0, 0, 0, 0, 2, 0, 1, 0)
NOUGHT = (0,) * 12


def answers(points: tuple[int, ...]) -> dict[str, str]:
    """The answers that carry these points, question by question."""
    questions = assessment_on(clock.today()).questions
    return {
        question.code: next(answer.code for answer in question.answers if answer.points == wanted)
        for question, wanted in zip(questions, points, strict=True)
    }


def new_case(actor: Actor, title: str = "Noise at night", **more: object) -> str:
    """A case of the actor's organisation; its reference."""
    values = {"type": "ASB", "subject": "NOI", "summary": "Music most nights", "story": Story("Bass through the wall"), **more}
    return opening.open_case(actor, NewCase(title=title, **values)).ref  # type: ignore[arg-type]  # a test's own choice of fields


def share(actor: Actor, ref: str, org: str, level: Level) -> int:
    """Share a case with an organisation by its code."""
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_ADD)
    terms = Terms(org_id(org), level, "ASB", "PUBLIC_TASK", "CDA115", "joint visit", clock.today() + timedelta(days=30))
    return shares.share_with(actor, lens, terms).id


def org_id(code: str) -> int:
    """An organisation's number."""
    found = db.session().scalar(select(Organisation.id).where(Organisation.code == code))
    assert found is not None
    return found


def judgement(points: tuple[int, ...] = LOW, band: str = "standard", **more: object) -> Judgement:
    """An assessment of risk that passes, unless told otherwise."""
    values = {
        "answers": answers(points),
        "overrides": (),
        "band": band,
        "narrative": "Afraid to go out.",
        "protective": "A sister nearby.",
        "harm_done": "Lost sleep.",
        "harm_risk": "May move away.",
        "review_on": clock.today() + timedelta(days=7),
        **more,
    }
    return Judgement(**values)  # type: ignore[arg-type]  # as above


def bring_to(actor: Actor, ref: str, stage: Stage) -> None:
    """Take a case by lawful steps as far as a stage."""
    moving.change_stage(actor, ref, to=Stage.TRIAGED)
    if stage is Stage.TRIAGED:
        return
    risk.assess_risk(actor, ref, judgement())
    order = [Stage.PLANNED, Stage.INVESTIGATING, Stage.INTERVENTION, Stage.MONITORING, Stage.CLOSING]
    for each in order[: order.index(stage) + 1]:
        moving.change_stage(actor, ref, to=each, reason="as planned")
