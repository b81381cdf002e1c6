"""Pages of an organisation's wording: the list, changing one with a preview, and going back to what was shipped."""

from typing import Any

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, render_template, request, url_for

from casework.accounts.services.once import once
from casework.accounts.types import Role
from casework.documents import pdf
from casework.papers import merge
from casework.papers.forms import WordingForm
from casework.papers.queries import wording as reads
from casework.papers.services import wording as deeds
from casework.papers.types import FIELDS, KINDS, PaperKind
from casework.web.attempt import attempt, page
from casework.web.gate import roles, rule

bp = Blueprint("wording", __name__)
WRITERS = roles(Role.MANAGER, Role.AGENCY_LEAD)


@bp.route("/wording")
@rule(WRITERS)
def listing() -> str:
    """List the kinds of paper with the version of their wording."""
    return render_template("papers/wordings.html", found=reads.overview(g.actor), specs=KINDS)


@bp.route("/wording/<kind>", methods=["GET", "POST"])
@rule(WRITERS)
def edit(kind: str) -> Any:
    """Change the wording of one kind of paper, look at it with made-up data, or go back to the shipped one."""
    chosen = PaperKind(kind) if kind in set(PaperKind) else abort(404)
    held, form = reads.in_use(g.actor, g.actor.organisation_id, chosen), WordingForm()
    if request.method == "GET":
        form.body.data, form.version.data = form.body.data or held.body, str(held.version)
    if form.validate_on_submit() and (answer := attempt(form, lambda: _do(form, chosen))):
        return answer
    more = {"spec": KINDS[chosen], "fields": FIELDS, "held": held, "versions": reads.versions(g.actor, chosen)}
    return page("papers/wording.html", form, kind=chosen, shipped=merge.shipped(chosen), **more)


def _do(form: WordingForm, kind: PaperKind) -> Any:
    if form.preview.data:
        return _preview(form.body.data, kind)
    where = url_for("wording.edit", kind=kind)
    told: dict[str, Any] = {"reason": form.reason.data or "", "seen": form.seen_version or 0}
    if form.back.data:
        once(g.actor, form.key, lambda: deeds.back_to_shipped(g.actor, kind, **told), lambda _: where)
        flash("The shipped wording is in use again.", "success")
    else:
        once(g.actor, form.key, lambda: deeds.change(g.actor, kind, body=form.body.data, **told), lambda _: where)
        flash("The new wording is in use. Papers that were issued stay as they are.", "success")
    return redirect(where)


def _preview(body: str, kind: PaperKind) -> Response:
    answer = make_response(pdf.render(reads.preview(g.actor, kind, body)))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="preview-{kind}.pdf"'
    return answer
