"""Facts about a person: any agency that may know of them adds its own, and only the one that said a thing corrects it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.index import services as index
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations.models import CodeItem
from casework.people.models import (
    FACTS,
    Alias,
    ContactPoint,
    Demographics,
    Fact,
    Person,
    PersonAddress,
    Relationship,
    SafetyMarker,
    Vulnerability,
)
from casework.people.types import NewAddress
from casework.places import postcodes
from casework.places.models import Place
from casework.sharing import policy
from casework.sharing.models import Audience
from casework.sharing.services import shares
from casework.sharing.types import Act, Lens, Section

OWN = "Own organisation"
REVIEW_DAYS = 180
F = TypeVar("F", bound=Fact)


def add_alias(actor: Actor, ref: str, name: str, *, to_orgs: Sequence[int] = ()) -> Alias:
    """Add another name a person goes by."""
    said = _text(name, "name", "Enter the other name.")
    row = _add(actor, ref, Alias, to_orgs, name=said)
    source = f"alias:{row.id}"
    index.write_keys(actor, row.record_id, said=(said,), section=Section.FACTS, source=source, audience_id=row.audience_id)
    index.write(actor, row.record_id, text=said, section=Section.FACTS, source=source, audience_id=row.audience_id)
    return row


def add_address(actor: Actor, ref: str, new: NewAddress, *, to_orgs: Sequence[int] = ()) -> PersonAddress:
    """Add where a person lives or stays; the place must be one the actor may see."""
    place_id = None
    if new.place_ref:
        place_id = policy.open_one(actor, Place, new.place_ref)[1].record_id
    address = " ".join(new.address.split())[:200]
    if place_id is None and not address:
        raise Refused("Enter the address.", field="address")
    postcode = postcodes.checked(new.postcode) if new.postcode.strip() else ""
    _in_order(new.from_on, new.until_on)
    row = _add(
        actor, ref, PersonAddress, to_orgs, place_id=place_id, address=address, postcode=postcode, tenure=new.tenure,
        tenancy_reference=new.tenancy_reference[:40], household=new.household[:200], from_on=new.from_on, until_on=new.until_on,
    )  # fmt: skip
    source = f"address:{row.id}"
    codes = tuple(code for code in (postcode, row.tenancy_reference) if code)
    index.write_keys(actor, row.record_id, codes=codes, section=Section.FACTS, source=source, audience_id=row.audience_id)
    index.write(actor, row.record_id, text=address, section=Section.FACTS, source=source, audience_id=row.audience_id)
    return row


def add_contact(
    actor: Actor, ref: str, kind: str, value: str, *, safe: str = "YES", warning: str = "", to_orgs: Sequence[int] = ()
) -> ContactPoint:
    """Add a way to reach a person, and whether it is safe to use."""
    said = _text(value, "value", "Enter the number, address or person.")
    if safe == "ONLY_AT" and not warning.strip():
        raise Refused("Enter when or where it is safe.", field="warning")
    row = _add(actor, ref, ContactPoint, to_orgs, kind=kind, value=said, safe=safe, warning=warning.strip()[:200])
    index.write_keys(
        actor, row.record_id, codes=(said,), section=Section.FACTS, source=f"contact:{row.id}", audience_id=row.audience_id
    )
    return row


def add_vulnerability(
    actor: Actor, ref: str, code: str, detail: str = "", *, from_on: date | None = None, to_orgs: Sequence[int] = ()
) -> Vulnerability:
    """Add something that makes a person more easily harmed."""
    return _add(actor, ref, Vulnerability, to_orgs, code=code, detail=detail.strip()[:2000], from_on=from_on)


def add_marker(
    actor: Actor, ref: str, code: str, detail: str = "", *, review_on: date | None = None, only_orgs: Sequence[int] = ()
) -> SafetyMarker:
    """Add a warning for whoever visits; everyone who may know of the person sees it unless organisations are chosen."""
    person, lens = policy.open_one(actor, Person, ref, Act.FACT_ADD)
    review = review_on or clock.today() + timedelta(days=_review_days(code))
    if review <= clock.today():
        raise Refused("The review must be in the future.", field="review_on")
    row = SafetyMarker(
        **_worn(actor, lens), section=int(Section.SAFETY), code=code, detail=detail.strip()[:200], review_on=review,
        audience_id=shares.audience(actor, list(only_orgs), "Chosen organisations") if only_orgs else None,
        from_on=clock.today(),
    )  # fmt: skip
    return _store(actor, lens, row, "marker")


def review_marker(actor: Actor, ref: str, marker_id: int, *, review_on: date) -> SafetyMarker:
    """Keep a marker that was looked at again until a new review."""
    row, lens = _own(actor, ref, SafetyMarker, marker_id)
    if review_on <= clock.today():
        raise Refused("The review must be in the future.", field="review_on")
    row.review_on = review_on
    db.session().flush()
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=lens.kind, detail={"reviewed": "marker"})
    return row


def add_demographics(actor: Actor, ref: str, *, to_orgs: Sequence[int] = (), **said: Any) -> Demographics:
    """Write down what a person says of themselves, as told to one's own organisation; a second telling ends the first."""
    _, lens = policy.open_one(actor, Person, ref, Act.FACT_ADD)
    earlier = db.session().scalars(
        policy.readable(actor, Demographics).where(
            Demographics.record_id == lens.record_id,
            Demographics.author_org_id == actor.organisation_id,
            Demographics.ended_at.is_(None),
        )
    )
    for row in earlier:
        row.ended_at, row.ended_reason = clock.now(), "told again"
    return _add(actor, ref, Demographics, to_orgs, **said)


