"""What is already known of a person, place, vehicle or postcode, among the records the actor may see."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.models import CaseFile, Incident
from casework.cases.types.sheets import IncidentSheet, Known, Repeats
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.places import queries as places
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Kind, Withheld
from casework.statute.repeats import repeat_location, repeat_victim

MOST = 20
LOOK_BACK = timedelta(days=180)


def beside(actor: Actor, leaf_ids: Sequence[int] = (), *, postcode: str = "", besides: int = 0) -> Repeats:
    """Return the incidents and cases on which these already stand, or of the same postcode, and whether they repeat.

    Repeat victim and repeat place by the partnership's dated numbers, counted among what the actor may see; the asking is logged.
    """
    roles = {item.record_id: item.role for item in places.appearances(actor, list(leaf_ids)) if item.ended_at is None}
    incidents = _incidents(actor, list(roles), postcode, besides)
    cases = _cases(actor, list(roles), besides)
    days = [clock.local_day(each.at) for each in incidents]
    found = sorted([*incidents, *cases], key=lambda each: each.at, reverse=True)[:MOST]
    audit.record(actor, Deed.SEARCHED, record_kind=Kind.INCIDENT, count=len(found), detail={"for": "repeats"})
    return Repeats(tuple(found), _sentence(days, by_person=bool(roles)))


def of_links(actor: Actor, sheet: IncidentSheet) -> Repeats:
    """Return what else is known of whoever and whatever is on an incident."""
    held = () if isinstance(sheet.links, Withheld) else sheet.links
    return beside(actor, [link.leaf_id for link in held], postcode=sheet.postcode, besides=sheet.lens.record_id)


def _incidents(actor: Actor, ids: list[int], postcode: str, besides: int) -> list[Known]:
    conditions: list[ColumnElement[bool]] = [Incident.record_id.in_(ids or [0])]
    if postcode:
        conditions.append(Incident.postcode == postcode)
    rows = db.session().execute(
        policy.readable(actor, Incident)
        .select_from(Incident)
        .add_columns(Record.ref)
        .join(Record, Record.id == Incident.record_id)
        .where(or_(*conditions), Incident.occurred_from >= clock.now() - LOOK_BACK, Incident.record_id != besides)
        .order_by(Incident.occurred_from.desc())
        .limit(MOST)
    )
    return [Known(ref, Kind.INCIDENT, row.summary, row.subject, row.occurred_from, row.status == "open") for row, ref in rows]


def _cases(actor: Actor, ids: list[int], besides: int) -> list[Known]:
    if not ids:
        return []
    rows = db.session().execute(
        policy.readable(actor, CaseFile)
        .select_from(CaseFile)
        .add_columns(Record.ref)
        .join(Record, Record.id == CaseFile.record_id)
        .where(CaseFile.record_id.in_(ids), CaseFile.record_id != besides)
        .order_by(CaseFile.received_at.desc())
        .limit(MOST)
    )
    return [Known(ref, Kind.CASE, row.title, row.subject, row.received_at, row.closed_on is None) for row, ref in rows]


def _sentence(days: list[date], *, by_person: bool) -> str:
    if by_person and (found := repeat_victim(days)):
        return f"{len(found)} reports in 180 days: a repeat."
    if found := repeat_location(days):
        return f"{len(found)} reports here in 28 days: a repeat place."
    return ""
