"""Putting rows on a referral: each goes through here, so that none lacks its section or its author."""

from typing import Any, TypeVar

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import Base, db
from casework.kernel.errors import Refused
from casework.organisations import queries as organisations
from casework.referrals import language
from casework.referrals.models import LanguageChoice, ReferralStateChange
from casework.referrals.types import State
from casework.sharing.models import Record
from casework.sharing.types import Lens, Section

P = TypeVar("P", bound=Base)


def put(actor: Actor, on: Lens | Record, model: type[P], section: Section, /, **values: Any) -> P:
    """Put one part on a referral that was opened, or made, for it."""
    record_id = on.id if isinstance(on, Record) else on.record_id
    row = model(record_id=record_id, section=int(section), author_org_id=actor.organisation_id or on.owner_org_id, **values)
    db.session().add(row)
    return row


def keep_wording(actor: Actor, on: Lens | Record, **texts: str) -> list[str]:
    """Write down the wording that was pointed out and kept, by the name of its place; return better wordings to offer.

    Nothing is refused and no word is changed. What somebody said is never looked at: only what the writer says of it.
    """
    offered = []
    for place, text in texts.items():
        for hint in language.hints(text):
            put(
                actor, on, LanguageChoice, Section.NARRATIVE, place=place, phrase=hint.phrase.code, found=hint.found,
                by_user=actor.user_id or 0, at=clock.now(),
            )  # fmt: skip
            offered.append(f"{hint.found}: {'; '.join(hint.phrase.instead)}")
    return offered


def step(actor: Actor, on: Lens | Record, state: State, *, reason: str = "", detail: str = "", day: Any = None) -> None:
    """Write a step on the pathway."""
    put(
        actor, on, ReferralStateChange, Section.STATUS, state=state, on=day or clock.today(), at=clock.now(),
        by_user=actor.user_id, reason=reason, detail=detail,
    )  # fmt: skip


def known(actor: Actor, listing: str, code: str, field: str) -> str:
    """Return a code that is in use; refuses another beside its field."""
    if code not in organisations.choices(listing):
        raise Refused("Choose one from the list.", field=field)
    return code
