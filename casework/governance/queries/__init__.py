"""Who looked at what, and why: the audit trail as an information governance officer may read it; an agency lead, of own staff.

Officers hold no grants, so what concerns their organisation is worked out by a named query over the grants, which answers yes or
no and never gives content. Of a record of their own they see everybody; of one shared with them, their own people only.
Entries about the compartment are shown to cleared officers only, and counted for nobody else.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Select, func, or_, select

from casework.accounts.models import AppUser, UserClearance
from casework.accounts.types import SAFEGUARDING, Role
from casework.audit import services as audit
from casework.audit.models import AuditEvent
from casework.audit.types import VERBS, Deed, deeds_of
from casework.governance import months
from casework.governance.types import DEED_LABELS, LOOKING, READING, Filters, Line, Trail
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.kernel.guard import RULES
from casework.kernel.refs import normalise_ref
from casework.organisations import queries as organisations_lists
from casework.organisations.models import Organisation
from casework.sharing import policy, sight
from casework.sharing.models import AccessGrant, Record
from casework.sharing.services import emergencies as emergency_openings
from casework.sharing.types import LEAVES, Act, Kind, Lens
from casework.sharing.types.sight import EmergencyLine

SIZE = 50
MOST = 10_000
CONCERNS = RULES.name(
    "governance_concerns",
    "An information governance officer, who holds no grant, is told whether a record was ever granted to their organisation.",
)
_HIDDEN_KINDS = (Kind.REFERRAL, Kind.RECEIPT)
_COUNTED = frozenset({Deed.EXPORT_MADE, Deed.IMPORT_DONE, Deed.AUDIT_READ})
_UNDER_A_VERB = tuple(deed for deed, verb in VERBS.items() if verb is not None)
# An entry, the reference and kind of its record, and the organisation of whoever did it.
_Entries: TypeAlias = Select[AuditEvent, str, str, str]


def who_looked(actor: Actor, typed: str, *, before: int | None = None) -> Trail:
    """Return who looked at a record, newest first; nothing for a record that does not concern the actor's organisation."""
    _only_officers(actor)
    record = concern(actor, typed)
    if record is None:
        audit.record(actor, Deed.AUDIT_READ, outcome="nothing", detail={"what": "who looked"}, term=typed[:40])
        return Trail((), is_known=False)
    statement = entries(actor).where(AuditEvent.record_id == record.id, AuditEvent.deed.in_(READING))
    found = _page(actor, _for_others(actor, statement, record), before)
    audit.record(
        actor,
        Deed.AUDIT_READ,
        record_id=record.id,
        record_kind=record.kind,
        count=len(found.lines),
        detail={"what": "who looked"},
    )
    return found


def trail(actor: Actor, filters: Filters, *, limit: int = SIZE, only_verbs: bool = False) -> Trail:
    """Return a page of the audit trail by record, person, organisation, time, deed and verb; the search is itself written down.

    An agency lead finds what the people of their own organisation did, and nothing of anybody else.
    """
    if not actor.has_role(Role.GOVERNANCE_OFFICER, Role.AGENCY_LEAD):
        raise NotAllowed()
    statement = _scope(actor, filters)
    if statement is None:
        audit.record(actor, Deed.AUDIT_READ, outcome="nothing", detail={"what": "trail"}, term=filters.ref[:40])
        return Trail((), is_known=False)
    if only_verbs:
        statement = statement.where(AuditEvent.deed.in_(_UNDER_A_VERB))
    found = _page(actor, statement, filters.before, limit)
    audit.record(actor, Deed.AUDIT_READ, count=len(found.lines), detail={"what": "trail", "filters": dict(filters.spoken())})
    return found


def entries_of(actor: Actor, numbers: Sequence[int]) -> Trail:
    """Return some entries of the actor's own organisation by their numbers, the first first; the caller writes it down."""
    statement = entries(actor).where(AuditEvent.number.in_(numbers), AuditEvent.org_id == actor.organisation_id)
    rows = list(db.session().execute(statement.order_by(AuditEvent.number)))
    return Trail(_lines(actor, rows))


def recent_looks(actor: Actor, lens: Lens) -> dict[str, Any]:
    """Return the last people who opened a record, for its owner's page; the actor's own looks are left out."""
    if not sight.is_its_own(lens) or lens.seen_by:
        return {"lines": (), "is_owner": False, "ref": lens.ref}
    found = _page(actor, _looks_of_others(actor, lens), None, 8)
    return {"lines": found.lines, "is_owner": True, "ref": lens.ref, "more": found.next_before is not None}


