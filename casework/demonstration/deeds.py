"""What is done on the made-up cases, each deed through the service that a real one goes through."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casework.cases.services import capture, moving, notes, risk
from casework.cases.types import Audience, Ending, Judgement, Report, Story, Told
from casework.cases.types import Stage as CaseStage
from casework.demonstration import crowd, errands, places
from casework.demonstration.stage import Stage
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Level
from casework.statute.risk import assessment_on, score

BASIS = {"CCON": "DPA_35", "LUM": "GDPR_6_1_F"}
"""The lawful basis each kind of body relies on; the others act in the public interest."""
ENDINGS = (
    "RES_EARLY",
    "RES_EARLY",
    "RES_EARLY",
    "RES_FORMAL",
    "RES_FORMAL",
    "NO_EVID",
    "NO_CONTACT",
    "NOT_ASB",
    "WITHDRAWN",
    "COMP_MOVED",
)


@dataclass
class Case:
    """One made-up case on its way."""

    lead: str
    username: str
    partnership: str
    story: dict[str, Any]
    spot: places.Spot
    at: datetime
    ref: str = ""
    partners: list[str] = field(default_factory=list)
    alleged: str = ""
    whom: Any = None  # the person alleged, as the officer who takes action sees them
    asked: dict[int, int] = field(default_factory=dict)  # the open tasks, and the version each was made in


def report(stage: Stage, case: Case, actor: Actor) -> None:
    """Take down the report that a case begins with."""
    rng, story = stage.rng, case.story
    title = _filled(rng.choice(story["titles"]), case)
    leaves, case.alleged = crowd.leaves(stage, actor, case.spot, story, case.lead)
    opens = rng.random() < 0.93
    found = capture.capture(
        actor,
        Report(
            type=story["type"],
            subject=story["subject"],
            summary=title,
            occurred_from=clock.now() - timedelta(minutes=rng.randint(20, 2000)),
            channel=rng.choice(("PHONE", "WEB", "EMAIL", "PATROL", "POLICE_101", "PROFESSIONAL", "COUNCILLOR")),
            received_at=clock.now(),
            ward_code=case.spot.ward_code,
            location_text=f"{case.spot.street}, {case.spot.town}",
            nsir=rng.choice(("PER", "NUI", "ENV")) if story["type"] == "ASB" else "",
            story=Story(
                body=_filled(rng.choice(story["stories"]), case),
                harm=rng.choice(("", "Cannot sleep.", "Afraid to go out after dark.", "")),
            ),
            leaves=leaves,
            partnership_id=stage.partnerships[case.partnership],
            opens_case=opens,
        ),
    )
    case.ref = found.case_ref
    if case.ref:
        row, _ = policy.open_one(actor, crowd.CASE, case.ref)
        team = stage.teams.get(case.lead)
        owner = actor.user_id if rng.random() < 0.92 else None
        moving.assign(actor, case.ref, owner_user_id=owner, team_id=team, seen=row.version)


def report_again(stage: Stage, case: Case, actor: Actor) -> None:
    """Take down another report about the same, and put it on the case."""
    if not _is_open(actor, case):
        return
    report = Report(
        type=case.story["type"],
        subject=case.story["subject"],
        summary=_filled(stage.rng.choice(case.story["titles"]), case) + " (again)",
        occurred_from=clock.now() - timedelta(hours=stage.rng.randint(2, 40)),
        channel="PHONE",
        received_at=clock.now(),
        ward_code=case.spot.ward_code,
        location_text=f"{case.spot.street}, {case.spot.town}",
        partnership_id=stage.partnerships[case.partnership],
        join_ref=case.ref,
    )
    capture.capture(actor, report)


def take_step(stage: Stage, case: Case, actor: Actor, step: CaseStage) -> None:
    """Take the case one step on, often with a note or a task."""
    if not _is_open(actor, case):
        return
    if step is CaseStage.ASSESSED:
        _assess(stage, case, actor)
    else:
        moving.change_stage(actor, case.ref, to=step)
    if stage.rng.random() < 0.6:
        _write_note(stage, case, actor, Audience.OWN if stage.rng.random() < 0.2 else Audience.EVERYONE)
    if stage.rng.random() < 0.22:
        errands.ask(stage, case, actor)


def _assess(stage: Stage, case: Case, actor: Actor) -> None:
    rng, questions = stage.rng, assessment_on(clock.today())
    calm = rng.random() < 0.6 or case.lead == "CCC"
    answers = {
        question.code: rng.choice(question.answers[:2] if calm else question.answers).code for question in questions.questions
    }
    band = score(questions, answers, ()).band
    days = {"high": 7, "medium": 14, "standard": 28}[band]
    judgement = Judgement(
        answers=answers,
        overrides=(),
        band=band,
        narrative=rng.choice(
            (
                "The person feels targeted and has changed their routine; the pattern is weekly and known to us.",
                "Low level and occasional. The person has good support and wants it to stop rather than anybody punished.",
                "Worse in the last month. Lives alone; a relative calls each day.",
            )
        ),
        protective=rng.choice(
            (
                "Supportive family nearby.",
                "Door camera fitted; knows whom to call.",
                "Good relationship with the housing officer.",
            )
        ),
        harm_done=rng.choice(("Loss of sleep.", "None reported beyond upset.", "Time off work.")),
        harm_risk=rng.choice(
            ("Likely to continue without action.", "Could become worse at the weekend.", "Unlikely to become worse.")
        ),
        review_on=clock.today() + timedelta(days=days),
    )
    risk.assess_risk(actor, case.ref, judgement)


def _write_note(stage: Stage, case: Case, actor: Actor, audience: Audience) -> None:
    kind = stage.rng.choice(("NOTE", "CALL", "VISIT", "MEETING", "VICTIM_UPDATE"))
    notes.add_note(actor, case.ref, kind=kind, body=stage.rng.choice(case.story["notes"]), audience=audience)


def share_case(stage: Stage, case: Case, actor: Actor, code: str, level: Level, days: int) -> None:
    """Share the case with a partner; now and then it is recalled at once."""
    if not _is_open(actor, case):
        return
    _, lens = policy.open_one(actor, crowd.CASE, case.ref, Act.SHARE_ADD)
    terms = Terms(
        to_org_id=stage.organisations[code],
        level=level,
        purpose=stage.rng.choice(("PREVENT", "JOINT_WORK", "SUPPORT", "ENFORCE")),
        lawful_basis=BASIS.get(case.lead, "GDPR_6_1_E"),
        gateway="CDA115",
        reason=stage.rng.choice(
            (
                "Joint visit planned.",
                "They know the household.",
                "To check what each of us holds.",
                "Support for the person harmed.",
            )
        ),
        until_on=clock.today() + timedelta(days=days),
    )
    share = shares.share_with(actor, lens, terms)
    if stage.rng.random() < 0.05:
        shares.recall(actor, lens, share.id, reason="No longer needed.")
        case.partners.remove(code)


def answer(stage: Stage, case: Case, actor: Actor) -> None:
    """A partner writes what it knows."""
    if case.ref and _is_open(actor, case):
        body = stage.rng.choice(
            (
                "Nothing held about this address in the last year.",
                "Known to us: two calls in the spring, no further action.",
                "Our officer will visit with yours on Thursday.",
                "Tenancy checked: a written warning was given in the autumn.",
                "Spoken to at the scene; words of advice.",
            )
        )
        notes.add_note(actor, case.ref, kind="INTELLIGENCE", body=body)


def propose(case: Case, actor: Actor) -> None:
    """Propose to close the case."""
    if _is_open(actor, case):
        errands.finish_all(case, actor)
        moving.change_stage(actor, case.ref, to=CaseStage.CLOSING, reason="Nothing reported for some weeks and the plan is done.")


def close(stage: Stage, case: Case, actor: Actor) -> None:
    """Close the case."""
    if not _is_open(actor, case):
        return
    harmed = "VICTIM" in case.story["roles"] or "COMPLAINANT" in case.story["roles"]
    ending = Ending(
        reason=stage.rng.choice(ENDINGS),
        outcome="The behaviour stopped and the reporter was told what was done.",
        told=Told.YES if harmed else Told.NO_VICTIM,
        told_on=clock.today() - timedelta(days=8) if harmed else None,
        satisfaction=stage.rng.choice(("yes", "yes", "no", "declined")) if harmed else "declined",
        no_objection=True,
    )
    moving.close(actor, case.ref, ending)


def _is_open(actor: Actor, case: Case) -> bool:
    return bool(case.ref) and crowd.is_open(actor, case.ref)


def _filled(text: str, case: Case) -> str:
    return text.format(street=case.spot.street, town=case.spot.town)
