"""Every way round the access rule that was tried: each finds nothing of a hidden case, or raises, on either database.

The officer's case is shared with nobody; the police practitioner owns a case of their own. A way passes when it gives the police
no row of the hidden one and changes nothing of it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
    union,
    union_all,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import (
    aliased,
    joinedload,
    lazyload,
    relationship,
    selectinload,
    subqueryload,
)

from casework.cases.models import CaseFile, Narrative, Note
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import Base, db
from casework.kernel.errors import CaseworkError, Unfiltered, UnguardedWrite
from casework.sharing import policy
from casework.sharing.models import AccessGrant, Record
from tests.support import factories as make
from tests.support.installation import As, acting

SECRET, OWN = "hidden-phrase-6f1c", "own-phrase"
Way = Callable[[Actor, int, int], Any]
WAYS: dict[str, Way] = {}
RAISING: set[str] = set()


class RecordSide(Base):
    """The record table once more, with relationships that the application itself does not have."""

    __table__ = Record.__table__
    notes = relationship(Note, primaryjoin=Record.__table__.c.id == Note.record_id, foreign_keys=Note.record_id, viewonly=True)
    case = relationship(
        CaseFile,
        primaryjoin=Record.__table__.c.id == CaseFile.record_id,
        foreign_keys=CaseFile.record_id,
        viewonly=True,
        uselist=False,
    )


def way(function: Way) -> Way:
    """A way that finds nothing."""
    WAYS[function.__name__] = function
    return function


def raising(function: Way) -> Way:
    """A way that is refused outright."""
    RAISING.add(function.__name__)
    return way(function)


def rows(statement: Any, **options: Any) -> list[Any]:
    return list(db.session().execute(statement, **options))


for _name, _make in {
    "select": lambda c: select(CaseFile.title),
    "entity": lambda c: select(CaseFile),
    "columns": lambda c: select(CaseFile.record_id, CaseFile.summary),
    "where": lambda c: select(CaseFile).where(CaseFile.record_id == c),
    "where_in": lambda c: select(CaseFile).where(CaseFile.record_id.in_([c])),
    "alias": lambda c: select(aliased(CaseFile)),
    "joined_aliases": lambda c: select(one := aliased(CaseFile, name="one"), two := aliased(Note, name="two")).join(
        two, two.record_id == one.record_id
    ),
    "order_limit_offset": lambda c: select(CaseFile.title).order_by(CaseFile.record_id).limit(5),
    "distinct": lambda c: select(CaseFile.title).distinct(),
    "group_by": lambda c: select(CaseFile.title, func.count()).group_by(CaseFile.title),
    "having": lambda c: select(CaseFile.title).group_by(CaseFile.title).having(func.count() > 0),
    "maximum": lambda c: select(func.max(CaseFile.record_id)).where(CaseFile.record_id == c),
    "aggregate_text": lambda c: select(func.min(CaseFile.title)).where(CaseFile.record_id == c),
    "window": lambda c: select(CaseFile.title, func.row_number().over(order_by=CaseFile.record_id)),
    "join": lambda c: select(CaseFile.title, Note.body).join(Note, Note.record_id == CaseFile.record_id),
    "join_from_record": lambda c: select(Record.id, CaseFile.title).join(CaseFile, CaseFile.record_id == Record.id),
    "outer_join": lambda c: (
        select(CaseFile.title, Note.body)
        .select_from(Record)
        .outerjoin(CaseFile, CaseFile.record_id == Record.id)
        .outerjoin(Note, Note.record_id == Record.id)
    ),
    "implicit_join": lambda c: select(CaseFile.title, Note.body).where(CaseFile.record_id == Note.record_id),
    "subquery": lambda c: select(select(CaseFile.title).subquery()),
    "subquery_joined": lambda c: select(Record.id, (s := select(CaseFile.record_id, CaseFile.title).subquery()).c.title).join(
        s, s.c.record_id == Record.id
    ),
    "cte": lambda c: select(select(CaseFile.title).cte("held")),
    "nested_cte": lambda c: select(select(select(CaseFile.title).cte("one")).cte("two")),
    "lateral_alias": lambda c: select(aliased(CaseFile, select(CaseFile).subquery())),
    "union": lambda c: union(select(CaseFile.title), select(Note.body)),
    "union_all": lambda c: union_all(select(CaseFile.title), select(CaseFile.summary)),
    "union_as_subquery": lambda c: select(union_all(select(CaseFile.title), select(Note.body)).subquery()),
    "scalar_subquery": lambda c: select(
        Record.id, select(CaseFile.title).where(CaseFile.record_id == Record.id).scalar_subquery()
    ).where(Record.id == c),
    "in_subquery": lambda c: select(Note.body).where(Note.record_id.in_(select(CaseFile.record_id))),
    "not_in_subquery": lambda c: select(CaseFile.title).where(CaseFile.record_id.not_in(select(Note.record_id))),
    "exists_selected": lambda c: select(Record.id).where(
        Record.id == c, select(CaseFile.record_id).where(CaseFile.record_id == Record.id).exists()
    ),
    "exists_of_select": lambda c: select(literal_column("'told'")).where(
        select(CaseFile.record_id).where(CaseFile.record_id == c).exists()
    ),
    "any_": lambda c: select(RecordSide.id).where(RecordSide.id == c, RecordSide.notes.any()),
    "any_of_text": lambda c: select(RecordSide.id).where(RecordSide.id == c, RecordSide.notes.any(Note.body.contains("hidden"))),
    "has": lambda c: select(RecordSide.id).where(RecordSide.id == c, RecordSide.case.has()),
    "relationship_join": lambda c: select(CaseFile.title).select_from(RecordSide).join(RecordSide.case),
    "readable": lambda c: policy.readable(db.session().actor, CaseFile),
    "bound_parameter": lambda c: select(CaseFile.title).where(CaseFile.record_id == bindparam("given", c)),
    "true_or": lambda c: select(CaseFile.title).where((CaseFile.record_id == c) | literal_column("1=1")),
    "part": lambda c: select(Note.body).where(Note.record_id == c),
    "other_part": lambda c: select(Narrative.body).where(Narrative.record_id == c),
}.items():
    WAYS[_name] = lambda actor, case, note, make_statement=_make: rows(make_statement(case))

for _name, _statement in {
    "exists_core": lambda c: select(exists().where(CaseFile.record_id == c)),
    "table": lambda c: select(CaseFile.__table__),
    "table_where": lambda c: select(CaseFile.__table__.c.title).where(CaseFile.__table__.c.record_id == c),
    "table_joined": lambda c: select(Record.id, CaseFile.__table__.c.title).join(
        CaseFile.__table__, CaseFile.__table__.c.record_id == Record.id
    ),
    "table_alias": lambda c: select(CaseFile.__table__.alias("innocent")),
    "table_and_entity": lambda c: select(CaseFile.title, Note.__table__.c.body).join(
        Note.__table__, Note.__table__.c.record_id == CaseFile.record_id
    ),
    "text": lambda c: text("SELECT title FROM case_file"),
    "text_quoted": lambda c: text('SELECT title FROM "case_file"'),
    "text_columns": lambda c: text("SELECT title FROM case_file").columns(CaseFile.title),
    "literal_column": lambda c: select(literal_column("(SELECT min(title) FROM case_file)")),
    "where_text": lambda c: select(Record.id).where(text("EXISTS (SELECT 1 FROM case_file)")),
    "from_statement": lambda c: select(CaseFile).from_statement(text("SELECT * FROM case_file")),
    "grants_text": lambda c: text("SELECT record_id FROM access_grant"),
    "recusals": lambda c: text("SELECT record_id FROM recusal"),
}.items():
    WAYS[_name] = lambda actor, case, note, make_statement=_statement: rows(make_statement(case))
    RAISING.add(_name)


@way
def count(actor: Actor, case: int, note: int) -> Any:
    found = db.session().scalar(select(func.count()).select_from(CaseFile).where(CaseFile.record_id == case))
    return [] if found == 0 else [SECRET]


@way
def get(actor: Actor, case: int, note: int) -> Any:
    return [db.session().get(CaseFile, case), db.session().get(Note, note)]


@way
def get_populating(actor: Actor, case: int, note: int) -> Any:
    return [db.session().get(CaseFile, case, populate_existing=True), db.session().get(Note, note, options=[lazyload("*")])]


@way
def legacy_query(actor: Actor, case: int, note: int) -> Any:
    return [*db.session().query(CaseFile).all(), db.session().query(Note.body).filter_by(id=note).first()]


@way
def legacy_query_count(actor: Actor, case: int, note: int) -> Any:
    return [SECRET] * db.session().query(CaseFile).filter(CaseFile.record_id == case).count()


@way
def yield_per(actor: Actor, case: int, note: int) -> Any:
    return [row for chunk in db.session().scalars(select(CaseFile).execution_options(yield_per=2)).partitions() for row in chunk]


@way
def lazy_load(actor: Actor, case: int, note: int) -> Any:
    side = db.session().get_one(RecordSide, case)
    return [*side.notes, side.case]


@way
def loaders(actor: Actor, case: int, note: int) -> Any:
    found: list[Any] = []
    for loader in (selectinload, subqueryload, joinedload):
        db.session().expunge_all()
        side = (
            db.session()
            .scalars(select(RecordSide).options(loader(RecordSide.notes), loader(RecordSide.case)).where(RecordSide.id == case))
            .unique()
            .one()
        )
        found += [*side.notes, side.case]
    return found


@way
def load_from_made(actor: Actor, case: int, note: int) -> Any:
    own = make.new_case(actor, OWN)
    db.session().expire_all()
    side = db.session().get_one(RecordSide, own.id)
    assert [held.body for held in side.notes] == ["a note"]
    return [other for other in db.session().get_one(RecordSide, case).notes]


@way
def update_where(actor: Actor, case: int, note: int) -> Any:
    return [SECRET] * db.session().execute(update(CaseFile).where(CaseFile.record_id == case).values(title="taken")).rowcount


@way
def delete_where(actor: Actor, case: int, note: int) -> Any:
    return [SECRET] * db.session().execute(delete(Note).where(Note.id == note)).rowcount


@raising
def update_by_key(actor: Actor, case: int, note: int) -> Any:
    return db.session().execute(update(CaseFile), [{"record_id": case, "title": "taken", "version": 1}])


@raising
def bulk_update_mappings(actor: Actor, case: int, note: int) -> Any:
    return db.session().bulk_update_mappings(CaseFile, [{"record_id": case, "title": "taken", "version": 1}])


@raising
def insert_from_select(actor: Actor, case: int, note: int) -> Any:
    taken = select(CaseFile.__table__.c.record_id, literal_column("'stolen'"))
    return db.session().execute(insert(Base.metadata.tables["draft"]).from_select(["user_id", "form"], taken))


@raising
def session_connection(actor: Actor, case: int, note: int) -> Any:
    return list(db.session().connection().execute(select(CaseFile.__table__)))


@raising
def driver_sql(actor: Actor, case: int, note: int) -> Any:
    return list(db.session().connection().exec_driver_sql("SELECT title FROM case_file"))


@raising
def engine_connect(actor: Actor, case: int, note: int) -> Any:
    db.session().rollback()
    with db.engine.connect() as connection:
        return list(connection.execute(select(CaseFile.__table__)))


@raising
def child_of_hidden(actor: Actor, case: int, note: int) -> Any:
    return make.new_note(actor, case, "let me in")


@raising
def detached_made_dirty(actor: Actor, case: int, note: int) -> Any:
    held = Note(
        id=note,
        record_id=case,
        section=16,
        author_org_id=actor.organisation_id,
        kind="visit",
        body="old",
        happened_at=clock.now(),
        written_by=1,
        written_at=clock.now(),
    )
    db.session().add(held)
    db.session().flush()
    return [held]


@raising
def merged(actor: Actor, case: int, note: int) -> Any:
    db.session().merge(
        Note(
            id=note,
            record_id=case,
            section=16,
            author_org_id=1,
            body="taken",
            kind="x",
            happened_at=clock.now(),
            written_by=1,
            written_at=clock.now(),
        )
    )
    db.session().flush()
    return [SECRET]


@raising
def grant_to_oneself(actor: Actor, case: int, note: int) -> Any:
    held = db.session().scalars(select(AccessGrant)).first()
    assert held is not None
    db.session().add(
        AccessGrant(
            record_id=case,
            principal=f"o{actor.organisation_id}",
            opens=16383,
            kind="case",
            sort_on=clock.now(),
            since=clock.now(),
            source="owner",
            partnership_id=held.partnership_id,
        )
    )
    db.session().flush()
    return [SECRET]


@pytest.fixture
def hidden(as_: As) -> tuple[int, int]:
    """The officer's case and its note; the police have one of their own."""
    with as_("officer") as actor:
        record = make.new_case(actor, SECRET, note=SECRET)
        note = db.session().scalars(select(Note.id).where(Note.record_id == record.id)).one()
    with as_("police") as actor:
        make.new_case(actor, OWN)
    return record.id, note


