"""The public register: what is published and nothing else, for anybody, kept by caches, read by machines."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from casework.enforcement.models.register import RegisterEntry
from casework.enforcement.services import order_case, orders, register
from casework.enforcement.types.order_steps import About
from casework.enforcement.types.orders import Consulted, Evidence, EvidenceKind
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from tests.support import enforcing as make
from tests.support.installation import As


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@contextmanager
def statements(app: Flask, engine: Engine | None = None) -> Iterator[list[str]]:
    """The statements sent to the database within a block, by the application's engine unless another is given."""
    said: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    with app.app_context():
        engine = engine or db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


SECRET = "qzprivatewords"
ADDRESSES = ("/register/orders", "/register/orders.geojson", "/register/orders.csv", "/register/orders/{0}")


def proposal(actor: Actor, title: str) -> str:
    ref = make.drafted(actor, title)
    orders.publicise(actor, ref, about=About.MAKE, url="https://council.example/consultation", on=clock.today())
    return ref


def test_a_draft_is_absent_a_proposal_stands_once_publicised_and_what_is_dropped_goes(as_: As, client: FlaskClient) -> None:
    with as_("officer") as actor:
        draft = make.drafted(actor, "Drafted only")
        orders.consult(actor, draft, who=Consulted.POLICE, name="Chief", on=clock.today())
        ref = proposal(actor, "Proposed lane")
    page = client.get("/register/orders").get_data(as_text=True)
    assert "Drafted only" not in page and "Proposed lane" in page
    assert client.get(f"/register/orders/{draft}").status_code == 404
    assert client.get(f"/register/orders/{draft}").data == client.get("/register/orders/0000-0000").data
    with as_("officer") as actor:
        orders.drop(actor, ref, on=clock.today(), reason="Not needed")
    assert client.get(f"/register/orders/{ref}").status_code == 404


def test_an_entry_says_its_terms_dates_and_how_to_challenge_and_no_name_or_note(as_: As, client: FlaskClient) -> None:
    with as_("officer") as actor:
        ref = make.in_force(actor)
        order_case.add_evidence(actor, ref, Evidence(EvidenceKind.NOTE, SECRET, SECRET, SECRET))
        orders.consult(actor, ref, who=Consulted.PUBLIC, name=SECRET, on=clock.today(), reply=SECRET, about=About.EXTEND)
        make.consulted(actor, ref, About.EXTEND)
        ends = clock.today() + timedelta(days=600)
        orders.extend(actor, ref, decided_on=clock.today(), ends_on=ends, reason=SECRET)
        name = actor.name
    page = client.get(f"/register/orders/{ref}").get_data(as_text=True)
    for said in ("Racing or driving in convoy", "In force", "High Court", "six weeks", "Extended on", "<svg", "Vehicle nuisance"):
        assert said in page
    for address in ADDRESSES:
        answer = client.get(address.format(ref)).get_data(as_text=True)
        assert SECRET not in answer and name not in answer and make.WHO not in answer


def test_it_is_kept_for_a_while_and_costs_nothing_unchanged(as_: As, client: FlaskClient) -> None:
    with as_("officer") as actor:
        ref = make.in_force(actor)
    for address in (*ADDRESSES, "/register/wards.geojson"):
        answer = client.get(address.format(ref))
        assert answer.headers["Cache-Control"] == "public, max-age=300" and "Set-Cookie" not in answer.headers
        again = client.get(address.format(ref), headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    before = client.get("/register/orders").headers["ETag"]
    with as_("officer") as actor:
        make.in_force(actor, "Riverside park", make.PARK)
    assert client.get("/register/orders").headers["ETag"] != before
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_machines_read_the_same_orders(as_: As, client: FlaskClient) -> None:
    with as_("officer") as actor:
        ref, other = make.in_force(actor, "=cmd|' /C calc'!A0"), proposal(actor, "Proposed lane")
    found = client.get("/register/orders.geojson").get_json()
    held: dict[str, Any] = {feature["properties"]["reference"]: feature for feature in found["features"]}
    assert found["type"] == "FeatureCollection" and set(held) == {ref, other}
    assert held[ref]["geometry"] == make.TOWN and held[ref]["properties"]["status"] == "In force"
    assert held[other]["properties"]["status"] == "Proposed"
    rows = list(csv.DictReader(io.StringIO(client.get("/register/orders.csv").data.decode("utf-8-sig"))))
    assert {row["Reference"] for row in rows} == {ref, other}
    assert all(not row["Title"].startswith("=") for row in rows)


def test_each_partnership_has_its_own(as_: As, client: FlaskClient) -> None:
    with as_("officer") as actor:
        ref = make.in_force(actor)
    assert client.get("/register/orders?area=nowhere").status_code == 404
    with as_(system_actor("a test asks for the areas")):
        from_table = db.session().scalars(select(RegisterEntry.ref)).all()
    assert list(from_table) == [ref]


def test_rebuilding_changes_nothing_and_mends_what_was_lost(as_: As) -> None:
    with as_("officer") as actor:
        make.in_force(actor)
        proposal(actor, "Proposed lane")
    with as_(system_actor("a test rebuilds the register")) as actor:
        assert register.rebuild(actor) == (2, 0)
        for row in db.session().scalars(select(RegisterEntry)).all():
            row.title = "Spoiled"
            db.session().flush()
        assert register.rebuild(actor) == (2, 2)
        assert register.rebuild(actor) == (2, 0)


def test_a_page_of_the_register_asks_as_much_for_three_orders_as_for_one(app: Flask, as_: As, client: FlaskClient) -> None:
    counts = []
    for title in ("One", "Two", "Three"):
        with as_("officer") as actor:
            make.in_force(actor, title)
        with statements(app) as asked:
            assert json.loads(client.get("/register/orders.geojson").data)
            client.get("/register/orders")
        counts.append(len(asked))
    assert counts[0] == counts[2]
