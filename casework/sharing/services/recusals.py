"""Conflicts of interest: a person who is recused from a record does not know of it, whatever their role."""

from sqlalchemy import select

from casework.accounts.models import AppUser, UserRole
from casework.accounts.types import CASEWORK_ROLES, Role
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import NotAllowed, NotFound, Refused
from casework.kernel.guard import RULES
from casework.sharing.models import Link, Recusal
from casework.sharing.services import grants
from casework.sharing.types import Kind, Lens

OF_RECORD = RULES.name(
    "sharing.recusals",
    "Managing recusals needs those of a record and the incidents attached to it, whatever of it is open to the person's manager;"
    " returns the recusals to the sharing services and that manager, the incidents to these services only.",
)


def recuse(actor: Actor, lens: Lens, user_id: int, *, reason: str) -> None:
    """Take a person off a record for a conflict of interest: oneself, or for a manager one of their own organisation's people.

    It takes hold at once and ends nothing else. Refuses a second one in force.
    """
    _check(actor, user_id)
    if any(row.user_id == user_id for row in _in_force(lens)):
        raise Refused("They are already taken off this record.")
    now = clock.now()
    with grants.granting():
        db.session().add_all(
            Recusal(record_id=record_id, user_id=user_id, reason=reason, made_by=actor.user_id or 0, made_at=now)
            for record_id in [lens.record_id, *_incidents(actor, lens)]
        )
    _write_down(actor, lens, user_id, "recused", reason)


def follow(root_id: int, incident_id: int) -> None:
    """Take off an incident whoever is taken off the record it is put on: it tells of that record. It ends with theirs."""
    with grants.granting():
        held = select(Recusal).where(Recusal.record_id.in_((root_id, incident_id)), Recusal.ended_at.is_(None))
        rows = list(db.session().scalars(held, execution_options={"acl_named": OF_RECORD}))
        off_it = {row.user_id for row in rows if row.record_id == incident_id}
        db.session().add_all(
            Recusal(record_id=incident_id, user_id=row.user_id, reason=row.reason, made_by=row.made_by, made_at=row.made_at)
            for row in rows
            if row.record_id == root_id and row.user_id not in off_it
        )


def end_recusal(actor: Actor, lens: Lens, user_id: int, *, reason: str) -> None:
    """End a recusal and those of its incidents, by a manager of the person's organisation; nobody ends their own."""
    if user_id == actor.user_id:
        raise NotAllowed("Somebody else must end a recusal of yours.")
    _check(actor, user_id)
    row = next((row for row in _in_force(lens) if row.user_id == user_id), None)
    if row is None:
        raise NotFound("recusal")
    with grants.granting():
        together = select(Recusal).where(
            Recusal.record_id.in_([lens.record_id, *_incidents(actor, lens)]),
            Recusal.user_id == user_id,
            Recusal.made_at == row.made_at,
            Recusal.ended_at.is_(None),
        )
        for held in db.session().scalars(together, execution_options={"acl_named": OF_RECORD}):
            held.ended_at = clock.now()
    _write_down(actor, lens, user_id, "recusal ended", reason)


def may_recuse_others(actor: Actor) -> bool:
    """True for a manager: they take their own organisation's people off a record."""
    return actor.has_role(Role.MANAGER)


def colleagues(actor: Actor, lens: Lens) -> dict[int, str]:
    """Return the caseworkers of the manager's own organisation who are not yet taken off a record, by name."""
    off = {row.user_id for row in _in_force(lens)} | {actor.user_id}
    rows = db.session().execute(
        select(AppUser.id, AppUser.name)
        .join(UserRole, UserRole.user_id == AppUser.id)
        .where(
            AppUser.organisation_id == actor.organisation_id,
            AppUser.suspended_at.is_(None),
            UserRole.ended_at.is_(None),
            UserRole.role.in_(CASEWORK_ROLES),
        )
        .distinct()
        .order_by(AppUser.name)
    )
    return {row.id: row.name for row in rows if row.id not in off}


def named(actor: Actor, lens: Lens, user_id: int) -> str:
    """Return the name of one of the people a manager sees taken off a record. Refuses any other as not there."""
    found = next((name for held, name, _ in recused(actor, lens) if held == user_id), None)
    if found is None:
        raise NotFound("recusal")
    return found


def _incidents(actor: Actor, lens: Lens) -> list[int]:
    """Return the incidents attached to a record, which tell of it: they go with it. Called inside `granting()`."""
    attached = select(Link.leaf_id).where(
        Link.record_id == lens.record_id, Link.leaf_kind == Kind.INCIDENT, Link.ended_at.is_(None)
    )
    return list(db.session().scalars(attached, execution_options={"acl_named": OF_RECORD}))


def recused(actor: Actor, lens: Lens) -> list[tuple[int, str, str]]:
    """Return id, name and reason of one's own organisation's people who are taken off an opened record: for its managers."""
    if not actor.has_role(Role.MANAGER):
        return []
    rows = db.session().execute(
        select(Recusal, AppUser.name)
        .join(AppUser, AppUser.id == Recusal.user_id)
        .where(
            Recusal.record_id == lens.record_id,
            Recusal.ended_at.is_(None),
            AppUser.organisation_id == actor.organisation_id,
        ),
        execution_options={"acl_named": OF_RECORD},
    )
    return [(row.user_id, name, row.reason) for row, name in rows]


def _in_force(lens: Lens) -> list[Recusal]:
    statement = select(Recusal).where(Recusal.record_id == lens.record_id, Recusal.ended_at.is_(None))
    return list(db.session().scalars(statement, execution_options={"acl_named": OF_RECORD}))


def _check(actor: Actor, user_id: int) -> None:
    if user_id == actor.user_id:
        return
    organisation = db.session().scalar(select(AppUser.organisation_id).where(AppUser.id == user_id))
    if not actor.has_role(Role.MANAGER) or organisation != actor.organisation_id:
        raise NotAllowed("A manager of their own organisation takes a person off a record.")


def _write_down(actor: Actor, lens: Lens, user_id: int, what: str, reason: str) -> None:
    detail = {"act": what, "user": user_id}
    audit.record(actor, Deed.RECORD_CHANGED, record_id=lens.record_id, record_kind=lens.kind, purpose=reason, detail=detail)
