"""What of a case or an incident follows its new owner, and an answer of a partner written on the chronology."""

from datetime import datetime

from casework.cases.models import Activity, CaseFile, Incident, Note
from casework.cases.services import standing
from casework.cases.types import Happening
from casework.index import services as index
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing import policy
from casework.sharing.types import Kind, Lens, Section


def follow(actor: Actor, lens: Lens, *, owner_user_id: int | None = None) -> None:
    """Put a case or incident that changed its owner under its new lead, with nobody's name on it unless one was chosen."""
    if lens.kind == Kind.INCIDENT:
        incident = db.session().scalars(policy.readable(actor, Incident).where(Incident.record_id == lens.record_id)).one()
        incident.owner_org_id = lens.owner_org_id
    else:
        if owner_user_id is not None and not standing.works_here(actor, owner_user_id, lens.owner_org_id):
            raise Refused("Choose an owner from your caseworkers.", field="owner_user_id")
        case = db.session().scalars(policy.readable(actor, CaseFile).where(CaseFile.record_id == lens.record_id)).one()
        case.lead_org_id, case.owner_user_id, case.team_id = lens.owner_org_id, owner_user_id, None
        case.activity_at = standing.note_change(actor, lens, Happening.ASSIGNED)
    db.session().flush()


def title_of(actor: Actor, record_id: int) -> str:
    """Return what a case or incident is called, for those who may open it; nothing for others."""
    for model, column in ((CaseFile, CaseFile.title), (Incident, Incident.summary)):
        held = policy.readable(actor, model).where(model.record_id == record_id).with_only_columns(column)
        if found := db.session().scalar(held):
            return str(found)
    return ""


def land(
    actor: Actor, lens: Lens, *, body: str, at: datetime, author_org_id: int, written_by: int, audience_id: int | None
) -> int:
    """Write a partner's answer on the chronology of a case, as the system: for the readers its author chose, and no others."""
    told = {
        "record_id": lens.record_id,
        "section": int(Section.NOTES),
        "author_org_id": author_org_id,
        "audience_id": audience_id,
    }
    note = Note(kind="INTELLIGENCE", body=body, happened_at=at, written_by=written_by, written_at=at, **told)
    db.session().add_all([note, Activity(kind=Happening.NOTE, at=at, by_user=written_by or None, **told)])
    db.session().flush()
    index.write(actor, lens.record_id, text=body, section=Section.NOTES, source=f"note:{note.id}", audience_id=audience_id)
    return note.id
