"""The part of a case's page that shows its enforcement."""

from casework.enforcement.queries.ladder import panel
from casework.sharing import panels
from casework.sharing.types import Kind, Section


def install() -> None:
    """Put the ladder on the pages of cases."""
    made = panels.Panel("enforcement", "Enforcement", Section.ACTIONS, "enforcement/parts/ladder.html", panel, order=50)
    panels.register(Kind.CASE, made)
