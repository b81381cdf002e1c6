"""The organisations of the measured partnership, who sees how much, and the words and names in it. All of it is made up."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from casework.accounts import passwords
from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import Role
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.organisations.models import Agreement, AgreementParty, Organisation, Partnership, PartnershipMember
from casework.organisations.types import OrganisationKind, Standing

NOW = clock.now().replace(microsecond=0)
YEARS = timedelta(days=5 * 365)
BEGAN = NOW - YEARS
LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC).date()
# The four that are measured, then those among whom everything else is shared out.
BIG, ONE, FEW, OLD = "MOST", "ONE", "FEW", "OLD"
MEASURED = {BIG: "60 % of the cases", ONE: "1 %, over all the time", FEW: "20 cases", OLD: "1 %, the oldest only"}
OTHERS = tuple(f"X{number:02}" for number in range(20))
FEW_CASES = 20

SUBJECTS = ("NOI", "VEH", "NEI", "DRU", "LIT", "GRA", "DOG", "THR")
WARDS = tuple(f"E0500{number:04}" for number in range(1, 27))
STAGES = ("RECEIVED", "TRIAGED", "ASSESSED", "PLANNED", "INVESTIGATING", "INTERVENTION", "MONITORING")
_BEGINNINGS = (
    "Al Bar Cor Den Ell Fen Gar Hal Ing Jar Kel Lam Mar Nor Os Pem Quar Ros Sal Tem Ul Ver Wil Yar Zel Brun Clav Dros Frim Glen"
)
_ENDINGS = (
    "bury croft dale field gate ham ington kins ley man ney over port quist ridge son ton vale well worth berg chuk "
    "dottir escu idge "
    "otte ski ulus wick yard"
)
COMMONEST = "Wilson"
_BUILT = (begin + end for begin in _BEGINNINGS.split() for end in _ENDINGS.split())
FAMILIES = (COMMONEST, *(name for name in _BUILT if name != COMMONEST))
_GIVEN = (
    "Ada Ben Cara Dan Eve Finn Grace Hari Iris Jack Kit Lena Milo Nell Omar Pia Quin Rosa Sam Tess Una Vik Wren Yusuf "
    "Zara Aled Bea "
    "Carl Dora Emil"
)
GIVEN = tuple(_GIVEN.split())
_FILLING = (
    "street neighbour garden music door evening weekend shouting letter visit dog fence bin vehicle parked rubbish warning block "
    "stair light window lift gate path shed youth group park shop bench river bridge wall paint smell smoke fire alarm "
    "call diary log"
)
FILLING = tuple(_FILLING.split())
# A word of every case, of one in twenty, of one in a thousand.
EVERY_WORD, TWENTIETH_WORD, THOUSANDTH_WORD = "complaint", "hedge", "marmalade"


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation with its caseworker."""

    code: str
    org_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Founded:
    """The partnership as it stands: its id, its one agreement, its organisations."""

    partnership_id: int
    agreement_id: int
    parties: dict[str, Party]


def found() -> Founded:
    """Write the partnership, its one agreement and its organisations, each with one caseworker, into a migrated database."""
    session = db.session()
    session.bind_actor(system_actor("a partnership to be measured"))
    partnership = Partnership(
        name="Measured Community Safety Partnership", short_name="MCSP", colour="#1d5c63", area_code="E07000011",
        area_name="Measured", settings={},
    )  # fmt: skip
    session.add(partnership)
    session.flush()
    agreement = Agreement(
        partnership_id=partnership.id, title="Information sharing agreement", signed_on=LONG_AGO, from_on=LONG_AGO,
        until_on=(NOW + YEARS).date(),
    )  # fmt: skip
    session.add(agreement)
    session.flush()
    secret = passwords.hashed("correct horse battery staple")
    parties = {code: _party(code, partnership.id, agreement.id, secret) for code in (*MEASURED, *OTHERS)}
    session.commit()
    db.session.remove()
    return Founded(partnership.id, agreement.id, parties)


def stands() -> Founded:
    """Return the partnership that was founded earlier in this database."""
    session = db.session()
    session.bind_actor(system_actor("a partnership to be measured"))
    people = session.execute(select(Organisation.code, Organisation.id, AppUser.id).join(AppUser))
    parties = {code: Party(code, org_id, user_id) for code, org_id, user_id in people}
    partnership_id, agreement_id = session.scalars(select(Partnership.id)).one(), session.scalars(select(Agreement.id)).one()
    db.session.remove()
    return Founded(partnership_id, agreement_id, parties)


def _party(code: str, partnership_id: int, agreement_id: int, secret: str) -> Party:
    session = db.session()
    organisation = Organisation(code=code, name=f"Organisation {code}", kind=OrganisationKind.VCS)
    session.add(organisation)
    session.flush()
    session.add(
        PartnershipMember(
            partnership_id=partnership_id, organisation_id=organisation.id, standing=Standing.STATUTORY, is_lead=code == BIG,
            from_on=LONG_AGO,
        )
    )  # fmt: skip
    session.add(AgreementParty(agreement_id=agreement_id, organisation_id=organisation.id, signed_on=LONG_AGO))
    user = AppUser(
        username=code.lower(), name=f"Worker {code}", organisation_id=organisation.id, password_hash=secret,
        password_changed_at=clock.wall(), created_at=clock.wall(),
    )  # fmt: skip
    session.add(user)
    session.flush()
    session.add(UserRole(user_id=user.id, role=Role.PRACTITIONER, given_at=clock.wall()))
    return Party(code, organisation.id, user.id)


def a_name(rng: random.Random) -> tuple[str, str]:
    """Draw a family name and a given name: one family in eighty is the commonest, the rest are skewed too."""
    if rng.random() < 0.0125:
        return COMMONEST, rng.choice(GIVEN)
    return FAMILIES[int(len(FAMILIES) * rng.random() ** 1.6)], rng.choice(GIVEN)


def some_words(rng: random.Random, count: int) -> str:
    """Draw a text: one in twenty has the one word, one in a thousand the other."""
    words = rng.choices(FILLING, k=count)
    if rng.random() < 0.05:
        words.append(TWENTIETH_WORD)
    if rng.random() < 0.001:
        words.append(THOUSANDTH_WORD)
    return " ".join(words)
