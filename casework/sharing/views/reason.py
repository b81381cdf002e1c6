"""The reason asked before a record outside one's own caseload."""

from flask import g, redirect, request
from werkzeug.wrappers import Response

from casework.sharing import reasons
from casework.sharing.forms import ReasonForm
from casework.sharing.types import KIND_WORDS
from casework.sharing.views.base import bp
from casework.web.attempt import page
from casework.web.gate import rule, signed_in
from casework.web.urls import safe_next


@bp.route("/records/<ref:ref>/reason", methods=["GET", "POST"])
@rule(signed_in)
def reason(ref: str) -> Response | tuple[str, int]:
    """Ask why, before any content."""
    kind = reasons.asked(g.actor, ref)
    form = ReasonForm()
    form.why.choices = reasons.REASONS
    if form.validate_on_submit():
        said = ": ".join(part for part in (reasons.REASONS[form.why.data], form.detail.data) if part)
        reasons.give(g.actor, g.session_row, ref, said)
        return redirect(safe_next(request.args.get("next")))
    return page("sharing/reason.html", form, word=KIND_WORDS[kind], ref=ref)
