"""The information governance officer's pages: who looked at a record, the audit trail, its download; and sign-ins.

An agency lead reads the trail of their own people.
"""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.accounts.types import Role
from casework.governance import forms, queries, services
from casework.governance.queries import entry as entries
from casework.governance.types import DEED_LABELS, VERB_LABELS
from casework.sharing import asking
from casework.sharing.types import KIND_WORDS
from casework.web import export as exports
from casework.web.attempt import done, page
from casework.web.gate import roles, rule, signed_in, taking_out

bp = Blueprint("governance", __name__)
OFFICERS = roles(Role.GOVERNANCE_OFFICER)
READERS = roles(Role.GOVERNANCE_OFFICER, Role.AGENCY_LEAD)


def _next(endpoint: str, before: int | None) -> str:
    given: dict[str, Any] = {name: value for name, value in request.args.items() if name != "before"}
    return "" if before is None else url_for(endpoint, **given, before=before)


@bp.route("/who-looked")
@rule(OFFICERS)
def who_looked() -> str:
    """Show who looked at a record, and why."""
    filters = forms.read(request.args)
    found = queries.who_looked(g.actor, filters.ref, before=filters.before) if filters.ref else None
    next_url = _next("governance.who_looked", found.next_before if found else None)
    return render_template("governance/who_looked.html", found=found, typed=filters.ref, next_url=next_url)


@bp.route("/records/<ref:ref>/looks")
@rule(signed_in)
@asking.reason_first
def looks(ref: str) -> str:
    """Show a record's owner who else looked at it."""
    filters = forms.read(request.args)
    lens, found = queries.looks(g.actor, ref, before=filters.before)
    next_url = "" if found.next_before is None else url_for("governance.looks", ref=ref, before=found.next_before)
    return render_template(
        "governance/looks.html", lens=lens, found=found, word=KIND_WORDS[lens.kind], next_url=next_url, back=asking.page_of(lens)
    )


@bp.route("/emergencies")
@rule(roles(Role.MANAGER, Role.GOVERNANCE_OFFICER))
def emergencies() -> str:
    """List the emergency openings of the organisation's records."""
    lines, found = queries.emergencies(g.actor, before=forms.read(request.args).before)
    next_url = _next("governance.emergencies", found.next_before)
    return render_template("governance/emergencies.html", lines=lines, found=found, next_url=next_url)


@bp.route("/audit")
@rule(READERS)
def trail() -> str:
    """Search the audit trail."""
    filters = forms.read(request.args)
    found = queries.trail(g.actor, filters)
    choices = {
        "people": queries.people(g.actor),
        "organisations": queries.organisations(g.actor) if g.actor.has_role(Role.GOVERNANCE_OFFICER) else {},
        "deeds": {str(deed): label for deed, label in DEED_LABELS.items()},
        "verbs": {str(verb): label for verb, label in VERB_LABELS.items()},
    }
    next_url = _next("governance.trail", found.next_before)
    return render_template("governance/trail.html", found=found, filters=filters, choices=choices, next_url=next_url)


@bp.route("/audit/download", methods=["GET", "POST"])
@rule(taking_out(OFFICERS))
def download() -> str | Response | tuple[str, int]:
    """Download what a search of the trail finds."""
    form, filters = forms.ExportForm(), forms.read(request.args)
    if not form.validate_on_submit():
        return page("governance/download.html", form, filters=filters)
    return exports.response(services.export_trail(g.actor, filters, form.kind.data, form.layout.data or "whole"))


@bp.route("/audit/<int:number>", methods=["GET", "POST"])
@rule(OFFICERS)
def entry(number: int) -> str | Response | tuple[str, int]:
    """Show one entry in full; posting erases what was typed into a search."""
    form = forms.EraseForm()
    if form.validate_on_submit() and done(form, lambda: services.erase_term(g.actor, number, reason=form.reason.data)):
        flash("The words are erased. The entry stays.", "success")
        return redirect(url_for("governance.entry", number=number))
    return page("governance/entry.html", form, sheet=entries.sheet(g.actor, number), verbs=VERB_LABELS)


@bp.route("/audit/anchors")
@rule(roles(Role.GOVERNANCE_OFFICER, Role.PLATFORM_ADMINISTRATOR))
def anchors() -> str:
    """Show the latest anchors, to print and hand to another organisation."""
    return render_template("governance/anchors.html", rows=entries.anchors(g.actor))


@bp.route("/sign-ins")
@rule(READERS)
def sign_ins() -> str:
    """Show who of the organisation signed in."""
    return render_template("governance/sign_ins.html", found=queries.sign_ins(g.actor))
