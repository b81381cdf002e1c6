"""The access rule as one SQL expression, worn by every statement: policy, session guard and row-level security say the same.

live(record) = a grant of it whose principal is mine, begun, not ended, not run out; and no recusal of mine. A Part also needs its
section opened by such a grant and an audience that includes me. Values are bound late, so the SQL text is constant and cached.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, exists, literal_column, not_, or_, select
from sqlalchemy.orm import with_loader_criteria

from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.db import Base, UTCDateTime
from casework.kernel.errors import UnguardedWrite
from casework.kernel.guard import RULES, GuardedSession, current_actor
from casework.sharing.models import AccessGrant, AudienceMember, Indexed, Part, Recusal, Shareable, guarded

_MARK: ColumnElement[bool] = literal_column("/*acl*/ 1=1")
_NONE: ColumnElement[int] = literal_column("0")
_GRANT = AccessGrant.__table__.alias("acl_grant")
_RECUSAL = Recusal.__table__.alias("acl_recusal")
_MEMBER = AudienceMember.__table__.alias("acl_member")


def _actor() -> Actor:
    return current_actor.get() or NOBODY


def _principals() -> list[str]:
    return list(_actor().principals) or ["-"]


def _now() -> datetime:
    return clock.now()


MINE = bindparam("acl_principals", expanding=True, callable_=_principals, type_=String)
ME = bindparam("acl_user", callable_=lambda: _actor().user_id or -1, type_=Integer)
MY_ORG = bindparam("acl_org", callable_=lambda: _actor().organisation_id or -1, type_=Integer)
NOW = bindparam("acl_now", callable_=_now, type_=UTCDateTime)


def _in_time(grant: Any) -> Any:
    return and_(grant.since <= NOW, grant.ended_at.is_(None), or_(grant.until.is_(None), grant.until > NOW))


def _not_recused(record_id: Any) -> Any:
    return not_(
        exists(
            select(literal_column("1"))
            .select_from(_RECUSAL)
            .where(_RECUSAL.c.record_id == record_id, _RECUSAL.c.user_id == ME, _RECUSAL.c.ended_at.is_(None))
            .correlate_except(_RECUSAL)
        )
    )


def live(record_id: Any, section: Any = None, *, each: bool = False) -> Any:
    """Return the condition that a record is mine to know of, with this section opened where one is named.

    With `each` it is looked up for every row on its own, which PostgreSQL would else turn into reading all that is mine first:
    for tables that are entered through an index of their own, as that of words.
    """
    conditions = [_GRANT.c.record_id == record_id, _GRANT.c.principal.in_(MINE), _in_time(_GRANT.c)]
    if section is not None:
        conditions.append(_GRANT.c.opens.op("&")(section) != 0)
    held: Any = select(literal_column("1")).select_from(_GRANT).where(*conditions).correlate_except(_GRANT)
    grant = exists(held.offset(_NONE) if each else held)
    return and_(grant, _not_recused(record_id))


def heard(cls: Any) -> Any:
    """Return the condition that a Part's audience includes me: everyone, my organisation as author, or one of my principals."""
    listed = exists(
        select(literal_column("1"))
        .select_from(_MEMBER)
        .where(_MEMBER.c.audience_id == cls.audience_id, _MEMBER.c.principal.in_(MINE))
        .offset(_NONE)  # Looked up for each row: without this PostgreSQL first reads every audience that I am in.
        .correlate_except(_MEMBER)
    )
    return or_(cls.audience_id.is_(None), cls.author_org_id == MY_ORG, listed)


OPTIONS = (
    with_loader_criteria(
        Shareable, lambda cls: and_(_MARK, live(cls.record_id)), include_aliases=True, track_closure_variables=False
    ),
    with_loader_criteria(
        Part,
        lambda cls: and_(_MARK, live(cls.record_id, cls.section, each=cls.looked_up), heard(cls)),
        include_aliases=True,
        track_closure_variables=False,
    ),
    with_loader_criteria(
        Indexed, lambda cls: and_(_MARK, live(cls.record_id)), include_aliases=True, track_closure_variables=False
    ),
    with_loader_criteria(
        AccessGrant,
        lambda cls: and_(_MARK, cls.principal.in_(MINE), _in_time(cls), _not_recused(cls.record_id)),
        include_aliases=True,
        track_closure_variables=False,
    ),
)


def protected_tables() -> set[str]:
    """Return the names of all tables behind the rule; `recusal` stands there too and is read by named queries only."""
    names = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if guarded(mapper.class_)}
    return names | {Recusal.__tablename__}


def check_write(session: GuardedSession) -> None:
    """Refuse to write a guarded row whose record was not opened, or made, for writing in this transaction."""
    actor = session.actor
    if actor is not None and actor.is_system:
        return
    writable = session.writable()
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, (AccessGrant, Recusal)):
            if not session.info.get("granting"):
                raise UnguardedWrite("a grant is written by the sharing services only")
        elif isinstance(row, (Shareable, Part, Indexed)) and row.record_id not in writable:
            if row in session.dirty and not session.is_modified(row):
                continue
            raise UnguardedWrite(f"{type(row).__name__} of a record that was not opened for writing")


def install() -> None:
    """Hand the rule to the session's guard. Called once, after every model has been imported."""
    RULES.install(OPTIONS, protected_tables(), check_write)
