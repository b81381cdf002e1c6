"""Deeds in any order by anybody; after each, for everybody: list, page, count, search, type-ahead, export agree and are right.

What is right is reckoned from the story alone (tests/access/reckoning.py). The suite runs a few fixed stories; for a longer look:
`CASEWORK_STORIES=200 .venv/bin/pytest tests/access/test_random_deeds.py`.
"""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from casework.cases.models import CaseFile, Incident
from casework.cases.queries import listing as cases
from casework.cases.queries import sheets
from casework.cases.types import Audience, Wanted
from casework.index import queries as index
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

STORIES = int(os.environ.get("CASEWORK_STORIES", "0"))


def pick(held: list[Any], number: int) -> Any:
    return held[number % len(held)] if held else None


class Deeds(Recording, Sharing, Beneath):
    """A story, and everybody's look at it after each deed."""

    @initialize()
    def begin(self) -> None:
        self.begin_world()
        for who in ("officer", "police"):
            self.open(who)
            self.report(who)
            self.meet(who)
        self.name("officer", 0, 0)
        self.attach("officer", 0, 0)
        self.name("officer", 2, 0)
        self.share(0, "LUM", Level.FULL, 20)
        self.share(1, "HDC", Level.SUMMARY, 10)
        self.write("officer", 0, Audience.OWN, "LUM")

    @rule(data=st.data())
    def step(self, data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(DEEDS)))
        getattr(self, name)(**{what: data.draw(strategy) for what, strategy in DEEDS[name].items()})

    @invariant()
    def everybody_sees_what_they_should_and_all_ways_agree(self) -> None:
        for persona in ORGANISATION_OF:
            with acting(self.app, persona) as actor:
                self.check_cases(persona, actor)
                self.check_incidents(persona, actor)
                self.check_people(persona, actor)
                self.check_search(persona, actor)
                seen = policy.lens_of(actor, self.referral) is not None
                listed = listing.ids(actor, Kind.REFERRAL) == [self.referral]
                assert seen == listed == self.world.referral_is_seen(persona), (persona, "the referral")

    @invariant()
    def deriving_again_changes_nothing(self) -> None:
        with acting(self.app, SYSTEM) as actor:
            assert checking.verify(actor) == {}

    def check_cases(self, persona: str, actor: Actor) -> None:
        right = self.world.cases_of(persona)
        page, rows = cases.page(actor, Wanted())
        ways = {
            "list": {row.record_id for row in rows},
            "count": page.total,
            "export": {row.record_id for row in cases.everything(actor, Wanted())},
            "page": {case.number for case in self.world.cases if opens(actor, CaseFile, case)},
        }
        assert ways == {"list": right, "count": len(right), "export": right, "page": right}, (persona, "cases")

    def check_incidents(self, persona: str, actor: Actor) -> None:
        right = self.world.incidents_of(persona)
        page, rows = cases.incidents(actor, Wanted())
        ways = {
            "list": {each.number for each in self.world.incidents if each.ref in {row.ref for row in rows}},
            "count": page.total,
            "export": set(listing.ids(actor, Kind.INCIDENT)),
            "page": {each.number for each in self.world.incidents if opens(actor, Incident, each)},
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
            "page": {each.number for each in self.world.people if opens(actor, Person, each)},
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

    def teardown(self) -> None:
        """At the end of a story, derive everything again: not a row changes."""
        with acting(self.app, SYSTEM):
            before = rows_of_grants()
            for root in [*self.world.cases, *self.world.incidents]:
                grants.regrant(root.number)
            assert rows_of_grants() == before


def opens(actor: Actor, model: type, record: Made) -> bool:
    try:
        policy.open_one(actor, model, record.ref)
    except NotFound:
        return False
    return True


def rows_of_grants() -> list[tuple[Any, ...]]:
    columns = (AccessGrant.id, AccessGrant.opens, AccessGrant.since, AccessGrant.until, AccessGrant.ended_at)
    return [tuple(row) for row in db.session().execute(select(*columns).order_by(AccessGrant.id))]


def test_random_deeds(installation: Installation) -> None:
    DONE.clear()
    Deeds.installation = installation
    chosen = settings(
        max_examples=STORIES or 3,
        stateful_step_count=40 if STORIES else 14,
        derandomize=not STORIES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    try:
        run_state_machine_as_test(Deeds, settings=chosen)
    finally:
        installation.reset()
    print(dict(DONE))
    missing = {name for name in ("open", "share", "change", "recall", "name", "attach", "take off", "write") if not DONE[name]}
    assert not missing, f"no story did {missing}: {DONE}"
