"""The lists of cases and incidents, with filters that stay, and the download of what one sees."""

from typing import Any

from flask import abort, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from casework.cases.queries import choices
from casework.cases.queries import listing as queries
from casework.cases.types import WHOSE_LABELS, Stage, Wanted
from casework.cases.views.doing import bp, chosen, code, key, number
from casework.kernel import clock
from casework.sharing.types import Kind
from casework.web import export
from casework.web.gate import rule, signed_in, taking_out

KEPT = "cases-filter"
NAMES = ("stage", "subject", "type", "ward", "open", "lead", "whose", "order")
ORDERS = {"newest": "Newest first", "oldest": "Oldest first", "stage": "Stage", "subject": "Subject", "ward": "Ward"}
OPEN = {"open": "Open", "closed": "Closed"}
COLUMNS = (
    "Reference", "Title", "Type", "Subject", "Stage", "Priority", "Ward", "Lead organisation", "Case owner", "Opened", "Closed",
    "Last change",
)  # fmt: skip


@bp.route("/cases")
@rule(signed_in)
def listing() -> str | Response:
    """Show the cases one may see; the filters chosen last stay until they are cleared."""
    asked = {name: request.args[name] for name in NAMES if request.args.get(name)}
    if "clear" in request.args:
        session.pop(KEPT, None)
    elif not request.args and session.get(KEPT):
        return redirect(url_for("cases.listing", **session[KEPT]))
    elif "key" not in request.args:
        session[KEPT] = asked
    wanted, order = _wanted(), chosen(request.args.get("order"), ORDERS) or "newest"
    page, rows = queries.page(g.actor, wanted, order=order, key=key(request.args.get("key")))
    return render_template("cases/listing.html", page=page, rows=rows, wanted=wanted, order=order, asked=asked, **_offers())


@bp.route("/cases/download/<kind>")
@rule(taking_out(signed_in))
def download(kind: str) -> Response:
    """Send the list as one sees it, with its filters and moment written on it."""
    if kind not in list(export.Format) or not g.actor.principals:
        abort(404)
    wanted, order = _wanted(), chosen(request.args.get("order"), ORDERS) or "newest"
    words = choices.words(g.actor)
    wards = choices.ward_names(g.actor)
    rows = queries.everything(g.actor, wanted, order=order)
    made = export.write(_sheet(words, wanted, [_cells(words, wards, row) for row in rows]), export.Format(kind))
    queries.exported(g.actor, Kind.CASE, rows=made.rows, form=kind)
    return export.response(made)


@bp.route("/incidents")
@rule(signed_in)
def incidents() -> str:
    """Show the incidents one may see."""
    wanted = Wanted(
        subject=code(request.args.get("subject")),
        ward=code(request.args.get("ward")),
        open=code(request.args.get("open")),
    )
    asked = {name: request.args[name] for name in ("subject", "ward", "open", "order") if request.args.get(name)}
    order = chosen(request.args.get("order"), ("newest", "oldest")) or "newest"
    page, rows = queries.incidents(g.actor, wanted, order=order, key=key(request.args.get("key")))
    return render_template("cases/incidents.html", page=page, rows=rows, wanted=wanted, asked=asked, order=order, **_offers())


def _wanted() -> Wanted:
    args = request.args
    return Wanted(
        stage=chosen(args.get("stage"), list(Stage)),
        subject=code(args.get("subject")),
        type=code(args.get("type")),
        ward=code(args.get("ward")),
        open=chosen(args.get("open"), OPEN),
        lead=number(args.get("lead")),
        whose=chosen(args.get("whose"), WHOSE_LABELS),
    )


def _offers() -> dict[str, Any]:
    return {
        "words": choices.words(g.actor),
        "leads": choices.leads(g.actor),
        "wards": choices.ward_names(g.actor),
        "whose": WHOSE_LABELS,
        "orders": ORDERS,
        "open_choices": OPEN,
    }


def _sheet(words: dict[str, dict[str, str]], wanted: Wanted, rows: list[tuple[Any, ...]]) -> export.Sheet:
    said = [
        ("Stage", words["case_stage"].get(wanted.stage, "")),
        ("Subject", words["case_subject"].get(wanted.subject, "")),
        ("Type", words["case_type"].get(wanted.type, "")),
        ("Ward", choices.ward_names(g.actor).get(wanted.ward, wanted.ward)),
        ("Open or closed", OPEN.get(wanted.open, "")),
        ("Lead organisation", choices.leads(g.actor).get(str(wanted.lead), "") if wanted.lead else ""),
        ("Whose", WHOSE_LABELS.get(wanted.whose, "")),
    ]
    return export.Sheet(
        title="Cases",
        columns=COLUMNS,
        rows=rows,
        filters=[(name, value) for name, value in said if value],
        as_at=clock.now(),
        marking="OFFICIAL-SENSITIVE",
        printed_by=f"{g.actor.name}, {g.actor.organisation_name}",
    )


def _cells(words: dict[str, dict[str, str]], wards: dict[str, str], row: Any) -> tuple[Any, ...]:
    return (
        row.ref,
        row.title,
        words["case_type"].get(row.type, row.type),
        words["case_subject"].get(row.subject, row.subject),
        words["case_stage"].get(row.stage, row.stage),
        words["priority"].get(row.priority, row.priority),
        wards.get(row.ward, row.ward),
        row.lead,
        row.owner,
        row.opened_on,
        row.closed_on,
        row.activity_at,
    )
