"""The small partnership every test starts from: named people in a few agencies, a neighbouring partnership, and a stranger.

Huntingdonshire (H) and Fenland (F). The county-wide agencies are members of both. All passwords are PASSWORD.
"""

from datetime import date, timedelta

from casework.accounts import passwords
from casework.accounts.models import AppUser, TeamMember, UserClearance, UserRole
from casework.accounts.types import SAFEGUARDING, Role
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.organisations.models import Agreement, AgreementParty, Organisation, Partnership, PartnershipMember, Team
from casework.organisations.types import OrganisationKind, Standing

PASSWORD = "correct horse battery staple"
LONG_AGO = date(2010, 1, 1)
ORGANISATIONS = {
    "HDC": ("Huntingdonshire District Council", OrganisationKind.LA_DISTRICT, ("H",)),
    "CCON": ("Cambridgeshire Constabulary", OrganisationKind.POLICE, ("H", "F")),
    "CCC": ("Cambridgeshire County Council", OrganisationKind.LA_COUNTY, ("H", "F")),
    "LUM": ("Luminus Group", OrganisationKind.LANDLORD, ("H",)),
    "L2C": ("Link to Change", OrganisationKind.VCS, ("H",)),
    "FDC": ("Fenland District Council", OrganisationKind.LA_DISTRICT, ("F",)),
}
# user name: (organisation, roles, cleared, name)
PEOPLE = {
    "officer": ("HDC", (Role.ENFORCEMENT_OFFICER,), False, "Olive Officer"),
    "second.officer": ("HDC", (Role.ENFORCEMENT_OFFICER,), False, "Oscar Second"),
    "manager": ("HDC", (Role.MANAGER,), False, "Mara Manager"),
    "lead": ("HDC", (Role.AGENCY_LEAD,), False, "Leo Lead"),
    "governance": ("HDC", (Role.GOVERNANCE_OFFICER,), False, "Gita Governance"),
    "analyst": ("HDC", (Role.ANALYST,), False, "Anna Analyst"),
    "administrator": ("HDC", (Role.PLATFORM_ADMINISTRATOR,), False, "Adam Administrator"),
    "housing": ("LUM", (Role.PRACTITIONER,), False, "Hana Housing"),
    "police": ("CCON", (Role.PRACTITIONER,), False, "Pavel Police"),
    "cleared": ("CCON", (Role.PRACTITIONER,), True, "Clara Cleared"),
    "safeguarding": ("CCC", (Role.PRACTITIONER,), True, "Sana Safeguarding"),
    "charity": ("L2C", (Role.PRACTITIONER, Role.AGENCY_LEAD), False, "Chidi Charity"),
    "neighbour": ("FDC", (Role.ENFORCEMENT_OFFICER,), False, "Nora Neighbour"),
    "suspended": ("HDC", (Role.PRACTITIONER,), False, "Sid Suspended"),
}
LEADS = ("safeguarding",)


def load() -> None:
    """Write the small partnership into an empty, migrated database."""
    session = db.session()
    session.bind_actor(system_actor("the small partnership of the tests"))
    parts = {
        "H": Partnership(
            name="Huntingdonshire Community Safety Partnership", short_name="HCSP", colour="#1d5c63",
            area_code="E07000011", area_name="Huntingdonshire", settings={},
        ),
        "F": Partnership(
            name="Fenland Community Safety Partnership", short_name="FCSP", colour="#5b3a8c",
            area_code="E07000010", area_name="Fenland", settings={},
        ),
    }  # fmt: skip
    session.add_all(parts.values())
    session.flush()
    orgs = {}
    for code, (name, kind, member_of) in ORGANISATIONS.items():
        orgs[code] = Organisation(code=code, name=name, kind=kind)
        session.add(orgs[code])
        session.flush()
        for part in member_of:
            session.add(
                PartnershipMember(
                    partnership_id=parts[part].id,
                    organisation_id=orgs[code].id,
                    standing=Standing.STATUTORY,
                    is_lead=kind == OrganisationKind.LA_DISTRICT,
                    from_on=LONG_AGO,
                )
            )
    _agreements(parts, orgs)
    _people(orgs)
    session.commit()
    db.session.remove()


def _agreements(parts: dict[str, Partnership], orgs: dict[str, Organisation]) -> None:
    session = db.session()
    for part in parts:
        agreement = Agreement(
            partnership_id=parts[part].id,
            title="Information sharing agreement",
            signed_on=LONG_AGO,
            from_on=LONG_AGO,
            until_on=clock.today() + timedelta(days=365),
        )
        session.add(agreement)
        session.flush()
        for code, (_, _, member_of) in ORGANISATIONS.items():
            if part in member_of:
                session.add(AgreementParty(agreement_id=agreement.id, organisation_id=orgs[code].id, signed_on=LONG_AGO))


def _people(orgs: dict[str, Organisation]) -> None:
    session = db.session()
    team = Team(organisation_id=orgs["HDC"].id, name="Community resilience")
    session.add(team)
    session.flush()
    secret, now = passwords.hashed(PASSWORD), clock.wall()
    for username, (org, roles, cleared, name) in PEOPLE.items():
        user = AppUser(
            username=username,
            name=name,
            organisation_id=orgs[org].id,
            password_hash=secret,
            password_changed_at=now,
            created_at=now,
            suspended_at=now if username == "suspended" else None,
        )
        session.add(user)
        session.flush()
        session.add_all(UserRole(user_id=user.id, role=role, given_at=now) for role in roles)
        if cleared:
            session.add(
                UserClearance(
                    user_id=user.id,
                    clearance=SAFEGUARDING,
                    is_lead=username in LEADS,
                    from_on=LONG_AGO,
                    reason="exploitation team",
                )
            )
        if org == "HDC" and not set(roles).isdisjoint({Role.ENFORCEMENT_OFFICER, Role.MANAGER}):
            session.add(TeamMember(team_id=team.id, user_id=user.id))
