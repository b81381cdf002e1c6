"""What the trail of the demonstration has for its watchers: unusual looks to judge, a watched record, anchors, users attested.

The play itself is made in a few minutes, which is no look at anything: only what is done here is listed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from casework.accounts.models.factors import AccountRule, Attestation
from casework.accounts.quarters import quarter_of
from casework.accounts.types import ATTEST_RULE
from casework.audit import anchors
from casework.audit.models import AuditHead
from casework.demonstration.stage import Stage
from casework.governance import months
from casework.governance.models import UnusualLook
from casework.governance.services import unusual as listing_unusual
from casework.governance.unusual import Outcome, Unusual
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.engines import writing
from casework.kernel.errors import NotFound
from casework.people import services as people
from casework.people.models import Person
from casework.people.types import NewAddress, NewPerson
from casework.sharing import listing, policy
from casework.sharing.models import Record
from casework.sharing.types import Kind

HOME = NewAddress(address="4 Made-up Mews", postcode="PE29 3TN")
IN_VAIN = "Fictitia Nextdoor"
HURRIED = 51


def fill(stage: Stage) -> None:
    """Do the looks, list them, have one judged, and tell the end of the trail outside the database."""
    after = _head()
    known = _people(stage)
    looks: dict[str, Callable[[Actor], None]] = {
        "gita.fennel": lambda actor: _watch(actor, known["watched"]),
        "oscar.thistle": lambda actor: _open(actor, known["namesake"], known["relation"], known["lodger"]),
        "callum.teasel": lambda actor: _open(actor, known["watched"]),
        "priya.saffron": _hurry,
        "tomasz.heather": _guess,
        "gwen.bracken": _search,
    }
    for username, look in looks.items():
        with _acting(stage.actor(username)) as actor:
            look(actor)
    with _acting(system_actor(listing_unusual.REASON)) as actor:
        listing_unusual.find(actor, months.first_of(clock.local_day(clock.wall())), after=after)
        _attest(stage)
        judged = (
            db.session()
            .scalars(
                select(UnusualLook.id).where(
                    UnusualLook.kind == Unusual.WATCHED, UnusualLook.organisation_id == stage.organisations["HDC"]
                )
            )
            .first()
        )
    if judged is not None:
        with _acting(stage.actor("leo.bramble")) as actor:
            words = "Callum took the telephone call about this person that morning. The call is in the day book."
            listing_unusual.judge(actor, judged, outcome=Outcome.EXPLAINED, words=words)
    tell_outside()


def tell_outside() -> None:
    """Anchor the trail as it is now."""
    with writing(), db.engine.begin() as connection:
        anchors.anchor(connection, current_app.extensions["config"].anchors)


def _people(stage: Stage) -> dict[str, str]:
    """Somebody with the name of a colleague, a relation of the name, who lives with them, and somebody well known."""
    with _acting(stage.actor("olivia.quill")) as actor:
        refs = {
            name: people.add_person(actor, NewPerson(family_name=family, given_names=given)).ref
            for name, given, family in (
                ("namesake", "Oscar", "Thistle"), ("relation", "Bramwell", "Thistle"), ("lodger", "Fern", "Lodgerly"),
                ("watched", "Dame Celia", "Wellknown"),
            )
        }  # fmt: skip
        for name in ("namesake", "lodger"):
            people.add_address(actor, refs[name], HOME)
    return refs


def _open(actor: Actor, *refs: str) -> None:
    for ref in refs:
        policy.open_one(actor, Person, ref)


def _hurry(actor: Actor) -> None:
    for record_id in listing.ids(actor, Kind.PERSON, limit=HURRIED):
        policy.open_one(actor, Person, record_id)


def _guess(actor: Actor) -> None:
    for number in range(12):
        try:
            policy.open_one(actor, Person, f"ZZZZ-ZZ{number:02}")
        except NotFound:
            continue  # which is what he wanted to know


def _search(actor: Actor) -> None:
    for typed in (IN_VAIN, IN_VAIN.lower(), IN_VAIN.upper(), IN_VAIN):
        index.search(actor, typed)


def _watch(actor: Actor, ref: str) -> None:
    record_id = db.session().scalar(select(Record.id).where(Record.ref == ref)) or 0
    listing_unusual.watch(actor, record_id, Kind.PERSON, reason="A councillor: likely to be looked up.")


def _attest(stage: Stage) -> None:
    """Let every organisation with a lead have attested its users this quarter: one that had not could be read-only by now."""
    session, now = db.session(), clock.wall()
    session.add(AccountRule(name=ATTEST_RULE, set_at=now - timedelta(days=400)))
    for code, usernames in stage.users.items():
        lead = next((name for name in usernames if stage.actor(name).has_role("agency_lead")), None)
        if lead is not None:
            session.add(
                Attestation(
                    organisation_id=stage.organisations[code], quarter=quarter_of(clock.local_day(now)),
                    by_user_id=stage.user_ids[lead], people=len(usernames), at=now,
                )
            )  # fmt: skip


def _head() -> int:
    with _acting(system_actor("the demonstration looks where its play ended")):
        return db.session().scalar(select(AuditHead.number)) or 0


@contextmanager
def _acting(actor: Actor) -> Iterator[Actor]:
    db.session().bind_actor(actor)
    try:
        yield actor
        db.session().commit()
    finally:
        db.session.remove()
