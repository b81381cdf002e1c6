"""The play itself: reports come in and cases are opened, worked, shared with partners and closed, over eighteen months."""

import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from casework.cases.types import Stage as CaseStage
from casework.demonstration import deeds, places
from casework.demonstration.deeds import Case
from casework.demonstration.stage import Stage, working_hour
from casework.sharing.types import Level

DATA = Path(__file__).with_name("data")
# organisation: (how many cases of a thousand, its caseworkers who open them, its partnership, partners it shares with)
LEADS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "HDC": (560, "Huntingdonshire", ("CCON", "LUM", "CCC", "L2C", "CFRS", "CPCCG", "PROB")),
    "LUM": (140, "Huntingdonshire", ("HDC", "CCON", "L2C")),
    "CCON": (180, "Huntingdonshire", ("HDC", "LUM", "CCC", "PROB")),
    "FDC": (90, "Fenland", ("CCON", "CCC", "CFRS")),
    "CCC": (30, "Huntingdonshire", ("HDC", "CCON", "L2C")),
}
PATH = (
    CaseStage.TRIAGED,
    CaseStage.ASSESSED,
    CaseStage.PLANNED,
    CaseStage.INVESTIGATING,
    CaseStage.INTERVENTION,
    CaseStage.MONITORING,
)


RECENT_DAYS = 75  # what is older has mostly come to its end, as in a partnership that looks after its cases


def stories() -> list[dict[str, Any]]:
    """Return what the cases are about."""
    with (DATA / "stories.toml").open("rb") as handle:
        return tomllib.load(handle)["story"]


def plan(stage: Stage, number: int) -> list[Case]:
    """Plan this many cases between the beginning and the end; more in summer and on the busy wards. Return them, oldest first."""
    told, made = stories(), []
    span = (stage.ends - stage.begins).days
    for _ in range(number):
        lead = stage.rng.choices(list(LEADS), weights=[weight for weight, _, _ in LEADS.values()])[0]
        day = stage.begins + timedelta(days=int(span * stage.rng.random() ** 0.9))
        story = stage.rng.choices(
            told, weights=[0 if lead not in ("HDC", "FDC") and entry["type"] == "ENV_CRIME" else 3 for entry in told]
        )[0]
        at = working_hour(stage.rng, day)
        spot = places.spot(stage.rng, at.date(), fenland=lead == "FDC")
        username = stage.rng.choice(stage.workers(lead))
        made.append(Case(lead, username, LEADS[lead][1], story, spot, at))
    made.sort(key=lambda case: case.at)
    for case in made:
        _plan_case(stage, case)
    return made


def _plan_case(stage: Stage, case: Case) -> None:
    rng = stage.rng
    stage.plan(case.at, case.username, lambda actor: deeds.report(stage, case, actor))
    is_recent = (stage.ends - case.at).days < RECENT_DAYS
    if rng.random() < (0.25 if is_recent else 0.01):
        return
    at, pace = case.at, rng.choice((3, 5, 8, 12))
    steps = rng.choices(
        (PATH[:1], PATH[:2], tuple(step for step in PATH if step is not CaseStage.INTERVENTION), PATH), weights=(45, 20, 20, 15)
    )[0]
    stops = len(steps) if rng.random() < (0.6 if is_recent else 0.98) else rng.randint(1, len(steps))
    for step in steps[:stops]:
        at = working_hour(rng, at + timedelta(days=rng.randint(1, pace)))
        stage.plan(at, case.username, partial(deeds.take_step, stage, case, step=step))
    _plan_partners(stage, case)
    if rng.random() < 0.25:
        for _ in range(rng.randint(1, 3)):
            again = working_hour(rng, case.at + timedelta(days=rng.randint(2, 40)))
            stage.plan(again, case.username, lambda actor: deeds.report_again(stage, case, actor))
    if stops == len(steps):
        proposed = working_hour(rng, at + timedelta(days=rng.randint(10, 60)))
        stage.plan(proposed, case.username, lambda actor: deeds.propose(case, actor))
        closer = stage.manager(case.lead)
        closed = working_hour(rng, proposed + timedelta(days=rng.randint(9, 16)))
        stage.plan(closed, closer, lambda actor: deeds.close(stage, case, actor))


def _plan_partners(stage: Stage, case: Case) -> None:
    rng = stage.rng
    if rng.random() > 0.5:
        return
    known = [code for code in LEADS[case.lead][2] if stage.users.get(code)]
    case.partners = rng.sample(known, k=min(len(known), rng.choice((1, 1, 1, 2, 2, 3))))
    for code in case.partners:
        at = working_hour(rng, case.at + timedelta(days=rng.randint(2, 9)))
        level = Level.FULL if rng.random() < 0.7 else Level.SUMMARY
        days = rng.choice((60, 90, 180, 180, 365))
        stage.plan(at, case.username, partial(deeds.share_case, stage, case, code=code, level=level, days=days))
        if level is Level.FULL:
            seen = working_hour(rng, at + timedelta(days=rng.randint(8, 20)))
            worker = rng.choice(stage.workers(code))
            stage.plan(seen, worker, lambda actor: deeds.answer(stage, case, actor))
