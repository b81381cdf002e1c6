"""What every paper shares: who may issue it, the ladder, the record with its grants, and the service of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from casework.cases.models import CaseFile
from casework.enforcement import checks, saying
from casework.enforcement.models.actions import ActionDetail, ActionEvent, ActionFacts, ActionRequirement, EnforcementAction
from casework.enforcement.queries import actions, law, powers
from casework.enforcement.services import dates
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import POWERS, ROLE_ACTION, Power
from casework.enforcement.types.steps import NotLawful, State
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
    place_id: int | None = None


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
    place_id = _leaf(actor, lens, issue.place_ref, Kind.PLACE)
    if issue.place_ref and place_id is None:
        raise Refused("Choose a place that is on this case.", field="place_ref")
    _climb(actor, case.record_id, person_id, power, issue)
    return Paper(case, lens, power, issue, law.activations(actor), person_id, place_id=place_id)


def _climb(actor: Actor, case_id: int, person_id: int | None, power: Power, issue: Issue) -> None:
    """Hold a power against the ladder: a skipped step needs its reason, a high one the vulnerability check."""
    if not power.step:
        return
    # A case that is being worked stands on step 0 already: advice and first contact.
    reached = max(actions.reached(actor, case_id, person_id) or 0, 0)
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


def person_on_case(actor: Actor, lens: Lens, ref: str) -> int | None:
    """Return the record of a person named by reference, who must be on the case; None when nobody is named."""
    if not ref:
        return None
    person_id = _leaf(actor, lens, ref, Kind.PERSON)
    if person_id is None:
        raise Refused("Choose a person who is on this case.", field="person_ref")
    return person_id


def _leaf(actor: Actor, lens: Lens, ref: str, kind: Kind) -> int | None:
    """Return the record of somebody or something on the case, None where it is not."""
    leaf_id = db.session().scalar(select(Record.id).where(Record.ref == (normalise_ref(ref) or "-"), Record.kind == kind))
    linked = db.session().scalar(
        policy.readable(actor, Link).where(
            Link.record_id == lens.record_id, Link.leaf_id == (leaf_id or -1), Link.ended_at.is_(None)
        )
    )
    return leaf_id if linked is not None else None


def write(actor: Actor, paper: Paper, *, due_on: date | None, due_what: str) -> Record:
    """Write the action, its detail, requirements and first event, and put it on its case; return its record."""
    issue, at, session = paper.issue, clock.now(), db.session()
    state = State(paper.power.card.life.enters)
    record = records.make_record(
        actor,
        Kind.ACTION,
        partnership_id=paper.lens.partnership_id,
        compartment=paper.lens.compartment or None,
        columns=grants.Columns(sort_on=at, stage=state, subject=paper.power.code, ward=paper.case.ward_code),
    )
    session.add(
        EnforcementAction(
            record_id=record.id, partnership_id=record.partnership_id, case_record_id=paper.case.record_id,
            person_record_id=paper.person_id, power=paper.power.code, step=_step_number(paper.power),
            state=state, summary=f"{paper.power.label}: {issue.subject}"[:200], org_id=record.owner_org_id,
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
    add_event(actor, record.id, record.owner_org_id, state, on=issue.issued_on, facts=_facts(paper), place_id=paper.place_id)
    session.flush()
    links.link(actor, paper.lens, record.id, Kind.ACTION, role=ROLE_ACTION)
    dates.rewrite(actor, record.id, keeps_due=True)
    return record


def _step_number(power: Power) -> int:
    """Return a power's step of the ladder; one below nothing where it stands beside it."""
    return ladder.step_of(power.step).number if power.step else powers.BESIDE


def _facts(paper: Paper) -> dict[str, Any]:
    """What was said by the card, with the test as it was applied: its words and section of today, and the evidence."""
    facts = {name: saying.encode(value) for name, value in paper.issue.facts.items()}
    tests = [
        {"text": limb.text, "section": limb.section, "evidence": facts.pop(limb.name, "") or getattr(paper.issue, limb.name, "")}
        for limb in paper.power.card.limbs
    ]
    return {**facts, saying.TESTS: tests} if tests else facts


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


def add_event(
    actor: Actor, record_id: int, org_id: int, step: str, *, on: date, note: str = "", facts: dict[str, Any] | None = None,
    place_id: int | None = None,
) -> None:  # fmt: skip
    """Add one step to an action's life, with what was said at it."""
    part = {"record_id": record_id, "section": int(Section.ACTIONS), "author_org_id": actor.organisation_id or org_id}
    event = ActionEvent(**part, state=step, on=on, note=note, by_user=actor.user_id or 0, at=clock.now())
    db.session().add(event)
    db.session().flush()
    if facts or place_id is not None:
        db.session().add(ActionFacts(**part, event_id=event.id, place_record_id=place_id, facts=facts or {}))
        db.session().flush()


def open_action(actor: Actor, action_ref: str, version: int | None = None) -> tuple[EnforcementAction, Power]:
    """Open an action to change it; a form made on an older version is refused as stale."""
    action, _ = policy.open_one(actor, EnforcementAction, action_ref, Act.ACTION_ISSUE)
    if version is not None:
        versions.expect(action, version)
    return action, POWERS[action.power]
