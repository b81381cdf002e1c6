"""The access rule as one SQL expression, worn by every statement: policy, session guard and row-level security say the same.

live(record) = a grant of it whose principal is mine, begun, not ended, not run out; and no recusal of mine. A Part also needs its
section opened by such a grant, for its date where the grant opens notes from a day on only, and an audience that includes me.
Values are bound late, so the SQL text is constant and cached.

The same rule stands a second time with another's values: what is read through somebody's eyes is what both may see, never more.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, exists, literal_column, not_, or_, select
from sqlalchemy.orm import with_loader_criteria

from casework.kernel import clock
from casework.kernel.actor import NOBODY, Actor
from casework.kernel.db import Base, UTCDateTime
from casework.kernel.errors import UnguardedWrite
from casework.kernel.guard import RULES, GuardedSession, current_actor, current_eyes
from casework.sharing.models import AccessGrant, AudienceMember, Indexed, Part, Recusal, Shareable, guarded
from casework.sharing.types import Section

_MARK: ColumnElement[bool] = literal_column("/*acl*/ 1=1")
_NONE: ColumnElement[int] = literal_column("0")
_GRANT = AccessGrant.__table__.alias("acl_grant")
_WAY = AccessGrant.__table__.alias("acl_way")
_RECUSAL = Recusal.__table__.alias("acl_recusal")
_MEMBER = AudienceMember.__table__.alias("acl_member")


def _actor() -> Actor:
    return current_actor.get() or NOBODY


def _eyes() -> Actor:
    return current_eyes.get() or NOBODY


def _now() -> datetime:
    return clock.now()


@dataclass(frozen=True, slots=True)
class Asker:
    """The values of whoever the rule is asked for."""

    principals: Any
    user: Any
    organisation: Any
    through_eyes: bool = False


def _asker(prefix: str, who: Any, *, through_eyes: bool = False) -> Asker:
    return Asker(
        bindparam(f"{prefix}_principals", expanding=True, callable_=lambda: list(who().principals) or ["-"], type_=String),
        bindparam(f"{prefix}_user", callable_=lambda: who().user_id or -1, type_=Integer),
        bindparam(f"{prefix}_org", callable_=lambda: who().organisation_id or -1, type_=Integer),
        through_eyes,
    )


NOW = bindparam("acl_now", callable_=_now, type_=UTCDateTime)
MINE = _asker("acl", _actor)
THEIRS = _asker("acl_eyes", _eyes, through_eyes=True)


def in_time(grant: Any) -> Any:
    """Return the condition that a grant has begun, is not ended and has not run out."""
    return and_(grant.since <= NOW, grant.ended_at.is_(None), or_(grant.until.is_(None), grant.until > NOW))


def _not_recused(record_id: Any, who: Asker) -> Any:
    return not_(
        exists(
            select(literal_column("1"))
            .select_from(_RECUSAL)
            .where(_RECUSAL.c.record_id == record_id, _RECUSAL.c.user_id == who.user, _RECUSAL.c.ended_at.is_(None))
            .correlate_except(_RECUSAL)
        )
    )


def by_a_known_way(grant: Any) -> Any:
    """Return the condition that a grant flows from no other record, or from one that the reader may know of."""
    known = exists(
        select(literal_column("1"))
        .select_from(_WAY)
        .where(_WAY.c.record_id == grant.via_record, _WAY.c.principal.in_(MINE.principals), in_time(_WAY.c))
        .correlate_except(_WAY)
    )
    return or_(grant.via_record == 0, known)


def _from_its_day(cls: Any, grant: Any, who: Asker) -> Any:
    """A grant of notes from a day on opens, of the section of notes, what is of that day or later, and the asker's own.

    A Part without a date of its own is then closed: better a wall too many.
    """
    ways = [grant.notes_from.is_(None), cls.section.op("&")(int(Section.NOTES)) == 0, cls.author_org_id == who.organisation]
    if cls.MOMENT:
        ways.append(getattr(cls, cls.MOMENT) >= grant.notes_from)
    return or_(*ways)


def live(record_id: Any, part: Any = None, who: Asker = MINE) -> Any:
    """Return the condition that a record is the asker's to know of; for a Part, with its section opened for its date.

    A Part that is `looked_up` is asked about row by row, which PostgreSQL would else turn into reading all that is the asker's
    first: for tables that are entered through an index of their own, as that of words.
    """
    conditions = [_GRANT.c.record_id == record_id, _GRANT.c.principal.in_(who.principals), in_time(_GRANT.c)]
    if part is not None:
        conditions += [_GRANT.c.opens.op("&")(part.section) != 0, _from_its_day(part, _GRANT.c, who)]
    if who.through_eyes:
        conditions.append(by_a_known_way(_GRANT.c))
    held: Any = select(literal_column("1")).select_from(_GRANT).where(*conditions).correlate_except(_GRANT)
    grant = exists(held.offset(_NONE) if part is not None and part.looked_up else held)
    return and_(grant, _not_recused(record_id, who))


def heard(cls: Any, who: Asker = MINE) -> Any:
    """Return the condition that a Part's audience includes the asker: everyone, their organisation as author, or named in it."""
    listed = exists(
        select(literal_column("1"))
        .select_from(_MEMBER)
        .where(_MEMBER.c.audience_id == cls.audience_id, _MEMBER.c.principal.in_(who.principals))
        .offset(_NONE)  # Looked up for each row: without this PostgreSQL first reads every audience that I am in.
        .correlate_except(_MEMBER)
    )
    return or_(cls.audience_id.is_(None), cls.author_org_id == who.organisation, listed)


def _criteria(rule: type, condition: Any) -> Any:
    return with_loader_criteria(rule, condition, include_aliases=True, track_closure_variables=False)


OPTIONS = (
    _criteria(Shareable, lambda cls: and_(_MARK, live(cls.record_id))),
    _criteria(Part, lambda cls: and_(_MARK, live(cls.record_id, cls), heard(cls))),
    _criteria(Indexed, lambda cls: and_(_MARK, live(cls.record_id))),
    _criteria(
        AccessGrant,
        lambda cls: and_(_MARK, cls.principal.in_(MINE.principals), in_time(cls), _not_recused(cls.record_id, MINE)),
    ),
)
# Added to every statement while something is read through another's eyes: of one's own grants, those of records they know too.
EYES = (
    _criteria(Shareable, lambda cls: live(cls.record_id, None, THEIRS)),
    _criteria(Part, lambda cls: and_(live(cls.record_id, cls, THEIRS), heard(cls, THEIRS))),
    _criteria(Indexed, lambda cls: live(cls.record_id, None, THEIRS)),
    _criteria(AccessGrant, lambda cls: live(cls.record_id, None, THEIRS)),
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
    RULES.install(OPTIONS, protected_tables(), check_write, eyes=EYES)
