"""Opening a partner's record in an emergency, and the review of it by its owner's manager."""

from typing import Any

from flask import flash, g, redirect, url_for

from casework.accounts.services.once import once
from casework.accounts.types import CASEWORK_ROLES
from casework.kernel.errors import NotAllowed
from casework.sharing import asking, policy
from casework.sharing.forms import EmergencyForm, ReviewForm
from casework.sharing.services import emergencies
from casework.sharing.types import KIND_WORDS, Act
from casework.sharing.views.base import bp, done
from casework.web.attempt import attempt, page
from casework.web.gate import confirmed, roles, rule, signed_in


@bp.route("/emergency", methods=["GET", "POST"])
@rule(confirmed(roles(*CASEWORK_ROLES)))
def emergency() -> Any:
    """Open a partner's record in an emergency."""
    form, hours = EmergencyForm(), emergencies.hours_allowed(g.actor)
    if not hours:
        raise NotAllowed("Your role does not open records in an emergency.")
    if form.validate_on_submit() and (
        where := attempt(form, lambda: once(g.actor, form.key, lambda: _open(form), asking.page_of))
    ):
        flash("It is open to you for a short time. Its owner has been told.", "success")
        return redirect(where)
    return page("sharing/emergency.html", form, hours=hours)


@bp.route("/records/<ref:ref>/emergencies/<int:opening_id>", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def review(ref: str, opening_id: int) -> Any:
    """Review an emergency opening."""
    lens = policy.open_record(g.actor, ref, Act.SHARE_RECALL)
    line, form = emergencies.one(g.actor, lens, opening_id), ReviewForm()
    form.finding.choices = emergencies.FINDINGS
    told = {"finding": form.finding.data, "remark": form.remark.data or ""}
    if form.validate_on_submit() and attempt(form, lambda: done(emergencies.review, lens, opening_id, **told)):
        flash("The review is saved.", "success")
        return redirect(url_for("governance.emergencies"))
    return page("sharing/review.html", form, line=line, lens=lens, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


def _open(form: EmergencyForm) -> Any:
    return emergencies.open_in_emergency(g.actor, form.ref.data, reason=form.reason.data)
