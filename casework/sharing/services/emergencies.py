"""Opening a partner's case or incident in an emergency: by the roles that the policy's own data names, for hours, and reviewed.

It opens nothing of the safeguarding compartment, and nothing without an agreement in force. Every refusal is the same
sentence, so that it does not tell whether there is such a record.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from casework.accounts.models import AppUser
from casework.accounts.services import notices
from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.models import AuditEvent
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.kernel.guard import RULES
from casework.kernel.refs import normalise_ref
from casework.organisations.models import CodeItem, Organisation
from casework.sharing import agreements, policy
from casework.sharing.models import EmergencyOpening, Record, Recusal
from casework.sharing.services import grants
from casework.sharing.types import FULL_LEVEL, KIND_WORDS, Kind, Lens, Section, Source
from casework.sharing.types.sight import EmergencyLine

LISTING = "emergency_opening"
KINDS = (Kind.CASE, Kind.INCIDENT)
NOTHING_TO_OPEN = "Nothing can be opened with that reference. Check it with whoever gave it to you."
MOST_TRIES, WITHIN = 5, timedelta(hours=1)
MOST = 50
FINDINGS = {"right": "It was right", "unneeded": "There was no emergency", "wrong": "It was wrong: raised with their agency lead"}
OWN_RECUSAL = RULES.name(
    "sharing.emergency_recusal", "An emergency opening asks whether the opener is recused from one record; returns yes or no."
)


def hours_allowed(actor: Actor) -> int:
    """Return for how many hours the actor's roles may open a partner's record in an emergency; 0 for not at all."""
    today = clock.today()
    rows = db.session().scalars(
        select(CodeItem).where(CodeItem.listing == LISTING, CodeItem.code.in_(sorted(actor.roles) or [""]))
    )
    lasting = [
        int(row.attributes.get("hours", 0))
        for row in rows
        if (row.active_from is None or row.active_from <= today) and (row.active_to is None or today <= row.active_to)
    ]
    return max(lasting, default=0) if actor.principals and not actor.read_only else 0


def open_in_emergency(actor: Actor, typed: str, *, reason: str) -> Lens:
    """Open a partner's case or incident, read only, for some hours; its owner is told at once and reviews it the next day."""
    hours = hours_allowed(actor)
    if not hours:
        raise NotAllowed("Your role does not open records in an emergency.")
    _check_tries(actor)
    record, ends = _found(actor, typed)
    at = db.session().moment()
    until = min(at + timedelta(hours=hours), ends) if ends else at + timedelta(hours=hours)
    _grant(actor, record, at, until)
    opening = EmergencyOpening(
        record_id=record.id,
        section=int(Section.SHARING),
        author_org_id=actor.organisation_id,
        user_id=actor.user_id,
        at=at,
        until_at=until,
        reason=reason,
    )
    db.session().add(opening)
    db.session().flush()
    _tell(actor, record)
    audit.record(
        actor,
        Deed.EMERGENCY_OPENED,
        record_id=record.id,
        record_kind=record.kind,
        sections=int(FULL_LEVEL),
        purpose=reason,
        ids=(opening.id,),
        detail={"until": until.isoformat()},
    )
    lens = policy.lens_of(actor, record.id)
    assert lens is not None
    return lens


def _grant(actor: Actor, record: Record, at: datetime, until: datetime) -> None:
    """Grant it to this person alone; what an earlier opening granted is ended first."""
    principal = f"u{actor.user_id}"
    with grants.granting():
        held = [grant for grant in grants.grants_of(record.id) if grant.principal == principal]
        grants.end([grant for grant in held if grant.source == Source.EMERGENCY])
        db.session().flush()
        columns = grants.columns_of(record.id)
        grants.add(record, principal, FULL_LEVEL, columns, source=Source.EMERGENCY, since=at, until=until)
    db.session().writable().add(record.id)


def to_review(actor: Actor) -> list[EmergencyLine]:
    """Return the emergency openings of a manager's organisation's records, those that wait for review first."""
    rows = db.session().execute(
        policy.readable(actor, EmergencyOpening)
        .add_columns(Record.ref, Record.kind, AppUser.name, Organisation.name)
        .join(Record, Record.id == EmergencyOpening.record_id)
        .join(AppUser, AppUser.id == EmergencyOpening.user_id)
        .join(Organisation, Organisation.id == EmergencyOpening.author_org_id)
        .where(Record.owner_org_id == actor.organisation_id)
        .order_by(EmergencyOpening.reviewed_at.is_not(None), EmergencyOpening.id.desc())
        .limit(MOST)
    )
    return [_line(*row) for row in rows]


