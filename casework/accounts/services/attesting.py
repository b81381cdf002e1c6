"""Attesting: each quarter an agency lead says that every account is right; who owes it is warned, then stopped."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from casework.accounts.models import AppUser, Notification
from casework.accounts.models.factors import AccountRule, Attestation
from casework.accounts.quarters import due_on, is_owed, is_stopped, label, quarter_of, read_only_from
from casework.accounts.queries import factors as reads
from casework.accounts.services import notices
from casework.accounts.types import ATTEST_RULE, FACTOR_RULE, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, Refused
from casework.organisations.models import Organisation

REASON = "agency leads are reminded to attest their users"
AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Duty:
    """How an organisation stands with its attestation."""

    is_on: bool  # the installation asks for it
    is_owed: bool
    is_stopped: bool
    quarter: int
    label: str
    due_on: date
    read_only_from: date
    last: str  # the quarter attested last, in words; empty when none was


def duty(actor: Actor) -> Duty:
    """Return how the actor's own organisation stands."""
    return _duty(actor.organisation_id or 0, ATTEST_RULE in reads.rules())


def attest(actor: Actor, *, people: int) -> None:
    """Say that every account of one's own organisation is right, for this quarter: the agency lead's, once a quarter.

    `people` is how many accounts the page showed: one more or less since, and it is shown again.
    """
    if not actor.has_role(Role.AGENCY_LEAD):
        raise NotAllowed()
    organisation_id, quarter = actor.organisation_id or 0, quarter_of(_today())
    held = select(Attestation.id).where(Attestation.organisation_id == organisation_id, Attestation.quarter == quarter)
    if db.session().scalar(held) is not None:
        raise Refused(f"{label(quarter)} is attested already.")
    if accounts(organisation_id) != people:
        raise Refused("An account was added or ended meanwhile. Look through the list again.")
    db.session().add(
        Attestation(
            organisation_id=organisation_id, quarter=quarter, by_user_id=actor.user_id or 0, people=people, at=clock.wall()
        )
    )
    audit.record(actor, Deed.ACCOUNTS_ATTESTED, count=people, detail={"quarter": label(quarter)})


def accounts(organisation_id: int) -> int:
    """Return how many accounts of an organisation can sign in, or will once their invitation is used."""
    counted = select(func.count(AppUser.id)).where(AppUser.organisation_id == organisation_id, AppUser.suspended_at.is_(None))
    return db.session().scalar(counted) or 0


def remind(actor: Actor) -> int:
    """Tell the leads of organisations that owe an attestation, once a week each; return how many organisations owe it."""
    if ATTEST_RULE not in reads.rules():
        return 0
    owing = 0
    for organisation_id in db.session().scalars(select(Organisation.id).order_by(Organisation.id)).all():
        leads, found = notices.holders(organisation_id, Role.AGENCY_LEAD), _duty(organisation_id, True)
        if not leads or not found.is_owed:
            continue
        owing += 1
        since = clock.wall() - AGAIN
        told = set(
            db.session().scalars(
                select(Notification.user_id).where(
                    Notification.user_id.in_(leads), Notification.kind == "attest", Notification.made_at > since
                )
            )
        )
        notices.tell(leads - told, "attest", _sentence(found))
    return owing


def set_rule(actor: Actor, name: str, *, is_on: bool) -> None:
    """Switch a rule about accounts on or off for the whole installation: the platform administrator's."""
    if not actor.has_role(Role.PLATFORM_ADMINISTRATOR):
        raise NotAllowed()
    if name != ATTEST_RULE and name.removeprefix(FACTOR_RULE) not in set(Role):
        raise Refused("Choose a rule from the list.")
    row = db.session().scalar(select(AccountRule).where(AccountRule.name == name))
    if is_on == (row is not None):
        return
    if row is None:
        db.session().add(AccountRule(name=name, set_by=actor.user_id, set_at=clock.wall()))
    else:
        db.session().delete(row)
    audit.record(actor, Deed.ACCOUNT_CHANGED, detail={"rule": name, "on": is_on})


def _duty(organisation_id: int, is_on: bool) -> Duty:
    last, today = reads.last_attested(organisation_id), _today()
    own = db.session().scalar(select(func.max(Attestation.quarter)).where(Attestation.organisation_id == organisation_id))
    return Duty(
        is_on=is_on, is_owed=is_on and is_owed(last, today), is_stopped=is_on and is_stopped(last, today),
        quarter=quarter_of(today), label=label(quarter_of(today)), due_on=due_on(last), read_only_from=read_only_from(last),
        last=label(own) if own else "",
    )  # fmt: skip


def _sentence(found: Duty) -> str:
    if found.is_stopped:
        return "Your organisation is read-only until its users are attested."
    if _today() > found.due_on:
        day = f"{found.read_only_from:%-d %B %Y}"
        return f"The attestation of your users is overdue. From {day} your organisation is read-only until it is made."
    return f"Attest the users of your organisation for {found.label}, until {found.due_on:%-d %B %Y}."


def _today() -> date:
    return clock.local_day(clock.wall())
