"""Working a referral: notes, people, times missing, meetings, and the actions of the plan."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.kernel.refs import normalise_ref
from casework.referrals import clocks
from casework.referrals.models import Referral, ReferralAction, ReferralMeeting, ReferralMissing, ReferralNote, ReferralPerson
from casework.referrals.services import referring
from casework.referrals.services.parts import keep_wording, known, put
from casework.referrals.types import AIMS, INTERVIEW_LABELS, MEETING_LABELS, Interview, MeetingKind, PersonFacts
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Act, Kind, Section


def add_note(
    actor: Actor, ref: str, *, kind: str, body: str, happened_at: datetime, corrects_id: int | None = None
) -> ReferralNote:
    """Add a note to the chronology; a correction points to the note it corrects, which stays."""
    _, lens = policy.open_one(actor, Referral, ref, Act.NOTE_ADD)
    known(actor, "note_kind", kind, "kind")
    if happened_at > clock.now():
        raise Refused("A note is about something that has happened.", field="happened_at")
    if corrects_id is not None and _part(actor, ReferralNote, lens.record_id, corrects_id) is None:
        raise NotFound("note")
    note = put(
        actor, lens, ReferralNote, Section.NOTES, kind=kind, body=body, happened_at=happened_at, written_by=actor.user_id or 0,
        written_at=clock.now(), corrects_id=corrects_id,
    )  # fmt: skip
    keep_wording(actor, lens, note=body)
    db.session().flush()
    return note


def add_person(actor: Actor, ref: str, *, capacity: str, facts: PersonFacts) -> None:
    """Put another child, or adult of concern, on a referral: facts of the referral, never of a person's record."""
    _, lens = policy.open_one(actor, Referral, ref, Act.RECORD_EDIT)
    if capacity not in ("child", "adult"):
        raise Refused("Choose who they are.", field="capacity")
    if facts.is_empty:
        raise Refused("Enter a name or a description.", field="name")
    referring.put_person(actor, lens, capacity, facts)
    keep_wording(actor, lens, description=facts.description)
    db.session().flush()


def link_known_person(actor: Actor, ref: str, *, person_id: int, known_ref: str) -> None:
    """Note on a referral which record a person has elsewhere. Nothing is written there, and nobody there learns of it."""
    _, lens = policy.open_one(actor, Referral, ref, Act.RECORD_EDIT)
    person = _part(actor, ReferralPerson, lens.record_id, person_id)
    if person is None:
        raise NotFound("person")
    record = db.session().scalar(select(Record).where(Record.ref == normalise_ref(known_ref), Record.kind == Kind.PERSON))
    if record is None or policy.lens_of(actor, record.id) is None:
        raise Refused("You can see no person with that reference.", field="known_ref")
    person.known_ref = record.ref
    db.session().flush()


def record_missing(
    actor: Actor, ref: str, *, missing_from: datetime, returned_at: datetime | None, interview: str, reason: str = ""
) -> ReferralMissing:
    """Log a time missing. An independent return interview is offered within 72 hours of the return."""
    _, lens = policy.open_one(actor, Referral, ref, Act.RISK_ADD)
    if missing_from > clock.now() or (returned_at is not None and not missing_from <= returned_at <= clock.now()):
        raise Refused("The return must be after the child went missing, and not in the future.", field="returned_at")
    if interview not in INTERVIEW_LABELS or (returned_at is None and interview != Interview.DUE):
        raise Refused("There is no return interview before the return.", field="interview")
    if interview == Interview.REFUSED and not reason.strip():
        raise Refused("Give the reason the child gave.", field="reason")
    due_at = clocks.interview_due(returned_at) if returned_at else None
    row = put(
        actor, lens, ReferralMissing, Section.RISK, missing_from=missing_from, returned_at=returned_at, interview_due_at=due_at,
        interview=interview, reason=reason,
    )  # fmt: skip
    db.session().flush()
    return row


def hold_meeting(
    actor: Actor, ref: str, *, kind: str, held_on: date, chair: str, attended: str, agreed: str, child_view: str = ""
) -> None:
    """Record a meeting: who was there, what was agreed, and what the child says. It meets the clock of its kind."""
    row, lens = policy.open_one(actor, Referral, ref, Act.RECORD_EDIT)
    if kind not in MEETING_LABELS:
        raise Refused("Choose the kind of meeting.", field="kind")
    if not clock.local_day(row.received_at) <= held_on <= clock.today():
        raise Refused("The day must be between the day of the referral and today.", field="held_on")
    put(
        actor, lens, ReferralMeeting, Section.ACTIONS, kind=kind, held_on=held_on, chair=chair, attended=attended, agreed=agreed,
        child_view=child_view, by_user=actor.user_id or 0, at=clock.now(),
    )  # fmt: skip
    if kind == MeetingKind.CONFERENCE:
        row.conference_held_on = held_on
    elif kind == MeetingKind.MULTI_AGENCY:
        row.meeting_held_on = held_on
    elif kind == MeetingKind.REVIEW:
        row.review_due_on = clocks.day_due("reviewed", held_on)
    keep_wording(actor, lens, agreed=agreed)
    db.session().flush()


def add_action(actor: Actor, ref: str, *, aim: str, what: str, owner: str, due_on: date) -> ReferralAction:
    """Add an action to the plan, with who does it and by when."""
    _, lens = policy.open_one(actor, Referral, ref, Act.TASK_ADD)
    if aim not in AIMS:
        raise Refused("Choose what the action is for.", field="aim")
    if due_on < clock.today():
        raise Refused("The day must be today or later.", field="due_on")
    row = put(
        actor, lens, ReferralAction, Section.ACTIONS, aim=aim, what=what, owner=owner, due_on=due_on, outcome="",
        by_user=actor.user_id or 0,
    )  # fmt: skip
    keep_wording(actor, lens, action=what)
    db.session().flush()
    return row


def end_action(
    actor: Actor, ref: str, action_id: int, *, outcome_kind: str, outcome: str, done_on: date, seen: int | None
) -> None:
    """Close an action of the plan as done or cancelled, with what came of it."""
    _, lens = policy.open_one(actor, Referral, ref, Act.TASK_CLOSE)
    row = _part(actor, ReferralAction, lens.record_id, action_id)
    if row is None:
        raise NotFound("action")
    versions.expect(row, seen)
    if row.done_on is not None:
        raise Refused("This action is closed already.")
    if outcome_kind not in ("done", "cancelled"):
        raise Refused("Say whether it was done or cancelled.", field="outcome_kind")
    if done_on > clock.today():
        raise Refused("The day must be today or in the past.", field="done_on")
    row.done_on, row.outcome_kind, row.outcome = done_on, outcome_kind, outcome
    db.session().flush()


def _part(actor: Actor, model: Any, record_id: int, part_id: int) -> Any:
    return db.session().scalar(policy.readable(actor, model).where(model.id == part_id, model.record_id == record_id))