def one(actor: Actor, lens: Lens, opening_id: int) -> EmergencyLine:
    """Return one emergency opening of an opened record. Refuses another's as not there."""
    found = next((line for line in to_review(actor) if line.id == opening_id and line.ref == lens.ref), None)
    if found is None:
        raise NotFound("emergency opening")
    return found


def review(actor: Actor, lens: Lens, opening_id: int, *, finding: str, remark: str) -> None:
    """Write down what a manager of the owner found about an emergency opening. Refuses a second finding."""
    row = db.session().scalar(
        policy.readable(actor, EmergencyOpening).where(
            EmergencyOpening.id == opening_id, EmergencyOpening.record_id == lens.record_id
        )
    )
    if row is None:
        raise NotFound("emergency opening")
    if not actor.has_role(Role.MANAGER) or actor.organisation_id != lens.owner_org_id:
        raise NotAllowed("A manager of its owner reviews it.")
    if row.reviewed_at is not None:
        raise Refused("It has been reviewed already.")
    row.reviewed_at, row.reviewed_by, row.finding, row.remark = clock.now(), actor.user_id, finding, remark
    db.session().flush()
    audit.record(
        actor,
        Deed.EMERGENCY_REVIEWED,
        record_id=lens.record_id,
        record_kind=lens.kind,
        purpose=FINDINGS[finding],
        ids=(opening_id,),
    )


def _line(row: EmergencyOpening, ref: str, kind: str, name: str, organisation: str) -> EmergencyLine:
    return EmergencyLine(
        id=row.id,
        ref=ref,
        kind=Kind(kind),
        who=name,
        organisation=organisation,
        at=row.at,
        until=row.until_at,
        reason=row.reason,
        review_by=clock.local_day(row.at) + timedelta(days=1),
        finding=FINDINGS.get(row.finding, ""),
        remark=row.remark,
    )


def _found(actor: Actor, typed: str) -> tuple[Record, datetime | None]:
    """Return the record and when the agreement that it is opened under ends, or refuse it as every other."""
    record = db.session().scalar(select(Record).where(Record.ref == (normalise_ref(typed.strip()) or "-")))
    held = None
    if record is not None and record.kind in KINDS and not record.compartment and record.owner_org_id != actor.organisation_id:
        partners = agreements.in_force([record.owner_org_id], record.partnership_id, clock.today())
        held = next((agreement for _, receiver, agreement in sorted(partners) if receiver == actor.organisation_id), None)
    if record is None or held is None or policy.knows(actor, record.id) or _is_recused(actor, record.id):
        audit.record(actor, Deed.REFUSED, outcome="emergency", detail={"act": "emergency", "typed": typed[:40]})
        raise Refused(NOTHING_TO_OPEN, field="ref")
    ends = agreements.last_day(held)
    return record, clock.end_of_day(ends) if ends else None


def _is_recused(actor: Actor, record_id: int) -> bool:
    held = select(Recusal.id).where(Recusal.record_id == record_id, Recusal.user_id == actor.user_id, Recusal.ended_at.is_(None))
    return db.session().scalar(held.limit(1), execution_options={"acl_named": OWN_RECUSAL}) is not None


def _check_tries(actor: Actor) -> None:
    tries = select(func.count(AuditEvent.number)).where(
        AuditEvent.user_id == actor.user_id,
        AuditEvent.deed == Deed.REFUSED,
        AuditEvent.outcome == "emergency",
        AuditEvent.at > clock.wall() - WITHIN,
    )
    if (db.session().scalar(tries) or 0) >= MOST_TRIES:
        raise Refused("Too many references were tried. Wait an hour, or call the duty line of the organisation.")


def _tell(actor: Actor, record: Record) -> None:
    word = KIND_WORDS[Kind(record.kind)]
    sentence = f"{actor.organisation_name} opened {word} {record.ref} in an emergency. It is to be reviewed by tomorrow."
    told = notices.holders(record.owner_org_id, Role.MANAGER) | ({record.created_by} if record.created_by else set())
    notices.tell(told, "emergency", sentence, record_id=record.id)
    notices.tell(notices.holders(record.owner_org_id, Role.GOVERNANCE_OFFICER), "emergency", sentence)
