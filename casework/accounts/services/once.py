"""A form that is sent twice makes one record: the second sending is led to what the first one made."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from casework.accounts.models import IdempotencyKey
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Repeated

T = TypeVar("T")


def once(actor: Actor, key: str, deed: Callable[[], T], where: Callable[[T], str]) -> str:
    """Do a deed under the key its form carried and return the address of what it made.

    The key is written first, in the deed's own transaction, so of several equal posts at once one makes the record and the others
    are led to it (Repeated).
    """
    session = db.session()
    row = IdempotencyKey(user_id=actor.user_id or 0, key=key, location="", at=clock.wall())
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        location = session.scalar(
            select(IdempotencyKey.location).where(IdempotencyKey.user_id == (actor.user_id or 0), IdempotencyKey.key == key)
        )
        raise Repeated(location or "/") from None
    row.location = where(deed())
    session.flush()
    return row.location
