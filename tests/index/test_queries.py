"""Searching costs the same at every size, and entries are as visible as the part they come from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from casework.cases.models import CaseFile
from casework.index import queries, services
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.people import queries as people
from casework.people import services as person_services
from casework.people.types import NewPerson
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act, Kind, Level, Section
from tests.sharing.test_policy import make_case, share
from tests.support.installation import As


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    sent: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    engine = db.session().get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


READS: dict[str, Callable[[Any], Any]] = {
    "suggest": lambda actor: people.suggest(actor, "testperson ada"),
    "search": lambda actor: queries.search(actor, "testperson ada"),
    "list": lambda actor: people.listing(actor),
    "same": lambda actor: people.possible_same(actor, NewPerson(family_name="Testperson", given_names="Ada")),
}


@pytest.mark.parametrize("name", list(READS))
def test_statements_do_not_grow_with_the_people(app: Flask, as_: As, name: str) -> None:
    counts = []
    for more in (3, 30):
        with as_("officer") as actor:
            for number in range(more):
                person_services.add_person(actor, NewPerson(family_name="Testperson", given_names=f"Ada {number}"))
        with as_("officer") as actor, counted() as sent:
            READS[name](actor)
        counts.append(len(sent))
    assert counts[1] <= counts[0]
    assert counts[0] <= 24


def test_an_entry_opens_with_the_section_it_belongs_to(as_: As) -> None:
    with as_("officer") as actor:
        ref = make_case(actor)
        record_id = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)[1].record_id
        services.write(actor, record_id, text="Loud music", label="Noise", section=Section.SUMMARY)
        services.write(actor, record_id, text="The neighbour is afraid", section=Section.NOTES, source="note:1")
        services.add_reference(actor, record_id, scheme="POLICE", value="CC-1/17", section=Section.NOTES)
        share(actor, ref, "LUM", Level.SUMMARY)
    with as_("housing") as actor:
        assert queries.by_words(actor, "music") == [record_id]
        assert queries.by_words(actor, "afraid") == [] and queries.by_reference(actor, "CC117") == []
        assert queries.search(actor, "music").hits[Kind.CASE][0].label == "Noise"


def test_an_entry_of_a_chosen_audience_is_found_by_it_only(as_: As) -> None:
    with as_("officer") as actor:
        ref = make_case(actor)
        share(actor, ref, "LUM", Level.FULL)
        share(actor, ref, "L2C", Level.FULL)
        lens = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)[1]
        lum = next(int(key) for key, name in people.other_organisations(actor).items() if name.startswith("Luminus"))
        chosen = shares.audience(actor, [lum], "Landlord only")
        services.write(actor, lens.record_id, text="eviction", section=Section.NOTES, source="note:1", audience_id=chosen)
        services.write_keys(actor, lens.record_id, codes=("T-4455",), section=Section.NOTES, source="note:1", audience_id=chosen)
    for who, found in (("housing", [lens.record_id]), ("charity", [])):
        with as_(who) as actor:
            assert queries.by_words(actor, "eviction") == found
            assert queries.by_code(actor, "T4455") == found


def test_writing_again_replaces_and_forgetting_takes_away(as_: As) -> None:
    with as_("officer") as actor:
        ref = make_case(actor)
        record_id = policy.open_one(actor, CaseFile, ref, Act.CASE_EDIT)[1].record_id
        services.write(actor, record_id, text="Café fire", section=Section.SUMMARY)
        assert queries.by_words(actor, "cafe fires") == [record_id]
        services.write(actor, record_id, text="Flooded cellar", section=Section.SUMMARY)
        assert queries.by_words(actor, "cafe") == [] and queries.by_words(actor, "flooding cellar") == [record_id]
        services.forget(actor, record_id, source="summary")
        assert queries.by_words(actor, "cellar") == []


def test_keys_of_a_record_not_open_for_writing_stay(as_: As) -> None:
    with as_("officer") as actor:
        record_id = person_services.add_person(actor, NewPerson(family_name="Testperson")).id
    with as_("officer") as actor, pytest.raises(Refused):
        services.forget_keys(actor, record_id, source="summary")
    with as_("housing") as actor, pytest.raises((Refused, NotFound)):
        services.write_keys(actor, record_id, said=("Other",))


def test_a_reference_twice_is_one(as_: As) -> None:
    with as_("officer") as actor:
        record_id = policy.open_one(actor, CaseFile, make_case(actor), Act.CASE_EDIT)[1].record_id
        one = services.add_reference(actor, record_id, scheme="CRIME", value="cc/99 17")
        assert services.add_reference(actor, record_id, scheme="CRIME", value="CC-9917").id == one.id
        with pytest.raises(Refused):
            services.add_reference(actor, record_id, scheme="CRIME", value=" - ")
