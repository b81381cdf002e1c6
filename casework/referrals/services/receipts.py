"""Passing on a concern without clearance: the words go to the safeguarding leads, and their author keeps a receipt.

The receipt is written first, with its author's own deed. The referral is made by the system as soon as that is kept; should it
fail, `receive_all` finds the receipt again. Nothing on the receipt leads to the referral.
"""

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.system import as_system, once_kept
from casework.organisations import queries as organisations
from casework.organisations.models import Organisation
from casework.referrals.models import Referral, ReferralOutcome, ReferralReceipt
from casework.referrals.queries import people
from casework.referrals.services import referring
from casework.referrals.services.parts import known, put
from casework.referrals.types import TOLD_LABELS, Concern, NewReferral, PersonFacts, Told
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import records
from casework.sharing.services.grants import Columns
from casework.sharing.types import Act, Kind, Section

NO_LEAD = (
    "There is no safeguarding lead in this partnership to receive it. "
    "Call 101, or 999 in immediate danger, and tell children's social care."
)
RECEIVING = "A concern that somebody without clearance passed on goes to the safeguarding leads, and to nobody else."
TELLING = "A referrer without clearance is told what a member of the referral chose to tell."


def pass_on(actor: Actor, concern: Concern) -> Record:
    """Pass a safeguarding concern to the partnership's safeguarding leads; its author keeps a receipt of their own words.

    Refuses when there is no lead to receive it: a concern must never lie unread.
    """
    partnership_id = concern.partnership_id or actor.partnership_ids[0]
    if partnership_id not in actor.partnership_ids:
        raise Refused("Choose one of your own partnerships.", field="partnership")
    known(actor, "venue_kind", concern.venue_kind, "venue_kind")
    if not people.leads(actor, partnership_id):
        raise Refused(NO_LEAD)
    now = clock.now()
    record = records.make_record(actor, Kind.RECEIPT, partnership_id=partnership_id, columns=Columns(sort_on=now))
    db.session().add(
        ReferralReceipt(
            record_id=record.id, partnership_id=partnership_id, made_by=actor.user_id, made_at=now, words=concern.words,
            venue_kind=concern.venue_kind, place=concern.place, people=concern.people, contact=concern.contact,
            signs=",".join(concern.signs), happened_at=concern.happened_at, has_immediate_danger=concern.has_immediate_danger,
            told=Told.WAITING, told_at=now,
        )
    )  # fmt: skip
    db.session().flush()
    receipt_id = record.id
    once_kept(lambda: _receive_one(receipt_id))
    return record


def receive_all(actor: Actor) -> int:
    """Make the referrals of receipts that wait for theirs, as the system; return how many. Running it again changes nothing."""
    waiting = db.session().scalars(
        select(ReferralReceipt.record_id)
        .outerjoin(Referral, Referral.receipt_id == ReferralReceipt.record_id)
        .where(Referral.record_id.is_(None))
        .order_by(ReferralReceipt.record_id)
    )
    found = list(waiting)
    for receipt_id in found:
        _receive(actor, receipt_id)
    return len(found)


def _receive_one(receipt_id: int) -> None:
    with as_system(RECEIVING) as actor:
        _receive(actor, receipt_id)


def _receive(actor: Actor, receipt_id: int) -> None:
    session = db.session()
    if session.scalar(select(Referral.record_id).where(Referral.receipt_id == receipt_id)) is not None:
        return
    receipt = session.get_one(ReferralReceipt, receipt_id)
    author, organisation = session.execute(
        select(AppUser, Organisation)
        .join(Organisation, Organisation.id == AppUser.organisation_id)
        .where(AppUser.id == receipt.made_by)
    ).one()
    lead = people.leads(actor, receipt.partnership_id)[0]
    owner = session.get_one(AppUser, lead.user_id).organisation_id
    labels = organisations.labels("warning_sign")["warning_sign"]
    given = NewReferral(
        verbatim=receipt.words,
        what_happened="",
        venue_kind=receipt.venue_kind,
        consent="NOT_ASKED",
        received_at=receipt.made_at,
        reporter=f"{author.name}, {organisation.name}",
        reporter_contact=receipt.contact or author.phone,
        has_immediate_danger=receipt.has_immediate_danger,
        place=receipt.place,
        happened_at=receipt.happened_at,
        signs=tuple(sign for sign in receipt.signs.split(",") if sign in labels),
        child=PersonFacts(description=receipt.people),
        partnership_id=receipt.partnership_id,
    )
    referring.receive(actor, given, receipt_id=receipt_id, owner_org_id=owner)
    receipt.told, receipt.told_at = Told.RECEIVED, clock.now()


def tell_referrer(actor: Actor, ref: str, *, told: str) -> None:
    """Tell the referrer how it went: one of a few plain sentences, on their receipt where they have one, and no more."""
    row, lens = policy.open_one(actor, Referral, ref, Act.RECORD_EDIT)
    if told not in TOLD_LABELS or told in (Told.WAITING, Told.RECEIVED):
        raise Refused("Choose what to tell the referrer.", field="told")
    outcome = put(
        actor, lens, ReferralOutcome, Section.STATUS, told=told, told_by=actor.user_id or 0, told_at=clock.now(),
        delivered_at=None if row.receipt_id else clock.now(),
    )  # fmt: skip
    db.session().flush()
    if row.receipt_id:
        outcome_id = outcome.id
        once_kept(lambda: _deliver_one(outcome_id))


def _deliver_one(outcome_id: int) -> None:
    with as_system(TELLING) as actor:
        _deliver(actor, outcome_id)


def _deliver(actor: Actor, outcome_id: int) -> None:
    session = db.session()
    outcome = session.get_one(ReferralOutcome, outcome_id)
    receipt_id = session.scalar(select(Referral.receipt_id).where(Referral.record_id == outcome.record_id))
    receipt = session.get(ReferralReceipt, receipt_id) if receipt_id else None
    if receipt is not None and outcome.delivered_at is None:
        receipt.told, receipt.told_at = outcome.told, outcome.told_at
        outcome.delivered_at = clock.now()


def deliver_all(actor: Actor) -> int:
    """Show on receipts, as the system, what referrers were told and do not see yet; return how many."""
    found = list(db.session().scalars(select(ReferralOutcome.id).where(ReferralOutcome.delivered_at.is_(None))))
    for outcome_id in sorted(found):
        _deliver(actor, outcome_id)
    return len(found)
