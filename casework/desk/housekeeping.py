"""The reads behind the cards of agency leads, governance officers and platform administrators: nothing of any case."""

from typing import Any

from sqlalchemy import func, select

from casework.accounts.models import AppUser
from casework.accounts.queries import staff
from casework.accounts.services import attesting
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Agreement, CodeItem, Organisation, Partnership


def own_users(actor: Actor) -> dict[str, Any]:
    """Return the agency lead's people in figures, and what waits for an answer."""
    people = staff.colleagues(actor)
    return {
        "active": sum(person.standing == "active" for person in people),
        "suspended": sum(person.standing == "suspended" for person in people),
        "resets": staff.resets_asked(actor),
        "invitations": staff.invitations(actor),
        "duty": attesting.duty(actor),
    }


def installation(actor: Actor) -> dict[str, Any]:
    """Return the installation in figures: partnerships, organisations, agreements, accounts and codes."""
    tables = {
        "Partnerships": Partnership.id, "Organisations": Organisation.id, "Agreements": Agreement.id, "Accounts": AppUser.id,
        "Codes": CodeItem.id,
    }  # fmt: skip
    row = db.session().execute(select(*[select(func.count(column)).scalar_subquery() for column in tables.values()])).one()
    return {"figures": dict(zip(tables, row, strict=True))}


def is_safeguarding_lead(actor: Actor) -> dict[str, Any]:
    """Return whether the actor keeps the clearance of their organisation."""
    return {"is_lead": staff.is_safeguarding_lead(actor)}
