"""The people, places, vehicles and incidents on a record, each with its role there."""

from typing import Any

from sqlalchemy import select

from casework.cases.models import CaseFile, Incident
from casework.cases.types.sheets import LinkSheet
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.people.models import Person, Vehicle
from casework.places.models import Place
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.types import Kind, Lens

MODELS: dict[Kind, Any] = {Kind.PERSON: Person, Kind.PLACE: Place, Kind.VEHICLE: Vehicle}


def on_record(actor: Actor, lens: Lens) -> tuple[LinkSheet, ...]:
    """Return what is on a record now: its own links, and those of the incidents attached to it that the actor may see."""
    rows = db.session().execute(
        policy.readable(actor, Link)
        .select_from(Link)
        .add_columns(Record.ref)
        .join(Record, Record.id == Link.leaf_id)
        .where(Link.record_id == lens.record_id, Link.ended_at.is_(None))
        .order_by(Link.since, Link.id)
    )
    found = [(link, ref) for link, ref in rows]
    labels = labels_of(actor, [link for link, _ in found])
    return tuple(
        LinkSheet(
            id=link.id,
            record_id=link.record_id,
            leaf_id=link.leaf_id,
            ref=ref,
            kind=link.leaf_kind,
            role=link.role,
            label=labels[link.leaf_id][0],
            detail=labels[link.leaf_id][1],
            note=link.note,
            since=link.since,
        )
        for link, ref in found
        if link.leaf_id in labels
    )


def labels_of(actor: Actor, links: list[Link]) -> dict[int, tuple[str, str]]:
    """Return what each linked record is called, with a line of detail, for those that the actor may see."""
    found: dict[int, tuple[str, str]] = {}
    incidents = [link.leaf_id for link in links if link.leaf_kind == Kind.INCIDENT]
    if incidents:
        for row in db.session().scalars(policy.readable(actor, Incident).where(Incident.record_id.in_(incidents))):
            found[row.record_id] = (row.summary, row.location_text or row.postcode)
    for kind, model in MODELS.items():
        ids = [link.leaf_id for link in links if link.leaf_kind == kind]
        if ids:
            for row in db.session().scalars(policy.readable(actor, model).where(model.record_id.in_(ids))):
                found[row.record_id] = _said(row)
    return found


def _said(row: Any) -> tuple[str, str]:
    if isinstance(row, Person):
        return str(row.name), row.born
    if isinstance(row, Place):
        return str(row.title), row.postcode
    return str(row.title), " ".join(part for part in (row.colour, row.make) if part)


def cases_of(actor: Actor, incident_id: int) -> tuple[tuple[str, str], ...]:
    """Return the reference and title of the cases an incident is attached to, among those the actor may see."""
    rows = db.session().execute(
        policy.readable(actor, CaseFile)
        .with_only_columns(Record.ref, CaseFile.title)
        .join(Record, Record.id == CaseFile.record_id)
        .where(CaseFile.record_id.in_(select(Link.record_id).where(Link.leaf_id == incident_id, Link.ended_at.is_(None))))
        .order_by(CaseFile.record_id)
    )
    return tuple((ref, title) for ref, title in rows)
