"""How an actor stands to a record, told by the grants they hold on it."""

from datetime import datetime

from casework.kernel.actor import Actor
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import LEAVES, Relation, Section, Source

_STRENGTH = list(Relation)
_TO_ADD_TO = Section.NOTES | Section.DOCUMENTS | Section.TASKS


def relation_of(actor: Actor, record: Record, grants: list[AccessGrant]) -> Relation:
    """Return the strongest relation that these grants give."""
    if record.kind in LEAVES:
        return Relation.OWNER if record.owner_org_id == actor.organisation_id and not record.compartment else _leaf(grants)
    relations = [_of_grant(grant) for grant in grants]
    return min(relations, key=_STRENGTH.index, default=Relation.RECEIPT)


def _leaf(grants: list[AccessGrant]) -> Relation:
    member = any(grant.source in (Source.MEMBER, Source.STEWARD) for grant in grants)
    return Relation.MEMBER if member else Relation.LEAF


def _of_grant(grant: AccessGrant) -> Relation:
    if grant.source == Source.OWNER:
        return Relation.OWNER
    if grant.source == Source.MEMBER:
        return Relation.MEMBER
    if grant.source == Source.RECEIPT:
        return Relation.RECEIPT
    if grant.source == Source.ASKED:
        return Relation.ASKED
    if grant.source == Source.EMERGENCY:
        return Relation.EMERGENCY
    return Relation.PARTNER_FULL if grant.opens & _TO_ADD_TO else Relation.PARTNER_SUMMARY


def notes_from(grants: list[AccessGrant]) -> datetime | None:
    """Return the day from which notes are open, or None where some grant opens those of every date, or none opens any."""
    starts = [grant.notes_from for grant in grants if grant.opens & Section.NOTES]
    limits = [start for start in starts if start is not None]
    return min(limits) if limits and len(limits) == len(starts) else None
