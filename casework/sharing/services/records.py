"""Making a record: its row and first grants, before the row of the trade that they protect."""

from casework.accounts.types import CASEWORK_ROLES
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.kernel.refs import new_id, new_ref
from casework.sharing.models import Record
from casework.sharing.services import grants
from casework.sharing.services.grants import Columns
from casework.sharing.types import EVERYTHING, LEAVES, SAFEGUARDING, Kind, Section, Source

RECEIPT_LEVEL = Section.IDENTITY | Section.SUMMARY | Section.STATUS | Section.NARRATIVE


def make_record(
    actor: Actor,
    kind: Kind,
    *,
    partnership_id: int,
    columns: Columns,
    compartment: str | None = None,
    owner_org_id: int | None = None,
) -> Record:
    """Make the record of a new thing with its first grant: the owner's organisation, or in the compartment the maker alone.

    Only those who work cases make records; leads, governance officers, analysts and administrators do not.

    What the system makes in the compartment has no first grant: the deed that makes it names its members.
    A leaf gets its maker's steward grant, which runs out after 28 days unless a root still links to it.
    """
    owner = owner_org_id or actor.organisation_id
    if owner is None:
        raise NotAllowed("A record belongs to an organisation.")
    allowed = actor.is_system or (actor.has_role(*CASEWORK_ROLES) and (actor.cleared or compartment != SAFEGUARDING))
    if not allowed:
        raise NotAllowed()
    record = Record(
        id=new_id(),
        ref=new_ref(),
        kind=kind,
        partnership_id=partnership_id,
        owner_org_id=owner,
        compartment=compartment,
        created_at=clock.now(),
        created_by=actor.user_id,
    )
    session = db.session()
    session.add(record)
    session.flush()
    session.writable().add(record.id)
    session.made().add(record.id)
    _first_grant(actor, record, columns)
    audit.record(actor, Deed.RECORD_MADE, record_id=record.id, record_kind=kind)
    return record


def _first_grant(actor: Actor, record: Record, columns: Columns) -> None:
    if record.compartment and actor.user_id is None:
        return
    until = None
    if record.compartment and actor.user_id is not None:
        principal, opens, source = f"s{actor.user_id}", EVERYTHING, Source.MEMBER
    elif record.kind == Kind.RECEIPT:
        principal, opens, source = f"u{actor.user_id}", RECEIPT_LEVEL, Source.RECEIPT
    elif record.kind in LEAVES:
        principal, opens, source = f"o{record.owner_org_id}", EVERYTHING, Source.STEWARD
        until = grants.steward_until(clock.now())
    else:
        principal, opens, source = f"o{record.owner_org_id}", EVERYTHING, Source.OWNER
    with grants.granting():
        grants.add(record, principal, opens, columns, source=source, until=until)
