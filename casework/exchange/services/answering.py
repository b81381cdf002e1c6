"""Answering a question: we hold this, nothing held, or cannot share because; with words and the readers one chooses."""

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.exchange.models import PartnerRequest, RequestAnswer
from casework.exchange.services import landing, making
from casework.exchange.types import ANSWERS, Readers, Said, State, Verb, Verdict
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.kernel.versions import expect
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act, Kind


def answer(actor: Actor, ref: str, said: Said, *, seen: int | None) -> RequestAnswer:
    """Answer what one's organisation is asked, once. The answer lands on the case for the readers chosen; the asker is told.

    Refuses one that was answered or ended, and "we hold this" or "cannot share" without words.
    """
    row, lens = policy.open_one(actor, PartnerRequest, ref, Act.REQUEST_ANSWER)
    if row.verb != Verb.ASK or row.state != State.WAITING:
        raise Refused("This question was answered already, or is no longer open.")
    expect(row, seen)
    check(actor, said)
    audience_id = None
    if said.readers is not Readers.EVERYONE:
        audience_id = shares.audience(actor, [lens.owner_org_id], f"{lens.owner_name} and {actor.organisation_name}")
    kept = making.settle(actor, row, said, state=State.ANSWERED, audience_id=audience_id)
    making.tell_asker(actor, row, "A partner answered your question.")
    db.session().flush()
    audit.record(
        actor, Deed.RECORD_CHANGED, record_id=row.record_id, record_kind=Kind.REQUEST, purpose=row.purpose,
        detail={"act": "answered", "verdict": str(said.verdict), "readers": str(said.readers), "basis": row.lawful_basis},
    )  # fmt: skip
    landing.when_kept(actor, kept.id)
    return kept


def check(actor: Actor, said: Said) -> None:
    """Refuse an answer that is none, and one that needs words and has none."""
    if said.verdict not in ANSWERS:
        raise Refused("Choose an answer.", field="verdict")
    if said.verdict is Verdict.HELD and not said.text.strip():
        raise Refused("Write what you hold.", field="text")
    if said.verdict is Verdict.CANNOT and not said.text.strip():
        raise Refused("Write why you cannot share it.", field="text")
