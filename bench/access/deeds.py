"""What is measured: each read and each deed as the application does it, and the same rows in SQL written by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bench.access import partnership as made
from casework.cases.models import CaseFile
from casework.cases.queries import listing as cases
from casework.cases.queries import sheets
from casework.cases.types import Wanted
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.people import queries as people
from casework.people import services as people_services
from casework.people.types import NewPerson
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Record
from casework.sharing.services import links, shares
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Level, Source

DEEP = 500 * listing.SIZE


@dataclass
class Place:
    """What one organisation's deeds are done to: found before the clock runs."""

    refs: list[str]
    deep: str
    deep_after: tuple[Any, int] | None
    own: list[str]
    partners: list[int]
    shared: list[tuple[str, int]] = field(default_factory=list)
    linked: list[tuple[str, int]] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


def prepare(actor: Actor, founded: made.Founded, times: int) -> Place:
    """Find what this organisation opens, turns to and shares; make the people that its deeds link."""
    session = db.session()
    newest = listing.ids(actor, Kind.CASE, limit=DEEP + 2)
    step = max(1, len(newest) // times)
    refs = [session.scalars(select(Record.ref).where(Record.id == record_id)).one() for record_id in newest[::step][:times]]
    last = newest[-60 if len(newest) <= DEEP else -2] if len(newest) > 60 else newest[-1]
    at = session.scalars(
        policy.readable(actor, AccessGrant).where(AccessGrant.record_id == last).with_only_columns(AccessGrant.sort_on)
    ).first()
    deep_ref = session.scalars(select(Record.ref).where(Record.id == last)).one()
    assert at is not None
    key = f"n.{at.isoformat()}.{deep_ref}.".replace("+00:00", "Z").replace(".", "~")
    owned = policy.readable(actor, AccessGrant).where(AccessGrant.kind == Kind.CASE, AccessGrant.source == Source.OWNER)
    held = list(
        session.scalars(owned.with_only_columns(AccessGrant.record_id).order_by(AccessGrant.record_id.desc()).limit(5000))
    )
    own = [
        session.scalars(select(Record.ref).where(Record.id == each)).one() for each in held[:: max(1, len(held) // times)][:times]
    ]
    place = Place(refs, key, (at, last), own, [founded.parties[code].org_id for code in made.OTHERS])
    new = [NewPerson(family_name="Zzmeasured", given_names=str(number)) for number in range(times)]
    place.people = [people_services.add_person(actor, each).id for each in new]
    return place


def share(actor: Actor, place: Place, turn: int) -> None:
    """Share one case of one's own in full."""
    ref = place.own[turn % len(place.own)]
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_ADD)
    taken = {held.to_org_id for held in shares.live_shares(actor, lens)} | {lens.owner_org_id}
    to = next(org_id for org_id in place.partners if org_id not in taken)
    terms = Terms(to, Level.FULL, "JOINT_WORK", "PUBLIC_TASK", "CDA115", "a joint visit", clock.today() + timedelta(days=30))
    place.shared.append((ref, shares.share_with(actor, lens, terms).id))


def recall(actor: Actor, place: Place, turn: int) -> None:
    """Recall the share made before."""
    ref, share_id = place.shared.pop()
    _, lens = policy.open_one(actor, CaseFile, ref, Act.SHARE_RECALL)
    shares.recall(actor, lens, share_id, reason="measured")


def link(actor: Actor, place: Place, turn: int) -> None:
    """Put a person on one case of one's own."""
    ref = place.own[turn % len(place.own)]
    _, lens = policy.open_one(actor, CaseFile, ref, Act.LINK_ADD)
    place.linked.append((ref, links.link(actor, lens, place.people[turn], Kind.PERSON, role="WITNESS").id))


def unlink(actor: Actor, place: Place, turn: int) -> None:
    """Take that person off again."""
    ref, link_id = place.linked.pop()
    _, lens = policy.open_one(actor, CaseFile, ref, Act.LINK_END)
    links.end_link(actor, lens, link_id, reason="measured")


Deed = Callable[[Actor, Place, int], Any]
NAMES = ("Ada", "Ben", "Cara", "Dan", "Eve", "Finn", "Grace", "Hari", "Iris", "Jack", "Kit", "Lena", "Milo", "Nell", "Omar")
READS: dict[str, Deed] = {
    "case list, first page": lambda actor, place, turn: cases.page(actor, Wanted()),
    "case list, open noise cases": lambda actor, place, turn: cases.page(actor, Wanted(subject="NOI", open="open")),
    "case list, page 500 (or last)": lambda actor, place, turn: cases.page(actor, Wanted(), key=place.deep),
    "count, capped": lambda actor, place, turn: listing.count(actor, Kind.CASE),
    "open a case": lambda actor, place, turn: sheets.case_sheet(actor, place.refs[turn % len(place.refs)]),
    "people list, first page": lambda actor, place, turn: people.listing(actor),
    "name, given and family": lambda actor, place, turn: people.suggest(actor, f"{made.GIVEN[turn]} {made.FAMILIES[turn * 31]}"),
    "name, commonest family": lambda actor, place, turn: people.suggest(actor, made.COMMONEST),
    "type-ahead, three letters": lambda actor, place, turn: people.suggest(actor, made.FAMILIES[turn * 29][:3]),
    "word in every case": lambda actor, place, turn: index.by_words(actor, made.EVERY_WORD),
    "word in one of 20": lambda actor, place, turn: index.by_words(actor, made.TWENTIETH_WORD),
    "word in one of 1,000": lambda actor, place, turn: index.by_words(actor, made.THOUSANDTH_WORD),
    "search page, one of 1,000": lambda actor, place, turn: index.search(actor, made.THOUSANDTH_WORD),
    "search page, family name": lambda actor, place, turn: index.search(actor, made.FAMILIES[turn * 31]),
}
WRITES: dict[str, Deed] = {"share": share, "recall": recall, "link a person": link, "unlink a person": unlink}