def looks(actor: Actor, ref: str, *, before: int | None = None) -> tuple[Lens, Trail]:
    """Return a page of the looks of others at a record, newest first, for its owner and members. Refuses others."""
    lens = policy.open_record(actor, ref, Act.RECORD_READ, log=False)
    if not sight.is_its_own(lens):
        raise NotAllowed("Its owner sees who looked.")
    found = _page(actor, _looks_of_others(actor, lens), before)
    audit.record(
        actor,
        Deed.AUDIT_READ,
        record_id=lens.record_id,
        record_kind=lens.kind,
        count=len(found.lines),
        detail={"what": "who looked"},
    )
    return lens, found


def _looks_of_others(actor: Actor, lens: Lens) -> _Entries:
    """The looks of everybody but the reader. Of a person, place or vehicle: of one's own organisation, and of those that are
    told to see it. A look of any other would tell of a record that the reader may not know of."""
    statement = entries(actor).where(
        AuditEvent.record_id == lens.record_id,
        AuditEvent.deed.in_(LOOKING),
        or_(AuditEvent.user_id.is_(None), AuditEvent.user_id != actor.user_id),
    )
    if lens.kind not in LEAVES:
        return statement
    told = {actor.organisation_id, *sight.organisations_told(actor, lens)}
    return statement.where(AuditEvent.org_id.in_(told))


def emergencies(actor: Actor, *, before: int | None = None) -> tuple[list[EmergencyLine], Trail]:
    """Return the emergency openings of the organisation's records: to a manager those to review, to an officer as the trail has
    them, with their reviews."""
    if actor.has_role(Role.MANAGER):
        return emergency_openings.to_review(actor), Trail(())
    if not actor.has_role(Role.GOVERNANCE_OFFICER):
        raise NotAllowed()
    statement = entries(actor).where(
        AuditEvent.deed.in_((Deed.EMERGENCY_OPENED, Deed.EMERGENCY_REVIEWED)), Record.owner_org_id == actor.organisation_id
    )
    found = _page(actor, statement, before)
    audit.record(actor, Deed.AUDIT_READ, count=len(found.lines), detail={"what": "emergency openings"})
    return [], found


def sign_ins(actor: Actor) -> Trail:
    """Return the latest sign-ins and sign-outs of the people of the agency lead's organisation."""
    if not actor.has_role(Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER):
        raise NotAllowed()
    deeds = (Deed.SIGN_IN, Deed.SIGN_OUT, Deed.SESSION_ENDED, Deed.PASSWORD_CHANGED)
    statement = entries(actor).where(AuditEvent.org_id == actor.organisation_id, AuditEvent.deed.in_(deeds))
    found = _page(actor, statement, None, 100)
    audit.record(actor, Deed.AUDIT_READ, count=len(found.lines), detail={"what": "sign-ins"})
    return found


def people(actor: Actor) -> dict[str, str]:
    """Return the people of the actor's organisation, suspended ones too, for choosing whose doings to read."""
    rows = db.session().execute(
        select(AppUser.id, AppUser.name).where(AppUser.organisation_id == actor.organisation_id).order_by(AppUser.name)
    )
    return {str(user_id): name for user_id, name in rows}


def organisations(actor: Actor) -> dict[str, str]:
    """Return the organisations whose doings on records of the actor's organisation may be read."""
    rows = db.session().execute(select(Organisation.id, Organisation.name).order_by(Organisation.name))
    return {str(organisation_id): name for organisation_id, name in rows}


def _only_officers(actor: Actor) -> None:
    if not actor.has_role(Role.GOVERNANCE_OFFICER):
        raise NotAllowed()


def concern(actor: Actor, typed: str) -> Record | None:
    """Return the record of a reference when it is the organisation's own, or was ever granted to it; else None."""
    record = db.session().scalar(select(Record).where(Record.ref == (normalise_ref(typed.strip()) or "-")))
    mine = [f"o{actor.organisation_id}"]
    granted = (
        select(func.count(AccessGrant.id))
        .where(
            AccessGrant.record_id == (record.id if record is not None else -1),
            or_(AccessGrant.principal.in_(mine), AccessGrant.principal.like(f"p%.{actor.organisation_id}.%")),
        )
        .execution_options(acl_named=CONCERNS)
    )
    count = db.session().scalar(granted)
    if record is None or (record.compartment and not actor.cleared):
        return None
    return record if count or record.owner_org_id == actor.organisation_id else None


