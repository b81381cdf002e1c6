"""The list of actions: its filters, its page from the grant index, what is due soon, and its download."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.enforcement.queries import actions
from casework.enforcement.types.actions import ActionLine
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import STATE_LABELS, State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.sharing import listing as lists
from casework.sharing.types import Filters, Kind
from casework.web import export

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the list and the place in it."""

    power: str = ""
    state: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list."""

    lines: tuple[ActionLine, ...]
    chosen: Chosen
    total: int
    is_capped: bool
    next_key: str | None
    previous_key: str | None


def listing(actor: Actor, chosen: Chosen) -> Found:
    """Return one page of the actions one may see, newest first; the reading is logged with what was listed."""
    page = lists.page(actor, Kind.ACTION, _filters(chosen), key=chosen.key)
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.ACTION, ids=page.ids, count=len(page.ids))
    lines = tuple(actions.by_ids(actor, page.ids))
    return Found(lines, chosen, page.total, page.total_is_capped, page.next_key, page.previous_key)


def due_soon(actor: Actor) -> list[ActionLine]:
    """Return the actions of one's own organisation whose clock ran out or runs out within a fortnight."""
    return actions.due(actor, clock.today() + SOON, limit=20)


def sheet(actor: Actor, chosen: Chosen) -> export.Sheet:
    """Return the whole list as a download, logged with its number of rows."""
    ids = lists.ids(actor, Kind.ACTION, _filters(chosen))
    lines = actions.by_ids(actor, ids)
    audit.record(actor, Deed.EXPORT_MADE, record_kind=Kind.ACTION, ids=tuple(ids), count=len(ids))
    named = [("Power", POWERS[chosen.power].label if chosen.power else "Any"), ("State", _state(chosen) or "Any")]
    return export.Sheet(
        title="Enforcement actions",
        columns=("Reference", "Power", "Summary", "State", "Issued", "Due", "Due for", "Organisation"),
        rows=[
            (row.ref, row.power, row.summary, STATE_LABELS[row.state], row.issued_on, row.due_on, row.due_what, row.organisation)
            for row in lines
        ],
        filters=named,
        as_at=clock.now(),
        marking="OFFICIAL-SENSITIVE",
        printed_by=actor.name,
    )


def _state(chosen: Chosen) -> str:
    return STATE_LABELS[State(chosen.state)] if chosen.state else ""


def _filters(chosen: Chosen) -> Filters:
    return Filters(
        subject=(chosen.power,) if chosen.power else (),
        stage=(chosen.state,) if chosen.state else (),
    )


def read(actor: Actor, given: Mapping[str, str]) -> Chosen:
    """Read the filters from an address; what is not on offer counts as not chosen."""
    power, state = given.get("power", ""), given.get("state", "")
    known = power if power in POWERS else ""
    return Chosen(known, state if state in set(State) else "", given.get("key", ""))
