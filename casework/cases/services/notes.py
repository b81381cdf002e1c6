"""Adding to the chronology: notes for an audience, and corrections that leave the old note standing."""

from datetime import datetime

from sqlalchemy import select

from casework.cases.models import CaseFile, Note
from casework.cases.services import standing
from casework.cases.types import Audience, Happening
from casework.index import services as index
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations.models import CodeItem, Organisation
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act, Lens, Section


def add_note(
    actor: Actor,
    ref: str,
    *,
    kind: str,
    body: str,
    happened_at: datetime | None = None,
    audience: Audience = Audience.EVERYONE,
    org_ids: tuple[int, ...] = (),
) -> int:
    """Add a note for everyone on the case, one's own organisation only, or chosen organisations; return its number.

    Refuses an empty note, one from the future, and a chosen organisation that does not see the notes of the case. The first
    contact with the reporter stops the clock of the response standard.
    """
    case, lens = policy.open_one(actor, CaseFile, ref, Act.NOTE_ADD)
    at = happened_at or clock.now()
    _check(body, at)
    audience_id = _audience(actor, lens, audience, org_ids)
    note = _write(actor, lens, kind=kind, body=body, happened_at=at, audience_id=audience_id)
    if case.first_contact_at is None and _is_contact(kind):
        case.first_contact_at = at
    return note


def correct_note(actor: Actor, ref: str, note_id: int, *, body: str, reason: str) -> int:
    """Correct a note of one's own organisation by a new one, saying why; the old one stays, struck through.

    The new one is for the readers of the old, and of the same day: whoever could read the old reads both.
    """
    _, lens = policy.open_one(actor, CaseFile, ref, Act.NOTE_ADD)
    old = db.session().scalar(policy.readable(actor, Note).where(Note.id == note_id, Note.record_id == lens.record_id))
    if old is None:
        raise NotFound("note")
    if old.author_org_id != actor.organisation_id:
        raise Refused("Only the organisation that wrote a note can correct it.", field="body")
    if not reason.strip():
        raise Refused("Say why it is corrected.", field="reason")
    _check(body, old.happened_at)
    return _write(
        actor,
        lens,
        kind=old.kind,
        body=body,
        happened_at=old.happened_at,
        audience_id=old.audience_id,
        corrects_id=old.id,
        reason=reason,
    )


def _check(body: str, at: datetime) -> None:
    if not body.strip():
        raise Refused("Write the note.", field="body")
    if at > clock.now():
        raise Refused("The note must be about something that has happened.", field="happened_at")


def _write(
    actor: Actor,
    lens: Lens,
    *,
    kind: str,
    body: str,
    happened_at: datetime,
    audience_id: int | None,
    corrects_id: int | None = None,
    reason: str = "",
) -> int:
    note = Note(
        record_id=lens.record_id,
        section=int(Section.NOTES),
        author_org_id=actor.organisation_id or lens.owner_org_id,
        audience_id=audience_id,
        kind=kind,
        body=body,
        happened_at=happened_at,
        written_by=actor.user_id or 0,
        written_at=clock.now(),
        corrects_id=corrects_id,
        reason=reason,
    )
    db.session().add(note)
    db.session().flush()
    index.write(
        actor,
        lens.record_id,
        text=body,
        section=Section.NOTES,
        source=f"note:{note.id}",
        audience_id=audience_id,
        moment=happened_at,
    )
    standing.note_change(actor, lens, Happening.NOTE, audience_id=audience_id, moment=happened_at)
    return note.id


def _audience(actor: Actor, lens: Lens, audience: Audience, org_ids: tuple[int, ...]) -> int | None:
    if audience is Audience.EVERYONE:
        return None
    if audience is Audience.OWN:
        return shares.audience(actor, [], f"{actor.organisation_name} only")
    chosen = set(org_ids) - {actor.organisation_id}
    if not chosen:
        raise Refused("Choose at least one organisation.", field="org_ids")
    known = readers_of_notes(actor, lens)
    if not chosen <= known.keys():
        raise Refused("That organisation does not see the notes of this case. Share the case with it first.", field="org_ids")
    return shares.audience(actor, sorted(chosen), ", ".join(sorted(known[each] for each in chosen)))


def readers_of_notes(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the other organisations to which the notes of a record are open now, by name."""
    now = clock.now()
    ids = {share.to_org_id for share in shares.live_shares(actor, lens) if share.opens & Section.NOTES and share.from_at <= now}
    ids = (ids | {lens.owner_org_id}) - {actor.organisation_id}
    if not ids:
        return {}
    rows = db.session().execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    )
    return {org_id: name for org_id, name in rows}


def _is_contact(kind: str) -> bool:
    found = db.session().scalar(select(CodeItem.attributes).where(CodeItem.listing == "note_kind", CodeItem.code == kind))
    return bool(found and found.get("contact"))