def _scope(actor: Actor, filters: Filters) -> _Entries | None:
    statement = _filtered(entries(actor), filters)
    if not actor.has_role(Role.GOVERNANCE_OFFICER):
        statement = statement.where(AuditEvent.org_id == actor.organisation_id)
    if filters.ref:
        record = concern(actor, filters.ref)
        return None if record is None else _for_others(actor, statement.where(AuditEvent.record_id == record.id), record)
    if filters.organisation_id not in (None, actor.organisation_id):
        return statement.where(Record.owner_org_id == actor.organisation_id)
    return statement.where(AuditEvent.org_id == actor.organisation_id)


def _filtered(statement: _Entries, filters: Filters) -> _Entries:
    if filters.user_id is not None:
        statement = statement.where(AuditEvent.user_id == filters.user_id)
    if filters.organisation_id is not None:
        statement = statement.where(AuditEvent.org_id == filters.organisation_id)
    if filters.deed:
        statement = statement.where(AuditEvent.deed == filters.deed)
    if filters.verb:
        statement = statement.where(AuditEvent.deed.in_(deeds_of(filters.verb)))
    if filters.from_on is not None:
        since = clock.start_of_day(filters.from_on)
        statement = statement.where(AuditEvent.at >= since, AuditEvent.number >= months.floor(since))
    if filters.until_on is not None:
        until = clock.end_of_day(filters.until_on)
        statement = statement.where(AuditEvent.at < until, AuditEvent.number <= months.ceiling(until))
    return statement


def entries(actor: Actor) -> _Entries:
    """Return the select of the entries an officer or lead may ever read: those of the compartment for cleared people only."""
    statement = (
        select(AuditEvent, Record.ref, Record.kind, Organisation.name)
        .outerjoin(Record, Record.id == AuditEvent.record_id)
        .outerjoin(Organisation, Organisation.id == AuditEvent.org_id)
    )
    if actor.cleared:
        return statement
    return statement.where(Record.compartment.is_(None), AuditEvent.record_kind.not_in(_HIDDEN_KINDS))


def _for_others(actor: Actor, statement: _Entries, record: Record) -> _Entries:
    own = record.owner_org_id == actor.organisation_id
    return statement if own else statement.where(AuditEvent.org_id == actor.organisation_id)


def _page(actor: Actor, statement: _Entries, before: int | None, limit: int = SIZE) -> Trail:
    if before is not None:
        statement = statement.where(AuditEvent.number < before)
    rows = list(db.session().execute(statement.order_by(AuditEvent.number.desc()).limit(limit + 1)))
    lines = _lines(actor, rows[:limit])
    return Trail(lines, lines[-1].number if len(rows) > limit else None)


def _lines(actor: Actor, rows: Sequence[Any]) -> tuple[Line, ...]:
    uncounted = (
        set() if actor.cleared else ever_cleared(actor, {event.user_id for event, *_ in rows if event.deed == Deed.SEARCHED})
    )
    words = organisations_lists.labels("sharing_purpose")["sharing_purpose"] if any(row[0].share_ids for row in rows) else {}
    return tuple(_line(*row, uncounted=uncounted, words=words) for row in rows)


def ever_cleared(actor: Actor, user_ids: set[int | None]) -> set[int]:
    """Return those of some people who were ever cleared: what they searched and found may be of the compartment."""
    if not user_ids:
        return set()
    held = select(UserClearance.user_id).where(UserClearance.user_id.in_(user_ids), UserClearance.clearance == SAFEGUARDING)
    return set(db.session().scalars(held.distinct()))


def _line(
    row: AuditEvent, ref: str | None, kind: str | None, organisation: str | None, *, uncounted: set[int], words: dict[str, str]
) -> Line:
    # A count of hits could tell of the compartment: only that of lists and people without it is shown.
    counted = row.deed in _COUNTED or (row.deed == Deed.SEARCHED and row.user_id not in uncounted)
    return Line(
        number=row.number,
        at=row.at,
        who=row.actor,
        organisation=organisation or "",
        deed=row.deed,
        what=_what(row),
        verb=VERBS[Deed(row.deed)] or "" if row.deed in set(Deed) else "",
        ref=ref or "",
        kind=kind or row.record_kind,
        share="under a share" if row.share_ids else "",
        purpose=words.get(row.purpose, row.purpose),
        outcome="" if row.outcome == "done" else row.outcome,
        count=row.hits if counted else None,
        address=row.address,
    )


def _what(row: AuditEvent) -> str:
    known = row.deed in set(Deed)
    return DEED_LABELS.get(Deed(row.deed), row.deed) if known else row.deed
