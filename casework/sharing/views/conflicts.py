"""Conflicts of interest: taking oneself off a record, or for a manager somebody of their own organisation, and ending that."""

from typing import Any

from flask import flash, g, redirect, url_for

from casework.kernel.errors import NotAllowed
from casework.sharing import asking, policy
from casework.sharing.forms import EndRecusalForm, OwnConflictForm, RecuseForm
from casework.sharing.services import recusals
from casework.sharing.types import KIND_WORDS, Act
from casework.sharing.views.base import bp, done
from casework.web.attempt import attempt, page
from casework.web.gate import rule, signed_in


@bp.route("/records/<ref:ref>/conflicts", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def conflicts(ref: str) -> Any:
    """Take somebody of one's own organisation off a record, and see who is."""
    lens = policy.open_record(g.actor, ref, Act.RECORD_READ)
    if not recusals.may_recuse_others(g.actor):
        raise NotAllowed()
    form = RecuseForm()
    form.user_id.choices = recusals.colleagues(g.actor, lens)
    told = {"reason": form.reason.data}
    if form.validate_on_submit() and attempt(form, lambda: done(recusals.recuse, lens, form.user_id.data, **told)):
        flash("They can no longer see it, and are not told that it exists.", "success")
        return redirect(url_for("sharing.conflicts", ref=ref))
    held = recusals.recused(g.actor, lens)
    return page("sharing/conflicts.html", form, lens=lens, held=held, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/conflicts/own", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def own_conflict(ref: str) -> Any:
    """Take oneself off a record."""
    lens = policy.open_record(g.actor, ref, Act.RECORD_READ)
    form = OwnConflictForm()
    told = {"reason": form.reason.data}
    if form.validate_on_submit() and attempt(form, lambda: done(recusals.recuse, lens, g.actor.user_id, **told)):
        flash("You are off that record. Your manager can let you see it again.", "success")
        return redirect("/")
    return page("sharing/own_conflict.html", form, lens=lens, word=KIND_WORDS[lens.kind], back=asking.page_of(lens))


@bp.route("/records/<ref:ref>/conflicts/<int:user_id>/end", methods=["GET", "POST"])
@rule(signed_in)
@asking.reason_first
def end_conflict(ref: str, user_id: int) -> Any:
    """Let somebody see a record again."""
    lens = policy.open_record(g.actor, ref, Act.RECORD_READ)
    name = recusals.named(g.actor, lens, user_id)
    form = EndRecusalForm()
    told = {"reason": form.reason.data}
    if form.validate_on_submit() and attempt(form, lambda: done(recusals.end_recusal, lens, user_id, **told)):
        flash(f"{name} can see it again, if their organisation can.", "success")
        return redirect(url_for("sharing.conflicts", ref=ref))
    back = url_for("sharing.conflicts", ref=ref)
    return page("sharing/end_conflict.html", form, lens=lens, name=name, word=KIND_WORDS[lens.kind], back=back)
