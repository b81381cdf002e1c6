"""The demonstration partnership: its organisations, agreements and one person for each role and organisation, all made up."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from casework.accounts import passwords
from casework.accounts.models import AppUser, TeamMember, UserClearance, UserRole
from casework.accounts.types import ROLE_LABELS, SAFEGUARDING, Role
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.errors import Unsound
from casework.organisations.models import Agreement, AgreementParty, Organisation, Partnership, PartnershipMember, Team
from casework.organisations.types import OrganisationKind as Kind
from casework.organisations.types import Standing

PASSWORD = "meadow-lantern-otter"  # noqa: S105 -- the one password of every made-up account, printed at each start
BEGAN = date(2010, 4, 1)
H, F = "Huntingdonshire", "Fenland"
PARTNERSHIPS = {
    H: ("Huntingdonshire Community Safety Partnership", "HCSP", "#1d5c63", "E07000011"),
    F: ("Fenland Community Safety Partnership", "FCSP", "#5b3a8c", "E07000010"),
}
# code: name, kind, whether it is invited, the partnerships it is a member of
ORGANISATIONS = {
    "HDC": ("Huntingdonshire District Council", Kind.LA_DISTRICT, False, (H,)),
    "CCON": ("Cambridgeshire Constabulary", Kind.POLICE, False, (H, F)),
    "CCC": ("Cambridgeshire County Council", Kind.LA_COUNTY, False, (H, F)),
    "CFRS": ("Cambridgeshire Fire and Rescue Service", Kind.FIRE, False, (H, F)),
    "CPCCG": ("Cambridgeshire and Peterborough CCG", Kind.HEALTH, False, (H, F)),
    "PROB": ("Probation Service", Kind.PROBATION, False, (H, F)),
    "LUM": ("Luminus Group", Kind.LANDLORD, True, (H,)),
    "L2C": ("Link to Change", Kind.VCS, True, (H,)),
    "FDC": ("Fenland District Council", Kind.LA_DISTRICT, False, (F,)),
}
OFFICER, PRACTITIONER, MANAGER = Role.ENFORCEMENT_OFFICER, Role.PRACTITIONER, Role.MANAGER
LEAD, GOVERNANCE, ANALYST, ADMINISTRATOR = (
    Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER, Role.ANALYST, Role.PLATFORM_ADMINISTRATOR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person who signs in."""

    username: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    cleared: bool = False
    leads: bool = False


PEOPLE = (
    Person("olivia.quill", "Olivia Quill", "HDC", (OFFICER,)),
    Person("oscar.thistle", "Oscar Thistle", "HDC", (OFFICER,)),
    Person("meera.larkspur", "Meera Larkspur", "HDC", (MANAGER,)),
    Person("leo.bramble", "Leo Bramble", "HDC", (LEAD,)),
    Person("gita.fennel", "Gita Fennel", "HDC", (GOVERNANCE,)),
    Person("anya.sorrel", "Anya Sorrel", "HDC", (ANALYST,)),
    Person("adam.tansy", "Adam Tansy", "HDC", (ADMINISTRATOR,)),
    Person("piotr.sedge", "Piotr Sedge", "CCON", (PRACTITIONER,)),
    Person("clara.moss", "Clara Moss", "CCON", (PRACTITIONER,), cleared=True),
    Person("martin.reed", "Martin Reed", "CCON", (MANAGER,)),
    Person("lucy.alder", "Lucy Alder", "CCON", (LEAD,)),
    Person("sana.willow", "Sana Willow", "CCC", (PRACTITIONER,), cleared=True, leads=True),
    Person("idris.rowan", "Idris Rowan", "CCC", (LEAD,)),
    Person("fiona.hazel", "Fiona Hazel", "CFRS", (PRACTITIONER,)),
    Person("nadia.yarrow", "Nadia Yarrow", "CPCCG", (PRACTITIONER,)),
    Person("bernard.clover", "Bernard Clover", "PROB", (PRACTITIONER,)),
    Person("hana.juniper", "Hana Juniper", "LUM", (PRACTITIONER,)),
    Person("rhys.poplar", "Rhys Poplar", "LUM", (MANAGER, LEAD)),
    Person("chidi.aster", "Chidi Aster", "L2C", (PRACTITIONER, LEAD), cleared=True),
    Person("nora.fenwick", "Nora Fenwick", "FDC", (OFFICER,)),
    Person("frank.marsh", "Frank Marsh", "FDC", (MANAGER, LEAD)),
)


