"""Shares that are about to end: whoever granted one is warned some days before, once for each end it has."""

from datetime import date, timedelta

from casework.accounts.models import AppUser
from casework.accounts.services import notices
from casework.accounts.types import Role
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record, Share
from casework.sharing.types import KIND_WORDS, Kind
from casework.sharing.types.sight import Ending

WARN_DAYS = 7
SOON_DAYS = 14
SHOWN = 8
AT_ONCE = 500


def warn(actor: Actor, on: date) -> int:
    """Tell the granter of each share that ends within seven days of a day; return how many. Run again, it tells nobody twice.

    Where the granter cannot sign in any more, the managers of their organisation are told. It reads every share, so it is a
    deed of the system alone.
    """
    if not actor.is_system:
        raise NotAllowed()
    session = db.session()
    first, last = clock.start_of_day(on), clock.end_of_day(on + timedelta(days=WARN_DAYS))
    rows = session.execute(
        policy.readable(actor, Share)
        .add_columns(Record.kind, Organisation.name, AppUser.suspended_at)
        .join(Record, Record.id == Share.record_id)
        .join(Organisation, Organisation.id == Share.to_org_id)
        .join(AppUser, AppUser.id == Share.granted_by)
        .where(
            Share.until_at > first,
            Share.until_at <= last,
            Share.recalled_at.is_(None),
            Share.warned_for.is_distinct_from(Share.until_at),
        )
        .order_by(Share.id)
        .limit(AT_ONCE)
    ).all()
    for share, kind, name, suspended_at in rows:
        told = {share.granted_by} if suspended_at is None else notices.holders(share.author_org_id, Role.MANAGER)
        day = clock.day_before(share.until_at)
        sentence = (
            f"Your share of a {KIND_WORDS[Kind(kind)]} with {name} ends on {day:%-d %B %Y}. Extend it if they still need it."
        )
        notices.tell(told, "share_ending", sentence, record_id=share.record_id)
        share.warned_for = share.until_at
    session.flush()
    return len(rows)


def ending_soon(actor: Actor) -> list[Ending]:
    """Return the shares of the actor, or for a manager of their organisation, that end within two weeks, the next first."""
    now = clock.now()
    statement = (
        policy.readable(actor, Share)
        .add_columns(Record.ref, Record.kind, Organisation.name)
        .join(Record, Record.id == Share.record_id)
        .join(Organisation, Organisation.id == Share.to_org_id)
        .where(
            Share.until_at > now,
            Share.until_at <= now + timedelta(days=SOON_DAYS),
            Share.author_org_id == actor.organisation_id,
            Share.recalled_at.is_(None),
        )
        .order_by(Share.until_at, Share.id)
        .limit(SHOWN)
    )
    if not actor.has_role(Role.MANAGER):
        statement = statement.where(Share.granted_by == actor.user_id)
    rows = db.session().execute(statement)
    return [Ending(share.id, ref, Kind(kind), name, share.until_at) for share, ref, kind, name in rows]
