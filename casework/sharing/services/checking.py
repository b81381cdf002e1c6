"""Checking that the derived grants are what the links and shares say they should be."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed
from casework.sharing.models import AccessGrant, Link
from casework.sharing.services import grants
from casework.sharing.types import Source

BATCH = 500


def verify(actor: Actor) -> dict[int, int]:
    """Return the roots whose derived grants a regrant would change, with how many: none in a sound installation.

    It reads every root, so it is a deed of the system alone; it changes nothing.
    """
    if not actor.is_system:
        raise NotAllowed()
    return dict(_wrong())


def _wrong() -> Iterator[tuple[int, int]]:
    session = db.session()
    roots = set(session.scalars(select(Link.record_id).distinct()))
    roots |= set(session.scalars(select(AccessGrant.via_record).where(AccessGrant.source == Source.LINK).distinct()))
    with grants.granting():
        ordered = sorted(roots)
        for start in range(0, len(ordered), BATCH):
            some = ordered[start : start + BATCH]
            yield from ((root_id, count) for root_id, count in grants.differences(some).items() if count)


def mend(actor: Actor) -> dict[int, int]:
    """Regrant every root that verify names, and return what it named."""
    wrong = verify(actor)
    for root_id in wrong:
        grants.regrant(root_id)
    return wrong
