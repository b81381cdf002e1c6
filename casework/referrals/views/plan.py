"""Working one referral: notes, people, times missing, meetings, the actions of the plan, and a case for the partners' work."""

from typing import Any

from flask import abort, g

from casework.kernel import clock
from casework.organisations import queries as organisations
from casework.referrals.forms import working as forms
from casework.referrals.queries import sheet as sheets
from casework.referrals.services import cases, working
from casework.referrals.types import PersonFacts
from casework.referrals.views.base import Answer, answer, bp, choose
from casework.web.gate import cleared, rule


@bp.route("/referrals/<ref:ref>/notes/new", methods=["GET", "POST"])
@rule(cleared)
def add_note(ref: str) -> Answer:
    """Add a note."""
    form = forms.NoteForm()
    choose(form, kind=organisations.choices("note_kind"))
    if not form.is_submitted():
        form.happened_at.data = clock.now()
    return answer(form, ref, title="Add a note", done="The note is added.", deed=lambda: _note(ref, form))


def _note(ref: str, form: Any) -> None:
    working.add_note(g.actor, ref, kind=form.kind.data, body=form.body.data, happened_at=form.happened_at.data)


@bp.route("/referrals/<ref:ref>/people/new", methods=["GET", "POST"])
@rule(cleared)
def add_person(ref: str) -> Answer:
    """Add a child or an adult."""
    form = forms.PersonForm()
    choose(form, sex=organisations.choices("sex"))
    lead = "What you write stays on this referral. It is never put on a person's record."
    return answer(form, ref, title="Add a person", lead=lead, done="They are added.", deed=lambda: _person(ref, form))


def _person(ref: str, form: Any) -> None:
    facts = PersonFacts(**{name: form[name].data or "" for name in PersonFacts.__dataclass_fields__})
    working.add_person(g.actor, ref, capacity=form.capacity.data, facts=facts)


@bp.route("/referrals/<ref:ref>/people/<int:person_id>/known", methods=["GET", "POST"])
@rule(cleared)
def known(ref: str, person_id: int) -> Answer:
    """Note which record a person has elsewhere."""
    if not sheets.holds_person(g.actor, ref, person_id):
        abort(404)
    form = forms.KnownForm()
    return answer(
        form, ref, title="A person known elsewhere", done="The reference is saved.",
        deed=lambda: working.link_known_person(g.actor, ref, person_id=person_id, known_ref=form.known_ref.data),
    )  # fmt: skip


@bp.route("/referrals/<ref:ref>/missing/new", methods=["GET", "POST"])
@rule(cleared)
def add_missing(ref: str) -> Answer:
    """Log a time missing."""
    form = forms.MissingForm()
    lead = "An independent return interview is offered within 72 hours of the return."
    return answer(form, ref, title="Log a time missing", lead=lead, done="It is logged.", deed=lambda: _missing(ref, form))


def _missing(ref: str, form: Any) -> None:
    working.record_missing(
        g.actor, ref, missing_from=form.missing_from.data, returned_at=form.returned_at.data, interview=form.interview.data,
        reason=form.reason.data or "",
    )  # fmt: skip


@bp.route("/referrals/<ref:ref>/meetings/new", methods=["GET", "POST"])
@rule(cleared)
def add_meeting(ref: str) -> Answer:
    """Record a meeting."""
    form = forms.MeetingForm()
    return answer(form, ref, title="Record a meeting", done="The meeting is saved.", deed=lambda: _meeting(ref, form))


def _meeting(ref: str, form: Any) -> None:
    working.hold_meeting(
        g.actor, ref, kind=form.kind.data, held_on=form.held_on.data, chair=form.chair.data, attended=form.attended.data,
        agreed=form.agreed.data, child_view=form.child_view.data or "",
    )  # fmt: skip


@bp.route("/referrals/<ref:ref>/actions/new", methods=["GET", "POST"])
@rule(cleared)
def add_action(ref: str) -> Answer:
    """Add an action to the plan."""
    form = forms.ActionForm()
    return answer(form, ref, title="Add an action", done="The action is added.", deed=lambda: _action(ref, form))


def _action(ref: str, form: Any) -> None:
    working.add_action(g.actor, ref, aim=form.aim.data, what=form.what.data, owner=form.owner.data, due_on=form.due_on.data)


@bp.route("/referrals/<ref:ref>/actions/<int:action_id>/end", methods=["GET", "POST"])
@rule(cleared)
def end_action(ref: str, action_id: int) -> Answer:
    """Close an action of the plan."""
    form, found = forms.EndActionForm(), sheets.action(g.actor, ref, action_id)
    if found is None:
        abort(404)
    return answer(
        form, ref, title="Close an action", lead=found.what, version=found.version, done="The action is closed.",
        deed=lambda: _end(ref, action_id, form),
    )  # fmt: skip


def _end(ref: str, action_id: int, form: Any) -> None:
    working.end_action(
        g.actor, ref, action_id, outcome_kind=form.outcome_kind.data, outcome=form.outcome.data, done_on=form.done_on.data,
        seen=form.seen_version,
    )  # fmt: skip


@bp.route("/referrals/<ref:ref>/case", methods=["GET", "POST"])
@rule(cleared)
def open_case(ref: str) -> Answer:
    """Open a case from the referral, for its members alone."""
    form = forms.CaseForm()
    lead = "The case is in the compartment too: only the people named on this referral can see it."
    return answer(form, ref, title="Open a case", lead=lead, done="The case is open.", deed=lambda: _case(ref, form))


def _case(ref: str, form: Any) -> None:
    cases.open_case(g.actor, ref, title=form.title.data, summary=form.summary.data)
