"""People and the facts about them: who adds, who sees, who corrects."""

from datetime import date, timedelta
from typing import Any

import pytest

from casework.cases.models import CaseFile
from casework.index import queries as index
from casework.index import services as index_services
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused, Stale, UnguardedWrite
from casework.people import queries, services
from casework.people.models import Alias, ContactPoint, Person, ProtectedAddress, SafetyMarker
from casework.people.types import NewAddress, NewPerson, NewVehicle
from casework.places.services import add_place
from casework.places.types import NewPlace
from casework.sharing import policy
from casework.sharing.models import Link
from casework.sharing.services import links
from casework.sharing.types import Act, Kind, Level, Relation, Section
from tests.sharing.test_policy import make_case, share
from tests.support.installation import As

JAN = NewPerson(family_name="Kowalska", given_names="Janina", birth_date=date(1990, 4, 3), birth_known="known")


def on_case(actor: Actor, case_ref: str, person_id: int, role: str = "COMPLAINANT") -> int:
    _, lens = policy.open_one(actor, CaseFile, case_ref, Act.LINK_ADD)
    return links.link(actor, lens, person_id, Kind.PERSON, role=role).id


def shared_person(as_: As, level: Level = Level.FULL) -> tuple[str, str]:
    """Janina, on a case of the council that the landlord shares; her reference and the case's."""
    with as_("officer") as actor:
        ref = make_case(actor)
        person = services.add_person(actor, JAN)
        on_case(actor, ref, person.id)
        share(actor, ref, "LUM", level)
    return person.ref, ref


def test_a_person_is_their_makers_organisations_for_28_days(as_: As) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, JAN).ref
    with as_("second.officer") as actor:
        assert policy.open_one(actor, Person, ref)[1].relation is Relation.OWNER
    with as_("housing") as actor, pytest.raises(NotFound):
        policy.open_one(actor, Person, ref)
    clock.shift_to(clock.today() + timedelta(days=29))
    with as_("officer") as actor, pytest.raises(NotFound):
        policy.open_one(actor, Person, ref)


def test_a_link_opens_identity_and_live_markers_and_no_fact_of_others(as_: As) -> None:
    ref, _ = shared_person(as_)
    with as_("officer") as actor:
        services.add_contact(actor, ref, "MOBILE", "07700 900001")
        services.add_alias(actor, ref, "Blondie")
        services.add_marker(actor, ref, "DOG", "large dog in the garden")
    with as_("housing") as actor:
        sheet = queries.sheet(actor, ref)
        assert sheet.lens.relation is Relation.LEAF
        assert sheet.person.family_name == "Kowalska"
        assert [marker.detail for marker in sheet.markers] == ["large dog in the garden"]
        assert not any(sheet.facts.values())
        assert index.by_name(actor, "Blondie", (Kind.PERSON,)) == []
        assert index.by_code(actor, "07700900001") == []
    with as_("officer") as actor:
        assert [row.value for row in queries.sheet(actor, ref).facts["contact"]] == ["07700 900001"]
        assert index.by_name(actor, "Blondie", (Kind.PERSON,)) != []


def test_a_fact_is_seen_by_the_chosen_and_corrected_by_its_source(as_: As) -> None:
    ref, _ = shared_person(as_)
    with as_("housing") as actor:
        mine = services.add_alias(actor, ref, "Blondie").id
        hdc = policy.open_one(actor, Person, ref)[1].owner_org_id
        told = services.add_contact(actor, ref, "MOBILE", "07700 900002", to_orgs=[hdc]).id
    with as_("officer") as actor:
        assert queries.sheet(actor, ref).facts["alias"] == []
        with pytest.raises(NotFound):
            services.end_fact(actor, ref, "alias", mine)
        assert [row.id for row in queries.sheet(actor, ref).facts["contact"]] == [told]
        with pytest.raises(Refused, match="Only the organisation"):
            services.end_fact(actor, ref, "contact", told)
    with as_("housing") as actor:
        services.end_fact(actor, ref, "contact", told, reason="wrong number")
        assert queries.sheet(actor, ref).facts["contact"][0].ended_reason == "wrong number"


def test_unlinking_ends_sight(as_: As) -> None:
    ref, case_ref = shared_person(as_)
    with as_("housing") as actor:
        assert queries.suggest(actor, "kowalsk") != []
    with as_("officer") as actor:
        _, lens = policy.open_one(actor, CaseFile, case_ref, Act.LINK_END)
        person_id = policy.open_one(actor, Person, ref)[1].record_id
        assert [(item.ref, item.role) for item in queries.repeats(actor, [person_id])] == [(case_ref, "COMPLAINANT")]
        links.end_link(actor, lens, rows(actor, Link)[0].id, reason="mistake")
    with as_("housing") as actor:
        with pytest.raises(NotFound):
            queries.sheet(actor, ref)
        assert queries.suggest(actor, "kowalsk") == []
        assert index.search(actor, "Kowalska").total == 0


