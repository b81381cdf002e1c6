"""The check itself: whom the records behind a paper protect, whether its text gives one of them away, and what a reader is told.

It must look past the reader: a witness whom the reader may not know of is protected too. So a named query of the system role
reads the facts, and what is found is handed on only as far as the reader may read that very fact; of the rest the reader learns
that somebody has to be asked, and nothing else.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.disclosure.matching import search
from casework.disclosure.types import HIDDEN, PROTECTED_ROLES, SAID, Addressee, Concern, Finding, Found, Name, Wanted, What
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.kernel.guard import RULES
from casework.organisations import queries as organisations
from casework.people.models import (
    Alias,
    ContactPoint,
    Person,
    PersonAddress,
    PersonClusterMember,
    ProtectedAddress,
    Vehicle,
)
from casework.places.models import Place
from casework.sharing import policy
from casework.sharing.models import Link, Record
from casework.sharing.types import Kind

CHECK = RULES.name(
    "disclosure.check",
    "A paper must name no victim, witness or complainant, also one its writer may not know of; returns yes, no, or whom to ask.",
)
MOST_ROOTS = 500
MOST_PEOPLE = 5000
_BY_KIND = {"MOBILE": What.TELEPHONE, "HOME_PHONE": What.TELEPHONE, "WORK_PHONE": What.TELEPHONE, "POST": What.ADDRESS}
_FACTS: dict[str, Any] = {"alias": Alias, "address": PersonAddress, "contact": ContactPoint}


@dataclass(frozen=True, slots=True)
class _Protected:
    """One protected person, by which links of which records, and every fact that gives them away."""

    person_id: int
    links: tuple[tuple[int, int, str], ...]  # link, root, role


def check(actor: Actor, text: str, *, about: Collection[int], addressee: Addressee | None = None) -> Finding:
    """Check a text before it goes out: a letter about cases, or with no addressee a public notice or register entry.

    `about` are the record ids the paper stands on (its case; for an order the cases of its breaches). Their incidents count too,
    and every record on which the addressee stands. It writes down that it was asked and how many reasons it found, never which.
    """
    whom = addressee or Addressee()
    with reading(), db.engines["system"].connect() as plain:
        connection = plain.execution_options(acl_named=CHECK)
        roots = _roots(connection, about, whom.record_id)
        people = _people(connection, roots, whom.record_id)
        wanted = _facts(connection, people, roots)
        found = search(text, wanted, whom)
        owners = _owners(connection, roots) if found else {}
    finding = _told(actor, found, people, owners)
    detail = {"query": CHECK, "found": len(found)}
    audit.record(actor, Deed.SYSTEM_QUERY, record_id=next(iter(about), None), count=len(found), detail=detail)
    return finding


def _roots(connection: Connection, about: Collection[int], person_id: int | None) -> list[int]:
    """The records behind the paper, the incidents of them, and every other record on which the addressee stands."""
    live, roots = Link.ended_at.is_(None), list(dict.fromkeys(about))
    if person_id is not None:
        also = select(Link.record_id).where(Link.leaf_id == person_id, live).distinct().order_by(Link.record_id.desc())
        roots += connection.execute(also.limit(MOST_ROOTS)).scalars()
    incidents = select(Link.leaf_id).where(Link.record_id.in_(roots), Link.leaf_kind == Kind.INCIDENT, live)
    return list(dict.fromkeys([*roots, *connection.execute(incidents.limit(MOST_ROOTS)).scalars()]))


def _people(connection: Connection, roots: Collection[int], person_id: int | None) -> list[_Protected]:
    rows = connection.execute(
        select(Link.id, Link.record_id, Link.role, Link.leaf_id)
        .where(
            Link.record_id.in_(roots), Link.leaf_kind == Kind.PERSON, Link.role.in_(PROTECTED_ROLES), Link.ended_at.is_(None),
            Link.leaf_id.not_in(_same(connection, [person_id]) if person_id else []),
        )
        .order_by(Link.id)
        .limit(MOST_PEOPLE)
    )  # fmt: skip
    held: dict[int, list[tuple[int, int, str]]] = {}
    for row in rows:
        held.setdefault(row.leaf_id, []).append((row.id, row.record_id, row.role))
    return [_Protected(found, tuple(links)) for found, links in held.items()]


def _same(connection: Connection, ids: Iterable[int]) -> set[int]:
    """These people and every record of the same people."""
    wanted = set(ids)
    mine = select(PersonClusterMember.cluster_id).where(PersonClusterMember.record_id.in_(wanted))
    return wanted | set(
        connection.execute(
            select(PersonClusterMember.record_id).where(PersonClusterMember.cluster_id.in_(mine.scalar_subquery()))
        ).scalars()
    )


def _facts(connection: Connection, people: list[_Protected], roots: Collection[int]) -> list[Wanted]:
    if not people:
        return []
    ids = [item.person_id for item in people]
    found = [
        Wanted(What.NAME, f"person:{row.record_id}", "", Name(row.given_names, row.family_name))
        for row in connection.execute(
            select(Person.record_id, Person.given_names, Person.family_name).where(Person.record_id.in_(ids))
        )
        if row.given_names or row.family_name
    ]
    return [*found, *_told_facts(connection, ids), *_homes(connection, ids), *_vehicles(connection, roots)]


def _told_facts(connection: Connection, ids: list[int]) -> Iterable[Wanted]:
    aliases = select(Alias.id, Alias.name, Alias.record_id, Alias.author_org_id)
    for alias in connection.execute(aliases.where(Alias.record_id.in_(ids))):
        key = f"alias:{alias.id}:{alias.record_id}"
        yield Wanted(What.ALIAS, key, alias.name, source=(alias.author_org_id, False))
    points = select(ContactPoint.id, ContactPoint.kind, ContactPoint.value, ContactPoint.record_id, ContactPoint.author_org_id)
    for point in connection.execute(points.where(ContactPoint.record_id.in_(ids))):
        what = What.EMAIL if "@" in point.value else _BY_KIND.get(point.kind, What.ALIAS)
        yield Wanted(what, f"contact:{point.id}:{point.record_id}", point.value, source=(point.author_org_id, False))


def _homes(connection: Connection, ids: list[int]) -> Iterable[Wanted]:
    homes = (
        select(
            PersonAddress.id, PersonAddress.record_id, PersonAddress.address, PersonAddress.postcode, PersonAddress.author_org_id,
            Place.name, Place.line_1, Place.line_2, Place.town, Place.postcode.label("place_postcode"),
        )
        .outerjoin(Place, Place.record_id == PersonAddress.place_id)
        .where(PersonAddress.record_id.in_(ids))
    )  # fmt: skip
    for row in connection.execute(homes):
        parts = (row.name, row.line_1, row.line_2, row.town, row.address, row.postcode, row.place_postcode)
        said = ", ".join(part for part in parts if part)
        yield Wanted(What.ADDRESS, f"address:{row.id}:{row.record_id}", said, source=(row.author_org_id, False))
    kept = (
        select(
            ProtectedAddress.record_id, ProtectedAddress.person_id, ProtectedAddress.address, Record.owner_org_id,
            Record.compartment,
        )
        .join(Record, Record.id == ProtectedAddress.record_id)
        .where(ProtectedAddress.person_id.in_(ids))
    )  # fmt: skip
    for safe in connection.execute(kept):
        whose = (safe.owner_org_id, bool(safe.compartment))
        yield Wanted(What.ADDRESS, f"kept:{safe.record_id}:{safe.person_id}", safe.address, source=whose)


def _vehicles(connection: Connection, roots: Collection[int]) -> Iterable[Wanted]:
    """Vehicles of the same records: whose they are is not on record, so a person has to say."""
    rows = connection.execute(
        select(Vehicle.record_id, Vehicle.registration)
        .join(Link, Link.leaf_id == Vehicle.record_id)
        .where(Link.record_id.in_(roots), Link.ended_at.is_(None), Vehicle.registration != "")
        .distinct()
        .limit(MOST_PEOPLE)
    )
    for row in rows:
        yield Wanted(What.VEHICLE, f"vehicle:{row.record_id}", row.registration)


def _owners(connection: Connection, roots: Collection[int]) -> dict[int, tuple[int, bool]]:
    rows = connection.execute(select(Record.id, Record.owner_org_id, Record.compartment).where(Record.id.in_(roots)))
    return {row.id: (row.owner_org_id, bool(row.compartment)) for row in rows}


def _told(actor: Actor, found: list[Found], people: list[_Protected], owners: dict[int, tuple[int, bool]]) -> Finding:
    """Turn what was found into what this reader may be told."""
    if not found:
        return Finding()
    by_id = {item.person_id: item for item in people}
    open_links = _open_links(actor, people)
    concerns, ask = list[Concern](), set[tuple[int, int, bool]]()
    for item in found:
        person_id = int(item.key.rsplit(":", 1)[1])
        if item.what is What.VEHICLE:
            shown = policy.knows(actor, person_id)
            concerns.append(Concern(_sentence(item, "a victim, witness or complainant") if shown else HIDDEN, not shown))
            continue
        links = by_id[person_id].links
        seen = next((link for link in links if link[0] in open_links), None)
        if seen is not None and _may_read(actor, item.key):
            concerns.append(Concern(_sentence(item, open_links[seen[0]])))
            continue
        concerns.append(Concern(HIDDEN, is_hidden=True))
        if seen is not None:  # The person is known here; what gives them away is another organisation's word.
            ask.add((person_id, *item.source))
        else:
            ask |= {(root, *owners[root]) for _, root, _ in links if root in owners}
    digest = hashlib.sha256("\n".join(sorted(f"{item.what} {item.key}" for item in found)).encode()).hexdigest()
    told = tuple(dict.fromkeys(sorted(concerns, key=lambda concern: concern.is_hidden)))
    return Finding(told, digest, tuple(sorted(ask)))


def _open_links(actor: Actor, people: list[_Protected]) -> dict[int, str]:
    """Those of the links that the reader may see, each with who stands there in which role."""
    ids = [link for item in people for link, _, _ in item.links]
    rows = db.session().execute(
        policy.readable(actor, Link)
        .add_columns(Person, Record.ref)
        .join(Person, Person.record_id == Link.leaf_id)
        .join(Record, Record.id == Link.record_id)
        .where(Link.id.in_(ids))
    )
    roles = organisations.labels("case_role")["case_role"]
    return {link.id: f"{person.name} ({roles.get(link.role, link.role).lower()} on {ref})" for link, person, ref in rows}


def _may_read(actor: Actor, key: str) -> bool:
    kind, _, rest = key.partition(":")
    if kind == "person":
        return True
    if kind == "kept":
        return policy.knows(actor, int(rest.partition(":")[0]))
    model = _FACTS[kind]
    statement = policy.readable(actor, model).where(model.id == int(rest.partition(":")[0])).with_only_columns(model.id)
    return db.session().scalar(statement) is not None


def _sentence(item: Found, who: str) -> str:
    return f"It {SAID[item.what]} {who}: “{item.words[:80]}”."
