"""Each of the three walls taken down on purpose: those that still stand give a stranger nothing, and the start is refused."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from casework.cases.models import CaseFile, Note
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Unfiltered, Unsound
from casework.kernel.guard import wall_two_down
from casework.operations import soundness
from casework.sharing import policy
from casework.sharing.types import Level
from tests.support import factories as make
from tests.support.installation import As, Installation

HELD = {"officer": (2, 2), "housing": (1, 1), "police": (1, 0), "neighbour": (0, 0), "analyst": (0, 0), "administrator": (0, 0)}
PERSONAS = list(HELD)


@pytest.fixture
def case(as_: As) -> int:
    """The council's case, shared in full with the landlord and as a summary with the police; a second is shared with nobody."""
    with as_("officer") as actor:
        record = make.new_case(actor, "Shared")
        make.new_case(actor, "Unshared")
        make.new_share(actor, record, "LUM")
        make.new_share(actor, record, "CCON", Level.SUMMARY)
    return record.id


@pytest.fixture
def owner(app: Flask, installation: Installation) -> Iterator[Connection]:
    """A connection of the owner of the tables; only PostgreSQL has one."""
    if installation.server is None:
        pytest.skip("SQLite has no row-level security: it stands on the two other walls")
    engine = create_engine(installation.server.url_for(installation.database))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def seen(as_: As, persona: str, *, two_down: bool = False) -> tuple[int, int]:
    """Return how many cases and notes a persona finds by statements that forgot to ask what is readable."""
    with as_(persona), wall_two_down() if two_down else nullcontext():
        cases = db.session().scalars(select(CaseFile)).all()
        notes = db.session().scalar(select(func.count()).select_from(Note)) or 0
        assert len(cases) == (db.session().scalar(select(func.count()).select_from(CaseFile)) or 0)
        return len(cases), notes


@pytest.mark.parametrize("persona", PERSONAS)
def test_wall_one_forgotten(case: int, as_: As, persona: str) -> None:
    assert seen(as_, persona) == HELD[persona]


@pytest.mark.parametrize("persona", PERSONAS)
def test_wall_one_stands_by_itself(case: int, as_: As, persona: str) -> None:
    with as_(persona) as actor, wall_two_down():  # on SQLite there is no third
        held = [len(db.session().scalars(policy.readable(actor, model)).all()) for model in (CaseFile, Note)]
    assert tuple(held) == HELD[persona]


def test_wall_two_down_the_database_gives_the_same_answers(case: int, as_: As, owner: Connection) -> None:
    assert {persona: seen(as_, persona, two_down=True) for persona in PERSONAS} == HELD


def test_wall_two_down_without_a_third_gives_everything_away(case: int, as_: As, installation: Installation) -> None:
    if installation.server is not None:
        pytest.skip("PostgreSQL has the third wall: the test above shows what it holds")
    assert seen(as_, "neighbour", two_down=True) == (2, 2), "the switch of these tests does nothing"


def test_wall_three_down_the_two_others_hold_and_the_start_is_refused(case: int, as_: As, app: Flask, owner: Connection) -> None:
    soundness.check(app)
    for table in ("case_file", "note"):
        owner.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    owner.commit()
    assert {persona: seen(as_, persona) for persona in PERSONAS} == HELD
    assert seen(as_, "neighbour", two_down=True) == (2, 2), "the third wall was not down"
    for persona in ("neighbour", "analyst"):
        with as_(persona) as actor, pytest.raises(NotFound):
            policy.open_one(actor, CaseFile, case)
    with pytest.raises(Unsound, match="Row-level security is not whole on case_file, note"):
        soundness.check(app)


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_tripwire_stops_what_the_rule_cannot_reach(case: int, as_: As, persona: str) -> None:
    for statement in (text("SELECT title FROM case_file"), select(CaseFile.__table__.c.title), text("SELECT body FROM note")):
        with as_(persona), pytest.raises(Unfiltered):
            db.session().execute(statement)


def test_the_tripwire_cut_the_database_still_gives_nothing(case: int, as_: As, owner: Connection) -> None:
    for persona, (cases, notes) in HELD.items():
        with as_(persona), wall_two_down():
            assert len(db.session().execute(text("SELECT title FROM case_file")).all()) == cases
            assert len(db.session().execute(text("SELECT body FROM note")).all()) == notes


def test_a_row_for_a_hidden_case_is_refused_by_the_database_alone(case: int, as_: As, owner: Connection) -> None:
    forged = text(
        "INSERT INTO note (record_id, section, author_org_id, kind, body, happened_at, written_by, written_at)"
        " VALUES (:case, 16, 6, 'visit', 'let me in', now(), 1, now())"
    )
    with pytest.raises(DBAPIError, match="row-level security"), as_("neighbour"), wall_two_down():
        db.session().execute(forged, {"case": case})
