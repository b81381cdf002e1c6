"""The number of statements of the panels does not grow with what is on a record."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PIL import Image
from sqlalchemy import event

from casework.documents import queries as documents
from casework.documents import services as document_services
from casework.documents.types import Upload
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy, sight
from casework.sharing.models import Link, Record
from casework.sharing.types import Act, Kind, Lens
from casework.tasks import queries as tasks
from casework.tasks import services as task_services
from tests.support import factories as make
from tests.support.installation import As


@contextmanager
def counted() -> Iterator[list[str]]:
    said: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def fill(actor: Actor, record: Record, times: int) -> None:
    lens = policy.open_record(actor, record.ref, Act.LINK_ADD)
    for _ in range(times):
        make.link(actor, lens, make.new_record(actor, Kind.PERSON).id)
        task_services.add_task(actor, lens, title="t", for_org_id=actor.organisation_id or 0)
        stream = io.BytesIO()
        Image.new("RGB", (8, 8)).save(stream, "PNG")
        stream.seek(0)
        document_services.add_document(actor, lens, Upload(stream, "a.png"), kind="PHOTO")


def linked(actor: Actor, lens: Lens) -> dict[int, Kind]:
    rows = db.session().scalars(policy.readable(actor, Link).where(Link.record_id == lens.record_id))
    return {row.leaf_id: Kind(row.leaf_kind) for row in rows}


def _reads(actor: Actor, lens: Lens) -> dict[str, Callable[[], object]]:
    return {
        "who": lambda: sight.who_can_see(actor, lens),
        "gained": lambda: sight.named(actor, lens, linked(actor, lens)),
        "tasks": lambda: tasks.of_record(actor, lens),
        "documents": lambda: documents.of_record(actor, lens),
        "mine": lambda: tasks.mine(actor),
    }


@pytest.mark.parametrize("which", ["who", "gained", "tasks", "documents", "mine"])
def test_statements_do_not_grow(as_: As, which: str) -> None:
    numbers = []
    for size, codes in ((1, ["LUM"]), (6, ["LUM", "CCON", "CCC", "L2C"])):
        with as_("officer") as actor:
            record = make.new_case(actor)
            fill(actor, record, size)
            for code in codes:
                make.new_share(actor, record, code)
        with as_("officer") as actor:
            lens = policy.open_record(actor, record.ref, Act.RECORD_READ)
            read = _reads(actor, lens)[which]
            with counted() as said:
                read()
            numbers.append(len(said))
    assert numbers[0] == numbers[1] and numbers[0] <= 7, numbers
