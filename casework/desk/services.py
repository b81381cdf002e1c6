"""Small deeds of the desk: notifications read, and the partnership shown."""

from sqlalchemy import update

from casework.accounts.models import Notification, UserSession
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound


def mark_read(actor: Actor) -> None:
    """Mark all of the actor's notifications as read."""
    unread = update(Notification).where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
    db.session().execute(unread.values(read_at=clock.wall()))


def show_partnership(actor: Actor, session_id: int, partnership: str) -> None:
    """Show the pages of another partnership that the actor's organisation is a live member of, until this session ends."""
    if not partnership.isascii() or not partnership.isdigit() or int(partnership) not in actor.partnership_ids:
        raise NotFound(partnership[:20])
    own = update(UserSession).where(UserSession.id == session_id, UserSession.user_id == actor.user_id)
    db.session().execute(own.values(partnership_id=int(partnership)))
