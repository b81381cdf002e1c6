"""Statements a whole page sends to the database: few, and as many for forty cases as for five."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from casework.cases.services import notes
from casework.kernel.db import db
from tests.cases.acts import new_case
from tests.support.client import Browser
from tests.support.installation import As

FEW, MANY = 5, 40
# What a page may send at most, whole: who asks, the page, and the sealing of its audit events.
BOUNDS = {
    "/": 15,
    "/cases": 20,
    "/incidents": 20,
    "/cases/{ref}": 50,
    "/search?q=noise": 25,
    "/reports": 28,
    "/people": 16,
    "/tasks": 10,
}


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database inside the block."""
    seen: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def counted(app: Flask, browser: Browser, ref: str) -> dict[str, list[str]]:
    """Fetch each page twice, so that what is read once and kept does not count, and return what the second sent."""
    sent = {}
    for address in BOUNDS:
        path = address.format(ref=ref)
        browser.get(path)
        with statements(app) as seen:
            browser.get(path)
        sent[address] = list(seen)
    return sent


def test_pages_send_few_statements_and_no_more_for_more_cases(app: Flask, as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        refs = [new_case(actor, f"noise {number}") for number in range(FEW)]
        notes.add_note(actor, refs[0], kind="NOTE", body="noise again")
    browser = browser_of("officer")
    few = counted(app, browser, refs[0])
    with as_("officer") as actor:
        for number in range(FEW, MANY):
            new_case(actor, f"noise {number}")
            notes.add_note(actor, refs[0], kind="NOTE", body=f"noise again {number}")
    many = counted(app, browser, refs[0])
    print(f"\n{'page':<20}{FEW:>4} cases{MANY:>4} cases   at most")
    for address, most in BOUNDS.items():
        print(f"{address:<20}{len(few[address]):>10}{len(many[address]):>10}{most:>10}")
    grown = [address for address in BOUNDS if len(many[address]) > len(few[address]) + 1]
    assert not grown, "\n\n".join("\n".join(sorted(set(many[address]) - set(few[address]))) for address in grown)
    beyond = [f"{address}: {len(many[address])}" for address, most in BOUNDS.items() if len(many[address]) > most]
    assert not beyond, beyond