def test_only_the_maker_corrects_identity_and_stale_forms_are_told(as_: As) -> None:
    ref, _ = shared_person(as_)
    with as_("housing") as actor, pytest.raises(NotAllowed):
        services.edit_person(actor, ref, JAN, 1)
    with as_("officer") as actor:
        person = services.edit_person(actor, ref, NewPerson(family_name="Nowak", given_names="Janina"), 1)
        assert (person.version, person.birth_known) == (2, "unknown")
        assert index.by_name(actor, "Nowak", (Kind.PERSON,)) == [person.record_id]
        assert queries.suggest(actor, "Kowalska") == []
    with as_("second.officer") as actor, pytest.raises(Stale) as stale:
        services.edit_person(actor, ref, JAN, 1)
    assert {"Family name", "Date of birth"} <= {item.label for item in stale.value.differences}


def test_nothing_of_the_compartment_is_found_by_the_uncleared(as_: As) -> None:
    hidden = NewPerson(family_name="Hidden", given_names="Zofia")
    with as_("cleared") as actor:
        person = services.add_person(actor, hidden, compartment="safeguarding")
        index_services.add_reference(actor, person.id, scheme="CRIME", value="CC-99/17", section=Section.IDENTITY)
        assert [item.ref for item in queries.suggest(actor, "zofia hid")] == [person.ref]
        assert index.search(actor, "CC9917").total == 1
        assert index.by_words(actor, "hidden zofia") == []
    for who in ("police", "officer", "safeguarding", "analyst"):
        with as_(who) as actor:
            assert queries.suggest(actor, "zofia hid") == []
            assert [index.search(actor, text).total for text in ("Hidden", "CC9917", person.ref)] == [0, 0, 0]
            assert queries.possible_same(actor, hidden) == []


def test_a_row_of_somebody_elses_person_cannot_be_written(as_: As) -> None:
    ref, _ = shared_person(as_)
    with as_("charity") as actor:
        with pytest.raises(NotFound):
            services.add_alias(actor, ref, "x")
        with pytest.raises(NotFound):
            services.add_marker(actor, ref, "DOG")
    with as_("analyst") as actor, pytest.raises(NotFound):
        services.add_alias(actor, ref, "x")
    with as_("housing") as actor:
        person = policy.open_one(actor, Person, ref)[0]
        person.family_name = "Other"
        with pytest.raises(UnguardedWrite):
            db.session().flush()
        db.session().rollback()


def test_a_marker_lapses_unless_reviewed(as_: As) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, JAN).ref
        marker = services.add_marker(actor, ref, "SELF_HARM")
        assert [row.id for row in queries.live_markers(actor, [marker.record_id])[marker.record_id]] == [marker.id]
        assert rows(actor, SafetyMarker)[0].review_on == clock.today() + timedelta(days=30)
        services.review_marker(actor, ref, marker.id, review_on=clock.today() + timedelta(days=5))
    clock.shift_to(clock.today() + timedelta(days=6))
    with as_("officer") as actor:
        assert queries.sheet(actor, ref).markers == []


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPerson(), "family_name"),
        (NewPerson(family_name="   "), "family_name"),
        (NewPerson(family_name="x" * 201), "family_name"),
        (NewPerson(family_name="A", birth_date=date(2999, 1, 1)), "birth_date"),
        (NewPerson(family_name="A", birth_date=date(1700, 1, 1)), "birth_date"),
    ],
)
def test_what_is_no_person_is_refused(as_: As, new: NewPerson, field: str) -> None:
    with as_("officer") as actor, pytest.raises(Refused) as refusal:
        services.add_person(actor, new)
    assert refusal.value.field == field


HARD = (
    "🙂 Smiley",
    "\u202eevil",
    "<script>alert(1)</script>",
    "O'Brien-Ó Súilleabháin",
    "王小明",
    "محمد",
    "Robert'); DROP TABLE",
)


@pytest.mark.parametrize("name", HARD)
def test_hostile_and_hard_names_are_kept_as_written(as_: As, name: str) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, NewPerson(family_name=name)).ref
        assert queries.sheet(actor, ref).person.family_name == name
        for text in (name, f'"{name}" AND *', f"{name}:*", "%", "'", '"', "a" * 5000, "\x00"):
            index.search(actor, text)
        assert [item.ref for item in queries.suggest(actor, name)] == [ref]


