"""Which cases and incidents are somebody's own work: for the reason asked before opening those of others."""

from collections.abc import Collection, Iterable

from sqlalchemy import or_

from casework.cases.models import CaseFile, Incident
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy


def own_cases(actor: Actor, record_ids: Collection[int]) -> Iterable[int]:
    """Return which of these cases the actor owns, their team works, or nobody of their organisation has taken yet."""
    return db.session().scalars(
        policy.readable(actor, CaseFile)
        .where(
            CaseFile.record_id.in_(record_ids),
            or_(
                CaseFile.owner_user_id == actor.user_id,
                CaseFile.team_id.in_(sorted(actor.team_ids)),
                CaseFile.owner_user_id.is_(None) & CaseFile.team_id.is_(None),
            ),
        )
        .with_only_columns(CaseFile.record_id)
    )


def own_incidents(actor: Actor, record_ids: Collection[int]) -> Iterable[int]:
    """Return which of these incidents the actor took, or which still wait to be looked at."""
    return db.session().scalars(
        policy.readable(actor, Incident)
        .where(Incident.record_id.in_(record_ids), or_(Incident.taken_by == actor.user_id, Incident.triage == ""))
        .with_only_columns(Incident.record_id)
    )
