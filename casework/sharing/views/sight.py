"""Who can see a record, why and until when; the life of its shares; and the record as another organisation sees it."""

from typing import Any

from flask import g, render_template

from casework.kernel.errors import NotAllowed, NotFound
from casework.sharing import asking, eyes, page_parts, policy, sight
from casework.sharing.types import KIND_WORDS, Act, Lens
from casework.sharing.views.base import bp
from casework.web.gate import rule, signed_in


@bp.route("/records/<ref:ref>/sight")
@rule(signed_in)
@asking.reason_first
def who(ref: str) -> Any:
    """Show who can see a record, and why."""
    lens = policy.open_record(g.actor, ref, Act.RECORD_READ)
    if not sight.may_look(g.actor, lens):
        raise NotAllowed()
    return render_template(
        "sharing/who.html",
        lens=lens,
        word=KIND_WORDS[lens.kind],
        why=policy.why(g.actor, lens),
        data=page_parts.who_can_see(g.actor, lens),
        others=_others(lens),
        back=asking.page_of(lens),
    )


@bp.route("/records/<ref:ref>/as/<int:organisation_id>")
@rule(signed_in)
@asking.reason_first
def seen_as(ref: str, organisation_id: int) -> Any:
    """Show a record as one of the organisations that can see it does."""
    lens = policy.open_record(g.actor, ref, Act.RECORD_READ, log=False)
    if organisation_id not in _others(lens):
        raise NotFound("organisation")
    return eyes.page(lens, organisation_id)


def _others(lens: Lens) -> dict[int, str]:
    """The organisations through whose eyes it can be read: for its owner and members, and not in the compartment."""
    if lens.compartment or not sight.is_its_own(lens) or not eyes.has_page(lens.kind):
        return {}
    return sight.organisations_told(g.actor, lens)
