"""Reads about people, vehicles and places that answer while somebody types, and what their pages show."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.index import matching, names
from casework.index import queries as index
from casework.index.matching import Described, Strength
from casework.index.models import ExternalReference
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.people.models import FACTS, Alias, Fact, Person, PersonAddress, PersonNotSame, SafetyMarker, Vehicle
from casework.people.types import BirthKnown, MaybeSame, NewPerson, PersonSheet, Suggestion
from casework.places import queries as places
from casework.places.models import Place
from casework.places.types import Appearance
from casework.sharing import listing as lists
from casework.sharing import policy
from casework.sharing.models import AccessGrant, Audience, Record
from casework.sharing.types import Act, Filters, Kind, Page

LEAST = 0.72
THINGS = (Kind.PERSON, Kind.PLACE, Kind.VEHICLE)


def suggest(actor: Actor, text: str, kinds: Sequence[Kind] = THINGS, limit: int = 8) -> list[Suggestion]:
    """Return the people, places, vehicles and references that may be meant by what was typed so far, best first; logged."""
    typed = text.strip()[: index.LONGEST].replace("\x00", "")
    found: list[Suggestion] = []
    if len(typed) >= 2:
        exact = list(dict.fromkeys([*index.by_reference(actor, typed), *index.by_code(actor, typed)]))
        named = index.by_name(actor, typed, (Kind.PERSON, Kind.PLACE))
        found = _suggestions(actor, typed, exact, named, kinds)[:limit]
    shown = tuple(item.record_id for item in found)
    audit.record(actor, Deed.SEARCHED, count=len(found), term=typed, ids=shown, detail={"for": "type-ahead"})
    return found


def titles(actor: Actor, ids: Iterable[int], *, kind: Kind) -> dict[int, str]:
    """Return what the people, places or vehicles are called that one may know of, by record: for the preview of a share."""
    return {record_id: line.text for record_id, line in _lines(actor, list(ids), (kind,)).items()}


def _suggestions(actor: Actor, typed: str, exact: list[int], named: list[int], kinds: Sequence[Kind]) -> list[Suggestion]:
    ids = list(dict.fromkeys([*exact, *named]))
    held = _lines(actor, ids, kinds)
    sure = [held[record_id] for record_id in exact if record_id in held]
    rest = {record_id: held[record_id] for record_id in named if record_id in held and record_id not in exact}
    aliases = _aliases(actor, list(rest)) if Kind.PERSON in kinds else {}
    candidates = [(item, name) for item in rest.values() for name in (item.text, *aliases.get(item.record_id, ()))]
    ranked = names.rank(typed, candidates, most=len(candidates), least=LEAST)
    return list({item.record_id: item for item in [*sure, *[item for item, _ in ranked]]}.values())


def _lines(actor: Actor, ids: list[int], kinds: Sequence[Kind]) -> dict[int, Suggestion]:
    found: dict[int, Suggestion] = {}
    for kind, model in ((Kind.PERSON, Person), (Kind.PLACE, Place), (Kind.VEHICLE, Vehicle)):
        if kind in kinds and ids:
            for row, ref in _rows(actor, model, ids):
                found[row.record_id] = Suggestion(ref, kind, _title(row), _detail(row), row.record_id)
    return found


def _rows(actor: Actor, model: Any, ids: Iterable[int]) -> Iterable[tuple[Any, str]]:
    statement = policy.readable(actor, model).add_columns(Record.ref).join(Record, Record.id == model.record_id)
    return [(row, ref) for row, ref in db.session().execute(statement.where(model.record_id.in_(list(ids))))]


def _title(row: Any) -> str:
    return str(row.name if isinstance(row, Person) else row.title)


def _detail(row: Any) -> str:
    if isinstance(row, Person):
        return row.born
    if isinstance(row, Place):
        return ", ".join(part for part in (row.line_1 if row.name else "", row.town, row.postcode) if part)
    return " ".join(part for part in (row.colour, row.make, row.model) if part) if row.registration else ""


def _aliases(actor: Actor, ids: list[int]) -> dict[int, list[str]]:
    rows = db.session().execute(
        policy.readable(actor, Alias)
        .where(Alias.record_id.in_(ids), Alias.ended_at.is_(None))
        .with_only_columns(Alias.record_id, Alias.name)
    )
    found: dict[int, list[str]] = {}
    for record_id, name in rows:
        found.setdefault(record_id, []).append(name)
    return found


def possible_same(actor: Actor, new: NewPerson, limit: int = 6, besides: int = 0) -> list[MaybeSame]:
    """Return the people the actor may see who may be the one being typed, the surest first, each with the reasons."""
    name = f"{new.given_names} {new.family_name}".strip()
    if not name:
        return []
    ids = {*index.by_name(actor, name, (Kind.PERSON,)), *_born_on(actor, new)} - {besides} - _not_same(actor, besides)
    people = list(_rows(actor, Person, ids)) if ids else []
    postcodes = _postcodes(actor, [person.record_id for person, _ in people])
    typed = Described(name, _born_text(new), new.birth_known == BirthKnown.ESTIMATED, new.postcode)
    found = []
    for person, ref in people:
        known = Described(
            person.name, _born_text(person), person.birth_known == BirthKnown.ESTIMATED, postcodes.get(person.record_id, "")
        )
        match = matching.match_strength(typed, known)
        alike = len(typed.born) == 0 and not new.postcode and names.closeness(name, person.name) >= 0.9
        if match.strength is not Strength.NONE or alike:
            strength = Strength.POSSIBLE if match.strength is Strength.NONE else match.strength
            reasons = match.reasons or ("a similar name",)
            found.append((match.points, MaybeSame(ref, person.record_id, person.name, person.born, strength, reasons)))
    return [item for _, item in sorted(found, key=lambda pair: (-pair[0], pair[1].name))[:limit]]


def _born_text(person: Any) -> str:
    return person.birth_date.isoformat() if person.birth_date else ""


def _born_on(actor: Actor, new: NewPerson) -> list[int]:
    if new.birth_date is None:
        return []
    statement = policy.readable(actor, AccessGrant).where(AccessGrant.born_on == new.birth_date, AccessGrant.kind == Kind.PERSON)
    return list(db.session().scalars(statement.with_only_columns(AccessGrant.record_id).distinct().limit(index.CANDIDATES)))


def _postcodes(actor: Actor, ids: list[int]) -> dict[int, str]:
    statement = policy.readable(actor, PersonAddress).where(PersonAddress.record_id.in_(ids), PersonAddress.ended_at.is_(None))
    rows = db.session().execute(statement.with_only_columns(PersonAddress.record_id, PersonAddress.postcode))
    return {record_id: postcode for record_id, postcode in rows if postcode}


def _not_same(actor: Actor, record_id: int) -> set[int]:
    if not record_id:
        return set()
    rows = db.session().scalars(
        policy.readable(actor, PersonNotSame).where(
            or_(PersonNotSame.record_id == record_id, PersonNotSame.other_id == record_id)
        )
    )
    return {row.other_id if row.record_id == record_id else row.record_id for row in rows}


def repeats(
    actor: Actor, person_ids: Sequence[int] = (), place_ids: Sequence[int] = (), vehicle_ids: Sequence[int] = ()
) -> list[Appearance]:
    """Return the records these people, places and vehicles already stand on, among those the actor may see, newest first."""
    return places.appearances(actor, [*person_ids, *place_ids, *vehicle_ids])


def listing(
    actor: Actor, filters: Filters | None = None, *, order: str = "name", key: str = ""
) -> tuple[Page, list[tuple[Person, str]]]:
    """Return one page of the people the actor may see, each with their reference."""
    found = lists.page(actor, Kind.PERSON, filters, order=order, key=key)
    held = {person.record_id: (person, ref) for person, ref in _rows(actor, Person, found.ids)} if found.ids else {}
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.PERSON, count=len(held), ids=found.ids)
    return found, [held[record_id] for record_id in found.ids if record_id in held]


def everyone(actor: Actor, filters: Filters | None = None) -> list[tuple[Person, str]]:
    """Return all people a list would show, for its download; written down as an export by the caller."""
    ids = lists.ids(actor, Kind.PERSON, filters, order="name")
    held: dict[int, tuple[Person, str]] = {}
    for start in range(0, len(ids), 500):
        held |= {person.record_id: (person, ref) for person, ref in _rows(actor, Person, ids[start : start + 500])}
    return [held[record_id] for record_id in ids if record_id in held]


def sheet(actor: Actor, ref: str, *, purpose: str = "") -> PersonSheet:
    """Return what the page of a person shows this actor: identity, live warnings, facts told to them, where they appear."""
    person, lens = policy.open_one(actor, Person, ref, Act.RECORD_READ, purpose=purpose)
    facts = {kind: _facts(actor, model, lens.record_id) for kind, model in FACTS.items()}
    markers = [marker for marker in facts.pop("marker") if marker.ended_at is None and marker.review_on >= clock.today()]
    every = [*markers, *(row for rows in facts.values() for row in rows)]
    session = db.session()
    orgs = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_({row.author_org_id for row in every}))
    )
    audiences = session.execute(
        select(Audience.id, Audience.label).where(Audience.id.in_({row.audience_id or 0 for row in every}))
    )
    stated = policy.readable(actor, ExternalReference).where(ExternalReference.record_id == lens.record_id)
    return PersonSheet(
        person=person,
        lens=lens,
        markers=markers,
        facts=facts,
        organisations={key: name for key, name in orgs},
        audiences={key: label for key, label in audiences},
        appearances=places.appearances(actor, (lens.record_id,)),
        places=_named(actor, Place, [row.place_id for row in facts["address"] if row.place_id]),
        others=_named(actor, Person, [row.other_id for row in facts["relationship"]]),
        references=list(session.scalars(stated)),
    )


def _facts(actor: Actor, model: type[Fact], record_id: int) -> list[Any]:
    statement = policy.readable(actor, model).where(model.record_id == record_id)
    return list(db.session().scalars(statement.order_by(model.ended_at.isnot(None), model.id.desc()).limit(100)))


def _named(actor: Actor, model: Any, ids: list[int]) -> dict[int, tuple[str, str]]:
    return {row.record_id: (ref, _title(row)) for row, ref in _rows(actor, model, ids)} if ids else {}


def live_markers(actor: Actor, person_ids: Sequence[int]) -> dict[int, list[SafetyMarker]]:
    """Return the warnings in force about these people, for any page that names them."""
    found: dict[int, list[SafetyMarker]] = {}
    statement = policy.readable(actor, SafetyMarker).where(
        SafetyMarker.record_id.in_(list(person_ids)), SafetyMarker.ended_at.is_(None), SafetyMarker.review_on >= clock.today()
    )
    for row in db.session().scalars(statement) if person_ids else ():
        found.setdefault(row.record_id, []).append(row)
    return found


def vehicle_sheet(actor: Actor, ref: str) -> tuple[Vehicle, Any, list[Appearance]]:
    """Return what the page of a vehicle shows: the vehicle, how the actor sees it, and where it appears."""
    vehicle, lens = policy.open_one(actor, Vehicle, ref, Act.RECORD_READ)
    return vehicle, lens, places.appearances(actor, (vehicle.record_id,))


def for_change(actor: Actor, ref: str) -> Person:
    """Return a person to fill the form that corrects them."""
    return policy.open_one(actor, Person, ref, Act.RECORD_EDIT)[0]


def for_fact(actor: Actor, ref: str) -> Person:
    """Return a person to whom a fact is about to be added, or one ended."""
    return policy.open_one(actor, Person, ref, Act.FACT_ADD)[0]


def person_of_fact(actor: Actor, ref: str, kind: str, fact_id: int) -> Person:
    """Return the person of whom a fact is about to be ended; a fact of somebody else, or not open to the asker, is not found."""
    person, model = for_fact(actor, ref), FACTS.get(kind)
    if model is None or not db.session().scalar(
        policy.readable(actor, model)
        .where(model.id == fact_id, model.record_id == person.record_id, model.ended_at.is_(None))
        .with_only_columns(model.id)
    ):
        raise NotFound("fact")
    return person


def vehicle_for_change(actor: Actor, ref: str) -> Vehicle:
    """Return a vehicle to fill the form that corrects it."""
    return policy.open_one(actor, Vehicle, ref, Act.RECORD_EDIT)[0]


def exported(actor: Actor, people: Sequence[tuple[Person, str]]) -> None:
    """Write down that a list of people was taken away, with how many rows."""
    audit.record(
        actor, Deed.EXPORT_MADE, record_kind=Kind.PERSON, count=len(people), ids=tuple(row.record_id for row, _ in people)
    )


def other_organisations(actor: Actor) -> dict[str, str]:
    """Return the organisations of the actor's partnerships but their own, for choosing who else may see a fact."""
    found = {str(org.id): org.name for part in actor.partnership_ids for org in organisations.members(part)}
    found.pop(str(actor.organisation_id), None)
    return found
