"""A short trail, and the hand of somebody who may do anything to its tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from casework.audit import anchors
from casework.audit import services as audit
from casework.audit import verify as verifying
from casework.audit.types import Deed
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from tests.support.installation import Installation

Run = Callable[[str], None]
ENTRIES = 12
TABLES = ("audit_event", "audit_head", "audit_anchor")


@pytest.fixture
def trail(app: Flask, as_: Any, no_anchors: Path) -> Flask:
    """An installation with a dozen entries in its audit trail."""
    for number in range(ENTRIES):
        with as_(system_actor("a test writes")) as actor:
            audit.record(actor, Deed.RECORD_READ, record_id=number, detail={"n": number, "words": ["é", "x"]}, ids=(1, 2))
    return app


@pytest.fixture
def by_hand(trail: Flask, installation: Installation) -> Callable[[], Any]:
    """Statements as the owner of the database would run them, past every trigger."""

    @contextmanager
    def open_() -> Iterator[Run]:
        if installation.server is not None:
            with installation.server.connect(installation.database) as connection:
                for table in TABLES:
                    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")  # type: ignore[call-overload]  # names of ours
                yield connection.execute
                for table in TABLES:
                    connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")  # type: ignore[call-overload]  # as above
        else:
            with trail.app_context():
                raw = db.engine.raw_connection()
                for name in ("fixed", "kept", "once", "forward"):
                    for table in TABLES:
                        raw.cursor().execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
                yield raw.cursor().execute
                raw.commit()
                raw.close()

    return open_


def check(app: Flask) -> verifying.Verdict:
    with app.app_context():
        return verifying.verify(db.engine, anchors.read(app.extensions["config"].instance / "anchors.log"))


@pytest.fixture
def no_anchors(app: Flask) -> Iterator[Path]:
    """Every test begins and ends without anchors."""
    file: Path = app.extensions["config"].instance / "anchors.log"
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)
