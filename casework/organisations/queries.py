"""Reads of partnerships, organisations, teams and code lists."""

from datetime import date

from sqlalchemy import or_, select

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import CodeItem, Organisation, Partnership, PartnershipMember, Team


def labels(*listings: str) -> dict[str, dict[str, str]]:
    """Return every code's label of these lists, ended codes too (old records still show them), in one statement."""
    rows = db.session().execute(
        select(CodeItem.listing, CodeItem.code, CodeItem.label)
        .where(CodeItem.listing.in_(listings))
        .order_by(CodeItem.listing, CodeItem.sort)
    )
    found: dict[str, dict[str, str]] = {name: {} for name in listings}
    for listing, code, label in rows:
        found[listing][code] = label
    return found


def choices(listing: str, on: date | None = None) -> dict[str, str]:
    """Return the codes of a list that may be chosen on a day (today unless said), in their order."""
    on = on or clock.today()
    rows = db.session().execute(
        select(CodeItem.code, CodeItem.label)
        .where(
            CodeItem.listing == listing,
            or_(CodeItem.active_from.is_(None), CodeItem.active_from <= on),
            or_(CodeItem.active_to.is_(None), CodeItem.active_to >= on),
        )
        .order_by(CodeItem.sort)
    )
    return {code: label for code, label in rows}


def partnerships_of(actor: Actor) -> list[Partnership]:
    """Return the partnerships the actor's organisation is a live member of."""
    return list(
        db.session().scalars(select(Partnership).where(Partnership.id.in_(actor.partnership_ids)).order_by(Partnership.id))
    )


def members(partnership_id: int, on: date | None = None) -> list[Organisation]:
    """Return the organisations that are members of a partnership on a day, by name."""
    on = on or clock.today()
    return list(
        db.session().scalars(
            select(Organisation)
            .join(PartnershipMember, PartnershipMember.organisation_id == Organisation.id)
            .where(
                PartnershipMember.partnership_id == partnership_id,
                PartnershipMember.from_on <= on,
                or_(PartnershipMember.until_on.is_(None), PartnershipMember.until_on >= on),
            )
            .order_by(Organisation.name)
        )
    )


def organisation(organisation_id: int) -> Organisation:
    """Return one organisation; there is nothing secret in it."""
    return db.session().get_one(Organisation, organisation_id)


def teams_of(organisation_id: int) -> list[Team]:
    """Return the teams of an organisation, by name."""
    return list(db.session().scalars(select(Team).where(Team.organisation_id == organisation_id).order_by(Team.name)))
