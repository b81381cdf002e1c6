"""Taking the audit trail out of the system as a file, counted and written down before the first byte leaves; erasing words."""

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.governance import queries
from casework.governance.queries import entry
from casework.governance.types import DEED_LABELS, VERB_LABELS, Filters
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.web import export as exports

COLUMNS = (
    "Number", "Time (UTC)", "Person", "Organisation", "Deed", "Verb (DPA 2018 s62)", "Record", "Kind", "Share", "Reason given",
    "Outcome", "Count", "Address",
)  # fmt: skip


def export_trail(actor: Actor, filters: Filters, kind: str, layout: str = "whole") -> exports.Export:
    """Write what a search of the trail finds into a file, ten thousand lines at most; its filter and count are written down.

    The log of a competent authority holds the six verbs of section 62 only: when, who, which record, and why where that was said.
    """
    found = queries.trail(actor, filters, limit=queries.MOST, only_verbs=layout == "s62")
    rows = [
        (
            line.number, line.at, line.who, line.organisation, line.what, VERB_LABELS.get(line.verb, ""), line.ref,
            line.kind, line.share, line.purpose,
            line.outcome, line.count, line.address,
        )
        for line in found.lines
    ]  # fmt: skip
    spoken = [(name, DEED_LABELS.get(value, value) if name == "Deed" else value) for name, value in filters.spoken()]
    if len(found.lines) == queries.MOST and found.next_before is not None:
        spoken.append(("Not whole", f"older entries than number {found.lines[-1].number} are left out"))
    sheet = exports.Sheet(
        title="Section 62 log" if layout == "s62" else "Audit trail",
        columns=COLUMNS,
        rows=rows,
        filters=spoken,
        as_at=clock.now(),
        marking="OFFICIAL-SENSITIVE",
        printed_by=actor.name,
    )
    made = exports.write(sheet, exports.Format(kind))
    audit.record(
        actor,
        Deed.EXPORT_MADE,
        count=made.rows,
        detail={"what": "trail", "filters": dict(filters.spoken()), "kind": kind, "layout": layout},
    )
    return made


def erase_term(actor: Actor, number: int, *, reason: str) -> None:
    """Erase what was typed into one search of the officer's own organisation. Its entry and keyed hash stay: the chain holds."""
    event, _ = entry.one(actor, number)
    kept = entry.term_of(actor, event.number)
    if kept is None:
        raise Refused("Nothing that was typed is kept any more.")
    db.session().delete(kept)
    audit.record(actor, Deed.TERM_ERASED, purpose=reason, detail={"number": number})
