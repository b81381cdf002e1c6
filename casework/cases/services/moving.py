"""Moving a case on: its stage, its owner and team, its closing and its reopening."""

from datetime import date

from casework.accounts.types import Role
from casework.cases.models import CaseFile, Closure, StageChange
from casework.cases.services import standing
from casework.cases.types import STEPS, Ending, Happening, Stage, Told
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.kernel.versions import expect
from casework.organisations import queries as organisations
from casework.sharing import policy
from casework.sharing.types import Act, Lens, Section
from casework.statute.clocks import clock as law_clock
from casework.statute.risk import Band

SIGN_OFF = "This case was High risk, so a manager who did not propose its closure must close it."


def change_stage(actor: Actor, ref: str, *, to: Stage, reason: str = "") -> None:
    """Take a case one lawful step through its stages. Refuses a step that does not follow, or "assessed" without an assessment.

    Going back, and proposing closure before anything was done, ask for a reason.
    """
    case, lens = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)
    now = Stage(case.stage)
    if to not in STEPS[now]:
        raise Refused("The case cannot go to that stage from where it is.", field="stage")
    stages = list(Stage)
    if (stages.index(to) < stages.index(now) or to is Stage.CLOSING) and not reason.strip():
        raise Refused("Give the reason for this step.", field="reason")
    if to is Stage.ASSESSED and not standing.bands_so_far(actor, case.record_id):
        raise Refused("Assess the risk first.", field="stage")
    _step(actor, case, lens, to, reason)
    case.activity_at = standing.note_change(actor, lens, Happening.STAGE)


def _step(actor: Actor, case: CaseFile, lens: Lens, to: Stage, reason: str) -> None:
    case.stage = to
    db.session().add(
        StageChange(
            record_id=lens.record_id,
            section=int(Section.STATUS),
            author_org_id=actor.organisation_id or lens.owner_org_id,
            stage=to,
            at=clock.now(),
            by_user=actor.user_id,
            reason=reason,
        )
    )
    db.session().flush()
    standing.list_columns(actor, lens, stage=to, is_open=to is not Stage.CLOSED)


def assign(actor: Actor, ref: str | int, *, owner_user_id: int | None, team_id: int | None, seen: int | None) -> None:
    """Give a case its owner and team in the lead organisation. Only its owner, if it has one, or a manager passes it on."""
    case, lens = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)
    expect(case, seen)
    held = case.owner_user_id
    if held is not None and held != actor.user_id and not (actor.has_role(Role.MANAGER) or actor.is_system):
        raise NotAllowed("Only its owner or a manager can give this case to somebody else.")
    if owner_user_id is not None and not standing.works_here(actor, owner_user_id, case.lead_org_id):
        raise Refused("Choose an owner from the lead organisation's caseworkers.", field="owner_user_id")
    if team_id is not None and team_id not in {team.id for team in organisations.teams_of(case.lead_org_id)}:
        raise Refused("Choose a team of the lead organisation.", field="team_id")
    case.owner_user_id, case.team_id = owner_user_id, team_id
    case.activity_at = standing.note_change(actor, lens, Happening.ASSIGNED)
    db.session().flush()


def close(actor: Actor, ref: str, ending: Ending) -> None:
    """Close a case whose closure was proposed.

    Needs the reason, the outcome, whether the person harmed was told (five working days to object, unless they said that they do
    not) and whether satisfaction was asked; and, when the band was ever High, a manager other than the proposer.
    """
    case, lens = policy.open_one(actor, CaseFile, ref, Act.CASE_CLOSE)
    if case.stage != Stage.CLOSING:
        raise Refused("Propose closure first, so that the person harmed can object.")
    _check_ending(actor, case, ending)
    bands = standing.bands_so_far(actor, case.record_id)
    signed = _sign_off(actor, case, bands)
    db.session().add(
        Closure(
            record_id=lens.record_id,
            section=int(Section.STATUS),
            author_org_id=actor.organisation_id or lens.owner_org_id,
            closed_on=clock.today(),
            reason=ending.reason,
            outcome=ending.outcome,
            told=ending.told,
            told_on=ending.told_on,
            satisfaction_asked=ending.satisfaction,
            final_band=bands[-1] if bands else "",
            lead_org_id=ending.lead_org_id,
            closed_by=actor.user_id,
            signed_off_by=signed,
        )
    )
    case.closed_on, case.closure_reason, case.review_on = clock.today(), ending.reason, None
    _step(actor, case, lens, Stage.CLOSED, "")
    case.activity_at = standing.note_change(actor, lens, Happening.CLOSED)


def _check_ending(actor: Actor, case: CaseFile, ending: Ending) -> None:
    if not ending.outcome.strip():
        raise Refused("Write what came of it.", field="outcome")
    if ending.reason == "TRANSFER" and ending.lead_org_id is None:
        raise Refused("Name the organisation that leads now.", field="lead_org_id")
    if ending.told is not Told.YES:
        return
    if ending.told_on is None:
        raise Refused("Enter the day on which they were told.", field="told_on")
    if ending.told_on > clock.today():
        raise Refused("The day on which they were told must be today or in the past.", field="told_on")
    last = objection_until(actor, ending.told_on)
    if clock.today() <= last and not ending.no_objection:
        raise Refused(
            f"They may object until {last:%-d %B %Y}. Close it after that day, or say that they do not object.", field="told_on"
        )


def objection_until(actor: Actor, told_on: date) -> date:
    """Return the last day to object to closing: five working days after the person harmed was told (case standards)."""
    last = law_clock("ASB", "closure_proposed", told_on)[0].on
    assert last is not None
    return last


def _sign_off(actor: Actor, case: CaseFile, bands: list[str]) -> int | None:
    if Band.HIGH not in bands or actor.is_system:
        return None
    if not actor.has_role(Role.MANAGER) or _proposer(actor, case) == actor.user_id:
        raise Refused(SIGN_OFF)
    return actor.user_id


def _proposer(actor: Actor, case: CaseFile) -> int | None:
    return db.session().scalar(
        policy.readable(actor, StageChange)
        .where(StageChange.record_id == case.record_id, StageChange.stage == Stage.CLOSING)
        .with_only_columns(StageChange.by_user)
        .order_by(StageChange.id.desc())
        .limit(1)
    )


def reopen(actor: Actor, ref: str, *, reason: str) -> None:
    """Reopen a case under its own number within three months of its closing; later a new one is opened. Asks for a reason."""
    case, lens = policy.open_one(actor, CaseFile, ref, Act.CASE_CLOSE)
    if case.closed_on is None:
        raise Refused("The case is open.")
    last = law_clock("ASB", "closed", case.closed_on)[0].on
    if last is not None and clock.today() > last:
        raise Refused(f"The last day to reopen it was {last:%-d %B %Y}. Open a new case.")
    if not reason.strip():
        raise Refused("Give the reason for reopening.", field="reason")
    latest = db.session().scalar(
        policy.readable(actor, Closure).where(Closure.record_id == case.record_id).order_by(Closure.id.desc()).limit(1)
    )
    if latest is not None:
        latest.reopened_on = clock.today()
    case.closed_on, case.closure_reason, case.reopened_on = None, "", clock.today()
    _step(actor, case, lens, Stage.INVESTIGATING, reason)
    case.activity_at = standing.note_change(actor, lens, Happening.REOPENED)
