"""Measure what auditing costs a page: the same page with and without, in turns, as the median of the ratios of each pair.

    python bench/audit_cost.py [--pairs 60] [--cases 60]

The demonstration is made in a folder of its own and thrown away. "Without" means that nothing is written down: no event is
queued, none is sealed; everything else is as in service, passwords and brakes included.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from casework import create_app
from casework.accounts.queries import actor_by_username
from casework.accounts.services import sign_in
from casework.audit import services as audit
from casework.demonstration import load
from casework.kernel.actor import system_actor
from casework.kernel.crypto import make_keys
from casework.kernel.db import db
from casework.operations import database, demo
from casework.sharing import listing
from casework.sharing.models import Record
from casework.sharing.types import Kind
from config import DEMONSTRATION, Config

WHO = "olivia.quill"


def make(folder: Path, cases: int) -> Flask:
    """The demonstration, small, in a new folder; its brakes let a thousand views through."""
    (folder / DEMONSTRATION).write_text("made up")
    make_keys(folder / "keys")
    app = create_app(replace(Config(instance=folder, demonstration=True), brake_times=100_000))
    database.migrate(app)
    with app.app_context():
        demo.load(None)
        load.fill(cases=cases)
    return app


def pages(app: Flask) -> dict[str, str]:
    """The pages that are asked for, with a case and a person of hers."""
    with app.app_context():
        db.session().bind_actor(system_actor("a measurement looks for pages"))
        actor = actor_by_username(WHO)
        db.session.remove()
        db.session().bind_actor(actor)
        refs = {}
        for kind in (Kind.CASE, Kind.PERSON):
            made = select(Record.ref).where(Record.id.in_(listing.ids(actor, kind)), Record.created_by == actor.user_id).limit(1)
            refs[kind] = db.session().scalars(made).one()
        db.session.remove()
    return {
        "list of cases": "/cases",
        "list of people": "/people",
        "one case": f"/cases/{refs[Kind.CASE]}",
        "one person": f"/people/{refs[Kind.PERSON]}",
        "search": "/search?q=noise",
        "type-ahead": "/people/suggest?q=sm",
    }


def signed_in(app: Flask) -> FlaskClient:
    """A browser of hers."""
    client = app.test_client()
    with app.app_context():
        db.session().bind_actor(system_actor("a measurement signs in"))
        token = sign_in.sign_in(WHO, demo.PASSWORD, address="127.0.0.1", device="bench").token
        db.session().commit()
        db.session.remove()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


@contextmanager
def silent() -> Iterator[None]:
    """Nothing is written down until the block ends."""

    def nothing(*given: Any, **named: Any) -> None:
        return None

    kept, audit.record = audit.record, nothing
    try:
        yield
    finally:
        audit.record = kept


def timed(client: FlaskClient, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    answer.get_data()
    took = time.perf_counter() - began
    assert answer.status_code == 200, (path, answer.status_code)
    answer.close()
    return took


def compare(client: FlaskClient, path: str, pairs: int) -> tuple[float, float, float]:
    """Return the median time with, the median time without, and the median of the ratios of pairs taken in turns."""
    with_it, without, ratios = [], [], []
    timed(client, path)
    for number in range(pairs):
        if number % 2:
            first = timed(client, path)
            with silent():
                second = timed(client, path)
        else:
            with silent():
                second = timed(client, path)
            first = timed(client, path)
        with_it.append(first)
        without.append(second)
        ratios.append(first / second)
    return statistics.median(with_it) * 1000, statistics.median(without) * 1000, statistics.median(ratios)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--cases", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = make(Path(folder), given.cases)
        client = signed_in(app)
        print(f"{'page':<16}{'audited':>10}{'without':>10}{'ratio':>8}   median of {given.pairs} pairs, in turns")
        for name, path in pages(app).items():
            first, second, ratio = compare(client, path, given.pairs)
            print(f"{name:<16}{first:>7.1f} ms{second:>7.1f} ms{ratio:>8.2f}")


if __name__ == "__main__":
    main()
