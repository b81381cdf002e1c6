"""Custody: the records of an organisation that leaves a partnership go to one named person, who transfers them properly."""

from collections.abc import Collection

from sqlalchemy import select, update

from casework.accounts import queries as accounts
from casework.accounts.models import AppUser
from casework.cases.models import CaseFile, Incident
from casework.exchange.models import PartnerRequest
from casework.exchange.services import outside
from casework.exchange.types import State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.organisations.models import Organisation
from casework.sharing.models import Record
from casework.sharing.services import grants, ownership
from casework.sharing.types import Kind

BATCH = 200


def place(actor: Actor, *, organisation_id: int, partnership_id: int, custodian: str, limit: int = BATCH) -> int:
    """Place some of an organisation's records of a partnership in the custody of one person; return how many.

    A deed of the system. Refuses a custodian of that organisation or of none in the partnership, one who works no cases, and
    for records of the compartment one who is not cleared. Called again until nothing is left.
    """
    if not actor.is_system:
        raise NotAllowed()
    person, organisation = _custodian(custodian)
    found = _left(organisation_id, partnership_id, limit)
    _check(person, organisation, organisation_id, partnership_id, found)
    leaving = set(db.session().scalars(select(AppUser.id).where(AppUser.organisation_id == organisation_id)))
    with grants.deferring():
        for record in found:
            ownership.place_in_custody(actor, record, user_id=person.id, organisation_id=organisation.id, leaving=leaving)
            _follow(actor, record, organisation.id)
    return len(found)


def _left(organisation_id: int, partnership_id: int, limit: int) -> list[Record]:
    return list(
        db.session().scalars(
            select(Record)
            .where(
                Record.owner_org_id == organisation_id,
                Record.partnership_id == partnership_id,
                Record.kind.not_in(ownership.STAYING),
            )
            .order_by(Record.id)
            .limit(limit)
        )
    )


def _custodian(username: str) -> tuple[AppUser, Organisation]:
    person = accounts.user_by_username(username)
    if person is None or person.suspended_at is not None:
        raise Refused("There is nobody with that user name who may sign in.")
    return person, db.session().get_one(Organisation, person.organisation_id)


def _check(person: AppUser, organisation: Organisation, leaving_id: int, partnership_id: int, found: Collection[Record]) -> None:
    as_actor = accounts.actor_for(person, organisation)
    if organisation.id == leaving_id or partnership_id not in as_actor.partnership_ids:
        raise Refused("The custodian belongs to another organisation of the partnership.")
    if not as_actor.principals:
        raise Refused("The custodian works cases.")
    if any(record.compartment for record in found) and not as_actor.cleared:
        raise Refused("Some records are in the compartment: their custodian is cleared for safeguarding work.")


def _follow(actor: Actor, record: Record, organisation_id: int) -> None:
    session = db.session()
    if record.kind == Kind.CASE:
        case = session.get_one(CaseFile, record.id)
        case.lead_org_id, case.owner_user_id, case.team_id = organisation_id, None, None
    elif record.kind == Kind.INCIDENT:
        session.execute(update(Incident).where(Incident.record_id == record.id).values(owner_org_id=organisation_id))
    elif record.kind == Kind.REQUEST:
        row = session.get_one(PartnerRequest, record.id)
        if row.state == State.WAITING:
            row.state, row.ended_at = State.WITHDRAWN, clock.now()
            grants.set_columns(record.id, stage=State.WITHDRAWN, is_open=False)
        outside.end_links(actor, record.id)
