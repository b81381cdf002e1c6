"""Pages of reports: the figures, the list behind each, downloads, and the figures that are typed in."""

import io
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from casework.kernel import clock
from casework.reports import choosing, queries, services
from casework.reports.choosing import Chosen
from casework.reports.contents import SCOPE_LABELS, Ask, Place, Report, Scope
from casework.reports.forms import DownloadForm, FigureForm, PopulationForm
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule, taking_out

bp = Blueprint("reports", __name__)
Answer = str | Response | tuple[str, int]
typists = roles(*queries.TYPISTS)
READERS = queries.WIDE | queries.OWN
readers = roles(*READERS)


def _asked() -> tuple[Place, Chosen, Ask]:
    allowed = queries.scopes(g.actor)
    where = here()
    chosen = choosing.read(request.args, allowed, queries.last_period(g.actor, where))
    return where, chosen, Ask(where.id, chosen.period, chosen.scope)


def here() -> Place:
    """Return the partnership one works in."""
    return queries.place(g.actor, g.session_row.partnership_id)


def _made() -> tuple[Place, Chosen, Report]:
    where, chosen, ask = _asked()
    return where, chosen, queries.report(g.actor, ask)


def _link(chosen: Chosen, **more: str) -> str:
    values: dict[str, Any] = {**chosen.address, **more}
    return url_for("reports.show", **values)


def _choice(where: Place, chosen: Chosen) -> dict[str, Any]:
    named = choosing.shortcuts(clock.today(), queries.last_period(g.actor, where))
    return {
        "months": choosing.month_choices(clock.today(), chosen.period),
        "chosen": chosen,
        "scopes": [(SCOPE_LABELS[scope], _link(chosen, scope=scope), scope == chosen.scope) for scope in queries.scopes(g.actor)],
        "shortcuts": [
            (text, _link(Chosen(period, chosen.scope)), period == chosen.period, period.label) for text, period in named
        ],
    }


@bp.route("/reports")
@rule(readers)
def show() -> str:
    """Show the report of a period."""
    where, chosen, report = _made()
    may_type = g.actor.has_role(*queries.TYPISTS)
    return render_template("reports/show.html", report=report, may_type=may_type, **_choice(where, chosen))


@bp.route("/reports/cases")
@rule(readers)
def cases() -> str:
    """Show the cases behind one figure of one's own report."""
    _, chosen, ask = _asked()
    by, value = request.args.get("by", ""), request.args.get("value", "")
    rows = queries.cases_behind(g.actor, Ask(ask.partnership_id, ask.period, Scope.OWN), by=by, value=value)
    words = queries.labels(g.actor)
    heading = queries.heading_of(g.actor, by=by, value=value, words=words)
    return render_template(
        "reports/cases.html", rows=rows[: queries.MOST_LISTED], more=len(rows) > queries.MOST_LISTED,
        words=words, heading=heading, chosen=chosen, back=_link(chosen),
    )  # fmt: skip


@bp.route("/reports/download", methods=["GET", "POST"])
@rule(taking_out(readers))
def download() -> Answer:
    """Send the report as a file."""
    form, (_, chosen, ask) = DownloadForm(), _asked()
    if form.validate_on_submit():
        return _file(ask, form.form.data)
    return page("reports/download.html", form, chosen=chosen, back=_link(chosen))


def _file(ask: Ask, kind: str) -> Response:
    report = queries.report(g.actor, ask)
    made = services.written(g.actor, report, kind, printed_by=f"{g.actor.name}, {g.actor.organisation_name}")
    return send_file(io.BytesIO(made.content), mimetype=made.mimetype, as_attachment=True, download_name=made.name, max_age=0)


@bp.route("/reports/figures")
@rule(typists)
def figures() -> str:
    """Show the figures that were typed in."""
    where = here()
    rows, people = queries.typed_figures(g.actor, where), queries.populations(g.actor, where)
    return render_template("reports/figures.html", rows=rows, people=people, where=where, measures=services.MEASURES)


@bp.route("/reports/figures/add", methods=["GET", "POST"])
@rule(typists)
def add_figure() -> Answer:
    """Type in the recorded total of a year."""
    return _figure_page(None)


@bp.route("/reports/figures/<int:figure_id>", methods=["GET", "POST"])
@rule(typists)
def change_figure(figure_id: int) -> Answer:
    """Change the recorded total of a year."""
    return _figure_page(queries.typed_figure(g.actor, here(), figure_id))


def _figure_page(row: Any) -> Answer:
    form = FigureForm(obj=row)
    if row:
        del form.measure, form.year
    else:
        form.measure.choices = services.MEASURES
    if form.validate_on_submit() and attempt(form, lambda: _save_figure(form, row)):
        flash("The figure is saved.", "success")
        return redirect(url_for("reports.figures"))
    return page("reports/figure.html", form, heading=_title(row))


def _title(row: Any) -> str:
    return f"{services.MEASURES[row.measure]} recorded in {row.year}" if row else "Type in a recorded total"


def _save_figure(form: Any, row: Any) -> Any:
    key = {"measure": row.measure, "year": row.year} if row else {"measure": form.measure.data, "year": form.year.data}
    return services.type_figure(
        g.actor, here(), **key, number=form.number.data, source=form.source.data, definition=form.definition.data or "",
        note=form.note.data or "", seen=form.seen_version if row else None,
    )  # fmt: skip


@bp.route("/reports/populations/<int:year>", methods=["GET", "POST"])
@bp.route("/reports/populations/add", methods=["GET", "POST"], endpoint="add_population")
@rule(typists)
def change_population(year: int | None = None) -> Answer:
    """Type in or change how many people live in the district."""
    row = queries.population_of(g.actor, here(), year) if year is not None else None
    form = PopulationForm(obj=row)
    if row:
        del form.year
    if form.validate_on_submit() and attempt(form, lambda: _save_population(form, row)):
        flash("The estimate is saved.", "success")
        return redirect(url_for("reports.figures"))
    return page("reports/population.html", form, heading=f"Residents in {row.year}" if row else "Type in an estimate")


def _save_population(form: Any, row: Any) -> bool:
    year, seen = (row.year, form.seen_version) if row else (form.year.data, None)
    services.type_population(g.actor, here(), year=year, number=form.number.data, source=form.source.data, seen=seen)
    return True
