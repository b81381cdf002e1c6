"""Assessing risk: the partnership's questions, the band they suggest, the band decided, and what follows from it."""

from casework.cases.models import CaseFile, RiskAssessment, StageChange
from casework.cases.services import standing
from casework.cases.types import Happening, Judgement, Stage
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing import policy
from casework.sharing.types import Act, Lens, Section
from casework.statute.risk import BANDS, Band, Score, Unanswered, assessment_on, band_decision, score


def assess_risk(actor: Actor, ref: str, judgement: Judgement) -> int:
    """Add an assessment of risk to a case; earlier ones stay. It sets the priority, the next review and when contact is due.

    Refuses a missing answer or narrative; a band other than the suggested one without a reason; a band lower than suggested, or
    than the last one, by more than a step or without a supervisor who is a manager and not the assessor; a review too far off.
    """
    case, lens = policy.open_one(actor, CaseFile, ref, Act.RISK_ADD)
    if case.closed_on is not None:
        raise Refused("The case is closed.")
    try:
        found = score(assessment_on(clock.today()), judgement.answers, judgement.overrides)
    except Unanswered as fault:
        raise Refused(str(fault)) from None
    _check(actor, case, judgement, found)
    row = _write(actor, lens, judgement, found)
    _follow(actor, case, lens, judgement)
    return row.id


def _check(actor: Actor, case: CaseFile, judgement: Judgement, found: Score) -> None:
    if not judgement.narrative.strip():
        raise Refused("Write what the risk is: points alone are not enough.", field="narrative")
    decided = Band(judgement.band)
    supervisor = "named" if judgement.supervisor_id else ""
    refusals = band_decision(suggested=found.band, chosen=decided, reason=judgement.reason, supervisor=supervisor)
    if refusals:
        raise Refused(refusals[0].sentence, field=_field(refusals[0].sentence))
    so_far = standing.bands_so_far(actor, case.record_id)
    falls = bool(so_far) and BANDS.index(decided) < BANDS.index(Band(so_far[-1]))
    if falls and not judgement.reason.strip():
        raise Refused("Give the reason why the band is lower than before.", field="reason")
    if falls and not judgement.supervisor_id:
        raise Refused("Name the supervisor who agreed to the lower band.", field="supervisor_id")
    if judgement.supervisor_id and not standing.is_supervisor(actor, judgement.supervisor_id):
        raise Refused("The supervisor must be a manager of your organisation, and not yourself.", field="supervisor_id")
    if judgement.review_on < clock.today():
        raise Refused("The next review must be today or in the future.", field="review_on")
    latest = standing.review_due(actor, judgement.band, clock.today())
    if judgement.review_on > latest:
        raise Refused(f"The next review must be by {latest:%-d %B %Y} for this band.", field="review_on")


def _field(sentence: str) -> str:
    return "supervisor_id" if "supervisor" in sentence else "reason" if "reason" in sentence else "band"


def _write(actor: Actor, lens: Lens, judgement: Judgement, found: Score) -> RiskAssessment:
    row = RiskAssessment(
        record_id=lens.record_id,
        section=int(Section.RISK),
        author_org_id=actor.organisation_id or lens.owner_org_id,
        question_set=found.assessment_id,
        answers=judgement.answers,
        overrides=list(found.overrides),
        points=found.points,
        suggested=found.band,
        decided=judgement.band,
        narrative=judgement.narrative,
        protective=judgement.protective,
        harm_done=judgement.harm_done,
        harm_risk=judgement.harm_risk,
        reason=judgement.reason,
        supervisor_id=judgement.supervisor_id,
        review_on=judgement.review_on,
        assessed_by=actor.user_id or 0,
        assessed_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    return row


def _follow(actor: Actor, case: CaseFile, lens: Lens, judgement: Judgement) -> None:
    case.priority, case.review_on = judgement.band.upper(), judgement.review_on
    if case.first_contact_at is None:
        case.first_contact_due_at = standing.contact_due(actor, case.received_at, judgement.band)
    if case.stage == Stage.TRIAGED:
        case.stage = Stage.ASSESSED
        db.session().add(
            StageChange(
                record_id=lens.record_id,
                section=int(Section.STATUS),
                author_org_id=actor.organisation_id or lens.owner_org_id,
                stage=Stage.ASSESSED,
                at=clock.now(),
                by_user=actor.user_id,
            )
        )
        standing.list_columns(actor, lens, stage=Stage.ASSESSED)
    case.activity_at = standing.note_change(actor, lens, Happening.RISK)
    db.session().flush()
