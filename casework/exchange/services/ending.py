"""Closing or withdrawing a request: whoever was asked no longer sees it, and a link to it no longer works."""

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.exchange.models import PartnerRequest
from casework.exchange.services import making, outside
from casework.exchange.types import State
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.versions import expect
from casework.sharing import policy
from casework.sharing.services import offers
from casework.sharing.types import Act, Kind


def end(actor: Actor, ref: str, *, reason: str, seen: int | None) -> State:
    """Withdraw what still waits, with a reason, or close what was answered; return which. What a referral opened stays shared."""
    row, _ = policy.open_one(actor, PartnerRequest, ref, Act.REQUEST_END)
    if row.ended_at is not None:
        raise Refused("It is closed or withdrawn already.")
    expect(row, seen)
    waits = row.state == State.WAITING
    if waits and not reason.strip():
        raise Refused("Write why you withdraw it.", field="reason")
    state = State.WITHDRAWN if waits else State.CLOSED
    row.ended_at, row.ended_reason = clock.now(), reason
    making.set_state(actor, row, state)
    offers.stop_answering(actor, row.record_id)
    outside.end_links(actor, row.record_id)
    db.session().flush()
    audit.record(
        actor, Deed.RECORD_CHANGED, record_id=row.record_id, record_kind=Kind.REQUEST, detail={"act": f"request {state}"}
    )
    return state
