"""The monthly list of unusual access, for the agency lead and the information governance officer; and the records they watch."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.types import Role
from casework.governance import forms
from casework.governance.queries import unusual as reads
from casework.governance.services import unusual as services
from casework.web.attempt import done, page
from casework.web.gate import roles, rule

bp = Blueprint("unusual", __name__)
JUDGES = roles(Role.AGENCY_LEAD, Role.GOVERNANCE_OFFICER)
Answer = str | Response | tuple[str, int]


@bp.route("/unusual")
@rule(JUDGES)
def month() -> str:
    """Show a month's list: the last that has ended unless another is chosen."""
    months = reads.months_listed(g.actor)
    default = months[0][0] if months else reads.last_month(g.actor)
    after, open_only = request.args.get("after", ""), request.args.get("show") == "waiting"
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    chosen = forms.month(request.args.get("month", ""), default)
    found = reads.month(g.actor, chosen, only_waiting=open_only, after=start)
    return render_template("governance/unusual.html", found=found, months=months, open_only=open_only)


@bp.route("/unusual/<int:look_id>", methods=["GET", "POST"])
@rule(JUDGES)
def line(look_id: int) -> Answer:
    """Show one line and judge it."""
    form = forms.JudgeForm()
    if form.validate_on_submit():
        said = {"outcome": form.outcome.data, "words": form.words.data}
        if done(form, lambda: services.judge(g.actor, look_id, **said)):
            flash("Saved.", "success")
            return redirect(url_for("unusual.month", month=f"{reads.one(g.actor, look_id).month_on:%Y-%m}"))
    row, found, judged = reads.sheet(g.actor, look_id)
    return page("governance/unusual_line.html", form, row=row, found=found, judged=judged)


@bp.route("/watched", methods=["GET", "POST"])
@rule(roles(Role.GOVERNANCE_OFFICER))
def watched() -> Answer:
    """List the watched records and watch another."""
    form = forms.WatchForm()
    if form.validate_on_submit():
        record = reads.watchable(g.actor, form.ref.data)
        if record is None:
            form.ref.errors = ["There is no such record, or it was never your organisation's concern"]
        elif done(form, lambda: services.watch(g.actor, *record, reason=form.reason.data)):
            flash("Every opening of it by your people is listed from now on.", "success")
            return redirect(url_for("unusual.watched"))
    return page("governance/watched.html", form, rows=reads.watches(g.actor))


@bp.route("/watched/<int:watch_id>/end", methods=["POST"])
@rule(roles(Role.GOVERNANCE_OFFICER))
def end_watch(watch_id: int) -> Response:
    """Watch a record no longer."""
    services.end_watch(g.actor, watch_id)
    flash("It is watched no longer.", "success")
    return redirect(url_for("unusual.watched"))
