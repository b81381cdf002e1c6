"""The part of a record's page that shows what partners were asked about it: for its owner alone."""

from casework.exchange.queries.reading import of_record
from casework.sharing import panels
from casework.sharing.types import Kind, Section


def install() -> None:
    """Put the panel on the pages of cases, incidents and people."""
    title, template = "Asked of partners", "exchange/parts/panel.html"
    owners = panels.Panel("requests", title, Section.RESTRICTED, template, of_record, order=40)
    for kind in (Kind.CASE, Kind.INCIDENT):
        panels.register(kind, owners)
    panels.register(Kind.PERSON, panels.Panel("requests", title, Section.IDENTITY, template, of_record, order=40))
