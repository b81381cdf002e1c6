"""Handing on the work of somebody who left: their open tasks, their open cases, and what was assigned to them by name."""

from typing import Any

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.accounts.services import notices
from casework.accounts.types import Role
from casework.cases.models import CaseFile
from casework.cases.services import moving
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing.models import RecordAssignment
from casework.tasks import services as tasks


def hand_on(actor: Actor, body: dict[str, Any]) -> str:
    """Give the open work of a person who left to a colleague, or leave it waiting for one, as the system; return what was done.

    Runs twice without harm: what is handed on is theirs no longer.
    """
    user_id, to_user_id = int(body["user"]), body.get("to")
    moved = tasks.hand_over(actor, user_id, to_user_id)
    cases = list(
        db.session().scalars(
            select(CaseFile).where(CaseFile.owner_user_id == user_id, CaseFile.closed_on.is_(None)).order_by(CaseFile.record_id)
        )
    )
    for case in cases:
        moving.assign(actor, case.record_id, owner_user_id=to_user_id, team_id=case.team_id, seen=case.version)
    for row in db.session().scalars(
        select(RecordAssignment).where(RecordAssignment.user_id == user_id, RecordAssignment.ended_at.is_(None))
    ):
        row.ended_at = clock.wall()
    told = f"{moved} open task{'' if moved == 1 else 's'} and {len(cases)} open case{'' if len(cases) == 1 else 's'}"
    left = db.session().get_one(AppUser, user_id)
    if moved or cases:
        whom = {to_user_id} if to_user_id else notices.holders(left.organisation_id, Role.MANAGER)
        notices.tell(whom, "handed_on", f"{left.name} left: {told} {'are yours now' if to_user_id else 'wait for somebody'}.")
    return f"handed on {told}"
