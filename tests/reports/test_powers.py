"""Yearly counts of the powers: each figure, the list behind it, what is published of it and when."""

import csv
import io
import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.enforcement.models.actions import ActionEvent, EnforcementAction
from casework.enforcement.services import penalties, steps
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import State
from casework.kernel import clock
from casework.kernel.actor import Actor, system_actor
from casework.kernel.db import db
from casework.kernel.errors import NotFound
from casework.reports import power_tables, powers, queries
from casework.reports.contents import Scope, Table
from casework.sharing.models import Record
from casework.sharing.services import records
from casework.sharing.services.grants import Columns
from casework.sharing.types import SAFEGUARDING, Kind, Section
from tests.enforcement.test_register import statements
from tests.support import courses
from tests.support import enforcing as make
from tests.support.installation import As

TODAY = date(2026, 12, 1)
IN_YEAR = date(2025, 7, 1)
NOW = "2026 to 2027, so far"


class Steady(random.Random):
    """Chance that never strays from what a careful officer says."""

    def random(self) -> float:
        return 1.0


STEADY = Steady()


@pytest.fixture(autouse=True)
def _day(app: Flask) -> None:
    clock.shift_to(TODAY)


def used(actor: Actor, power: str, *events: tuple[State, date], entered: date | None = None, **more: Any) -> int:
    """An action with the events of its life, each entered on its day unless another is given; its record."""
    case_id = db.session().scalar(select(Record.id).where(Record.ref == make.case(actor)))
    record = records.make_record(
        actor, Kind.ACTION, partnership_id=actor.partnership_ids[0],
        columns=Columns(sort_on=clock.now(), stage=events[-1][0], subject=power), **more,
    )  # fmt: skip
    db.session().add(
        EnforcementAction(
            record_id=record.id, partnership_id=record.partnership_id, case_record_id=case_id, power=power, step=1,
            state=events[-1][0], summary=f"{power}: Ned Testworthy", org_id=record.owner_org_id, officer_id=actor.user_id,
            issued_on=events[0][1], issued_at=clock.now(),
        )
    )  # fmt: skip
    for state, on in events:
        at = clock.start_of_day(entered or on) + timedelta(hours=10)
        part = {"record_id": record.id, "section": int(Section.ACTIONS), "author_org_id": record.owner_org_id}
        db.session().add(ActionEvent(**part, state=state, on=on, by_user=actor.user_id or 0, at=at))
    db.session().flush()
    return record.id


def penalty(actor: Actor, *events: State, issued: date = IN_YEAR, **more: Any) -> int:
    """A fixed penalty of the year, with a later event each month."""
    later = [(state, issued + timedelta(days=20 * number)) for number, state in enumerate(events, start=1)]
    return used(actor, "PSPO", (State.ISSUED, issued), *later, **more)


def table(as_: As, who: str = "officer", scope: Scope = Scope.OWN) -> Table:
    with as_(who) as actor:
        return queries.power_table(actor, queries.place(actor, None), scope)


def column(found: Table, year: str = "2025 to 2026") -> dict[str, Any]:
    """The figures of one year by their key, those that are not nought."""
    if year not in found.columns:
        return {}
    at, pairs = list(found.columns).index(year), zip(powers.FIGURES, found.rows, strict=True)
    return {figure.key: row[at].value for figure, row in pairs if row[at].value}


USES: dict[str, Callable[[Actor], int]] = {
    "cpw": lambda actor: used(actor, "CPW", (State.ISSUED, IN_YEAR)),
    "cpn": lambda actor: used(actor, "CPN", (State.ISSUED, IN_YEAR), (State.WITHDRAWN, IN_YEAR)),
    "fpn_paid": lambda actor: penalty(actor, State.PAID_EARLY),
    "fpn_withdrawn": lambda actor: penalty(actor, State.UNPAID, State.PROSECUTION, State.WITHDRAWN),
    "fpn_prosecuted": lambda actor: penalty(actor, State.UNPAID, State.PROSECUTION, State.CONVICTED),
    "fpn_other": lambda actor: penalty(actor, State.PART_PAID, State.UNPAID),
    "closure_notice": lambda actor: used(actor, "CLN", (State.ISSUED, IN_YEAR), (State.ORDER_MADE, IN_YEAR)),
    "closure_order": lambda actor: used(actor, "CLO", (State.MADE, IN_YEAR)),
    "injunction": lambda actor: used(actor, "INJ", (State.APPLIED, date(2025, 3, 1)), (State.MADE, IN_YEAR)),
    "cbo": lambda actor: used(actor, "CBO", (State.REQUESTED, IN_YEAR), (State.MADE, IN_YEAR)),
}


