"""Letting more organisations read a note. Its readers only ever grow: what was read is not taken back."""

from typing import Any

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.models import Activity, CaseFile, Note
from casework.cases.services import notes, standing
from casework.cases.types import Audience, Happening
from casework.documents.models import Document
from casework.index.models import SearchEntry
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act, Lens

WITH_ITS_READERS: tuple[Any, ...] = (Note, Document, SearchEntry, Activity)


def open_note(actor: Actor, ref: str, note_id: int, *, audience: str, org_ids: tuple[int, ...] = ()) -> None:
    """Let everyone on the case, or more chosen organisations, read a note of one's own organisation.

    Its corrections, documents, words and trace go with it, as they have the same readers. Refuses another organisation's note,
    one that everyone reads, and a choice that adds nobody.
    """
    _, lens = policy.open_one(actor, CaseFile, ref, Act.NOTE_ADD)
    note = _note(actor, lens, note_id)
    if note.author_org_id != actor.organisation_id:
        raise Refused("Only the organisation that wrote a note can let others read it.", field="audience")
    if note.audience_id is None:
        raise Refused("Everyone on the case reads it already.", field="audience")
    together = list(
        db.session().scalars(
            policy.readable(actor, Note).where(Note.record_id == lens.record_id, Note.audience_id == note.audience_id)
        )
    )
    if audience == Audience.EVERYONE:
        _open_to_all(actor, lens, note.audience_id)
    else:
        _add_readers(actor, lens, note, org_ids)
    for each in together:
        each.opened_at, each.opened_by = clock.now(), actor.user_id
    standing.note_change(
        actor, lens, Happening.NOTE_OPENED, audience_id=note.audience_id, moment=min(each.happened_at for each in together)
    )
    detail = {"act": "note opened", "to": "everyone" if audience == Audience.EVERYONE else list(org_ids)}
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=lens.kind, ids=(note_id,), detail=detail)


def who_else(actor: Actor, lens: Lens, note_id: int) -> dict[int, str]:
    """Return the organisations that see the notes of a record and do not read this one yet, by name."""
    note = _note(actor, lens, note_id)
    if note.audience_id is None:
        return {}
    readers = shares.readers(actor, note.audience_id)
    return {org_id: name for org_id, name in notes.readers_of_notes(actor, lens).items() if org_id not in readers}


def _note(actor: Actor, lens: Lens, note_id: int) -> Note:
    note = db.session().scalar(policy.readable(actor, Note).where(Note.id == note_id, Note.record_id == lens.record_id))
    if note is None:
        raise NotFound("note")
    return note


def _open_to_all(actor: Actor, lens: Lens, audience_id: int) -> None:
    for model in WITH_ITS_READERS:
        rows = policy.readable(actor, model).where(model.record_id == lens.record_id, model.audience_id == audience_id)
        for row in db.session().scalars(rows):
            row.audience_id = None
    db.session().flush()


def _add_readers(actor: Actor, lens: Lens, note: Note, org_ids: tuple[int, ...]) -> None:
    if not org_ids:
        raise Refused("Choose at least one organisation.", field="org_ids")
    known = who_else(actor, lens, note.id)
    if not set(org_ids) <= known.keys():
        raise Refused("That organisation does not see the notes of this case. Share the case with it first.", field="org_ids")
    assert note.audience_id is not None
    shares.add_readers(actor, note.audience_id, {org_id: known[org_id] for org_id in org_ids})