def load(as_of: date | None) -> None:
    """Write the demonstration into an empty, migrated database, in one transaction."""
    session = db.session()
    session.bind_actor(system_actor("the demonstration partnership is made"))
    if session.scalar(select(Partnership.id).limit(1)) is not None:
        raise Unsound("The database is not empty: the demonstration is loaded into a fresh one.")
    settings = {"demonstration": True, "as_of": as_of.isoformat() if as_of else ""}
    partnerships = {
        key: Partnership(name=name, short_name=short, colour=colour, area_code=area, area_name=key, settings=dict(settings))
        for key, (name, short, colour, area) in PARTNERSHIPS.items()
    }
    organisations = {code: Organisation(code=code, name=name, kind=kind) for code, (name, kind, _, _) in ORGANISATIONS.items()}
    session.add_all([*partnerships.values(), *organisations.values()])
    session.flush()
    for key, partnership in partnerships.items():
        _join(key, partnership, organisations)
    _people(organisations)
    session.commit()
    db.session.remove()


def is_loaded() -> bool:
    """True when the database holds a partnership already."""
    return _settings() is not None


def finish() -> None:
    """Write down that the demonstration is whole."""
    session = db.session()
    session.bind_actor(system_actor("the demonstration is whole"))
    for partnership in session.scalars(select(Partnership)):
        partnership.settings = {**partnership.settings, "whole": True}
    session.commit()
    db.session.remove()


def is_whole() -> bool:
    """True when the demonstration was made to its end: one that broke off is started afresh, not shown."""
    return bool((_settings() or {}).get("whole"))


def loaded_as_of() -> str:
    """Return the day the demonstration in this database was made for; empty for a demonstration of the present."""
    return str((_settings() or {}).get("as_of", ""))


def sign_ins() -> list[tuple[str, str, str]]:
    """Return (user name, what the person does, organisation) of everyone who can be tried."""
    rows = []
    for person in PEOPLE:
        what = ", ".join(ROLE_LABELS[role] for role in person.roles)
        rows.append((person.username, what + (", cleared" if person.cleared else ""), ORGANISATIONS[person.organisation][0]))
    return rows


def _settings() -> dict[str, object] | None:
    session = db.session()
    session.bind_actor(system_actor("the demonstration is looked for"))
    try:
        return session.scalar(select(Partnership.settings).limit(1))
    finally:
        db.session.remove()


def _join(key: str, partnership: Partnership, organisations: dict[str, Organisation]) -> None:
    session = db.session()
    agreement = Agreement(
        partnership_id=partnership.id,
        title=f"Information sharing agreement, {key}",
        purpose="Preventing and reducing crime, disorder and anti-social behaviour (Crime and Disorder Act 1998 s115).",
        signed_on=BEGAN,
        from_on=BEGAN,
        until_on=clock.today() + timedelta(days=2 * 365),
        review_on=clock.today() + timedelta(days=120),
    )
    session.add(agreement)
    session.flush()
    for code, (_, kind, invited, member_of) in ORGANISATIONS.items():
        if key in member_of:
            session.add(
                PartnershipMember(
                    partnership_id=partnership.id,
                    organisation_id=organisations[code].id,
                    standing=Standing.INVITED if invited else Standing.STATUTORY,
                    is_lead=kind == Kind.LA_DISTRICT,
                    from_on=BEGAN,
                )
            )
            session.add(AgreementParty(agreement_id=agreement.id, organisation_id=organisations[code].id, signed_on=BEGAN))


def _people(organisations: dict[str, Organisation]) -> None:
    session = db.session()
    teams = {code: Team(organisation_id=organisations[code].id, name="Community safety") for code in ("HDC", "LUM", "FDC")}
    session.add_all(teams.values())
    secret, now = passwords.hashed(PASSWORD), clock.wall()
    users = {
        person.username: AppUser(
            username=person.username,
            name=person.name,
            organisation_id=organisations[person.organisation].id,
            password_hash=secret,
            password_changed_at=now,
            is_demonstration=True,
            created_at=now,
        )
        for person in PEOPLE
    }
    session.add_all(users.values())
    session.flush()
    for person in PEOPLE:
        user_id = users[person.username].id
        session.add_all(UserRole(user_id=user_id, role=role, given_at=now) for role in person.roles)
        if person.cleared:
            session.add(_clearance(user_id, leads=person.leads))
        if person.organisation in teams and not {OFFICER, MANAGER, PRACTITIONER}.isdisjoint(person.roles):
            session.add(TeamMember(team_id=teams[person.organisation].id, user_id=user_id))


def _clearance(user_id: int, *, leads: bool) -> UserClearance:
    return UserClearance(
        user_id=user_id, clearance=SAFEGUARDING, is_lead=leads, from_on=BEGAN, reason="Works with children at risk (made up)."
    )
