"""Which records are of a viewer's own name, surname or address: asked by the system, which gives back inner ids only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeVar

from sqlalchemy import func, or_, select

from casework.index.compare import compact, plain
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.people.models import Person, PersonAddress

T = TypeVar("T")
Found = tuple[frozenset[int], frozenset[int], frozenset[int]]
_AT_ONCE = 400


def of(actor: Actor, names: Mapping[int, str]) -> dict[int, Found]:
    """Return for each viewer the records of people of the same name, of the same surname, and of what is at their own address."""
    families: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for user_id, name in names.items():
        parts = plain(name).split()
        if len(parts) > 1:
            families[parts[-1]].append((user_id, parts[0]))
    same: dict[int, set[int]] = defaultdict(set)
    surname: dict[int, set[int]] = defaultdict(set)
    for record_id, family, given in _people(sorted(families)):
        for user_id, first in families.get(plain(family), ()):
            (same if plain(given).split()[:1] == [first] else surname)[user_id].add(record_id)
    home = _homes({record_id for ids in same.values() for record_id in ids})
    return {
        user_id: (
            frozenset(same[user_id]),
            frozenset(surname[user_id]),
            frozenset(other for record_id in same[user_id] for other in home.get(record_id, ())) - frozenset(same[user_id]),
        )
        for user_id in names
    }


def _people(families: list[str]) -> Iterator[tuple[int, str, str]]:
    for some in _parts(families):
        chosen = select(Person.record_id, Person.family_name, Person.given_names).where(
            or_(func.lower(Person.family_name).in_(some), Person.family_name.in_([name.title() for name in some]))
        )
        for row in db.session().execute(chosen):
            yield row.record_id, row.family_name, row.given_names


def _homes(record_ids: set[int]) -> dict[int, set[int]]:
    """Return for some people the places they live at, and the people who live there too."""
    homes: dict[int, set[int]] = defaultdict(set)
    for some in _parts(sorted(record_ids)):
        at_place: dict[int, set[int]] = defaultdict(set)
        at_words: dict[tuple[str, str], set[int]] = defaultdict(set)
        for row in db.session().scalars(
            select(PersonAddress).where(PersonAddress.record_id.in_(some), PersonAddress.ended_at.is_(None))
        ):
            if row.place_id is not None:
                at_place[row.place_id].add(row.record_id)
                homes[row.record_id].add(row.place_id)
            elif row.postcode:
                at_words[compact(row.postcode), plain(row.address)].add(row.record_id)
        for other in _neighbours(set(at_place), {postcode for postcode, _ in at_words}):
            mine = at_place.get(other.place_id or 0, set()) | at_words.get((compact(other.postcode), plain(other.address)), set())
            for record_id in mine - {other.record_id}:
                homes[record_id].add(other.record_id)
    return homes


def _neighbours(place_ids: set[int], postcodes: set[str]) -> Iterator[PersonAddress]:
    written = {*postcodes, *(f"{each[:-3]} {each[-3:]}" for each in postcodes if len(each) > 3)}
    for some in _parts(sorted(place_ids)):
        yield from db.session().scalars(select(PersonAddress).where(PersonAddress.place_id.in_(some)))
    for words in _parts(sorted(written)):
        yield from db.session().scalars(select(PersonAddress).where(PersonAddress.postcode.in_(words)))


def _parts(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
