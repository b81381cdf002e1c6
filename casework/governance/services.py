"""Taking the audit trail out of the system: as a file, counted and written down before the first byte leaves."""

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.governance import queries
from casework.governance.types import DEED_LABELS, Filters
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.web import export as exports

COLUMNS = (
    "Number", "Time (UTC)", "Person", "Organisation", "Deed", "Record", "Kind", "Share", "Reason given", "Outcome", "Count",
    "Address",
)  # fmt: skip


def export_trail(actor: Actor, filters: Filters, kind: str) -> exports.Export:
    """Write what a search of the trail finds into a file, ten thousand lines at most; its filter and count are written down."""
    found = queries.trail(actor, filters, limit=queries.MOST)
    rows = [
        (
            line.number, line.at, line.who, line.organisation, line.what, line.ref, line.kind, line.share, line.purpose,
            line.outcome, line.count, line.address,
        )
        for line in found.lines
    ]  # fmt: skip
    spoken = [(name, DEED_LABELS.get(value, value) if name == "Deed" else value) for name, value in filters.spoken()]
    sheet = exports.Sheet(
        title="Audit trail",
        columns=COLUMNS,
        rows=rows,
        filters=spoken,
        as_at=clock.now(),
        marking="OFFICIAL-SENSITIVE",
        printed_by=actor.name,
    )
    made = exports.write(sheet, exports.Format(kind))
    audit.record(
        actor, Deed.EXPORT_MADE, count=made.rows, detail={"what": "trail", "filters": dict(filters.spoken()), "kind": kind}
    )
    return made
