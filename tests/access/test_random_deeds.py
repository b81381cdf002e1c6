"""Deeds in any order by anybody; after each, for everybody: list, page, count, search, type-ahead, export agree and are right.

What is right is reckoned from the story alone (tests/access/reckoning.py). Each story holds every kind of deed, in an
order drawn at random from a fixed seed, so that the suite tells the same few stories each time. For a longer look:
`CASEWORK_STORIES=100 CASEWORK_SEED=7 .venv/bin/python -m pytest -n 0 -s tests/access/test_random_deeds.py`.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.accounts import queries as accounts
from casework.cases.models import CaseFile, Incident
from casework.cases.queries import listing as cases
from casework.cases.queries import sheets
from casework.cases.types import Audience, Wanted
from casework.index import queries as index
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.people import queries as people
from casework.people.models import Person
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant
from casework.sharing.services import checking, grants
from casework.sharing.types import Kind, Level
from tests.access.reckoning import ORGANISATION_OF, Made
from tests.access.telling import DEEDS, DONE, SYSTEM, WORD, Beneath, Recording, Sharing
from tests.support.installation import Installation, acting

STORIES = int(os.environ.get("CASEWORK_STORIES") or 3)
SEED = int(os.environ.get("CASEWORK_SEED") or 1)
PLOT = [name for name, (times, _) in DEEDS.items() for _ in range(times)]
KINDS = {
    "open", "report", "meet", "write", "name", "attach", "take off", "share", "change", "recall", "give up", "transfer", "begin",
    "run out", "wait", "end the agreement", "agree again", "leave", "join again", "suspend", "restore", "stand down", "put back",
    "end the clearance", "clear again", "name a member", "end a member",
}  # fmt: skip
Step = tuple[str, dict[str, Any]]


@st.composite
def stories(draw: Callable[[Any], Any]) -> list[Step]:
    """Every deed as often as it is to be told, in any order, with anything it may be given."""
    return [(name, draw(st.fixed_dictionaries(DEEDS[name][1]))) for name in draw(st.permutations(PLOT))]


class Deeds(Recording, Sharing, Beneath):
    """A story, and everybody's look at it after each deed."""

    def begin(self) -> None:
        for who in ("officer", "police"):
            self.open(who)
            self.report(who)
            self.meet(who)
        self.name("officer", 0, 0)
        self.attach("officer", 0, 0)
        self.name("officer", 4, 0)
        self.share(0, "LUM", Level.FULL, 20, 0, None)
        self.share(1, "HDC", Level.SUMMARY, 10, 0, None)
        self.share(0, "L2C", Level.SUMMARY, 40, 12, None)  # from the day after tomorrow
        self.write("officer", 0, Audience.OWN, "LUM")

    def look(self) -> None:
        """For everybody: all ways agree and are right; and deriving again would change nothing."""
        with acting(self.app, SYSTEM) as system:
            assert checking.verify(system) == {}
            actors = {persona: accounts.actor_by_username(persona) for persona in ORGANISATION_OF}
        for persona, who in actors.items():
            with acting(self.app, who) as actor:
                self.check_cases(persona, actor)
                self.check_incidents(persona, actor)
                self.check_people(persona, actor)
                self.check_search(persona, actor)
                seen = policy.lens_of(actor, self.referral) is not None
                listed = listing.ids(actor, Kind.REFERRAL) == [self.referral]
                assert seen == listed == self.world.referral_is_seen(persona), (persona, "the referral")

    def opens(self, actor: Actor, model: type, record: Made) -> bool:
        """True when the page opens; it must then open under shares that stand at this instant, and no others."""
        try:
            lens = policy.open_one(actor, model, record.ref)[1]
        except NotFound:
            return False
        dead = set(lens.share_ids) - self.world.live_shares()
        assert not dead, f"{actor.name} reads {record.ref} under shares that do not stand: {dead}"
        return True

    def check_cases(self, persona: str, actor: Actor) -> None:
        right = self.world.cases_of(persona)
        page, rows = cases.page(actor, Wanted())
        ways = {
            "list": {row.record_id for row in rows},
            "count": page.total,
            "export": {row.record_id for row in cases.everything(actor, Wanted())},
            "page": {case.number for case in self.world.cases if self.opens(actor, CaseFile, case)},
        }
        assert ways == {"list": right, "count": len(right), "export": right, "page": right}, (persona, "cases")

    def check_incidents(self, persona: str, actor: Actor) -> None:
        right = self.world.incidents_of(persona)
        page, rows = cases.incidents(actor, Wanted())
        ways = {
            "list": {each.number for each in self.world.incidents if each.ref in {row.ref for row in rows}},
            "count": page.total,
            "export": set(listing.ids(actor, Kind.INCIDENT)),
            "page": {each.number for each in self.world.incidents if self.opens(actor, Incident, each)},
        }
        assert ways == {"list": right, "count": len(right), "export": right, "page": right}, (persona, "incidents")

    def check_people(self, persona: str, actor: Actor) -> None:
        right = self.world.people_of(persona)
        page, rows = people.listing(actor)
        ways = {
            "list": {person.record_id for person, _ in rows},
            "count": page.total,
            "export": {person.record_id for person, _ in people.everyone(actor)},
            "type-ahead": {found.record_id for found in people.suggest(actor, WORD, limit=50)},
            "page": {each.number for each in self.world.people if self.opens(actor, Person, each)},
        }
        expected = {"list": right, "count": len(right), "export": right, "type-ahead": right, "page": right}
        assert ways == expected, (persona, "people")

    def check_search(self, persona: str, actor: Actor) -> None:
        found = index.search(actor, WORD).hits
        by_kind = {kind: {hit.record_id for hit in found.get(kind, ())} for kind in (Kind.CASE, Kind.INCIDENT, Kind.PERSON)}
        world = self.world
        assert by_kind == {
            Kind.CASE: world.cases_of(persona), Kind.INCIDENT: world.incidents_of(persona), Kind.PERSON: world.people_of(persona),
        }, (persona, "search")  # fmt: skip
        for case in world.cases:
            right = {note.word for note in case.notes if world.hears(persona, case, note)}
            by_word = {note.word for note in case.notes if case.number in index.by_words(actor, note.word)}
            shown: set[str] = set()
            if case.notes and case.number in by_kind[Kind.CASE]:
                held = sheets.case_sheet(actor, case.ref).notes
                shown = {note.body for note in held} if isinstance(held, tuple) else set()
            assert shown == by_word == right, (persona, "notes")

    def derive_again(self) -> None:
        """Derive everything again: not a row changes."""
        with acting(self.app, SYSTEM):
            before = rows_of_grants()
            for root in [*self.world.cases, *self.world.incidents]:
                grants.regrant(root.number)
            assert rows_of_grants() == before


