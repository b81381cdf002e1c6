"""Half-filled forms: kept while somebody types, sealed, private to them, offered back on the same page."""

import json
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select

from casework.accounts.models import Draft
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused

MOST = 100_000
MOST_DRAFTS = 40
KEEP_FOR = timedelta(days=7)
_NEVER_KEPT = ("csrf_token", "idempotency_key")


def keep(actor: Actor, path: str, fields: list[tuple[str, str]]) -> None:
    """Keep what was typed so far on a page, without tokens and passwords; nothing of it is written to the log."""
    kept = [(name, value) for name, value in fields if name not in _NEVER_KEPT and "password" not in name]
    body = json.dumps(kept)
    if len(body) > MOST:
        raise Refused("That is too long to be kept as a draft.")
    session = db.session()
    discard(actor, path)
    _make_room(actor)
    session.add(Draft(user_id=actor.user_id or 0, form="", path=path, body=body, at=clock.wall()))
    session.flush()


def kept(actor: Actor, path: str) -> list[tuple[str, str]]:
    """Return what was typed on a page and not saved; nothing when there is none, or it is more than a week old."""
    body = db.session().scalar(
        select(Draft.body).where(Draft.user_id == actor.user_id, Draft.path == path, Draft.at > clock.wall() - KEEP_FOR)
    )
    return [] if body is None else [(name, value) for name, value in json.loads(body)]


def discard(actor: Actor, path: str) -> None:
    """Forget what was typed on a page: it was saved, or is not wanted."""
    db.session().execute(delete(Draft).where(Draft.user_id == actor.user_id, Draft.path == path))


def purge() -> int:
    """Forget every draft older than a week; return how many."""
    gone = db.session().execute(delete(Draft).where(Draft.at <= clock.wall() - KEEP_FOR))
    return cast(CursorResult[Any], gone).rowcount


def _make_room(actor: Actor) -> None:
    """Drop the oldest drafts of one person beyond the most that are kept."""
    newest = select(Draft.id).where(Draft.user_id == actor.user_id).order_by(Draft.at.desc()).limit(MOST_DRAFTS - 1)
    held = list(db.session().scalars(newest))
    db.session().execute(delete(Draft).where(Draft.user_id == actor.user_id, Draft.id.not_in(held)))