def leaks(found: Any, case: int, note: int) -> bool:
    said = [SECRET, str(case)]
    parts: list[Any] = []
    for row in found or []:
        parts += list(row) if hasattr(row, "_mapping") else [row]
    return any(_says(part, said) for part in parts)


def _says(part: Any, said: list[str]) -> bool:
    if isinstance(part, (CaseFile, Note)):
        return str(part.record_id) == said[1]
    return any(word in str(part) for word in said[:1])


def test_ways_counted() -> None:
    print(f"{len(WAYS) + 3} ways round, {len(RAISING)} of them refused outright")
    assert len(WAYS) + 3 >= 61


@pytest.mark.parametrize("name", sorted(WAYS))
def test_way(hidden: tuple[int, int], app: Flask, name: str) -> None:
    found: Any = []
    raised: BaseException | None = None
    try:
        with acting(app, "police") as actor:
            found = WAYS[name](actor, *hidden)
            assert not leaks(found, *hidden)
            if name in {"exists_selected", "any_", "any_of_text", "has", "exists_of_select"}:
                assert found == []
    except (CaseworkError, DBAPIError) as fault:
        raised = fault
    if name in RAISING:
        assert raised is not None
    else:
        assert raised is None, raised
    with acting(app, "officer") as actor:
        assert db.session().get_one(CaseFile, hidden[0]).title == SECRET
        assert [row.body for row in db.session().scalars(select(Note).where(Note.record_id == hidden[0]))] == [SECRET]


