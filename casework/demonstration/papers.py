"""The papers of the demonstration: a wording the council changed, letters that were issued, one that is held, one released."""

from datetime import timedelta
from functools import partial

from casework.cases.models import CaseFile
from casework.demonstration.powers import MAKER, OFFICERS
from casework.demonstration.stage import Stage
from casework.enforcement.models.actions import EnforcementAction
from casework.enforcement.services import issue as issuing_actions
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import Service
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.papers import merge
from casework.papers.queries import papers
from casework.papers.services import issuing, wording
from casework.papers.types import PaperKind, PaperState
from casework.people.models import Person
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.types import Kind

MOST = 6
NAMING = "{name} told us that music was played until four in the morning on three nights."


def plan(stage: Stage) -> None:
    """Plan the last week of papers: it draws no lots, so that everything else stays as it was."""
    at = stage.ends.replace(hour=10, minute=0)
    stage.plan(at - timedelta(days=9), MAKER, change_wording)
    for place, username in enumerate(OFFICERS):
        stage.plan(at - timedelta(days=8, minutes=place), username, issue_newest)
        held: list[str] = []
        stage.plan(at - timedelta(days=7 - place), username, partial(hold, held=held))
        if place:
            stage.plan(at - timedelta(days=5), MAKER, partial(release, held=held))


def change_wording(actor: Actor) -> None:
    """Change the wording of the warning letter, as a council does."""
    plainer = merge.shipped(PaperKind.WARNING).replace(
        "We ask you to stop.", "We ask you to stop. We would rather talk than take this further: ring us, or come and see us."
    )
    wording.change(actor, PaperKind.WARNING, body=plainer, reason="Residents asked for a friendlier letter", seen=0)


def issue_newest(actor: Actor) -> None:
    """Issue the letters of an officer's newest actions."""
    refs = db.session().scalars(
        policy.readable(actor, EnforcementAction)
        .join(Record, Record.id == EnforcementAction.record_id)
        .where(EnforcementAction.officer_id == actor.user_id, EnforcementAction.power != "VERBAL")
        .order_by(EnforcementAction.issued_on.desc(), EnforcementAction.record_id)
        .limit(MOST)
        .with_only_columns(Record.ref)
    )
    for ref in list(refs):
        _, kinds = papers.kinds_of(actor, ref)
        for kind in kinds:
            issuing.issue(actor, ref, kind)


def hold(actor: Actor, held: list[str]) -> None:
    """Write a letter that names the complainant: the check holds it, and its officer asks for a second person."""
    found = db.session().execute(
        policy.readable(actor, Link)
        .join(CaseFile, CaseFile.record_id == Link.record_id)
        .join(Person, Person.record_id == Link.leaf_id)
        .join(Record, Record.id == Link.record_id)
        .where(
            Link.role == "COMPLAINANT", Link.leaf_kind == Kind.PERSON, Link.ended_at.is_(None), CaseFile.closed_on.is_(None),
            CaseFile.lead_org_id == actor.organisation_id, CaseFile.owner_user_id == actor.user_id, Person.family_name != "",
        )
        .order_by(CaseFile.opened_on.desc(), Link.id)
        .limit(1)
        .with_only_columns(Record.ref, Person)
    ).first()  # fmt: skip
    if found is None:
        return
    case_ref, person = found
    ref = issuing_actions.issue_warning(actor, case_ref, "LETTER1", _letter(NAMING.format(name=person.name)))
    if issuing.issue(actor, ref, PaperKind.WARNING) is PaperState.HELD:
        issuing.ask_release(
            actor, ref, PaperKind.WARNING, reason="She asked us to say that it was her who complained, and signed for it."
        )
        held.append(ref)


def _letter(conduct: str) -> Issue:
    return Issue(
        subject="The tenant (made up)", conduct=conduct, issued_on=clock.today(), service=Service.POST,
        address="1 Example Close\nSt Neots", age_estimate=35, ladder_reason="An earlier step would not have stopped it.",
        vulnerability_check="Asked about health and support needs; none disclosed.",
    )  # fmt: skip


def release(actor: Actor, held: list[str]) -> None:
    """Release the other one, as the second person."""
    for ref in held:
        issuing.release(actor, ref, PaperKind.WARNING, reason="I spoke to her and read what she signed.")
