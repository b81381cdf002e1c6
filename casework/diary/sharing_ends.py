"""The days on which shares of one's own end, and those that one's organisation was given."""

from sqlalchemy import ColumnElement, or_

from casework.diary import sources
from casework.diary.types import Asked, Line, Scope, Source
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record, Share

WHY = "Set when it was shared"


def shares_ending(actor: Actor, asked: Asked) -> list[Line]:
    """Return the shares in force that end: those one granted, and for the organisation those it gave or was given."""
    statement = (
        policy.readable(actor, Share)
        .add_columns(Record.ref, Record.kind, Record.compartment, Organisation.name)
        .join(Record, Record.id == Share.record_id)
        .join(Organisation, Organisation.id == Share.to_org_id)
        .where(Share.recalled_at.is_(None), Share.until_at > clock.now(), _whose(actor, asked))
    )
    rows = db.session().execute(sources.by_instant(statement, Share.until_at, Share.id, asked))
    return [
        Line(
            *sources.place_of(share.until_at), share.id, "Share ends", f"Shared with {name}", WHY, kind, ref, share.record_id,
            is_private=bool(compartment),
        )
        for share, ref, kind, compartment, name in rows
    ]  # fmt: skip


def _whose(actor: Actor, asked: Asked) -> ColumnElement[bool]:
    if asked.scope is Scope.ORGANISATION:
        return or_(Share.author_org_id == actor.organisation_id, Share.to_org_id == actor.organisation_id)
    return sources.whose(actor, asked, user=Share.granted_by, org=Share.author_org_id, partnership=Record.partnership_id)


def install() -> None:
    """Bring the ends of shares into the diary."""
    sources.register(Source("shares", "Share ends", shares_ending))