@pytest.mark.parametrize("key", sorted(USES))
def test_each_figure_counts_its_own_and_its_list_holds_the_same(as_: As, key: str) -> None:
    with as_("officer") as actor:
        ids = {USES[key](actor) for _ in range(2)}
        used(actor, "LETTER1", (State.ISSUED, IN_YEAR))  # no published kind
        used(actor, "INJ", (State.APPLIED, IN_YEAR))  # only applied for
    keys = {key, "fpn"} if key.startswith("fpn") else {key}
    assert column(table(as_)) == dict.fromkeys(keys, 2)
    with as_("officer") as actor:
        for each in keys:
            found = queries.actions_behind(actor, queries.place(actor, None), figure=each, year="2025")[2]
            assert {row[0].record_id for row in found} == ids
            with pytest.raises(NotFound):
                queries.actions_behind(actor, queries.place(actor, None), figure=each, year="1999")


def test_deeds_of_officers_are_counted_as_they_are_done(as_: As) -> None:
    with as_("officer") as actor:
        make.delegate("officer")
        begun = {}
        for code in ("CPW", "CPN", "PSPO", "CLN", "CLO", "INJ", "CBO"):
            begun[code] = courses.paper(actor, make.case(actor), code)
        for code in ("INJ", "CBO"):
            fields = next(move.fields for move in POWERS[code].card.life.moves if move.name == "made")
            given = courses.answers(actor, begun[code], fields, STEADY)
            steps.take_step(actor, begun[code], "made", on=TODAY, note="Made", given=given)
        penalties.record_payment(actor, begun["PSPO"], amount=Decimal(100), paid_on=TODAY, how="card")
    found = table(as_)
    assert found.columns == ("Power", NOW)
    # The notice comes after a warning of its own, and the closure order after a closure notice.
    kinds = {"cpn", "fpn", "fpn_paid", "closure_order", "injunction", "cbo"}
    assert column(found, NOW) == {"cpw": 2, "closure_notice": 2, **dict.fromkeys(kinds, 1)}


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2025, 3, 31), "2024 to 2025"),
        (date(2025, 4, 1), "2025 to 2026"),
        (date(2026, 3, 31), "2025 to 2026"),
        (date(2026, 4, 1), NOW),
    ],
)
def test_a_year_runs_from_april_to_march(as_: As, on: date, year: str) -> None:
    with as_("officer") as actor:
        used(actor, "CPW", (State.ISSUED, on))
        used(actor, "CPN", (State.ISSUED, date(2024, 6, 1)))
    found = table(as_)
    assert found.columns == ("Power", NOW, "2025 to 2026", "2024 to 2025")
    assert [label for label in found.columns[1:] if column(found, label).get("cpw")] == [year]


def public(app: Flask, path: str = "/register/powers.csv") -> str:
    return app.test_client().get(path).get_data().decode("utf-8-sig")


def published(app: Flask) -> dict[tuple[str, str], str]:
    labels = {figure.label: figure.key for figure in powers.FIGURES}
    return {(labels[row["Power"]], row["Year"]): row["Number"] for row in csv.DictReader(io.StringIO(public(app)))}


def test_small_counts_are_withheld_and_so_is_what_would_give_them_away(app: Flask, as_: As) -> None:
    with as_("officer") as actor:
        for number in range(14):
            penalty(actor, State.PAID if number < 12 else State.WITHDRAWN)
        for number in range(9):
            used(actor, "CPW" if number < 5 else "CBO", (State.MADE if number >= 5 else State.ISSUED, IN_YEAR))
    said = {key: number for (key, year), number in published(app).items()}
    assert {key: said[key] for key in ("fpn", "fpn_paid", "fpn_withdrawn", "fpn_prosecuted", "cpw", "cbo", "cpn")} == {
        "fpn": "14", "fpn_paid": "*", "fpn_withdrawn": "*", "fpn_prosecuted": "0", "cpw": "5", "cbo": "*", "cpn": "0"
    }  # fmt: skip
    page = public(app, "/register/powers")
    assert "withheld to protect individuals" in page and ">12<" not in page and "Ned Testworthy" not in page
    inside = table(as_, "manager", Scope.PARTNERSHIP)
    assert {figure.key: str(row[1].value) for figure, row in zip(powers.FIGURES, inside.rows, strict=True)} == said


