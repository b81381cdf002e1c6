"""Adding documents to a record."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.documents import checks
from casework.documents.checks import Accepted
from casework.documents.models import Document, StoredFile
from casework.documents.store import STORE
from casework.documents.types import Upload
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing.types import Lens, Section

MOST_AT_ONCE = 10


def add_document(
    actor: Actor,
    lens: Lens,
    upload: Upload,
    *,
    kind: str,
    title: str = "",
    section: Section = Section.DOCUMENTS,
    audience_id: int | None = None,
    note_id: int | None = None,
    moment: datetime | None = None,
) -> Document:
    """Add one photo or paper to a record opened for it. With a note it takes that note's section, audience and moment.

    Refuses what the checks of uploads refuse: the sentence stands beside the field `files`.
    """
    taken = _accept(upload)
    file = keep(taken.content, taken.media_type)
    thumbnail = keep(taken.thumbnail, taken.media_type) if taken.thumbnail else None
    document = Document(
        record_id=lens.record_id,
        section=int(section),
        author_org_id=actor.organisation_id or lens.owner_org_id,
        audience_id=audience_id,
        file_id=file.id,
        thumbnail_id=thumbnail.id if thumbnail else None,
        note_id=note_id,
        moment_at=moment,
        kind=kind,
        title=title.strip() or taken.name.rsplit(".", 1)[0][:200],
        file_name=taken.name[:200],
        added_by=actor.user_id,
        added_at=clock.now(),
    )
    db.session().add(document)
    db.session().flush()
    _write_down(actor, lens, document, file.sha256)
    return document


def add_documents(
    actor: Actor,
    lens: Lens,
    uploads: Sequence[Upload],
    *,
    kind: str,
    title: str = "",
    section: Section = Section.DOCUMENTS,
    audience_id: int | None = None,
    note_id: int | None = None,
    moment: datetime | None = None,
) -> list[Document]:
    """Add several at once, all of them or none; with a title they are numbered."""
    if len(uploads) > MOST_AT_ONCE:
        raise Refused(f"You can choose up to {MOST_AT_ONCE} files at once.", field="files")
    titles = [title] if len(uploads) == 1 or not title else [f"{title[:190]} {at}" for at in range(1, len(uploads) + 1)]
    return [
        add_document(
            actor,
            lens,
            upload,
            kind=kind,
            title=titles[at] if at < len(titles) else "",
            section=section,
            audience_id=audience_id,
            note_id=note_id,
            moment=moment,
        )
        for at, upload in enumerate(uploads)
    ]


def _write_down(actor: Actor, lens: Lens, document: Document, sha256: str) -> None:
    audit.record(
        actor,
        Deed.DOCUMENT_ADDED,
        record_id=lens.record_id,
        record_kind=lens.kind,
        sections=document.section,
        share_ids=lens.share_ids,
        ids=(document.id,),
        detail={"sha256": sha256},
    )


def _accept(upload: Upload) -> Accepted:
    try:
        return checks.accept(upload.stream, upload.name)
    except Refused as refusal:
        raise Refused(refusal.sentence, field="files") from refusal


def keep(content: bytes, media_type: str) -> StoredFile:
    """Keep a file as it is, under a random name, with its hash."""
    file = StoredFile(
        token=STORE.keep(content),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        stored_at=clock.now(),
    )
    db.session().add(file)
    db.session().flush()
    return file