def add_relationship(actor: Actor, ref: str, other_ref: str, code: str, *, to_orgs: Sequence[int] = ()) -> Relationship:
    """Write down how a person stands to another; both must be visible. What is restricted belongs to the compartment only."""
    restricted = db.session().scalar(select(CodeItem.attributes).where(CodeItem.listing == "relationship", CodeItem.code == code))
    other, other_lens = policy.open_one(actor, Person, other_ref)
    _, lens = policy.open_one(actor, Person, ref, Act.FACT_ADD)
    if (restricted or {}).get("restricted") and not (lens.compartment and other_lens.compartment):
        raise Refused("That is written in a safeguarding referral, not on a person.", field="code")
    if other.record_id == lens.record_id:
        raise Refused("Choose another person.", field="other")
    return _add(actor, ref, Relationship, to_orgs, other_id=other.record_id, code=code)


def end_fact(actor: Actor, ref: str, kind: str, fact_id: int, *, reason: str = "") -> None:
    """End a fact that is no longer so, or never was; only the organisation that said it may."""
    model = FACTS.get(kind)
    if model is None:
        raise NotFound("fact")
    row, lens = _own(actor, ref, model, fact_id)
    row.ended_at, row.ended_reason = clock.now(), reason.strip()[:200]
    if row.until_on is None:
        row.until_on = clock.today()
    db.session().flush()
    index.forget(actor, lens.record_id, source=f"{kind}:{fact_id}")
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=lens.kind, detail={"ended": kind})


def own_audience(actor: Actor) -> int:
    """Return the audience that holds one's own organisation alone."""
    held = db.session().scalar(
        select(Audience.id).where(Audience.made_by_org == (actor.organisation_id or 0), Audience.label == OWN).limit(1)
    )
    return held if held is not None else shares.audience(actor, [], OWN)


def _add(actor: Actor, ref: str, model: type[F], to_orgs: Sequence[int], **values: Any) -> F:
    _, lens = policy.open_one(actor, Person, ref, Act.FACT_ADD)
    audience_id = shares.audience(actor, list(to_orgs), "Chosen organisations") if to_orgs else own_audience(actor)
    row = model(**_worn(actor, lens), section=int(Section.FACTS), audience_id=audience_id, **values)
    return _store(actor, lens, row, model.__tablename__)


def _worn(actor: Actor, lens: Lens) -> dict[str, Any]:
    author = actor.organisation_id or lens.owner_org_id
    return {"record_id": lens.record_id, "author_org_id": author, "added_by": actor.user_id, "added_at": clock.now()}


def _store(actor: Actor, lens: Lens, row: F, what: str) -> F:
    db.session().add(row)
    db.session().flush()
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=lens.kind, detail={"added": what})
    return row


def _own(actor: Actor, ref: str, model: type[F], fact_id: int) -> tuple[F, Lens]:
    _, lens = policy.open_one(actor, Person, ref, Act.FACT_ADD)
    row = db.session().scalar(
        policy.readable(actor, model).where(model.id == fact_id, model.record_id == lens.record_id, model.ended_at.is_(None))
    )
    if row is None:
        raise NotFound("fact")
    if row.author_org_id != actor.organisation_id and not actor.is_system:
        raise Refused("Only the organisation that added this can change it. Add your own, or ask them.")
    return row, lens


def _review_days(code: str) -> int:
    attributes = db.session().scalar(
        select(CodeItem.attributes).where(CodeItem.listing == "safety_marker", CodeItem.code == code)
    )
    if attributes is None:
        raise Refused("Choose a kind of warning.", field="code")
    return int(attributes.get("review_days", REVIEW_DAYS))


def _text(value: str, field: str, missing: str) -> str:
    said = " ".join(value.split())
    if not said:
        raise Refused(missing, field=field)
    if len(said) > 200:
        raise Refused("This must be 200 characters or fewer.", field=field)
    return said


def _in_order(from_on: date | None, until_on: date | None) -> None:
    if from_on and until_on and until_on < from_on:
        raise Refused("The end must not be before the start.", field="until_on")
