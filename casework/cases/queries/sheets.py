"""One case or incident through its reader's lens: what is open to them is filled, what is closed says who withholds it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.cases.models import CaseFile, Incident, Narrative, Note, Qualifier, RiskAssessment
from casework.cases.queries import chronology, links
from casework.cases.types import Story
from casework.cases.types.sheets import CaseSheet, IncidentSheet, LinkSheet, RiskSheet
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound
from casework.organisations.models import Organisation, Team
from casework.sharing import policy
from casework.sharing.types import Act, Lens, Section, Withheld


@dataclass(frozen=True, slots=True)
class _Names:
    """Who leads, owns and works a case."""

    lead: str
    owner: str
    team: str


def case_sheet(actor: Actor, ref: str, *, act: Act = Act.RECORD_READ, before: int | None = None) -> CaseSheet:
    """Return one case as the actor may see it, and write the reading down. Refuses with NotFound what they may not know of."""
    case, lens = policy.open_one(actor, CaseFile, ref, act)
    names = _names(case)
    shown, more = chronology.notes(actor, lens, before=before) if lens.sees(Section.NOTES) else ((), None)
    return CaseSheet(
        lens=lens,
        why=policy.why(actor, lens),
        **{name: getattr(case, name) for name in _SAME},
        priority=case.priority if lens.sees(Section.RISK) else "",
        lead=names.lead,
        owner=names.owner if lens.sees(Section.NARRATIVE) else "",
        team=names.team if lens.sees(Section.NARRATIVE) else "",
        ward=case.ward_code,
        story=lens.withheld(Section.NARRATIVE) or story(actor, lens),
        links=lens.withheld(Section.ROLES) or links.on_record(actor, lens),
        notes=lens.withheld(Section.NOTES) or shown,
        more_notes=more,
        risk=lens.withheld(Section.RISK) or risk(actor, lens),
        steps=chronology.steps(actor, lens),
        qualifiers=qualifiers(actor, lens),
    )


_SAME = (
    "version", "title", "summary", "type", "subject", "stage", "sensitivity", "owner_user_id", "team_id",
    "partnership_id", "opened_on", "received_at", "review_on", "first_contact_due_at", "first_contact_at", "closed_on",
    "closure_reason", "activity_at",
)  # fmt: skip


def _names(case: CaseFile) -> _Names:
    row = db.session().execute(
        select(Organisation.name, AppUser.name, Team.name)
        .select_from(Organisation)
        .join(AppUser, AppUser.id == (case.owner_user_id or 0), isouter=True)
        .join(Team, Team.id == (case.team_id or 0), isouter=True)
        .where(Organisation.id == case.lead_org_id)
    )
    lead, owner, team = row.one()
    return _Names(lead, owner or "", team or "")


def for_deed(actor: Actor, ref: str, act: Act) -> CaseSheet:
    """Return a case for the form of a deed, as a reading. Refuses with NotAllowed when it may be seen and this not done to it."""
    sheet = case_sheet(actor, ref)
    if not policy.may(actor, sheet.lens, act):
        raise NotAllowed()
    return sheet


def note_to_correct(actor: Actor, lens: Lens, note_id: int) -> str:
    """Return the text of a note of this record that the actor may read. Refuses another record's note as not there."""
    body = db.session().scalar(
        policy.readable(actor, Note).where(Note.id == note_id, Note.record_id == lens.record_id).with_only_columns(Note.body)
    )
    if body is None:
        raise NotFound("note")
    return body


def link_to_end(actor: Actor, sheet: CaseSheet, link_id: int) -> LinkSheet:
    """Return one of the links of a case. Refuses another record's link as not there."""
    held = () if isinstance(sheet.links, Withheld) else sheet.links
    found = next((link for link in held if link.id == link_id), None)
    if found is None:
        raise NotFound("link")
    return found


def story(actor: Actor, lens: Lens) -> Story:
    """Return what happened, in full, as told on a record."""
    row = db.session().scalar(
        policy.readable(actor, Narrative).where(Narrative.record_id == lens.record_id).order_by(Narrative.id).limit(1)
    )
    return Story() if row is None else Story(row.body, row.harm, row.wishes, row.immediate_action)


def risk(actor: Actor, lens: Lens) -> tuple[RiskSheet, ...]:
    """Return every assessment of risk of a case, newest first."""
    supervisor = aliased(AppUser)
    rows = db.session().execute(
        policy.readable(actor, RiskAssessment)
        .select_from(RiskAssessment)
        .add_columns(AppUser.name, supervisor.name)
        .join(AppUser, AppUser.id == RiskAssessment.assessed_by, isouter=True)
        .join(supervisor, supervisor.id == RiskAssessment.supervisor_id, isouter=True)
        .where(RiskAssessment.record_id == lens.record_id)
        .order_by(RiskAssessment.assessed_at.desc(), RiskAssessment.id.desc())
        .limit(chronology.SIZE)
    )
    return tuple(
        RiskSheet(
            id=row.id,
            band=row.decided,
            suggested=row.suggested,
            points=row.points,
            overrides=tuple(row.overrides),
            narrative=row.narrative,
            protective=row.protective,
            harm_done=row.harm_done,
            harm_risk=row.harm_risk,
            reason=row.reason,
            review_on=row.review_on,
            assessed_at=row.assessed_at,
            author=author or "the system",
            supervisor=agreed or "",
        )
        for row, author, agreed in rows
    )


def qualifiers(actor: Actor, lens: Lens) -> tuple[str, ...]:
    """Return the flags on a record that the actor may see."""
    return tuple(
        db.session().scalars(
            policy.readable(actor, Qualifier)
            .where(Qualifier.record_id == lens.record_id, Qualifier.ended_at.is_(None))
            .with_only_columns(Qualifier.code)
            .order_by(Qualifier.id)
        )
    )


def incident_sheet(actor: Actor, ref: str, *, act: Act = Act.RECORD_READ) -> IncidentSheet:
    """Return one incident as the actor may see it, and write the reading down."""
    row, lens = policy.open_one(actor, Incident, ref, act)
    taken_by = db.session().scalar(select(AppUser.name).where(AppUser.id == (row.taken_by or 0)))
    withheld: Withheld | None = lens.withheld(Section.NARRATIVE)
    where = lens.withheld(Section.ROLES) is None
    return IncidentSheet(
        lens=lens,
        why=policy.why(actor, lens),
        **{name: getattr(row, name) for name in _INCIDENT},
        **{name: getattr(row, name) if where else nothing for name, nothing in _WHERE.items()},
        ward=row.ward_code,
        taken_by=taken_by or "the system",
        story=withheld or story(actor, lens),
        links=lens.withheld(Section.ROLES) or links.on_record(actor, lens),
        cases=links.cases_of(actor, row.record_id),
    )


_INCIDENT = (
    "version", "summary", "type", "subject", "channel", "status", "received_at", "occurred_from", "occurred_to",
)  # fmt: skip
# Where exactly it was tells who it was about: a partner with a summary is told the ward, as it is told no linked place.
_WHERE: dict[str, Any] = {"location_text": "", "postcode": "", "latitude": None, "longitude": None}
