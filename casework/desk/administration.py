"""Reads of the platform administrator: organisations and their standing, agreements, wards, health; never anything of a case."""

import shutil
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import defer

from casework.accounts.models import AppUser, Job, UserRole, UserSession
from casework.accounts.types import Role
from casework.audit.models import AuditAnchor, AuditHead
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations import codelists
from casework.organisations.models import Agreement, AgreementParty, CodeItem, Organisation, Partnership, PartnershipMember
from casework.organisations.services import partners
from casework.places.models import Ward
from casework.sharing.services import ownership
from casework.sharing.types import KIND_WORDS


def organisations(actor: Actor) -> list[dict[str, Any]]:
    """Return every organisation with its live memberships, its number of accounts and whether it has an agency lead."""
    today = clock.today()
    live = or_(PartnershipMember.until_on.is_(None), PartnershipMember.until_on >= today)
    member_of: dict[int, list[str]] = {}
    for organisation_id, name in db.session().execute(
        select(PartnershipMember.organisation_id, Partnership.short_name)
        .join(Partnership, Partnership.id == PartnershipMember.partnership_id)
        .where(PartnershipMember.from_on <= today, live)
        .order_by(Partnership.id)
    ):
        member_of.setdefault(organisation_id, []).append(name)
    people = dict(
        db.session().execute(select(AppUser.organisation_id, func.count(AppUser.id)).group_by(AppUser.organisation_id)).all()
    )
    led = set(db.session().scalars(_led()))
    rows = db.session().scalars(select(Organisation).order_by(Organisation.name))
    return [
        {"row": row, "member_of": member_of.get(row.id, []), "people": people.get(row.id, 0), "has_lead": row.id in led}
        for row in rows
    ]


def organisation(actor: Actor, organisation_id: int) -> dict[str, Any]:
    """Return one organisation with its memberships and whether it has an agency lead."""
    row = db.session().get(Organisation, organisation_id)
    if row is None:
        raise NotFound("organisation")
    memberships = db.session().execute(
        select(PartnershipMember, Partnership.name)
        .join(Partnership, Partnership.id == PartnershipMember.partnership_id)
        .where(PartnershipMember.organisation_id == organisation_id)
        .order_by(PartnershipMember.from_on.desc())
    )
    led = organisation_id in set(db.session().scalars(_led()))
    return {"row": row, "memberships": [(member, name) for member, name in memberships], "has_lead": led}


def leave(actor: Actor, membership_id: int) -> int:
    """End a membership today, once its records were transferred or placed in custody; return the organisation's id."""
    row = db.session().get(PartnershipMember, membership_id)
    if row is None:
        raise NotFound("membership")
    held = ownership.left_behind(actor, row.organisation_id, row.partnership_id)
    if held:
        told = ", ".join(f"{count} {KIND_WORDS[kind]}{'' if count == 1 else 's'}" for kind, count in held.items())
        raise Refused(f"It still owns records of this partnership ({told}). Transfer them, or place them in custody, first.")
    partners.leave(actor, membership_id, until_on=clock.today())
    return int(row.organisation_id)


def partnerships(actor: Actor) -> list[Partnership]:
    """Return every partnership."""
    return list(db.session().scalars(select(Partnership).order_by(Partnership.id)))


def agreements(actor: Actor) -> list[tuple[Agreement, str, int]]:
    """Return every agreement with its partnership and its number of parties, the newest first."""
    count = select(func.count(AgreementParty.id)).where(
        AgreementParty.agreement_id == Agreement.id, AgreementParty.signed_on.is_not(None), AgreementParty.until_on.is_(None)
    )
    statement = (
        select(Agreement, Partnership.name, count.correlate(Agreement).scalar_subquery())
        .join(Partnership, Partnership.id == Agreement.partnership_id)
        .order_by(Agreement.id.desc())
    )
    return [(row, name, parties) for row, name, parties in db.session().execute(statement)]


def agreement(actor: Actor, agreement_id: int) -> dict[str, Any]:
    """Return one agreement with its parties."""
    row = db.session().get(Agreement, agreement_id)
    if row is None:
        raise NotFound("agreement")
    parties = db.session().execute(
        select(AgreementParty, Organisation.name)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(AgreementParty.agreement_id == agreement_id)
        .order_by(Organisation.name)
    )
    return {"row": row, "parties": [(party, name) for party, name in parties]}


def code_lists(actor: Actor) -> list[dict[str, Any]]:
    """Return every code list with how many of its codes are in use."""
    today = clock.today()
    used = select(CodeItem.listing, func.count(CodeItem.id)).where(or_(CodeItem.active_to.is_(None), CodeItem.active_to >= today))
    counts = dict(db.session().execute(used.group_by(CodeItem.listing)).all())
    return [{"name": each.name, "label": each.label, "count": counts.get(each.name, 0)} for each in codelists.lists()]


def codes(actor: Actor, listing: str) -> dict[str, Any]:
    """Return one code list with all its codes, ended ones too."""
    label = next((each.label for each in codelists.lists() if each.name == listing), None)
    if label is None:
        raise NotFound("list")
    rows = db.session().scalars(select(CodeItem).where(CodeItem.listing == listing).order_by(CodeItem.sort))
    return {"name": listing, "label": label, "rows": list(rows)}


def wards(actor: Actor) -> list[Ward]:
    """Return the wards of every set, to look at: they come from the files of the statistics office."""
    return list(db.session().scalars(select(Ward).options(defer(Ward.geometry)).order_by(Ward.ward_set.desc(), Ward.name)))


def health(actor: Actor, instance: Path) -> list[dict[str, Any]]:
    """Return how the installation is: the database, the trail and its anchor, the disk, waiting jobs, people signed in."""
    session, began = db.session(), time.monotonic()
    session.execute(text("SELECT 1"))
    answer = (time.monotonic() - began) * 1000
    head = session.scalar(select(AuditHead.number)) or 0
    anchored = session.scalar(select(func.max(AuditAnchor.number))) or 0
    disk = shutil.disk_usage(instance)
    waiting = session.scalar(select(func.count(Job.id)).where(Job.done_at.is_(None), Job.due_at <= clock.wall()))
    live = select(func.count(UserSession.id)).where(UserSession.ended_at.is_(None), UserSession.ends_at > clock.wall())
    return [
        {"key": "Database", "value": f"{session.get_bind().dialect.name}, answers in {answer:.1f} ms"},
        {"key": "Audit trail", "value": f"{head:,} entries, anchored outside as far as {anchored:,}"},
        {"key": "Free space", "value": f"{disk.free / 2**30:,.1f} GB of {disk.total / 2**30:,.1f} GB"},
        {"key": "Jobs waiting", "value": str(waiting or 0)},
        {"key": "Sessions", "value": str(session.scalar(live) or 0)},
        {
            "key": "Clock",
            "value": f"{clock.wall():%-d %B %Y %H:%M} UTC" + (", moved for the demonstration" if clock.is_shifted() else ""),
        },
    ]


def _led() -> Any:
    return (
        select(AppUser.organisation_id)
        .join(UserRole, UserRole.user_id == AppUser.id)
        .where(UserRole.role == Role.AGENCY_LEAD, UserRole.ended_at.is_(None), AppUser.suspended_at.is_(None))
        .distinct()
    )
