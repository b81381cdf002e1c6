"""The smallest valid referral and concern, made by a persona."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.referrals.services import receipts, referring
from casework.referrals.types import Concern, NewReferral, PersonFacts
from casework.sharing.models import Record

WORDS = "Zanzibar Quillfeather said a man of forty took her to room 214"
CHILD = "Zanzibar Quillfeather"


def given(**more: Any) -> NewReferral:
    """A filled form."""
    basis = NewReferral(
        verbatim=WORDS,
        what_happened="Night porter saw a child with two adults.",
        venue_kind="HOTEL",
        consent="NOT_ASKED",
        received_at=clock.now() - timedelta(minutes=5),
        venue_name="The Marmalade Inn",
        place="Marmalade Street",
        signs=("H_CASH", "H_VISITORS"),
        child=PersonFacts(name=CHILD, born="about 14"),
        adult=PersonFacts(description="tall, grey coat"),
    )
    return replace(basis, **more)


def refer(actor: Actor, **more: Any) -> Record:
    """A referral."""
    return referring.make_referral(actor, given(**more))


def pass_on(actor: Actor, **more: Any) -> Record:
    """A concern passed on without clearance."""
    concern = Concern(words=WORDS, venue_kind="HOTEL", place="Marmalade Street", people=CHILD, signs=("H_CASH",))
    return receipts.pass_on(actor, replace(concern, **more))


def user_id(username: str) -> int:
    """The id of a persona."""
    return db.session().scalars(select(AppUser.id).where(AppUser.username == username)).one()


def at(day: str, hour: int = 9) -> datetime:
    """A moment on a day in London."""
    return datetime.fromisoformat(f"{day}T{hour:02d}:00").replace(tzinfo=clock.LONDON)