def test_failed_flush_leaves_the_tripwire_up(hidden: tuple[int, int], app: Flask) -> None:
    with pytest.raises(UnguardedWrite), acting(app, "police") as actor:
        make.new_note(actor, hidden[0], "let me in")
    with acting(app, "police"), pytest.raises(Unfiltered):
        rows(text("SELECT title FROM case_file"))


def test_one_statement_for_two_actors_in_threads(hidden: tuple[int, int], app: Flask) -> None:
    statement = select(CaseFile.title).order_by(CaseFile.title)

    def ask(number: int) -> tuple[str, list[str]]:
        who = ("officer", "police")[number % 2]
        with acting(app, who):
            return who, list(db.session().scalars(statement))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(48)))
    assert {who: titles for who, titles in answers} == {"officer": [SECRET], "police": [OWN]}
    assert all(titles == ([SECRET] if who == "officer" else [OWN]) for who, titles in answers)


def test_a_row_asked_for_again_after_the_end_is_gone(as_: As) -> None:
    with as_("officer") as actor:
        record = make.new_case(actor, SECRET)
        make.new_share(actor, record, "CCON", days=1)
    with as_("police"):
        held = db.session().get_one(CaseFile, record.id)
        clock.shift_to(clock.today() + timedelta(days=40))
        again = select(CaseFile).where(CaseFile.record_id == held.record_id).execution_options(populate_existing=True)
        assert list(db.session().scalars(again)) == []
