"""Keeps the facts that figures are counted from beside every case, whoever writes the case."""

from typing import Any

from sqlalchemy import Connection, event

from casework.cases.models import CaseFile
from casework.index import facts
from casework.index.facts import Facts


def facts_of(case: CaseFile) -> Facts:
    """Return what is counted of a case."""
    return Facts(
        partnership_id=case.partnership_id,
        type=case.type,
        subject=case.subject,
        ward_code=case.ward_code,
        lead_org_id=case.lead_org_id,
        stage=case.stage,
        outcome=case.closure_reason or "",
        opened_on=case.opened_on,
        closed_on=case.closed_on,
    )


@event.listens_for(CaseFile, "after_insert")
def _written(mapper: Any, connection: Connection, case: CaseFile) -> None:
    facts.write_facts(connection, case.record_id, facts_of(case), new=True)


@event.listens_for(CaseFile, "after_update")
def _changed(mapper: Any, connection: Connection, case: CaseFile) -> None:
    facts.write_facts(connection, case.record_id, facts_of(case), new=False)
