"""The page of the law in force on a day, what changes next, and switching on a row that waits."""

from flask import Blueprint, abort, g, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.types import Role
from casework.enforcement import reading
from casework.enforcement.forms import ActivateForm, UndoForm
from casework.enforcement.queries import law as reads
from casework.enforcement.services import law
from casework.enforcement.views.doing import settle
from casework.kernel import clock
from casework.web.attempt import page
from casework.web.gate import roles, rule, signed_in

bp = Blueprint("law", __name__)
Answer = str | Response | tuple[str, int]


@bp.route("/law")
@rule(signed_in)
def show() -> str:
    """Show the rows in force on a chosen day, with what changes next."""
    on = reading.day(request.args.get("on")) or clock.today()
    return render_template(
        "enforcement/law.html", on=on, rows=reads.in_force(g.actor, on), coming=reads.changes_after(g.actor, on),
        switchings=reads.switchings(g.actor),
    )  # fmt: skip


@bp.route("/law/switch-on", methods=["GET", "POST"])
@rule(roles(Role.PLATFORM_ADMINISTRATOR))
def switch_on() -> Answer:
    """Switch on a row that waits for its instrument."""
    form = ActivateForm()
    waiting = [row for row in reads.changes_after(g.actor, clock.today()) if row.status != "in_force"]
    form.row_id.choices = {row.id: f"{row.area}, {row.what}: {row.figure} ({row.citation})" for row in waiting}

    def do() -> object:
        return law.activate(g.actor, form.row_id.data, from_on=form.from_on.data, instrument=form.instrument.data)

    done = settle(form, do, lambda _: url_for("law.show", on=form.from_on.data.isoformat()), "Row switched on.")
    return done or page("enforcement/law_switch.html", form)


@bp.route("/law/<row_id>/undo", methods=["GET", "POST"])
@rule(roles(Role.PLATFORM_ADMINISTRATOR))
def undo(row_id: str) -> Answer:
    """Undo the switching on of a row."""
    found = next((item for item in reads.switchings(g.actor) if item.row_id == row_id and item.undone_at is None), None) or abort(
        404
    )
    form, sides = UndoForm(), reads.both_sides(g.actor, row_id, found.from_on)
    done = settle(
        form, lambda: law.undo(g.actor, row_id, reason=form.reason.data), lambda _: url_for("law.show"), "Row switched off."
    )
    return done or page("enforcement/law_undo.html", form, found=found, sides=sides)
