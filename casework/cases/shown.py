"""What the receiver of a share would read of a case, for the preview before it is shared."""

from casework.cases.queries import chronology
from casework.kernel.actor import Actor
from casework.organisations import queries as organisations
from casework.sharing.types import Lens
from casework.sharing.types.sight import Item
from casework.web.filters import date_time

WORDS = 120


def notes(actor: Actor, lens: Lens) -> tuple[Item, ...]:
    """Return the newest notes that would be read, each with its beginning."""
    found, _ = chronology.notes(actor, lens)
    kinds = organisations.labels("note_kind")["note_kind"]
    return tuple(
        Item(_begun(note.body), f"{kinds.get(note.kind, note.kind)}, {date_time(note.happened_at)}, {note.organisation}")
        for note in found
    )


def _begun(body: str) -> str:
    said = " ".join(body.split())
    return said if len(said) <= WORDS else said[:WORDS].rsplit(" ", 1)[0] + " …"
