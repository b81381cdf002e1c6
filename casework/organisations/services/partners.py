"""Partnerships, organisations, membership and agreements. They decide who may be shared with, so every change is written down."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused
from casework.organisations.models import Agreement, AgreementParty, Organisation, Partnership, PartnershipMember
from casework.organisations.services.codes import only_administrators


def save_partnership(
    actor: Actor, partnership_id: int, *, name: str, short_name: str, colour: str, contact: str, seen: int | None
) -> None:
    """Change a partnership's name, short name, colour and contact; pages of its organisations follow at the next request."""
    only_administrators(actor)
    row = _get(Partnership, partnership_id)
    versions.expect(row, seen)
    row.name, row.short_name, row.colour, row.contact = name, short_name, colour, contact
    _write_down(actor, "partnership", row.id, {"name": name, "colour": colour})


def partnership(actor: Actor, partnership_id: int) -> Partnership:
    """Return one partnership, to be changed."""
    row: Partnership = _get(Partnership, partnership_id)
    return row


def add_organisation(actor: Actor, *, code: str, name: str, kind: str) -> Organisation:
    """Add an organisation. It sees nothing until it is a member, an agreement binds it, and something is shared with it."""
    only_administrators(actor)
    code = code.strip().upper()
    if db.session().scalar(select(Organisation.id).where(Organisation.code == code)):
        raise Refused("Another organisation has this short code.", field="code")
    _check_name(name)
    row = Organisation(code=code, name=name, kind=kind)
    db.session().add(row)
    db.session().flush()
    _write_down(actor, "organisation", row.id, {"name": name, "added": True})
    return row


def save_organisation(
    actor: Actor, organisation_id: int, *, name: str, address: str, phone: str, email: str, read_only: bool, seen: int | None
) -> None:
    """Change an organisation's details. Read-only: it may open and answer requests, not make, share or download."""
    only_administrators(actor)
    row = _get(Organisation, organisation_id)
    versions.expect(row, seen)
    if name != row.name:
        _check_name(name)
    row.name, row.address, row.phone, row.email, row.read_only = name, address, phone, email, read_only
    _write_down(actor, "organisation", row.id, {"name": name, "read_only": read_only})


def join(actor: Actor, organisation_id: int, *, partnership_id: int, standing: str, from_on: date) -> None:
    """Make an organisation a member of a partnership from a day on."""
    only_administrators(actor)
    _get(Organisation, organisation_id)
    _get(Partnership, partnership_id)
    live = select(PartnershipMember.id).where(
        PartnershipMember.organisation_id == organisation_id,
        PartnershipMember.partnership_id == partnership_id,
        or_(PartnershipMember.until_on.is_(None), PartnershipMember.until_on >= from_on),
    )
    if db.session().scalar(live):
        raise Refused("It is a member of that partnership already.", field="partnership")
    row = PartnershipMember(organisation_id=organisation_id, partnership_id=partnership_id, standing=standing, from_on=from_on)
    db.session().add(row)
    _write_down(actor, "membership", organisation_id, {"partnership": partnership_id, "from": from_on.isoformat()})


def leave(actor: Actor, membership_id: int, *, until_on: date) -> None:
    """End a membership on a day; shares under its agreements stop opening anything after it, by themselves.

    The caller has made sure that the organisation owns nothing open there.
    """
    only_administrators(actor)
    row = _get(PartnershipMember, membership_id)
    if until_on < row.from_on:
        raise Refused("The last day must be on or after the first day.", field="until_on")
    row.until_on = until_on
    _write_down(actor, "membership", row.organisation_id, {"partnership": row.partnership_id, "until": until_on.isoformat()})


def add_agreement(
    actor: Actor, *, partnership_id: int, title: str, purpose: str, from_on: date, until_on: date | None
) -> Agreement:
    """Write down an information sharing agreement; it opens nothing until it is signed, by two parties at least."""
    only_administrators(actor)
    _get(Partnership, partnership_id)
    _in_order(from_on, until_on)
    row = Agreement(partnership_id=partnership_id, title=title, purpose=purpose, from_on=from_on, until_on=until_on)
    db.session().add(row)
    db.session().flush()
    _write_down(actor, "agreement", row.id, {"added": True, "partnership": partnership_id})
    return row


def save_agreement(
    actor: Actor, agreement_id: int, *, title: str, signed_on: date | None, from_on: date, until_on: date | None,
    review_on: date | None, seen: int | None,
) -> None:  # fmt: skip
    """Change an agreement's title and dates; access under it follows at the next request."""
    only_administrators(actor)
    row = _get(Agreement, agreement_id)
    versions.expect(row, seen)
    _in_order(from_on, until_on)
    row.title, row.signed_on, row.from_on, row.until_on, row.review_on = title, signed_on, from_on, until_on, review_on
    _write_down(actor, "agreement", row.id, {"signed": str(signed_on or ""), "from": str(from_on), "until": str(until_on or "")})


def sign(actor: Actor, agreement_id: int, *, organisation_id: int, signed_on: date) -> None:
    """Write down that an organisation signed an agreement."""
    only_administrators(actor)
    _get(Agreement, agreement_id)
    _get(Organisation, organisation_id)
    party = db.session().scalar(
        select(AgreementParty).where(
            AgreementParty.agreement_id == agreement_id, AgreementParty.organisation_id == organisation_id
        )
    )
    if party is not None and party.until_on is None:
        raise Refused("It is a party already.", field="organisation")
    if party is None:
        party = AgreementParty(agreement_id=agreement_id, organisation_id=organisation_id)
        db.session().add(party)
    party.signed_on, party.until_on = signed_on, None
    _write_down(actor, "agreement", agreement_id, {"party": organisation_id, "signed": signed_on.isoformat()})


def withdraw(actor: Actor, party_id: int) -> int:
    """End an organisation's part in an agreement today; return the agreement's id."""
    only_administrators(actor)
    party = _get(AgreementParty, party_id)
    party.until_on = clock.today()
    _write_down(actor, "agreement", party.agreement_id, {"party": party.organisation_id, "until": str(party.until_on)})
    return int(party.agreement_id)


def _get(model: Any, row_id: int) -> Any:
    row = db.session().get(model, row_id)
    if row is None:
        raise NotFound(model.__name__)
    return row


def _check_name(name: str) -> None:
    if db.session().scalar(select(Organisation.id).where(Organisation.name == name)):
        raise Refused("Another organisation has this name.", field="name")


def _in_order(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on < from_on:
        raise Refused("The last day must be on or after the first day.", field="until_on")


def _write_down(actor: Actor, what: str, row_id: int, detail: dict[str, Any]) -> None:
    audit.record(actor, Deed.ORGANISATION_CHANGED, detail={"what": what, "id": row_id, **detail})
