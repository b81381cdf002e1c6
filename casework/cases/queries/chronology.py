"""The chronology of a case: notes by their audience, newest first, and the steps through its stages."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.cases.models import Note, StageChange
from casework.cases.types.sheets import NoteSheet, StepSheet
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Audience
from casework.sharing.types import Lens, Section

SIZE = 50


def notes(actor: Actor, lens: Lens, *, before: int | None = None, size: int = SIZE) -> tuple[tuple[NoteSheet, ...], int | None]:
    """Return one page of the notes the actor may read, and the note to go on from, or None at the end.

    A partner whose share shows notes from a day on reads those, and its own of any day: the access rule says so.
    """
    opener = aliased(AppUser)
    statement = _page(actor, lens, before).add_columns(
        AppUser.name,
        Organisation.name,
        Audience.label,
        _correction("id").label("corrected_by"),
        _correction("reason").label("because"),
        opener.name,
    )
    statement = (
        statement.join(opener, opener.id == Note.opened_by, isouter=True)
        .join(AppUser, AppUser.id == Note.written_by, isouter=True)
        .join(Organisation, Organisation.id == Note.author_org_id)
        .join(Audience, Audience.id == Note.audience_id, isouter=True)
        .order_by(Note.happened_at.desc(), Note.id.desc())
        .limit(size + 1)
    )
    rows = db.session().execute(statement).all()
    sheets = tuple(_sheet(actor, row) for row in rows[:size])
    return sheets, sheets[-1].id if len(rows) > size else None


def _correction(name: str) -> Any:
    """Return one column of the last note that corrects a note."""
    later = aliased(Note)
    found = select(getattr(later, name)).where(later.corrects_id == Note.id).order_by(later.id.desc()).limit(1)
    return found.correlate(Note).scalar_subquery()


def _page(actor: Actor, lens: Lens, before: int | None) -> Any:
    statement = policy.readable(actor, Note).select_from(Note).where(Note.record_id == lens.record_id)
    if before is None:
        return statement
    at = db.session().scalar(
        policy.readable(actor, Note)
        .where(Note.id == before, Note.record_id == lens.record_id)
        .with_only_columns(Note.happened_at)
    )
    if at is None:
        return statement
    return statement.where((Note.happened_at < at) | ((Note.happened_at == at) & (Note.id < before)))


def _sheet(actor: Actor, row: Any) -> NoteSheet:
    note, author, organisation, audience, corrected_by, because, opener = row
    return NoteSheet(
        id=note.id,
        kind=note.kind,
        body=note.body,
        happened_at=note.happened_at,
        written_at=note.written_at,
        author=author or "the system",
        organisation=organisation,
        audience=audience or "",
        by_me=note.written_by == actor.user_id,
        is_mine=note.author_org_id == actor.organisation_id,
        corrects_id=note.corrects_id,
        corrected_by=corrected_by,
        corrected_because=because or "",
        reason=note.reason,
        opened_at=note.opened_at,
        opened_by=opener or "",
    )


def steps(actor: Actor, lens: Lens) -> tuple[StepSheet, ...]:
    """Return the steps of a case through its stages, newest first."""
    rows = db.session().execute(
        policy.readable(actor, StageChange)
        .select_from(StageChange)
        .add_columns(AppUser.name)
        .join(AppUser, AppUser.id == StageChange.by_user, isouter=True)
        .where(StageChange.record_id == lens.record_id)
        .order_by(StageChange.at.desc(), StageChange.id.desc())
        .limit(SIZE)
    )
    full = lens.sees(Section.NARRATIVE)
    return tuple(
        StepSheet(step.stage, step.at, (name or "the system") if full else "", step.reason if full else "") for step, name in rows
    )