def test_an_unnamed_person_is_a_person(as_: As) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, NewPerson(description="Unknown male, about 20")).ref
        assert queries.sheet(actor, ref).person.is_unnamed
        assert index.search(actor, "male about").hits[Kind.PERSON][0].label == "Unknown male, about 20"


@pytest.mark.parametrize(
    ("typed", "given", "family"),
    [
        ("jannina kowalsk", "Janina", "Kowalska"),
        ("kowalksa", "Janina", "Kowalska"),
        ("stephen muler", "Stephen", "Müller"),
        ("steve muller", "Stephen", "Müller"),
        ("mcdonld", "Ewan", "Mac Donald"),
    ],
)
def test_typing_errors_find_the_person(as_: As, typed: str, given: str, family: str) -> None:
    with as_("officer") as actor:
        services.add_person(actor, NewPerson(family_name="Fenwick", given_names="Ada"))
        ref = services.add_person(actor, NewPerson(family_name=family, given_names=given)).ref
        assert [item.ref for item in queries.suggest(actor, typed)] == [ref]


def test_plates_places_and_references_are_found(as_: As) -> None:
    with as_("officer") as actor:
        car = services.add_vehicle(actor, NewVehicle(registration="ab12 cde", colour="Blue", make="Ford"))
        place = add_place(actor, NewPlace(name="The Old Bell", line_1="1 Market Hill", town="St. Ives", postcode="pe275al"))
        case = make_case(actor)
        lens = policy.open_one(actor, CaseFile, case, Act.CASE_EDIT)[1]
        index_services.add_reference(actor, lens.record_id, scheme="POLICE", value="CC-0123/17")
        index_services.write(actor, lens.record_id, text="Loud parties Friday", label="Noise at night", section=Section.SUMMARY)
        assert [item.ref for item in queries.suggest(actor, "AB12C")] == [car.ref]
        assert [item.ref for item in queries.suggest(actor, "ABI2CDE")] == [car.ref]
        assert [item.ref for item in queries.suggest(actor, "old bel")] == [place.ref]
        assert [item.ref for item in queries.suggest(actor, "PE27 5")] == [place.ref]
        for typed in ("cc 0123 17", case.lower().replace("-", " "), "friday party"):
            assert [hit.ref for hit in index.search(actor, typed).hits[Kind.CASE]] == [case], typed
    with as_("housing") as actor:
        for typed in ("cc 0123 17", case, "friday", "AB12CDE", "old bell", "PE27 5AL"):
            assert index.search(actor, typed).total == 0


def test_who_may_be_the_same_is_offered_among_the_visible_only(as_: As) -> None:
    typed = NewPerson(family_name="Kowalski", given_names="Janina", birth_date=date(1990, 3, 4), birth_known="known")
    with as_("officer") as actor:
        ref = services.add_person(actor, JAN).ref
        services.add_address(actor, ref, NewAddress(address="4 Mill Lane", postcode="PE29 3TN"))
        found = queries.possible_same(actor, typed)
        assert [item.ref for item in found] == [ref]
        assert "day and month of birth the other way round" in found[0].reasons
        other = services.add_person(actor, typed)
        services.not_same(actor, ref, other.ref)
        assert queries.possible_same(actor, JAN, besides=found[0].record_id) == []
    with as_("housing") as actor:
        assert queries.possible_same(actor, typed) == []


def test_a_protected_address_is_no_part_of_the_person(as_: As) -> None:
    ref, _ = shared_person(as_)
    with as_("officer") as actor:
        address = services.add_protected_address(actor, ref, "12 Safe House Lane")
        assert policy.open_one(actor, ProtectedAddress, address.ref)[0].address == "12 Safe House Lane"
        assert index.search(actor, "Safe House Lane").total == 0
    with as_("housing") as actor, pytest.raises(NotFound):
        policy.open_one(actor, ProtectedAddress, address.ref)


def rows(actor: Actor, model: Any) -> list[Any]:
    return list(db.session().scalars(policy.readable(actor, model)))


def test_facts_end_and_leave_the_index(as_: As) -> None:
    with as_("officer") as actor:
        ref = services.add_person(actor, JAN).ref
        alias = services.add_alias(actor, ref, "Blondie")
        assert index.by_name(actor, "blondie", (Kind.PERSON,)) and index.by_words(actor, "blondie")
        services.end_fact(actor, ref, "alias", alias.id)
        assert not index.by_name(actor, "blondie", (Kind.PERSON,)) and not index.by_words(actor, "blondie")
        assert rows(actor, Alias)[0].ended_at and rows(actor, ContactPoint) == []
