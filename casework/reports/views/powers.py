"""Pages of the powers used by year: for those with reports with the actions behind each figure, and published for anybody."""

import csv
import io

from flask import Blueprint, g, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from casework.enforcement.queries import register
from casework.enforcement.types.register import Area
from casework.enforcement.types.steps import STATE_LABELS
from casework.reports import queries
from casework.reports.contents import SCOPE_LABELS
from casework.reports.views.reports import bp, here, readers
from casework.web import cells
from casework.web.gate import public, rule
from casework.web.kept import kept

published = Blueprint("published", __name__)
COLUMNS = ("Area", "Power", "Year", "Number", "As it stood on")


@bp.route("/reports/powers")
@rule(readers)
def powers() -> str:
    """Show how often the powers were used, by year."""
    where, allowed = here(), queries.scopes(g.actor)
    scope = next((each for each in allowed if each == request.args.get("scope")), allowed[0])
    tabs = [(SCOPE_LABELS[each], url_for("reports.powers", scope=each), each == scope) for each in allowed]
    table = queries.power_table(g.actor, where, scope)
    return render_template("reports/powers.html", table=table, where=where, scope=scope, tabs=tabs)


@bp.route("/reports/powers/actions")
@rule(readers)
def power_actions() -> str:
    """Show the actions behind one yearly figure."""
    asked = {name: request.args.get(name, "") for name in ("figure", "year")}
    figure, year, rows = queries.actions_behind(g.actor, here(), **asked)
    listed, more = rows[: queries.MOST_LISTED], len(rows) > queries.MOST_LISTED
    return render_template("reports/power_actions.html", figure=figure, year=year, rows=listed, more=more, states=STATE_LABELS)


def _area() -> Area:
    return register.area(g.actor, request.args.get("area", "")[:40])


@published.route("/register/powers", endpoint="powers")
@rule(public)
def public_powers() -> Answer:
    """Show how often each power was used in each published year."""
    of = _area()
    table, years = queries.public_powers(g.actor, of.id)
    areas = register.areas(g.actor)
    return kept(render_template("published/powers.html", of=of, table=table, years=years, areas_held=areas))


@published.route("/register/powers.csv", endpoint="powers_table")
@rule(public)
def public_table() -> Answer:
    """Send the yearly counts as CSV."""
    of = _area()
    table, years = queries.public_powers(g.actor, of.id)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for head, *figures in table.rows:
        for year, figure in zip(years, figures, strict=True):
            row = (of.name, head.text, year.label, figure.value, year.fixed_on.isoformat())
            writer.writerow([cells.plain(cell) for cell in row])
    answer = kept(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="powers.csv"'
    return answer
