"""What every paper shares: who may issue it, the ladder, the record with its grants, the service of it, and its steps."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.models import CaseFile
from casework.enforcement import checks
from casework.enforcement.models.actions import ActionDetail, ActionEvent, ActionRequirement, EnforcementAction
from casework.enforcement.queries import actions, law, powers
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import POWERS, ROLE_ACTION, Power
from casework.enforcement.types.steps import OPEN_STATES, NotLawful, State, check_step
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.refs import normalise_ref
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.services import grants, links, records
from casework.sharing.types import Act, Kind, Lens, Section
from casework.statute import ladder
from casework.statute.types import Activation


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper about to be written: the case it belongs to, opened for it, and what was checked."""

    case: CaseFile
    lens: Lens
    power: Power
    issue: Issue
    activations: tuple[Activation, ...]
    person_id: int | None
    warning_id: int | None = None


def open_paper(actor: Actor, case_ref: str, power_code: str, issue: Issue) -> Paper:
    """Open a case to issue a paper on it: the right body, a delegation, the ladder, and a person who is on the case."""
    case, lens = policy.open_one(actor, CaseFile, case_ref, Act.ACTION_ISSUE)
    power = POWERS.get(power_code)
    if power is None:
        raise Refused("Choose a power from the list.", field="power")
    if case.closed_on is not None:
        raise Refused("The case is closed. Reopen it before taking action.")
    if issue.issued_on > clock.today():
        raise Refused("The date of issue is in the future.", field="issued_on")
    why = powers.closed(actor, power, issue.issued_on)
    if why:
        raise Refused(why, field="power")
    person_id = person_on_case(actor, lens, issue.person_ref)
    # A case that is being worked stands on step 0 already: advice and first contact.
    reached = actions.reached(actor, case.record_id, person_id) or 0
    climbed = ladder.climb(
        power.step,
        reached=reached,
        reason=issue.ladder_reason,
        has_vulnerability_check=issue.is_body or bool(issue.vulnerability_check.strip()),
    )
    for item in climbed:
        raise NotLawful(
            item.sentence, item.citation, field="ladder_reason" if "skipped" in item.sentence else "vulnerability_check"
        )
    return Paper(case, lens, power, issue, law.activations(actor), person_id)


def person_on_case(actor: Actor, lens: Lens, ref: str) -> int | None:
    """Return the record of a person named by reference, who must be on the case; None when nobody is named."""
    if not ref:
        return None
    person_id = db.session().scalar(
        select(Record.id).where(Record.ref == (normalise_ref(ref) or "-"), Record.kind == Kind.PERSON)
    )
    linked = db.session().scalar(
        policy.readable(actor, Link).where(
            Link.record_id == lens.record_id, Link.leaf_id == (person_id or -1), Link.ended_at.is_(None)
        )
    )
    if person_id is None or linked is None:
        raise Refused("Choose a person who is on this case.", field="person_ref")
    return person_id


def write(actor: Actor, paper: Paper, *, due_on: date | None, due_what: str) -> Record:
    """Write the action, its detail, requirements and first event, and put it on its case; return its record."""
    issue, at, session = paper.issue, clock.now(), db.session()
    record = records.make_record(
        actor,
        Kind.ACTION,
        partnership_id=paper.lens.partnership_id,
        compartment=paper.lens.compartment or None,
        columns=grants.Columns(sort_on=at, stage=State.ISSUED, subject=paper.power.code, ward=paper.case.ward_code),
    )
    session.add(
        EnforcementAction(
            record_id=record.id, partnership_id=record.partnership_id, case_record_id=paper.case.record_id,
            person_record_id=paper.person_id, power=paper.power.code, step=ladder.step_of(paper.power.step).number,
            state=State.ISSUED, summary=f"{paper.power.label}: {issue.subject}"[:200], org_id=record.owner_org_id,
            officer_id=actor.user_id, issued_on=issue.issued_on, due_on=due_on, due_what=due_what, ends_on=issue.ends_on,
            issued_at=at,
        )
    )  # fmt: skip
    session.flush()
    session.add(_detail(paper, record))
    session.add_all(
        ActionRequirement(
            record_id=record.id, section=int(Section.ACTIONS), author_org_id=record.owner_org_id, number=number, kind=item.kind,
            text=item.text, by_on=item.by_on,
        )
        for number, item in enumerate(issue.requirements, start=1)
    )  # fmt: skip
    add_event(actor, record.id, record.owner_org_id, State.ISSUED, on=issue.issued_on)
    session.flush()
    links.link(actor, paper.lens, record.id, Kind.ACTION, role=ROLE_ACTION)
    return record


def _detail(paper: Paper, record: Record) -> ActionDetail:
    issue = paper.issue
    same = (
        "subject", "is_body", "address", "born_on", "age_estimate", "conduct", "location", "evidence", "test_effect",
        "test_persistent", "test_unreasonable", "informed", "ladder_reason", "vulnerability_check", "service", "deemed_reason",
        "comply_by", "reviews_on",
    )  # fmt: skip
    return ActionDetail(
        record_id=record.id,
        section=int(Section.ACTIONS),
        author_org_id=record.owner_org_id,
        served_on=issue.issued_on,
        deemed_on=checks.deemed_day(issue, paper.activations),
        warning_record_id=paper.warning_id,
        **{name: getattr(issue, name) for name in same},
    )


def add_event(actor: Actor, record_id: int, org_id: int, state: State, *, on: date, note: str = "") -> None:
    """Add one step to an action's life."""
    db.session().add(
        ActionEvent(
            record_id=record_id, section=int(Section.ACTIONS), author_org_id=actor.organisation_id or org_id, state=state, on=on,
            note=note, by_user=actor.user_id or 0, at=clock.now(),
        )
    )  # fmt: skip


def open_action(actor: Actor, action_ref: str, version: int | None = None) -> tuple[EnforcementAction, Power]:
    """Open an action to change it; a form made on an older version is refused as stale."""
    action, _ = policy.open_one(actor, EnforcementAction, action_ref, Act.ACTION_ISSUE)
    if version is not None:
        versions.expect(action, version)
    return action, POWERS[action.power]


def move(actor: Actor, action: EnforcementAction, power: Power, to: State, *, on: date, note: str = "") -> None:
    """Take an action one lawful step on: its state, its event, its list columns and the entry in the trail."""
    check_step(power.shape, State(action.state), to)
    action.state = to
    if to not in OPEN_STATES:
        action.due_on, action.due_what = None, ""
    add_event(actor, action.record_id, action.org_id, to, on=on, note=note)
    db.session().flush()
    grants.set_columns(action.record_id, stage=str(to), is_open=to in OPEN_STATES)
    audit.record(actor, Deed.RECORD_CHANGED, record_id=action.record_id, record_kind=Kind.ACTION, detail={"state": str(to)})
