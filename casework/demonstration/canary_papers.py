"""Canaries in papers: one that is held because it names somebody, and the reason for which a wording was changed."""

from datetime import timedelta
from typing import Any

from casework.accounts.types import Role
from casework.cases.services import capture
from casework.cases.types import Leaf, Report
from casework.enforcement.services import issue as issuing
from casework.enforcement.types.actions import Issue
from casework.enforcement.types.powers import Service
from casework.kernel import clock
from casework.papers import merge
from casework.papers.queries import wording as wording_reads
from casework.papers.services import issuing as papers
from casework.papers.services import wording
from casework.papers.types import PaperKind
from casework.people import services as people
from casework.people.types import NewPerson
from casework.sharing.types import Kind

MANAGER = "meera.larkspur"


def plant(planting: Any, owner: str) -> None:
    """Plant phrases in a held paper and in a wording."""
    _paper(planting, owner)
    _wording(planting)


def _paper(planting: Any, owner: str) -> None:
    """A letter that names a complainant, so that it is held; whoever may issue it reads whom it names, and why it may go out."""
    since = len(planting.found)
    name = planting.phrase("paper", "held for", "HDC")
    with planting.acting(owner) as actor:
        person = people.add_person(actor, NewPerson(family_name=name, given_names="Canary"))
        report = Report(
            type="ASB",
            subject="NOI",
            summary="Canary",
            occurred_from=clock.now() - timedelta(hours=3),
            leaves=(Leaf(person.id, Kind.PERSON, "COMPLAINANT"),),
            opens_case=True,
            partnership_id=planting.stage.partnerships["Huntingdonshire"],
        )
        case = capture.capture(actor, report).case_ref
    with planting.acting(owner) as actor:
        letter = Issue(
            subject="warning", conduct=f"{name} told us.", issued_on=clock.today(), service=Service.POST, age_estimate=30,
            vulnerability_check="none", ladder_reason="Said before",
        )  # fmt: skip
        ref = issuing.issue_warning(actor, case, "LETTER1", letter)
    with planting.acting(owner) as actor:
        papers.issue(actor, ref, PaperKind.WARNING)
        papers.ask_release(actor, ref, PaperKind.WARNING, reason=planting.phrase("paper", "why it may go out", "HDC"))
    planting.settle(since, ref)


def _wording(planting: Any) -> None:
    since = len(planting.found)
    with planting.acting(MANAGER) as actor:
        readers = planting.holders("HDC", Role.MANAGER, Role.AGENCY_LEAD)
        reason = planting.phrase("wording", "reason", "HDC", people=readers, audience="managers and agency leads")
        seen = wording_reads.in_use(actor, actor.organisation_id or 0, PaperKind.CPW).version
        body = merge.shipped(PaperKind.CPW) + "\n\nThank you."
        wording.change(actor, PaperKind.CPW, body=body, reason=reason, seen=seen)
    planting.settle(since, str(PaperKind.CPW))
