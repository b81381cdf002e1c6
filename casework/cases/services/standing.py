"""What several deeds check or keep: who may record, when first contact is due, and the trace of what changed."""

from datetime import date, datetime

from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.cases.models import Activity, RiskAssessment
from casework.cases.types import SECTION_OF, Happening
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.sharing import policy
from casework.sharing.services import grants
from casework.sharing.types import Lens
from casework.statute.clocks import clock as law_clock


def may_record(actor: Actor) -> None:
    """Refuse a person whose role does no casework, or whose organisation only reads."""
    if actor.is_system:
        return
    if actor.read_only or actor.roles.isdisjoint(CASEWORK_ROLES):
        raise NotAllowed("Your role does not record incidents or open cases.")


def partnership_for(actor: Actor, chosen: int | None) -> int:
    """Return the partnership of a new record: the chosen one, else the organisation's first. Refuses one it is no member of."""
    if actor.is_system and chosen is not None:
        return chosen
    if not actor.partnership_ids:
        raise Refused("Your organisation is not a member of a partnership, so it cannot record anything.")
    if chosen is None:
        return actor.partnership_ids[0]
    if chosen not in actor.partnership_ids:
        raise Refused("Choose a partnership that your organisation belongs to.", field="partnership_id")
    return chosen


def contact_due(actor: Actor, received_at: datetime, band: str) -> datetime:
    """Return when first contact is due: High 24 hours, Medium 3, Standard 5 working days from the report (standards)."""
    due = law_clock("ASB", f"received_{band.lower()}", received_at)[0]
    if due.at is not None:
        return due.at
    assert due.on is not None
    return clock.end_of_day(due.on)


def note_change(
    actor: Actor,
    lens: Lens,
    kind: Happening,
    *,
    audience_id: int | None = None,
    at: datetime | None = None,
    moment: datetime | None = None,
) -> datetime:
    """Write down that something changed on a record, for those who may see what did; return when. A note has a moment."""
    at = at or clock.now()
    db.session().add(
        Activity(
            record_id=lens.record_id,
            section=int(SECTION_OF[kind]),
            author_org_id=actor.organisation_id or lens.owner_org_id,
            audience_id=audience_id,
            kind=kind,
            at=at,
            moment_at=moment,
            by_user=actor.user_id,
        )
    )
    db.session().flush()
    return at


def list_columns(actor: Actor, lens: Lens, **changes: object) -> None:
    """Put a record's list columns right on every grant of it, for those that changed."""
    grants.set_columns(lens.record_id, **changes)


def bands_so_far(actor: Actor, record_id: int) -> list[str]:
    """Return the bands decided on a case, oldest first."""
    return list(
        db.session().scalars(
            policy.readable(actor, RiskAssessment)
            .where(RiskAssessment.record_id == record_id)
            .with_only_columns(RiskAssessment.decided)
            .order_by(RiskAssessment.assessed_at, RiskAssessment.id)
        )
    )


def is_supervisor(actor: Actor, user_id: int | None) -> bool:
    """True when this is a live manager of the actor's own organisation, other than the actor."""
    if user_id is None or user_id == actor.user_id:
        return False
    found = select(AppUser.id).join(UserRole, UserRole.user_id == AppUser.id)
    found = found.where(
        AppUser.id == user_id,
        AppUser.organisation_id == actor.organisation_id,
        AppUser.suspended_at.is_(None),
        UserRole.role == Role.MANAGER,
        UserRole.ended_at.is_(None),
    )
    return db.session().scalar(found) is not None


def works_here(actor: Actor, user_id: int, organisation_id: int) -> bool:
    """True when this person of an organisation does casework and is not suspended."""
    found = select(AppUser.id).join(UserRole, UserRole.user_id == AppUser.id)
    found = found.where(
        AppUser.id == user_id,
        AppUser.organisation_id == organisation_id,
        AppUser.suspended_at.is_(None),
        UserRole.role.in_(CASEWORK_ROLES),
        UserRole.ended_at.is_(None),
    )
    return db.session().scalar(found.limit(1)) is not None


def review_due(actor: Actor, band: str, on: date) -> date:
    """Return by when a case of this band must be assessed again: High 7 days, Medium 14, Standard 28 (risk assessment)."""
    due = law_clock("RAM", f"assessed_{band.lower()}", on)[0]
    assert due.on is not None
    return due.on
