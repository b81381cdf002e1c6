"""Which information sharing agreements are in force between live members of a partnership: without one nothing is shared."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from casework.kernel.db import db
from casework.organisations.models import Agreement, AgreementParty, PartnershipMember


def in_force(granters: Collection[int], partnership_id: int, on: date) -> set[tuple[int, int, int]]:
    """Return (granter, receiver, agreement) for each agreement in force on a day between these granters and other members."""
    mine, theirs = aliased(AgreementParty), aliased(AgreementParty)
    statement = select(mine.organisation_id, theirs.organisation_id, Agreement.id).where(
        Agreement.partnership_id == partnership_id,
        Agreement.signed_on <= on,
        Agreement.from_on <= on,
        or_(Agreement.until_on.is_(None), Agreement.until_on >= on),
        mine.organisation_id.in_(granters),
        theirs.organisation_id != mine.organisation_id,
    )
    for party in (mine, theirs):
        member = aliased(PartnershipMember)
        statement = statement.join(party, party.agreement_id == Agreement.id).where(
            party.signed_on <= on, or_(party.until_on.is_(None), party.until_on >= on)
        )
        statement = statement.join(member, member.organisation_id == party.organisation_id).where(
            member.partnership_id == partnership_id, member.from_on <= on, or_(member.until_on.is_(None), member.until_on >= on)
        )
    return {(row[0], row[1], row[2]) for row in db.session().execute(statement)}


def between(one: int, other: int, partnership_id: int, on: date) -> int | None:
    """Return the agreement in force between two live members of a partnership on a day, or None."""
    held = [agreement for _, receiver, agreement in in_force([one], partnership_id, on) if receiver == other]
    return min(held, default=None)


def principals_in_force(principals: Collection[str], partnership_id: int, on: date) -> set[str]:
    """Return those of these share principals (p<granter>.<receiver>.<agreement>) whose agreement is in force on a day."""
    granters = {int(principal[1:].split(".")[0]) for principal in principals}
    held = in_force(granters, partnership_id, on) if granters else set()
    return set(principals) & {f"p{one}.{other}.{agreement}" for one, other, agreement in held}


def last_day(agreement_id: int) -> date | None:
    """Return the last day of an agreement, or None where it has no end."""
    return db.session().scalar(select(Agreement.until_on).where(Agreement.id == agreement_id))
