"""A case opened from a referral: in the compartment like it, and for the same named people."""

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.services import opening
from casework.cases.types import NewCase
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.referrals.models import Referral
from casework.sharing import policy
from casework.sharing.services import links
from casework.sharing.types import SAFEGUARDING, Act, Kind, Lens

TYPE, SUBJECT, ROLE = "VULNERABLE", "", "opened_from"


def open_case(actor: Actor, ref: str, *, title: str, summary: str) -> Lens:
    """Open a case from a referral, in the compartment: the referral's members reach it by its link, and nobody else does."""
    row, lens = policy.open_one(actor, Referral, ref, Act.LINK_ADD)
    new = NewCase(type=TYPE, subject=SUBJECT, title=title, summary=summary, priority="HIGH", partnership_id=row.partnership_id)
    made = opening.open_case(actor, new, compartment=SAFEGUARDING)
    links.link(actor, lens, made.record_id, Kind.CASE, role=ROLE)
    db.session().flush()
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=lens.kind, detail={"case": made.record_id})
    return made
