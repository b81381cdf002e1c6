"""More made-up colleagues, beside those whose sign-ins are printed: an agency is more than one person for each role."""

from sqlalchemy import select

from casework.accounts.models import AppUser, TeamMember, UserRole
from casework.accounts.types import Role
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.organisations.models import Organisation, Team

MORE = {
    "HDC": ("priya.saffron", "tomasz.heather", "gwen.bracken", "callum.teasel"),
    "CCON": ("ola.campion", "dean.burdock", "ines.mallow", "ravi.sorrel"),
    "CCC": ("hattie.speedwell", "kofi.yew"),
    "LUM": ("beth.cowslip", "yusuf.lavender", "rosa.clematis"),
    "CFRS": ("marek.alder",),
    "PROB": ("lena.hawthorn",),
    "FDC": ("owen.sedge", "tara.rush", "joel.willowherb"),
    "L2C": ("amal.primrose",),
}
# What stands at the head of a council's letters; numbers and addresses that are nobody's.
HEADS = {
    "HDC": ("Community Safety Team\n1 Sample Square\nHuntingdon", "01632 960101", "community.safety@example.org"),
    "FDC": ("Community Safety Team\n2 Sample Road\nMarch", "01632 960102", "safety@example.org"),
    "LUM": ("Tenancy Team\n3 Sample House\nHuntingdon", "01632 960103", "tenancy@example.org"),
}


def add() -> None:
    """Write them into the demonstration, with the password of the others."""
    session = db.session()
    session.bind_actor(system_actor("more colleagues of the demonstration"))
    pattern = session.scalars(select(AppUser).where(AppUser.is_demonstration.is_(True)).limit(1)).one()
    teams = {code: team for code, team in session.execute(select(Organisation.code, Team.id).join(Team))}
    for code, head in HEADS.items():
        organisation = session.scalars(select(Organisation).where(Organisation.code == code)).one()
        organisation.address, organisation.phone, organisation.email = head
    for code, usernames in MORE.items():
        organisation_id = session.scalars(select(Organisation.id).where(Organisation.code == code)).one()
        role = Role.ENFORCEMENT_OFFICER if code in ("HDC", "FDC") else Role.PRACTITIONER
        for username in usernames:
            user = AppUser(
                username=username,
                name=username.replace(".", " ").title(),
                organisation_id=organisation_id,
                password_hash=pattern.password_hash,
                password_changed_at=clock.wall(),
                is_demonstration=True,
                created_at=clock.wall(),
            )
            session.add(user)
            session.flush()
            session.add(UserRole(user_id=user.id, role=role, given_at=clock.wall()))
            if code in teams:
                session.add(TeamMember(team_id=teams[code], user_id=user.id))
    session.commit()
    db.session.remove()
