"""Reading a record as an organisation would: never more than the reader and that organisation may both see.

The page of each kind of record is registered by its own package. The organisation stands as an actor without a person: it holds
the names under which grants are held by its caseworkers, and none of the safeguarding compartment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.organisations import queries as organisations
from casework.sharing import agreements
from casework.sharing.types import Kind, Lens

Page = Callable[[str], str]
_pages: dict[Kind, Page] = {}


def register_page(kind: Kind, page: Page) -> None:
    """Say how the page of a kind of record is made for its reference; called while reading through another's eyes."""
    _pages[kind] = page


def has_page(kind: Kind) -> bool:
    """True when records of a kind have a page that can be read through another's eyes."""
    return kind in _pages


def organisation(lens: Lens, organisation_id: int) -> Actor:
    """Return an organisation as an actor: every caseworker of it, and nobody in particular."""
    found = organisations.organisation(organisation_id)
    partners = agreements.in_force([organisation_id], lens.partnership_id, clock.today())
    given = sorted(f"p{other}.{organisation_id}.{agreement}" for _, other, agreement in partners)
    return Actor(
        user_id=None,
        name=found.name,
        organisation_id=organisation_id,
        organisation_name=found.name,
        principals=(f"o{organisation_id}", *given),
    )


@contextmanager
def of(lens: Lens, organisation_id: int) -> Iterator[Actor]:
    """Read, until the block ends, as an organisation would."""
    other = organisation(lens, organisation_id)
    with db.session().through_eyes_of(other):
        yield other


def page(lens: Lens, organisation_id: int) -> str:
    """Return a record's page as an organisation would see it. Refuses a kind that has none."""
    if lens.kind not in _pages:
        raise NotFound("page")
    with of(lens, organisation_id):
        return _pages[lens.kind](lens.ref)
