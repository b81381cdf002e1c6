"""The canaries: nobody but its readers finds a planted phrase in any answer, each reader finds it, and no log or trail holds one.

One person of every standing asks for every address that can be read, for every record the phrases stand on and all that anybody's
pages lead to; everybody else asks for the records. An address that asks for a reason is given one.
"""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, text

from casework.accounts.models import AppUser
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.operations.demo import PEOPLE
from tests.support.demonstration import Demonstration
from tests.support.hunting import PAGES, SHOWN, Hunter, marks

# Owner, partner in full, later partner, passer-on of a concern, and one who oversees; the others ask for the records and lists.
THOROUGH = ("olivia.quill", "hana.juniper", "piotr.sedge", "fiona.hazel", "gita.fennel")
LISTS = (
    "/cases?clear=1", "/cases?order=oldest", "/cases?whose=shared", "/cases?open=closed", "/cases/download/csv",
    "/cases/download/ods", "/cases/download/xlsx", "/people?sort=newest", "/places?sort=newest", "/actions?open=all",
    "/referrals?show=closed", "/queue/risk", "/diary?scope=organisation", "/diary?scope=partnership", "/diary?when=later",
    "/people/suggest?q=canary", "/people/suggest?q=qz&kind=person", "/people/suggest?q=qz&kind=place",
    "/people/suggest?q=ZZ11&kind=vehicle", "/search?q=canary", "/search?q=Huntingdon&kind=place", "/search?q=made-up+inn",
    "/search?q=ZZ11+QZQ", "/reports?scope=own", "/reports?scope=partnership", "/reports/cases?by=subject&value=NOI",
    "/reports/powers?scope=own", "/reports/powers?scope=partnership", "/register/powers", "/register/powers.csv",
    "/requests?side=us&when=ended", "/requests?side=them", "/requests?side=them&when=ended", "/requests?when=overdue",
    "/no-such-page", "/cases/0000-0000", "/people/0000-0000",
)  # fmt: skip
SEARCHERS = ("piotr.sedge", "nora.fenwick")
KEPT_SHORT = ("/", "/cases", "/incidents", "/people", "/places", "/tasks", "/notifications", "/reports", "/search?q=canary")
SINGLE_ARGUMENTS = {f"{kind}_ref": kind for kind in ("case", "incident", "person", "place", "vehicle", "action", "order")}
FOUND = re.compile(r'href="(/[a-z]+/[0-9A-Z]{4}-[0-9A-Z]{4})"')


@dataclass(frozen=True)
class Hunt:
    """What everybody found."""

    world: Demonstration
    hunters: dict[str, Hunter]
    said_in_log: str
    everyone: list[str]

    @property
    def thorough(self) -> list[Hunter]:
        """Those who asked for everything."""
        return [self.hunters[name] for name in THOROUGH]


def addresses(world: Demonstration) -> list[str]:
    """Return every address that takes at most a reference, for the records that fit, and the lists with their filters."""
    found = list(LISTS)
    adapter = world.app.url_map.bind("localhost")
    for rule in world.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or len(rule.arguments) > 1:
            continue
        if not rule.arguments:
            found.append(rule.rule)
        for name in rule.arguments:
            found += [adapter.build(rule.endpoint, {name: ref}) for ref in fitting(world, rule.rule, name)]
    return found


def fitting(world: Demonstration, rule: str, name: str) -> list[str]:
    """Return the references an address can be asked for: those of its kind; of every root for the pages all records have."""
    kinds = {SINGLE_ARGUMENTS.get(name, "")}
    if name == "ref":
        kinds = {"referral", "receipt"} if rule.startswith(("/referrals", "/concerns")) else {"case", "referral", "person"}
        kinds = {"request"} if rule.startswith("/requests") else kinds
    return [ref for ref, kind in world.planted.items() if kind in kinds]


def own_pages(world: Demonstration) -> list[str]:
    """Return the page of every record a phrase stands on, and of every paper and wording with one."""
    found = [PAGES[kind].format(ref) for ref, kind in world.planted.items() if kind in PAGES]
    return found + sorted({PAGES[one.kind].format(one.ref) for one in world.canaries if one.kind in ("paper", "wording")})


def about_planted(world: Demonstration, links: set[str]) -> set[str]:
    """Return those links that name a planted record, or a file."""
    held = re.compile("|".join(world.planted))
    return {link for link in links if (held.search(link) or link.startswith("/documents/")) and "/reason" not in link}


