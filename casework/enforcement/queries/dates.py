"""The dated lines of a diary: every clock that runs for the actions one may see, between two days."""

from datetime import date

from sqlalchemy.orm import aliased

from casework.enforcement.models.actions import ActionDate, EnforcementAction
from casework.enforcement.types.actions import DatedLine
from casework.enforcement.types.powers import POWERS
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record

MOST = 500


def dates_of(
    actor: Actor, from_on: date, to_on: date, *, org_id: int | None = None, officer_id: int | None = None, most: int = MOST
) -> list[DatedLine]:
    """Return what falls due from one day to another, both counted, soonest first: of one organisation or officer where named."""
    case = aliased(Record)
    statement = (
        policy.readable(actor, ActionDate)
        .add_columns(EnforcementAction, Record.ref, case.ref, Organisation.name)
        .join(EnforcementAction, EnforcementAction.record_id == ActionDate.record_id)
        .join(Record, Record.id == EnforcementAction.record_id)
        .join(case, case.id == EnforcementAction.case_record_id)
        .join(Organisation, Organisation.id == EnforcementAction.org_id)
        .where(ActionDate.on >= from_on, ActionDate.on <= to_on)
        .order_by(ActionDate.on, ActionDate.id)
        .limit(most)
    )
    if org_id is not None:
        statement = statement.where(EnforcementAction.org_id == org_id)
    if officer_id is not None:
        statement = statement.where(EnforcementAction.officer_id == officer_id)
    return [
        DatedLine(
            row.on, row.at, row.what, row.citation, ref, action.power, POWERS[action.power].label, action.summary, case_ref,
            organisation, action.officer_id,
        )
        for row, action, ref, case_ref, organisation in db.session().execute(statement)
    ]  # fmt: skip
