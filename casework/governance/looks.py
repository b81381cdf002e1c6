"""The "Who looked" panel on the pages of records, for their owners."""

from casework.governance import queries
from casework.sharing import panels
from casework.sharing.types import Kind, Section


def install() -> None:
    """Put the panel on the pages of cases, incidents and referrals."""
    panel = panels.Panel(
        "who_looked", "Who looked", Section.SHARING, "governance/parts/looks.html", queries.recent_looks, order=900
    )
    for kind in (Kind.CASE, Kind.INCIDENT, Kind.REFERRAL):
        panels.register(kind, panel)
