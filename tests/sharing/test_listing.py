"""Pages of records from the grant index: complete, in order, without repeats, whatever the way through them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from casework.cases.models import CaseFile
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import listing
from casework.sharing.services import records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Filters, Kind
from tests.support.installation import As

STAGES = ("RECEIVED", "TRIAGED", "CLOSED")


def fill(actor: Actor, number: int) -> list[int]:
    """Make cases a minute apart, oldest first; every third shares its instant with the one before."""
    made = []
    for place in range(number):
        at = clock.now() - timedelta(minutes=number - (place - (place % 3 == 2)))
        stage = STAGES[place % 3]
        record = records.make_record(
            actor,
            Kind.CASE,
            partnership_id=actor.partnership_ids[0],
            columns=Columns(sort_on=at, stage=stage, subject="NOI", ward="E1"),
        )
        made.append(record.id)
    return made


def statements_of(deed: Callable[[], object]) -> list[str]:
    """Do something and return the statements it sent to the database."""
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def walk(actor: Actor, order: str, size: int) -> Iterator[listing.Page]:
    """Follow the next key from the first page to the last."""
    page = listing.page(actor, Kind.CASE, order=order, size=size)
    yield page
    while page.next_key:
        page = listing.page(actor, Kind.CASE, order=order, key=page.next_key, size=size)
        yield page


@pytest.mark.parametrize("order", sorted(listing.ORDERS))
@pytest.mark.parametrize("size", [1, 7, 50])
def test_every_record_stands_on_exactly_one_page(as_: As, order: str, size: int) -> None:
    with as_("officer") as actor:
        made = fill(actor, 23)
        pages = list(walk(actor, order, size))
        seen = [record_id for page in pages for record_id in page.ids]
        assert sorted(seen) == sorted(made)
        assert len(seen) == len(set(seen))
        assert pages[0].total == 23
        assert pages[0].previous_key is None
        assert pages[-1].next_key is None


@pytest.mark.parametrize("order", sorted(listing.ORDERS))
def test_the_way_back_shows_the_same_pages(as_: As, order: str) -> None:
    with as_("officer") as actor:
        fill(actor, 20)
        pages = list(walk(actor, order, 6))
        back = listing.page(actor, Kind.CASE, order=order, key=pages[2].previous_key or "", size=6)
        assert back.ids == pages[1].ids
        assert listing.page(actor, Kind.CASE, order=order, key=back.previous_key or "", size=6).ids == pages[0].ids


def test_newest_first_is_by_time_and_oldest_is_its_mirror(as_: As) -> None:
    with as_("officer") as actor:
        fill(actor, 9)
        newest = listing.page(actor, Kind.CASE).ids
        assert listing.page(actor, Kind.CASE, order="oldest").ids == tuple(reversed(newest))


def test_filters_and_counts_agree(as_: As) -> None:
    with as_("officer") as actor:
        fill(actor, 9)
        chosen = Filters(stage=("TRIAGED",))
        assert len(listing.page(actor, Kind.CASE, chosen).ids) == listing.count(actor, Kind.CASE, chosen) == 3
        assert sorted(listing.ids(actor, Kind.CASE, chosen)) == sorted(listing.page(actor, Kind.CASE, chosen).ids)


@pytest.mark.parametrize("key", ["", "x", "n~now~AAAA-BBBB~", "n~2026-01-01T00:00:00~7K2M-4QXD~", "p~~~~", "n~2026~x~y~z~q"])
def test_a_made_up_key_starts_afresh(as_: As, key: str) -> None:
    with as_("officer") as actor:
        fill(actor, 3)
        assert len(listing.page(actor, Kind.CASE, key=key).ids) == 3


def test_a_page_costs_the_same_at_two_sizes(app: Flask, as_: As) -> None:
    counts = []
    for number in (5, 60):
        with as_("officer") as actor:
            fill(actor, number)
        with as_("officer") as actor:
            counts.append(len(statements_of(lambda actor=actor: listing.page(actor, Kind.CASE, size=50))))
    assert counts[0] <= counts[1] <= counts[0] + 1
    assert counts[1] <= 6


def test_a_stranger_has_an_empty_first_page(as_: As) -> None:
    with as_("officer") as actor:
        fill(actor, 2)
    with as_("neighbour") as actor:
        page = listing.page(actor, Kind.CASE)
        assert (page.ids, page.total, page.next_key, page.previous_key) == ((), 0, None, None)
        assert not list(db.session().scalars(db.select(CaseFile)))
