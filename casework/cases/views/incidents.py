"""The page of an incident."""

from typing import Any

from flask import g, render_template

from casework.cases.queries import choices, repeats, sheets
from casework.cases.views.doing import bp
from casework.sharing import panels
from casework.sharing.asking import reason_first
from casework.web.gate import rule, signed_in


@bp.route("/incidents/<ref:incident_ref>")
@rule(signed_in)
@reason_first
def show_incident(incident_ref: str) -> Any:
    """Show an incident as its reader may see it."""
    return as_seen(incident_ref)


def as_seen(incident_ref: str) -> str:
    """Return the page of an incident, through whoever's eyes it is read."""
    sheet = sheets.incident_sheet(g.actor, incident_ref)
    held = panels.panels(g.actor, sheet.lens)
    known = repeats.of_links(g.actor, sheet)
    return render_template(
        "cases/show_incident.html",
        sheet=sheet,
        words=choices.words(g.actor),
        wards=choices.ward_names(g.actor),
        panels=held,
        known=known,
    )
