"""The check of what is about to be published about an order: its cases are looked at, also those the publisher may not know of.

For whoever publishes: a notice, or an entry of the register. `check(actor, order_id, text)` answers what `disclosure` finds.
"""

from sqlalchemy import select, union

from casework.disclosure import queries as disclosure
from casework.disclosure.types import Finding
from casework.enforcement.models.actions import Breach, EnforcementAction, Penalty
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.kernel.guard import RULES

CASES = RULES.name(
    "enforcement.cases_of_order",
    "What is published about an order must name nobody of the cases behind it; hands their ids to the check and to nobody else.",
)


def check(actor: Actor, order_id: int, text: str) -> Finding:
    """Check a text before it is published: it must name or locate no victim, witness or complainant of the order's breaches."""
    return disclosure.check(actor, text, about=[order_id, *_cases(order_id)])


def _cases(order_id: int) -> list[int]:
    breached = select(Breach.record_id).where(Breach.order_record_id == order_id)
    penalised = (
        select(EnforcementAction.case_record_id)
        .join(Penalty, Penalty.record_id == EnforcementAction.record_id)
        .where(Penalty.order_record_id == order_id)
    )
    with reading(), db.engines["system"].connect() as plain:
        connection = plain.execution_options(acl_named=CASES)
        return sorted(set(connection.execute(union(breached, penalised)).scalars()))