@pytest.fixture(scope="module")
def hunt(demonstration: Demonstration) -> Iterator[Hunt]:
    """Everybody signs in and reads what they can."""
    world, said = demonstration, io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    with world.app.app_context():
        db.session().bind_actor(system_actor("a test asks who can sign in"))
        everyone = list(db.session().scalars(select(AppUser.username).where(AppUser.is_demonstration).order_by(AppUser.username)))
        db.session.remove()
    hunters = {name: Hunter.enter(world.app, name) for name in everyone}
    everything, links = addresses(world), set[str]()
    for name in THOROUGH:
        for path in [*everything, *own_pages(world)]:
            hunters[name].fetch(path)
        for form in ("csv", "pdf", "json", "ods"):
            hunters[name].download("/reports/download", form=form)
        hunters[name].download("/audit/download", kind="csv")
        links |= about_planted(world, hunters[name].links)
    for name in everyone:
        for path in sorted(links) if name in THOROUGH else [*own_pages(world), *KEPT_SHORT]:
            hunters[name].fetch(path)
        if name not in THOROUGH:
            for path in sorted(about_planted(world, hunters[name].links) & {link for link in links if "/documents/" in link}):
                hunters[name].fetch(path)
    yield Hunt(world, hunters, said.getvalue(), everyone)
    logging.getLogger().removeHandler(handler)


def test_no_phrase_reaches_anybody_but_its_readers(hunt: Hunt) -> None:
    readers = {canary.phrase[:SHOWN]: set(canary.readers) for canary in hunt.world.canaries}
    what = {canary.phrase[:SHOWN]: f"{canary.kind} {canary.section} ({canary.audience})" for canary in hunt.world.canaries}
    leaks = [
        f"{name} read {what[mark]} at {sorted(where)[:3]}"
        for name, hunter in hunt.hunters.items()
        for mark, where in hunter.seen.items()
        if mark in readers and name not in readers[mark]  # a token in a page may by chance look like a phrase
    ]
    answers = sum(len(hunter.fetched) for hunter in hunt.hunters.values())
    found = sum(len(hunter.seen) for hunter in hunt.hunters.values())
    kept = sum(len(hunt.hunters) - len(canary.readers) for canary in hunt.world.canaries)
    print(
        f"\n{len(hunt.hunters)} people x {len(addresses(hunt.world))} addresses and their links x "
        f"{len(hunt.world.canaries)} canaries: {answers} answers searched, "
        f"{found} phrases found by their readers, {kept} kept from others"
    )
    assert not leaks, "\n".join(leaks)


def test_every_reader_finds_every_phrase(hunt: Hunt) -> None:
    missing = [
        f"{name} cannot read {canary.kind} {canary.section} ({canary.audience}) of {canary.ref}"
        for canary in hunt.world.canaries
        for name in canary.readers
        if canary.phrase[:SHOWN] not in hunt.hunters[name].seen
    ]
    assert not missing, "\n".join(missing)


def test_no_answer_fails_and_the_hunt_is_not_empty(hunt: Hunt) -> None:
    faults = [fault for hunter in hunt.hunters.values() for fault in hunter.faults]
    assert not faults, "\n".join(faults)
    assert {person.username for person in PEOPLE} < set(hunt.everyone)
    for hunter in hunt.thorough:
        assert list(hunter.fetched.values()).count(200) > 15, hunter.username


def test_searching_for_a_phrase_tells_only_of_what_one_may_open(hunt: Hunt) -> None:
    """To someone who is no reader a phrase finds nothing of its record: what is listed (names that sound alike) opens."""
    told, listed = [], 0
    for name in SEARCHERS:
        hunter = hunt.hunters[name]
        readable = {canary.phrase[:SHOWN] for canary in hunt.world.canaries if name in canary.readers}
        for canary in hunt.world.canaries:
            if name in canary.readers:
                continue
            for typed in (canary.phrase, canary.phrase[: SHOWN - 1]):
                page = hunter.search(typed).replace(canary.phrase, "")
                if marks(page) & {each.phrase[:SHOWN] for each in hunt.world.canaries} - readable:
                    told.append(f"{name} searched for {canary.kind} {canary.section} ({canary.audience}) and read a phrase")
                found = set(FOUND.findall(page))
                listed += len(found)
                if any(hunter.browser.client.get(path).status_code == 404 for path in found):
                    told.append(
                        f"{name} searched for {canary.kind} {canary.section} ({canary.audience}) and was shown a closed record"
                    )
    print(f"\n{listed} records listed that sound alike, all of which open")
    assert not told, "\n".join(told)


def test_neither_log_nor_trail_holds_a_phrase(hunt: Hunt) -> None:
    """After every page was read and every phrase was searched for, the chain and the log still hold none of them."""
    planted = {canary.phrase[:SHOWN] for canary in hunt.world.canaries}
    assert not marks(hunt.said_in_log) & planted
    with hunt.world.app.app_context(), db.engine.connect() as connection:
        rows: list[Any] = list(connection.execute(text("SELECT * FROM audit_event")))  # the whole trail, past every wall
        rows += connection.execute(text("SELECT * FROM audit_term")).all()
    assert len(rows) > 500
    assert not marks("\n".join(str(tuple(row)) for row in rows)) & planted
