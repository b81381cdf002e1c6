"""An answer about a case is written on its chronology: by the system, since whoever answers may not know of the case."""

from sqlalchemy import select

from casework.cases.services import handing
from casework.exchange.models import PartnerRequest, RequestAnswer, RequestOrigin
from casework.exchange.types import ANSWERS, VERDICTS, Readers, Verdict
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.system import as_system, once_kept
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import shares
from casework.sharing.types import Kind

LANDING = "A partner's answer is written on the case it is about, for the readers that the partner chose."


def when_kept(actor: Actor, answer_id: int) -> None:
    """Write an answer on its case as soon as the answer itself is kept; should it fail, `land_all` finds it again."""
    once_kept(lambda: _land_one(answer_id))


def land_all(actor: Actor) -> int:
    """Write on their cases the answers that are not there yet, as the system; return how many. It may run twice."""
    waiting = (
        select(RequestAnswer.id)
        .join(RequestOrigin, RequestOrigin.record_id == RequestAnswer.record_id)
        .where(RequestAnswer.landed_at.is_(None), RequestOrigin.about_kind == Kind.CASE, RequestAnswer.verdict.in_(ANSWERS))
        .order_by(RequestAnswer.id)
    )
    found = list(db.session().scalars(waiting))
    for answer_id in found:
        land(actor, answer_id)
    return len(found)


def land(actor: Actor, answer_id: int) -> None:
    """Write one answer on the chronology of its case, as the system; an answer about no case stays with its request."""
    session = db.session()
    answer = session.get_one(RequestAnswer, answer_id)
    row = session.get_one(PartnerRequest, answer.record_id)
    origin = session.scalars(select(RequestOrigin).where(RequestOrigin.record_id == row.record_id)).one()
    lens = policy.lens_of(actor, origin.about_id)
    if answer.landed_at is not None or origin.about_kind != Kind.CASE or lens is None:
        return
    asker = session.get_one(Record, row.record_id).owner_org_id
    name = session.get_one(Organisation, answer.author_org_id).name
    audience_id = None
    if answer.readers != Readers.EVERYONE:
        label = f"{session.get_one(Organisation, asker).name} only"
        audience_id = shares.audience(actor, [asker, answer.author_org_id], label)
    handing.land(
        actor, lens, body=_words(row, answer, row.outside_name or name), at=answer.said_at, author_org_id=answer.author_org_id,
        written_by=answer.said_by or 0, audience_id=audience_id,
    )  # fmt: skip
    answer.landed_at = clock.now()
    session.flush()


def _words(row: PartnerRequest, answer: RequestAnswer, name: str) -> str:
    lines = [f"{name}: {VERDICTS[Verdict(answer.verdict)].lower()}.", answer.text, f"They were asked: {row.text}"]
    return "\n\n".join(line for line in lines if line)


def _land_one(answer_id: int) -> None:
    with as_system(LANDING) as actor:
        land(actor, answer_id)