def rows_of_grants() -> list[tuple[Any, ...]]:
    columns = (AccessGrant.id, AccessGrant.opens, AccessGrant.since, AccessGrant.until, AccessGrant.ended_at)
    return [tuple(row) for row in db.session().execute(select(*columns).order_by(AccessGrant.id))]


def tell(installation: Installation, story: list[Step]) -> None:
    """Tell one story from its beginning, with a look after each deed."""
    installation.reset()
    with clock.moved() as move:
        move(clock.start_of_day(clock.today()) + timedelta(hours=12))  # so that no midnight passes unseen
        deeds = Deeds(installation.app, move)
        deeds.begin()
        deeds.look()
        for place, (name, what) in enumerate(story, start=1):
            deeds.tell(name, what)
            try:
                deeds.look()
            except AssertionError as wrong:
                wrong.add_note(f"after deed {place} of the story: {name} {what}")
                raise
        deeds.derive_again()


def test_random_deeds(installation: Installation) -> None:
    DONE.clear()

    @seed(SEED)
    @settings(
        max_examples=STORIES,
        derandomize=False,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(story=stories())
    def told(story: list[Step]) -> None:
        tell(installation, story)

    try:
        told()
    finally:
        installation.reset()
    print({name: DONE[name] for name in sorted(DONE)})
    missing = {name for name in KINDS if not DONE[name]}
    assert not missing or STORIES < 3, f"no story did {missing}: {dict(DONE)}"
