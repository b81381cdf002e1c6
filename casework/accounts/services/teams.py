"""Teams of an organisation, and dated authorisations to use a power: kept by its agency lead."""

from datetime import date

from sqlalchemy import delete, select

from casework.accounts.models import AppUser, Delegation, TeamMember
from casework.accounts.queries import staff
from casework.accounts.types import Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.organisations.models import Team


def make_team(actor: Actor, name: str) -> Team:
    """Make a team of the actor's organisation."""
    _leads(actor)
    if db.session().scalar(select(Team.id).where(Team.organisation_id == actor.organisation_id, Team.name == name)):
        raise Refused("There is a team of that name already.", field="name")
    team = Team(organisation_id=actor.organisation_id, name=name)
    db.session().add(team)
    db.session().flush()
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"team": team.id, "made": True})
    return team


def set_teams(actor: Actor, user_id: int, team_ids: list[int]) -> None:
    """Say which teams a colleague belongs to; their queue follows at the next request."""
    user = _colleague(actor, user_id)
    own = set(db.session().scalars(select(Team.id).where(Team.organisation_id == actor.organisation_id)))
    if not set(team_ids) <= own:
        raise NotFound("team")
    db.session().execute(delete(TeamMember).where(TeamMember.user_id == user.id))
    db.session().add_all(TeamMember(team_id=team_id, user_id=user.id) for team_id in sorted(set(team_ids)))
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": user.id, "teams": sorted(set(team_ids))})


def delegate(actor: Actor, user_id: int, *, power: str, from_on: date, until_on: date | None, instrument: str) -> Delegation:
    """Authorise a colleague to use a power between dates, under a written instrument of the organisation."""
    user = _colleague(actor, user_id)
    if until_on is not None and until_on < from_on:
        raise Refused("The last day must be on or after the first day.", field="until_on")
    row = Delegation(
        user_id=user.id, power=power, from_on=from_on, until_on=until_on, granted_by=actor.user_id, instrument=instrument
    )
    db.session().add(row)
    db.session().flush()
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": user.id, "delegation": power, "id": row.id})
    return row


def end_delegation(actor: Actor, delegation_id: int) -> None:
    """End an authorisation: it holds for the last time today."""
    row = db.session().get(Delegation, delegation_id)
    if row is None or staff.one(actor, row.user_id) is None:
        raise NotFound("delegation")
    _leads(actor)
    today = clock.today()
    if row.until_on is not None and row.until_on < today:
        raise Refused("That authorisation has already ended.")
    row.until_on = max(row.from_on, today)
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"user": row.user_id, "delegation_ended": row.id})


def _leads(actor: Actor) -> None:
    if not actor.has_role(Role.AGENCY_LEAD):
        raise NotAllowed()


def _colleague(actor: Actor, user_id: int) -> AppUser:
    _leads(actor)
    user = staff.one(actor, user_id)
    if user is None:
        raise NotFound("user")
    return user
