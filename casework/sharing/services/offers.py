"""Sight of a request for whoever is asked, and what accepting a referral opens: written by the deed of the one who accepts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing import agreements
from casework.sharing.models import AccessGrant, Record, Share
from casework.sharing.services import grants, history
from casework.sharing.services.terms import NO_AGREEMENT, Terms
from casework.sharing.types import ASKED_LEVEL, LEVEL_SECTIONS, Section, Source
from casework.sharing.types.sight import StepKind


@dataclass(frozen=True, slots=True)
class Offered:
    """A share that somebody promised: of which record, by whom, on which terms."""

    record_id: int
    granter_org_id: int
    granted_by: int
    terms: Terms


def let_answer(actor: Actor, record: Record, principals: Collection[str], *, until: datetime | None) -> None:
    """Let those who are asked see a request that was just made: the question, its state and their own answer, nothing else."""
    columns = grants.columns_of(record.id)
    with grants.granting():
        for principal in sorted(principals):
            grants.add(record, principal, ASKED_LEVEL, columns, source=Source.ASKED, until=until)


def keep_until(actor: Actor, record_id: int, until: datetime | None) -> None:
    """Let those who were asked see the request until another moment, or for as long as it stands."""
    with grants.granting():
        for grant in _asked(record_id):
            grant.until = until


def stop_answering(actor: Actor, record_id: int) -> None:
    """End the sight of those who were asked, at once."""
    with grants.granting():
        grants.end(_asked(record_id))


def asked_people(actor: Actor, record_id: int) -> set[int]:
    """Return the people who are asked by name: in the compartment nobody else is."""
    return {int(grant.principal[1:]) for grant in _asked(record_id) if grant.principal[0] == "s"}


def take_up(actor: Actor, offered: Offered, *, on: date) -> Share | None:
    """Open to the actor's organisation what a referral offered it, as a share of the referrer's; None when one is in force.

    The caller has opened the referral, which names the record and the terms. Refuses what has changed since: another owner, no
    agreement, a day that has passed.
    """
    session, terms = db.session(), offered.terms
    record = session.get_one(Record, offered.record_id)
    agreement_id = agreements.between(offered.granter_org_id, terms.to_org_id, record.partnership_id, on)
    if record.owner_org_id != offered.granter_org_id or record.compartment:
        raise Refused("What was referred is no longer theirs to open. Ask them to refer it again.")
    if agreement_id is None:
        raise Refused(NO_AGREEMENT)
    if terms.until_on < on:
        raise Refused("The day until which it was offered has passed. Ask them to refer it again.")
    principal = f"p{offered.granter_org_id}.{terms.to_org_id}.{agreement_id}"
    if any(_lives(grant) and grant.principal == principal for grant in grants.grants_of(record.id)):
        return None
    share = Share(
        record_id=record.id, section=int(Section.SHARING), author_org_id=offered.granter_org_id, to_org_id=terms.to_org_id,
        agreement_id=agreement_id, level=terms.level, opens=int(LEVEL_SECTIONS[terms.level]), purpose=terms.purpose,
        lawful_basis=terms.lawful_basis, gateway=terms.gateway, reason=terms.reason, from_at=session.moment(),
        until_at=clock.end_of_day(terms.until_on), granted_by=offered.granted_by, granted_at=clock.now(),
    )  # fmt: skip
    session.writable().add(record.id)
    with grants.granting():
        session.add(share)
        session.flush()
        history.keep(actor, share, StepKind.MADE, reason=terms.reason, by=offered.granted_by)
        opens, more = Section(share.opens), {"source_id": share.id, "share_id": share.id}
        columns = grants.columns_of(record.id)
        grants.add(
            record, principal, opens, columns, source=Source.SHARE, since=share.from_at, until=share.until_at, **more
        )  # fmt: skip
    grants.regrant(record.id)
    audit.record(
        actor, Deed.SHARE_MADE, record_id=record.id, record_kind=record.kind, sections=share.opens, share_ids=(share.id,),
        purpose=terms.purpose, detail={"to": terms.to_org_id, "basis": terms.lawful_basis, "by": "referral"},
    )  # fmt: skip
    return share


def _asked(record_id: int) -> list[AccessGrant]:
    return [grant for grant in grants.grants_of(record_id) if grant.source == Source.ASKED]


def _lives(grant: AccessGrant) -> bool:
    return grant.source == Source.SHARE and (grant.until is None or grant.until > clock.now())
