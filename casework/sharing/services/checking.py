"""Checking that the derived grants are what the links and shares say they should be."""

from sqlalchemy import select

from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.sharing.models import AccessGrant, Link
from casework.sharing.services import grants
from casework.sharing.types import Source


def verify(actor: Actor) -> dict[int, int]:
    """Return the roots whose derived grants a regrant would change, with how many: none in a sound installation.

    It reads every root, so it is a deed of the system alone; it changes nothing.
    """
    if not actor.is_system:
        raise NotAllowed()
    session = db.session()
    roots = set(session.scalars(select(Link.record_id).distinct()))
    roots |= set(session.scalars(select(AccessGrant.via_record).where(AccessGrant.source == Source.LINK).distinct()))
    with grants.granting():
        found = {root_id: grants.difference(root_id) for root_id in sorted(roots)}
    return {root_id: count for root_id, count in found.items() if count}


def mend(actor: Actor) -> dict[int, int]:
    """Regrant every root that verify names, and return what it named."""
    wrong = verify(actor)
    for root_id in wrong:
        grants.regrant(root_id)
    return wrong
