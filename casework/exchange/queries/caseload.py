"""Which requests are somebody's own work: for the reason asked before opening those of colleagues."""

from collections.abc import Collection, Iterable

from casework.exchange.models import PartnerRequest
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy


def own_requests(actor: Actor, record_ids: Collection[int]) -> Iterable[int]:
    """Return which of these requests the actor made."""
    return db.session().scalars(
        policy.readable(actor, PartnerRequest)
        .where(PartnerRequest.record_id.in_(record_ids), PartnerRequest.asked_by == actor.user_id)
        .with_only_columns(PartnerRequest.record_id)
    )
