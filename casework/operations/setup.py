"""Setting up a real installation: keys, database, the first partnership and organisation, and its first administrator."""

from dataclasses import dataclass, replace

from flask import Flask
from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.models.factors import AccountRule
from casework.accounts.services import links
from casework.accounts.types import ATTEST_RULE, FACTOR_ROLES, FACTOR_RULE, LinkKind, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.crypto import make_keys
from casework.kernel.db import db
from casework.kernel.errors import Unsound
from casework.operations import database
from casework.operations.making import Making
from casework.organisations.models import Organisation, Partnership, PartnershipMember
from casework.organisations.types import Standing
from config import Config

LINK = "/welcome/"


@dataclass(frozen=True, slots=True)
class First:
    """What a new installation is told about itself."""

    partnership: str
    area: str
    area_code: str
    organisation: str
    kind: str
    name: str
    username: str


def prepare(making: Making, config: Config) -> Flask:
    """Make keys and database where they are missing and bring the database to this version."""
    if config.demonstration:
        raise Unsound(f"{config.instance} holds the demonstration; name another folder in CASEWORK_INSTANCE.")
    try:
        make_keys(config.instance / "keys")
    except OSError as fault:
        raise Unsound(f"Casework keeps its data in {config.instance} and may not write there.") from fault
    if config.owner_database_url.startswith("postgresql"):
        app_url, system_url = database.give_logins(config)
        config = replace(config, database_url=app_url, system_database_url=system_url)
    app = making.create(config)
    database.migrate(app)
    return app


def is_set_up(app: Flask) -> bool:
    """True when somebody can sign in to this installation already."""
    with app.app_context():
        session = db.session()
        session.bind_actor(system_actor("the console looks whether there is an account"))
        try:
            return session.scalar(select(AppUser.id).limit(1)) is not None
        finally:
            db.session.remove()


def write_first(app: Flask, first: First) -> str:
    """Write the first partnership, organisation and administrator; return the one-time address for choosing a password."""
    actor = system_actor("the installation is set up at the console")
    with app.app_context():
        session = db.session()
        session.bind_actor(actor)
        partnership = Partnership(
            name=first.partnership,
            short_name="".join(word[0] for word in first.partnership.split())[:10].upper(),
            colour="#1d5c63",
            area_code=first.area_code,
            area_name=first.area,
        )
        code = "".join(word[0] for word in first.organisation.split())[:10].upper()
        organisation = Organisation(code=code, name=first.organisation, kind=first.kind)
        session.add_all([partnership, organisation])
        session.flush()
        session.add(
            PartnershipMember(
                partnership_id=partnership.id,
                organisation_id=organisation.id,
                standing=Standing.STATUTORY,
                is_lead=True,
                from_on=clock.today(),
            )
        )
        link = LINK + links.make_link(actor, _administrator(first, organisation), LinkKind.INVITATION)
        audit.record(actor, Deed.ACCOUNT_INVITED, outcome="done", purpose="first administrator")
        session.commit()
        db.session.remove()
    return link


def _administrator(first: First, organisation: Organisation) -> AppUser:
    session, now = db.session(), clock.wall()
    user = AppUser(username=first.username.strip().lower(), name=first.name, organisation_id=organisation.id, created_at=now)
    session.add(user)
    session.flush()
    session.add_all(
        UserRole(user_id=user.id, role=role, given_at=now) for role in (Role.PLATFORM_ADMINISTRATOR, Role.AGENCY_LEAD)
    )
    # What a new installation begins with: who keeps accounts proves twice who they are, and attests them.
    for name in (*(FACTOR_RULE + role for role in FACTOR_ROLES), ATTEST_RULE):
        session.add(AccountRule(name=name, set_at=now))
    return user
