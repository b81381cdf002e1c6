"""What a share is to be, what it would open, and what is refused before anything is shared."""

from dataclasses import dataclass
from datetime import date, datetime

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing import agreements
from casework.sharing.models import Share
from casework.sharing.types import CHOOSABLE, FULL_LEVEL, LEVEL_SECTIONS, NOTHING, SUMMARY_LEVEL, Lens, Level, Section

NO_AGREEMENT = "There is no information sharing agreement in force with that organisation, so nothing can be shared with it."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a share is to be: to whom, how much, why, on what basis, and for how long."""

    to_org_id: int
    level: Level
    purpose: str
    lawful_basis: str
    gateway: str
    reason: str
    until_on: date
    notes_from: date | None = None
    from_on: date | None = None
    sections: Section = NOTHING  # those ticked, where they are chosen one by one


def opened_by(lens: Lens, level: Level, sections: Section = NOTHING) -> Section:
    """Return what a share of an opened record opens: never more than the granter has, and never restricted material.

    Refuses chosen sections that are none of those that may be ticked, or not open to the granter.
    """
    if level is not Level.CHOSEN:
        return LEVEL_SECTIONS[level] & lens.opens
    offered = may_tick(lens)
    if sections & ~offered:
        raise Refused("Choose only sections that you may share.", field="sections")
    if not sections:
        raise Refused("Tick at least one section, or share a summary.", field="sections")
    people = Section.SAFETY | Section.FACTS if sections & Section.ROLES else NOTHING
    return (SUMMARY_LEVEL | sections | people) & lens.opens & FULL_LEVEL


def same(share: Share) -> Terms:
    """Return the terms that a share stands on, to make it again, from its first day where that is to come."""
    return Terms(
        to_org_id=share.to_org_id,
        level=Level(share.level),
        purpose=share.purpose,
        lawful_basis=share.lawful_basis,
        gateway=share.gateway,
        reason=share.reason,
        until_on=clock.day_before(share.until_at),
        notes_from=clock.local_day(share.notes_from) if share.notes_from else None,
        from_on=clock.local_day(share.from_at) if share.from_at > clock.now() else None,
        sections=Section(share.opens) & _all_choosable() if share.level == Level.CHOSEN else NOTHING,
    )


def _all_choosable() -> Section:
    offered = NOTHING
    for section in CHOOSABLE:
        offered |= section
    return offered


def may_tick(lens: Lens) -> Section:
    """Return the sections of an opened record that its granter may choose one by one."""
    return _all_choosable() & lens.opens


def begins(terms: Terms) -> datetime:
    """Return from when the share opens the record: now, or the first instant of its first day."""
    now: datetime = db.session().moment()
    return now if terms.from_on is None else max(now, clock.start_of_day(terms.from_on))


def notes_day(day: date | None) -> datetime | None:
    """Return the first instant of the notes that a share opens, or None for those of every date."""
    return None if day is None else clock.start_of_day(day)


def agreement_for(actor: Actor, lens: Lens, terms: Terms) -> int:
    """Return the agreement that these terms would stand under, in force now and on the first day; refuses where there is none.

    It also refuses a record in the compartment, its owner as receiver, and days that are not in order.
    """
    if lens.compartment:
        raise Refused("This record is shared with named, cleared people only.")
    if terms.to_org_id == lens.owner_org_id:
        raise Refused("That organisation already owns this record.", field="to_org_id")
    if clock.end_of_day(terms.until_on) <= clock.now():
        raise Refused("The share must end in the future.", field="until_on")
    if terms.from_on is not None and terms.from_on > terms.until_on:
        raise Refused("The share must begin before it ends.", field="from_on")
    granter = actor.organisation_id or lens.owner_org_id
    first = max(clock.today(), terms.from_on or clock.today())
    now = agreements.in_force([granter], lens.partnership_id, clock.today())
    then = now if terms.from_on is None else agreements.in_force([granter], lens.partnership_id, first)
    held = {agreement for _, receiver, agreement in now & then if receiver == terms.to_org_id}
    if not held:
        raise Refused(NO_AGREEMENT, field="to_org_id")
    return min(held)
