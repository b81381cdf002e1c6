"""The page of a case, with the form for a note on it."""

from functools import partial
from typing import Any

from flask import g, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.cases.forms import CorrectForm, NoteForm, OpenNoteForm
from casework.cases.queries import choices, sheets
from casework.cases.services import audiences, notes, visits
from casework.cases.types import Audience
from casework.cases.types.sheets import CaseSheet
from casework.cases.views.doing import bp, number, settle
from casework.sharing import panels, policy
from casework.sharing.asking import reason_first
from casework.sharing.types import Act, Section
from casework.web.attempt import page
from casework.web.gate import rule, signed_in


@bp.route("/cases/<ref:case_ref>", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def show(case_ref: str) -> Any:
    """Show a case as its reader may see it; posting adds a note."""
    form = note_form()
    done = settle(form, lambda: _add_note(case_ref, form), lambda note_id: _at(case_ref, note_id), "The note is saved.")
    return done or _page(case_ref, form)


@bp.route("/cases/<ref:case_ref>/notes/<int:note_id>/correct", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def correct_note(case_ref: str, note_id: int) -> Any:
    """Correct a note by a new one that points to it."""
    form = CorrectForm()
    sheet = sheets.for_deed(g.actor, case_ref, Act.NOTE_ADD)
    old = sheets.note_to_correct(g.actor, sheet.lens, note_id)
    if not form.is_submitted():
        form.body.data = old
    correct = partial(notes.correct_note, g.actor, case_ref, note_id)
    done = settle(form, lambda: correct(**_correction(form)), lambda new_id: _at(case_ref, new_id), "The correction is saved.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Correct a note")


@bp.route("/cases/<ref:case_ref>/notes/<int:note_id>/open", methods=["GET", "POST"])
@rule(signed_in)
@reason_first
def open_note(case_ref: str, note_id: int) -> Any:
    """Let more organisations read a note."""
    form, sheet = OpenNoteForm(), sheets.for_deed(g.actor, case_ref, Act.NOTE_ADD)
    about = sheets.note_to_correct(g.actor, sheet.lens, note_id)
    form.org_ids.choices = {str(key): name for key, name in audiences.who_else(g.actor, sheet.lens, note_id).items()}
    told = {"audience": form.audience.data, "org_ids": tuple(form.org_ids.data or ())}
    deed = partial(audiences.open_note, g.actor, case_ref, note_id, **told)
    done = settle(form, deed, lambda _: _at(case_ref, note_id), "They can read it now.")
    return done or page("cases/deed.html", form, sheet=sheet, deed="Let more organisations read a note", note=about)


def _correction(form: CorrectForm) -> dict[str, str]:
    return {"body": form.body.data, "reason": form.reason.data}


def note_form() -> NoteForm:
    """The note form with every organisation that could be meant; the deed refuses those that do not see the notes."""
    form = NoteForm()
    form.kind.choices = choices.codes(g.actor, "note_kind")
    form.org_ids.choices = choices.leads(g.actor)
    return form


def _add_note(case_ref: str, form: NoteForm) -> int:
    return notes.add_note(
        g.actor,
        case_ref,
        kind=form.kind.data,
        body=form.body.data,
        happened_at=form.happened_at.data,
        audience=Audience(form.audience.data),
        org_ids=tuple(form.org_ids.data or ()),
    )


def _at(case_ref: str, note_id: int) -> str:
    return url_for("cases.show", case_ref=case_ref, _anchor=f"note-{note_id}")


def _page(case_ref: str, form: NoteForm) -> tuple[str, int] | Response:
    actor = g.actor
    sheet = sheets.case_sheet(actor, case_ref, before=number(request.args.get("before")))
    if sheet.lens.sees(Section.NOTES):
        form.org_ids.choices = {str(key): name for key, name in notes.readers_of_notes(actor, sheet.lens).items()}
    seen_at = visits.visit(actor, sheet.lens.record_id) if request.method == "GET" else None
    return page("cases/show.html", form, seen_at=seen_at, **_shown(sheet))


def as_seen(case_ref: str) -> str:
    """Return the page of a case while it is read through another's eyes: what they would read, with nothing to do."""
    sheet = sheets.case_sheet(g.actor, case_ref)
    return render_template("cases/show.html", form=None, seen_at=None, **_shown(sheet))


def _shown(sheet: CaseSheet) -> dict[str, Any]:
    actor = g.actor
    return dict(
        sheet=sheet,
        words=choices.words(actor),
        wards=choices.ward_names(actor),
        panels=panels.panels(actor, sheet.lens),
        may=_allowed(sheet),
    )


def _allowed(sheet: CaseSheet) -> dict[str, bool]:
    return {act.name.lower(): policy.may(g.actor, sheet.lens, act) for act in Act}
