"""What the forms of cases and incidents offer: codes, wards, owners, supervisors, readers of notes."""

from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.cases.types import STEPS, Stage
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.places import queries as places
from casework.statute.risk import Assessment, assessment_on

LISTS = (
    "case_type",
    "case_subject",
    "case_stage",
    "closure_reason",
    "priority",
    "note_kind",
    "case_role",
    "channel",
    "qualifier",
)


def words(actor: Actor) -> dict[str, dict[str, str]]:
    """Return the label of every code that the pages of cases show, ended codes too, in one statement."""
    return organisations.labels(*LISTS)


def codes(actor: Actor, listing: str) -> dict[str, str]:
    """Return the codes of a list that may be chosen today."""
    return organisations.choices(listing)


def leads(actor: Actor) -> dict[str, str]:
    """Return the organisations of the actor's partnerships, for choosing one."""
    found: dict[str, str] = {}
    for partnership_id in actor.partnership_ids:
        found |= {str(row.id): row.name for row in organisations.members(partnership_id)}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def owners(actor: Actor, organisation_id: int) -> dict[str, str]:
    """Return the caseworkers of an organisation, by name."""
    return _people(organisation_id, tuple(CASEWORK_ROLES))


def supervisors(actor: Actor) -> dict[str, str]:
    """Return the managers of the actor's organisation but the actor, by name."""
    found = _people(actor.organisation_id or 0, (Role.MANAGER,))
    found.pop(str(actor.user_id), None)
    return found


def teams(actor: Actor, organisation_id: int) -> dict[str, str]:
    """Return the teams of an organisation, by name."""
    return {str(team.id): team.name for team in organisations.teams_of(organisation_id)}


def next_stages(actor: Actor, stage: str) -> dict[str, str]:
    """Return the stages a case may go to by hand from where it is."""
    labels = organisations.labels("case_stage")["case_stage"]
    return {str(each): labels.get(each, each) for each in STEPS[Stage(stage)]}


def questions(actor: Actor) -> Assessment:
    """Return the risk questions in use today."""
    return assessment_on(clock.today())


def wards(actor: Actor) -> dict[str, str]:
    """Return the wards that may be chosen today, code to name."""
    return places.wards()


def ward_names(actor: Actor) -> dict[str, str]:
    """Return the names of all wards, also of those no longer in force: old records still show them."""
    return places.ward_names()


def _people(organisation_id: int, roles: tuple[str, ...]) -> dict[str, str]:
    rows = db.session().execute(
        select(AppUser.id, AppUser.name)
        .where(
            AppUser.organisation_id == organisation_id,
            AppUser.suspended_at.is_(None),
            select(UserRole.id)
            .where(UserRole.user_id == AppUser.id, UserRole.ended_at.is_(None), UserRole.role.in_(roles))
            .exists(),
        )
        .order_by(AppUser.name)
    )
    return {str(user_id): name for user_id, name in rows}
