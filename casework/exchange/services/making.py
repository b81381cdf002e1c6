"""Making a request: its record, who is let to see it, and what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from casework.accounts.services import notices
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.exchange.models import PartnerRequest, RequestAnswer, RequestOrigin
from casework.exchange.queries import asking as reads
from casework.exchange.types import NewRequest, Said, State, Verb
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.organisations import queries as organisations
from casework.sharing import agreements
from casework.sharing.models import Record
from casework.sharing.services import grants, links, offers, records
from casework.sharing.services.grants import Columns
from casework.sharing.services.terms import NO_AGREEMENT
from casework.sharing.types import Kind, Lens, Section

SEEN_AFTER = timedelta(days=28)  # so long after its day a request is still open to whoever was asked
ROLE = "ASKED"
ROOTS = (Kind.CASE, Kind.INCIDENT)
SENTENCES = {
    Verb.ASK: "Another organisation asks yours for information.",
    Verb.REFER: "Another organisation refers work to yours.",
    Verb.TRANSFER: "Another organisation wants to hand a record over to yours.",
}


@dataclass(frozen=True, slots=True)
class To:
    """Whom one request goes to: an organisation, or somebody without an account by name."""

    org_id: int | None = None
    outside_name: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a referral or transfer adds to a request."""

    values: dict[str, Any] = field(default_factory=dict)
    kept_shares: Sequence[int] = ()


def check(actor: Actor, about: Lens, new: NewRequest) -> None:
    """Refuse a request without words or in the past, or with a purpose, basis or gateway that is not in use."""
    if not new.text.strip():
        raise Refused("Write what you ask.", field="text")
    if new.due_on < clock.today():
        raise Refused("The day must be today or later.", field="due_on")
    for listing, name in (("sharing_purpose", "purpose"), ("lawful_basis", "lawful_basis"), ("gateway", "gateway")):
        if getattr(new.basis, name) not in organisations.choices(listing):
            raise Refused("Choose one from the list.", field=name)


def make(actor: Actor, about: Lens, verb: Verb, new: NewRequest, to: To, *, batch: str, terms: Terms = Terms()) -> Record:  # noqa: B008 -- a frozen value
    """Make one request about a record that was opened for it, and let whoever is asked see it."""
    session, until = db.session(), clock.end_of_day(new.due_on)
    principals = _principals(actor, about, to)
    columns = Columns(sort_on=until, stage=State.WAITING, subject=verb)
    record = records.make_record(
        actor, Kind.REQUEST, partnership_id=about.partnership_id, columns=columns, compartment=about.compartment or None
    )
    session.add(
        PartnerRequest(
            record_id=record.id, partnership_id=about.partnership_id, verb=verb, batch=batch, to_org_id=to.org_id,
            outside_name=to.outside_name, text=new.text, purpose=new.basis.purpose, lawful_basis=new.basis.lawful_basis,
            gateway=new.basis.gateway, due_on=new.due_on, asked_by=actor.user_id, asked_at=clock.now(), **terms.values,
        )
    )  # fmt: skip
    section = Section.RESTRICTED if verb is Verb.ASK else Section.IDENTITY
    session.add(
        RequestOrigin(
            record_id=record.id, section=int(section), author_org_id=record.owner_org_id, about_id=about.record_id,
            about_kind=about.kind, kept_shares=list(terms.kept_shares),
        )
    )  # fmt: skip
    session.flush()
    offers.let_answer(actor, record, principals, until=until + SEEN_AFTER)
    if verb is Verb.ASK and about.kind in ROOTS:
        links.link(actor, about, record.id, Kind.REQUEST, role=ROLE, section=Section.RESTRICTED)
    _tell(actor, record, verb, to, principals)
    return record


def settle(actor: Actor, row: PartnerRequest, said: Said, *, state: State, audience_id: int | None = None) -> RequestAnswer:
    """Write what was said to a request, and its state on every list."""
    lens_org = actor.organisation_id or db.session().get_one(Record, row.record_id).owner_org_id
    answer = RequestAnswer(
        record_id=row.record_id, section=int(Section.NARRATIVE), author_org_id=lens_org, audience_id=audience_id,
        verdict=said.verdict, text=said.text, readers=said.readers, said_by=actor.user_id, said_at=clock.now(),
    )  # fmt: skip
    db.session().add(answer)
    set_state(actor, row, state)
    return answer


def set_state(actor: Actor, row: PartnerRequest, state: State) -> None:
    """Give a request its state, on its own row and on the lists."""
    row.state = state
    db.session().flush()
    still = state is State.WAITING or state is State.ACCEPTED and row.verb == Verb.REFER
    grants.set_columns(row.record_id, stage=state, is_open=still)


def tell_asker(actor: Actor, row: PartnerRequest, sentence: str) -> None:
    """Tell whoever asked what came of it, without a word of content."""
    notices.tell([row.asked_by], "request", sentence, record_id=row.record_id)


def managers(actor: Actor, organisation_id: int) -> set[int]:
    """Return the managers of an organisation."""
    return notices.holders(organisation_id, Role.MANAGER)


def recipients(actor: Actor, organisation_id: int) -> set[int]:
    """Return who of an organisation is told: its managers, or where it has none everybody who works cases."""
    return managers(actor, organisation_id) or notices.holders(organisation_id, *sorted(CASEWORK_ROLES))


def seen_until(actor: Actor, from_on: date) -> datetime:
    """Return until when a request is open to whoever was asked, counted from a day."""
    return clock.end_of_day(from_on) + SEEN_AFTER


def _principals(actor: Actor, about: Lens, to: To) -> set[str]:
    if to.org_id is None:
        if about.compartment:
            raise Refused("What is in the compartment goes to cleared people only, never by a link.", field="outside_name")
        return set()
    granter = actor.organisation_id or about.owner_org_id
    agreement_id = agreements.between(granter, to.org_id, about.partnership_id, clock.today())
    if agreement_id is None:
        raise Refused(NO_AGREEMENT, field="org_ids")
    if not about.compartment:
        return {f"p{granter}.{to.org_id}.{agreement_id}"}
    cleared = reads.cleared_of(actor, about, to.org_id)
    if not cleared:
        raise Refused("Nobody of that organisation may be asked about it.", field="org_ids")
    return {f"s{user_id}" for user_id in cleared}


def _tell(actor: Actor, record: Record, verb: Verb, to: To, principals: set[str]) -> None:
    if to.org_id is None:
        return
    named = {int(principal[1:]) for principal in principals if principal[0] == "s"}
    notices.tell(named or recipients(actor, to.org_id), "request", SENTENCES[verb], record_id=record.id)
