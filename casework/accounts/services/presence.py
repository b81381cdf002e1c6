"""Finding out who is asking, and giving the request's session its one actor."""

from dataclasses import dataclass

from casework.accounts import queries
from casework.accounts.models import AppUser, UserSession
from casework.accounts.services import sign_in
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.db import db


@dataclass(frozen=True, slots=True)
class Present:
    """A person who is signed in: their session, their account, and them as an actor."""

    session: UserSession
    user: AppUser
    actor: Actor


def find(token: str, *, address: str) -> Present | None:
    """Return who a cookie's token belongs to and bind the session to them, or to nobody."""
    session = db.session()
    session.info.clear()
    session.info["actor"] = NOBODY
    found = queries.session_by_token(token) if token else None
    if found is None or sign_in.is_idle(found[0].seen_at):
        session.bind_actor(NOBODY)
        return None
    row, user, organisation = found
    actor = queries.actor_for(user, organisation, session_mark=row.mark[:16], address=address)
    session.info.pop("actor")
    session.bind_actor(actor)
    sign_in.touch(row)
    return Present(row, user, actor)
