"""Taking down a report: the incident it makes, who and what was there, and the case it joins or opens."""

from casework.cases.models import CaseFile, Incident
from casework.cases.services import opening, standing
from casework.cases.types import Captured, Happening, Leaf, NewCase, Report
from casework.index import services as index
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.sharing import policy
from casework.sharing.models import Link
from casework.sharing.services import grants, links, records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Act, Kind, Lens, Section

ATTACHED = "INCIDENT"


def capture(actor: Actor, report: Report) -> Captured:
    """Take down one report: an incident that stands alone, or joins a case one may change, or opens a case of its own.

    Refuses what has not happened yet, and an end before the beginning.
    """
    standing.may_record(actor)
    _check(report)
    with grants.deferring():
        return _write(actor, report)


def _write(actor: Actor, report: Report) -> Captured:
    case = _case_to_join(actor, report)
    lens = _make_incident(actor, report)
    opening.write_story(actor, lens, report.story)
    opening.words_of(actor, lens, report.summary, report.summary)
    _index_where(actor, lens, report)
    for leaf in report.leaves:
        put_on(actor, lens, leaf)
    if report.opens_case and case is None:
        case = opening.open_case(actor, _new_case(report))
        for leaf in report.leaves:
            put_on(actor, case, leaf)
    if case is not None:
        _attach(actor, case, lens)
    return Captured(lens.record_id, lens.ref, case.ref if case else "")


def put_on(actor: Actor, root: Lens, leaf: Leaf, *, note: str = "") -> Link:
    """Put a person, place or vehicle one may see on a record that was opened for it, in a role; refuses the same role twice."""
    made = links.link(actor, root, leaf.record_id, Kind(leaf.kind), role=leaf.role, note=note)
    standing.note_change(actor, root, Happening.LINKED)
    return made


def link_to(actor: Actor, ref: str, leaf: Leaf, *, note: str = "", kind: Kind = Kind.CASE) -> Link:
    """Put a person, place or vehicle on a case or incident in a role."""
    model = CaseFile if kind is Kind.CASE else Incident
    row, lens = policy.open_one(actor, model, ref, Act.LINK_ADD)
    made = put_on(actor, lens, leaf, note=note)
    if isinstance(row, CaseFile):
        row.activity_at = clock.now()
    return made


def end_link(actor: Actor, ref: str, link_id: int, *, reason: str) -> None:
    """Take a person, place, vehicle or incident off a case; only what this link opened is closed. A reason is asked."""
    case, lens = policy.open_one(actor, CaseFile, ref, Act.LINK_END)
    if not reason.strip():
        raise Refused("Say why it is taken off.", field="reason")
    row = db.session().scalar(policy.readable(actor, Link).where(Link.id == link_id, Link.record_id == case.record_id))
    links.end_link(actor, lens, link_id, reason=reason[:200])
    if row is not None and row.leaf_kind == Kind.INCIDENT:
        _stand_alone(actor, row.leaf_id)
    case.activity_at = standing.note_change(actor, lens, Happening.UNLINKED)


def attach_incident(actor: Actor, case_ref: str, incident_ref: str) -> None:
    """Attach an incident of one's own organisation to a case, for all who see the case. Refuses one already attached."""
    case, lens = policy.open_one(actor, CaseFile, case_ref, Act.LINK_ADD)
    if case.closed_on is not None:
        raise Refused("The case is closed. Reopen it before attaching an incident.", field="incident")
    _, incident = policy.open_one(actor, Incident, incident_ref, Act.RECORD_EDIT)
    _attach(actor, lens, incident)
    case.activity_at = clock.now()


def attach_by_ref(actor: Actor, case_ref: str, typed: str) -> None:
    """Attach an incident by the reference somebody typed; one that is not theirs is refused in the same words as none."""
    try:
        attach_incident(actor, case_ref, typed)
    except (NotFound, NotAllowed):
        raise Refused("There is no incident of your organisation with that reference.", field="incident") from None


def _attach(actor: Actor, case: Lens, incident: Lens) -> None:
    links.link(actor, case, incident.record_id, Kind.INCIDENT, role=ATTACHED)
    _set_status(actor, incident.record_id, "attached")
    standing.note_change(actor, case, Happening.INCIDENT)


def _stand_alone(actor: Actor, incident_id: int) -> None:
    lens = policy.lens_of(actor, incident_id)
    if lens is not None and policy.may(actor, lens, Act.RECORD_EDIT):
        policy.open_one(actor, Incident, incident_id, Act.RECORD_EDIT)
        _set_status(actor, incident_id, "open")


def _set_status(actor: Actor, incident_id: int, status: str) -> None:
    row = db.session().scalar(policy.readable(actor, Incident).where(Incident.record_id == incident_id))
    if row is not None:
        row.status = status
        db.session().flush()


def _check(report: Report) -> None:
    now = clock.now()
    if report.occurred_from > now:
        raise Refused("When it happened must be in the past.", field="occurred_from")
    if report.occurred_to is not None and report.occurred_to < report.occurred_from:
        raise Refused("It must end after it began.", field="occurred_to")
    if report.received_at is not None and report.received_at > now:
        raise Refused("The report must have been received by now.", field="received_at")


def _index_where(actor: Actor, lens: Lens, report: Report) -> None:
    if report.location_text:
        index.write(actor, lens.record_id, text=report.location_text, section=Section.ROLES, source="where")
    if report.postcode:
        index.write_keys(actor, lens.record_id, codes=(report.postcode,), section=Section.ROLES, source="where")


def _case_to_join(actor: Actor, report: Report) -> Lens | None:
    if not report.join_ref:
        return None
    try:
        case, lens = policy.open_one(actor, CaseFile, report.join_ref, Act.LINK_ADD)
    except NotFound:
        raise Refused("There is no case with that reference that you can add to.", field="join_ref") from None
    if case.closed_on is not None:
        raise Refused("That case is closed. Reopen it, or open a new one.", field="join_ref")
    case.activity_at = clock.now()
    return lens


def _make_incident(actor: Actor, report: Report) -> Lens:
    received_at = report.received_at or clock.now()
    partnership_id = standing.partnership_for(actor, report.partnership_id)
    columns = Columns(sort_on=report.occurred_from, subject=report.subject, ward=report.ward_code)
    record = records.make_record(actor, Kind.INCIDENT, partnership_id=partnership_id, columns=columns)
    db.session().add(
        Incident(
            record_id=record.id,
            partnership_id=partnership_id,
            owner_org_id=record.owner_org_id,
            taken_by=actor.user_id,
            created_at=clock.now(),
            received_at=received_at,
            **{
                name: getattr(report, name)
                for name in (
                    "type", "subject", "summary", "channel", "nsir", "occurred_from", "occurred_to", "ward_code",
                    "location_text", "latitude", "longitude", "postcode",
                )
            },
        )
    )  # fmt: skip
    db.session().flush()
    lens = policy.lens_of(actor, record.id)
    assert lens is not None
    standing.note_change(actor, lens, Happening.OPENED)
    return lens


def _new_case(report: Report) -> NewCase:
    return NewCase(
        type=report.type,
        subject=report.subject,
        title=report.summary,
        summary=report.summary,
        ward_code=report.ward_code,
        received_at=report.received_at,
        partnership_id=report.partnership_id,
    )