def test_a_year_is_published_from_october_and_never_moves(app: Flask, as_: As) -> None:
    clock.shift_to(date(2026, 4, 1))
    with as_("officer") as actor:
        ids = [penalty(actor, issued=date(2026, 3, 31)) for _ in range(7)]
        org_id = actor.organisation_id
    clock.shift_to(date(2026, 9, 30))
    assert "No year has been published yet" in public(app, "/register/powers") and not published(app)
    clock.shift_to(date(2026, 10, 1))
    before = published(app)
    assert before["fpn", "2025 to 2026"] == "7" == before["fpn_other", "2025 to 2026"]
    with as_("officer") as actor:
        penalty(actor, State.PAID, entered=date(2026, 10, 1))
        used(actor, "CPW", (State.ISSUED, IN_YEAR), entered=date(2026, 10, 1))
    with as_(system_actor("a test enters payments late")):
        for record_id in ids:
            part = {"record_id": record_id, "section": int(Section.ACTIONS), "author_org_id": org_id}
            db.session().add(ActionEvent(**part, state=State.PAID_LATE, on=date(2026, 9, 1), by_user=0, at=clock.now()))
    assert published(app) == before


def test_the_compartment_is_not_counted_and_unused_years_before_the_first_are_left_out(app: Flask, as_: As) -> None:
    with as_("cleared") as actor:
        used(actor, "CPW", (State.ISSUED, date(2023, 6, 1)), compartment=SAFEGUARDING)
    assert not published(app)
    with as_("officer") as actor:
        used(actor, "CPW", (State.ISSUED, date(2024, 6, 1)))
    assert {year for _, year in published(app)} == {"2025 to 2026", "2024 to 2025"}


def test_a_partner_counts_what_it_may_open_and_an_analyst_what_is_published(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        used(actor, "CPW", (State.ISSUED, IN_YEAR))
    assert column(table(as_, "housing")) == {}
    analyst = browser_of("analyst")
    page = analyst.get("/reports/powers?scope=own")
    assert "As published" in page and "/reports/powers/actions" not in page
    analyst.get("/reports/powers/actions?figure=cpw&year=2025", 404)


def test_each_figure_of_the_page_opens_its_list(as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        for use in USES.values():
            use(actor)
    officer = browser_of("officer")
    links = re.findall(r'href="(/reports/powers/actions[^"]+)">(\d+)<', officer.get("/reports/powers"))
    assert len(links) == len(powers.FIGURES)
    for href, number in links:
        listed = officer.get(href.replace("&amp;", "&"))
        assert f"{number} action" in listed and listed.count('<th scope="row">') == int(number)
    for strange in ("figure=nothing&year=2025", "figure=cpw&year=x", ""):
        officer.get(f"/reports/powers/actions?{strange}", 404)


def test_it_is_kept_like_the_register_and_linked_from_it(app: Flask, as_: As) -> None:
    client = app.test_client()
    for address in ("/register/powers", "/register/powers.csv"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=300" and "Set-Cookie" not in answer.headers
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(f"{address}?area=nowhere").status_code == 404
    page = client.get("/register/powers").get_data(as_text=True)
    assert "<script" not in page and 'href="/register/powers' in client.get("/register/orders").get_data(as_text=True)


def test_the_pages_ask_as_much_for_many_as_for_one(app: Flask, as_: As, browser_of: Any) -> None:
    officer, asked = browser_of("officer"), []
    for number in (1, 3):
        with as_("officer") as actor:
            for use in list(USES.values()) * number:
                use(actor)
        with app.app_context():
            engine = db.engines["system"]
        with statements(app) as ours, statements(app, engine) as system:
            public(app, "/register/powers")
            counts = [len(ours) + len(system)]
            officer.get("/reports/powers")
            counts.append(len(ours) + len(system))
        asked.append(counts)
    assert asked[0] == asked[1] and asked[0][0] < 12


def test_years_before_the_first_are_only_left_out_at_the_beginning() -> None:
    years = tuple(powers.Year(start) for start in (2025, 2024, 2023, 2022))
    assert [year.start for year in power_tables.begun({("cpw", "2023"): 1}, years)] == [2025, 2024, 2023]
