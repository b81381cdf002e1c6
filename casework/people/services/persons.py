"""Adding and correcting people, and remembering that two of them are not one."""

from dataclasses import replace
from datetime import date
from typing import Any

from casework.index import names
from casework.index import services as index
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Difference, NotAllowed, NotFound, Refused
from casework.people.models import Person, PersonNotSame
from casework.people.types import BIRTH_LABELS, BirthKnown, NewPerson
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import grants, records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Act, Kind, Section

FIELDS = ("family_name", "given_names", "description", "birth_date", "birth_known", "sex")
LABELS = {
    "family_name": "Family name", "given_names": "Given names", "description": "Description", "birth_date": "Date of birth",
    "birth_known": "How sure the date of birth is", "sex": "Sex",
}  # fmt: skip
EARLIEST_BIRTH = date(1880, 1, 1)


def add_person(actor: Actor, new: NewPerson, *, compartment: str | None = None) -> Record:
    """Add a person and return their record; the maker's organisation holds it for 28 days unless a record names the person."""
    checked = _checked(new)
    partnership_id = new.partnership_id or next(iter(actor.partnership_ids), None)
    if partnership_id is None:
        raise NotAllowed("A person is added within a partnership.")
    now = clock.now()
    columns = Columns(sort_on=now, **_columns(checked))
    record = records.make_record(actor, Kind.PERSON, partnership_id=partnership_id, columns=columns, compartment=compartment)
    person = Person(record_id=record.id, is_unnamed=_is_unnamed(checked), made_at=now, **_fields(checked))
    db.session().add(person)
    db.session().flush()
    _index(actor, person)
    return record


def edit_person(actor: Actor, ref: str, new: NewPerson, seen: int | None) -> Person:
    """Correct a person's identity; refuses with both versions when somebody else did so since the form was opened."""
    person, lens = policy.open_one(actor, Person, ref, Act.RECORD_EDIT)
    checked = _checked(new)
    versions.expect(person, seen, _differences(person, checked))
    for name, value in _fields(checked).items():
        setattr(person, name, value)
    person.is_unnamed = _is_unnamed(checked)
    db.session().flush()
    grants.set_columns(lens.record_id, **_columns(checked))
    _index(actor, person)
    return person


def not_same(actor: Actor, ref: str, other_ref: str, reason: str = "") -> PersonNotSame:
    """Remember that two records are not of one person, so that they are not offered as one again."""
    person, lens = policy.open_one(actor, Person, ref, Act.FACT_ADD)
    other, _ = policy.open_one(actor, Person, other_ref)
    if other.record_id == person.record_id:
        raise Refused("Choose another person.")
    row = PersonNotSame(
        record_id=lens.record_id,
        section=int(Section.IDENTITY),
        author_org_id=actor.organisation_id or lens.owner_org_id,
        other_id=other.record_id,
        reason=reason[:200],
        decided_by=actor.user_id or 0,
        decided_at=clock.now(),
    )
    db.session().add(row)
    db.session().flush()
    return row


def person_id(actor: Actor, ref: str) -> int:
    """Return the inner id of a person the actor may see, without opening them; NotFound for everyone else's."""
    found = db.session().scalar(
        policy.readable(actor, Person)
        .join(Record, Record.id == Person.record_id)
        .where(Record.ref == ref)
        .with_only_columns(Person.record_id)
    )
    if found is None:
        raise NotFound("person")
    return int(found)


def _is_unnamed(new: NewPerson) -> bool:
    return not (new.family_name or new.given_names)


def _fields(new: NewPerson) -> dict[str, Any]:
    return {name: getattr(new, name) for name in FIELDS}


def _checked(new: NewPerson) -> NewPerson:
    texts: dict[str, Any] = {name: " ".join(getattr(new, name).split()) for name in ("family_name", "given_names", "description")}
    for name, value in texts.items():
        if len(value) > 200:
            raise Refused(f"{LABELS[name]} must be 200 characters or fewer.", field=name)
    if not any(texts.values()):
        raise Refused("Enter a name, or describe the person if the name is not known.", field="family_name")
    known = BirthKnown.UNKNOWN if new.birth_date is None else BirthKnown(new.birth_known)
    if new.birth_date is not None:
        if not EARLIEST_BIRTH <= new.birth_date <= clock.today():
            raise Refused("The date of birth must be in the past.", field="birth_date")
        known = BirthKnown.KNOWN if known is BirthKnown.UNKNOWN else known
    return replace(new, **texts, birth_known=str(known))


def _columns(new: NewPerson) -> dict[str, Any]:
    family, given = names.parts(new.family_name), names.parts(new.given_names)
    first = family or given
    return {
        "family_key": " ".join(family or given)[:200],
        "given_key": " ".join(given)[:200] if family else "",
        "sound_key": names.sound(first[0])[:40] if first else "",
        "born_on": new.birth_date,
    }


def _index(actor: Actor, person: Person) -> None:
    said = (person.given_names, person.family_name)
    index.write_keys(actor, person.record_id, said=said)
    text = " ".join((*said, person.description))
    index.write(actor, person.record_id, text=text, label=person.name, section=Section.IDENTITY)


def _differences(person: Person, mine: NewPerson) -> list[Difference]:
    return [
        Difference(LABELS[name], _shown(name, getattr(person, name)), _shown(name, getattr(mine, name)))
        for name in FIELDS
        if getattr(person, name) != getattr(mine, name)
    ]


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "Not recorded"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return BIRTH_LABELS[BirthKnown(value)] if name == "birth_known" else str(value)
