"""What tests of requests begin with."""

from datetime import timedelta

from casework.exchange.services import asking, deciding
from casework.exchange.types import Basis, Handover, NewRequest, Offer
from casework.kernel import clock
from casework.kernel.actor import Actor
from tests.support import factories as make

BASIS = Basis("JOINT_WORK", "GDPR_6_1_E", "CDA115")


def new(*orgs: str, text: str = "What do you hold on Ned Testworthy?", days: int = 7) -> NewRequest:
    """A request to these organisations."""
    due = clock.today() + timedelta(days=days)
    return NewRequest(text=text, basis=BASIS, due_on=due, org_ids=tuple(make.organisation_id(org) for org in orgs))


def ask(actor: Actor, ref: str, *orgs: str, **more: object) -> list[str]:
    """Ask organisations about a record; the references of what each was asked."""
    return [record.ref for record in asking.ask(actor, ref, new(*orgs, **more))]  # type: ignore[arg-type]  # a test's own choice


def refer(actor: Actor, ref: str, org: str, level: str = "", *, days: int = 30) -> str:
    """Refer a case to an organisation."""
    until = clock.today() + timedelta(days=days) if level else None
    return deciding.refer(actor, ref, new(org, text="Please visit and speak to the tenant"), Offer(level, until)).ref


def offer(actor: Actor, ref: str, org: str, **handover: object) -> str:
    """Offer a case to an organisation."""
    words = new(org, text="The family moved to your area")
    return deciding.propose_transfer(actor, ref, words, Handover(**handover)).ref  # type: ignore[arg-type]  # as above
