"""Loading orders and areas from files: what each entry becomes, all or nothing, and a second time nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.enforcement.models.orders import Order, OrderArea
from casework.enforcement.queries import orders as reads
from casework.enforcement.services import order_loading
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from tests.support import enforcing as make
from tests.support.installation import As

COUNCIL = "Huntingdonshire District Council"
TERM = {"no": 1, "kind": "prohibition", "text": "Driving badly", "group": "vehicles"}
PAST = {
    "id": "past", "type": "PSPO", "title": "Past", "made_by": f"{COUNCIL}, Committee", "status": "made", "starts": "2020-02-18",
    "ends": "2023-02-17", "terms": [TERM],
}  # fmt: skip
ENTRIES: list[dict[str, Any]] = [
    PAST,
    {**PAST, "id": "agreed", "status": "agreed", "starts": None, "ends": None, "decided": "2024-06-27"},
    {**PAST, "id": "talked", "status": "consultation", "starts": None, "ends": None},
    {**PAST, "id": "asked", "status": "proposed", "starts": None, "ends": None},
    {**PAST, "id": "two", "status": "in force by June 2017", "starts": None, "ends": None, "count": 2, "terms": []},
    {**PAST, "id": "court", "type": "civil injunction"},
    {**PAST, "id": "away", "made_by": "Brighton & Hove City Council"},
]


def written(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def held() -> tuple[dict[str, str], int]:
    rows = db.session().execute(select(Order.source_key, Order.state)).all()
    return {key: state for key, state in rows}, db.session().scalar(select(func.count(OrderArea.id))) or 0


def test_each_entry_becomes_what_it_says_and_twice_changes_nothing(as_: As, tmp_path: Path) -> None:
    file = written(tmp_path, "orders.json", {"orders": ENTRIES})
    shape = {"type": "Feature", "properties": {"order": "past", "name": "Town"}, "geometry": make.TOWN}
    areas = written(tmp_path, "areas.json", {"features": [shape, {**shape, "properties": {"order": "court"}}]})
    with as_(system_actor("a test loads orders")) as actor:
        first = order_loading.load_orders(actor, file)
        assert first.counts == {
            "entries": 7, "made": 6, "already": 0, "other_power": 1, "elsewhere": 1, "without_order": 0, "refused": 0,
        }  # fmt: skip
        assert ["injunction" in first.said[0], "Brighton" in first.said[1]] == [True, True]
        loaded = order_loading.load_areas(actor, areas)
        assert (loaded.counts["made"], loaded.counts["without_order"]) == (1, 1)
        states = {
            "past": "expired", "agreed": "incomplete", "talked": "consultation", "asked": "draft", "two#1": "incomplete",
            "two#2": "incomplete",
        }  # fmt: skip
        assert held() == (states, 1)
        assert order_loading.load_orders(actor, file).counts["already"] == 6
        assert order_loading.load_areas(actor, areas).counts["already"] == 1
        assert held() == (states, 1)
    with as_("police") as actor:
        then = reads.orders_applying(actor, *make.IN_TOWN, date(2021, 6, 1))
        assert [line.title for line in then] == ["Past"]
        assert reads.orders_applying(actor, *make.IN_TOWN, date(2023, 2, 18)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends": "2023-02-18"}, "17 February 2023"), ({"ends": None}, "neither is known"),
        ({"starts": "yesterday"}, "not a day"),
        ({"terms": [TERM, TERM]}, "same number"), ({"terms": [{"no": 1, "text": "x"}]}, "prohibition or a requirement"),
        ({"title": ""}, "an id and a title"), ({"count": 99}, "count is"),
        ({"status": "perhaps", "starts": None, "ends": None}, "not known"),
    ],
)  # fmt: skip
def test_one_bad_entry_refuses_the_whole_file(as_: As, tmp_path: Path, change: dict[str, Any], words: str) -> None:
    file = written(tmp_path, "orders.json", {"orders": [PAST, {**PAST, "id": "bad", **change}]})
    with as_(system_actor("a test loads orders")) as actor:
        found = order_loading.load_orders(actor, file)
        assert [(bad.entry, words in bad.reason) for bad in found.bad] == [(2, True)]
        assert held() == ({}, 0)


@pytest.mark.parametrize("content", ["", "[", "[]", '{"orders": 5}', '{"features": {}}'])
def test_a_file_that_is_no_list_is_refused(as_: As, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with as_(system_actor("a test loads orders")) as actor:
        for load in (order_loading.load_orders, order_loading.load_areas):
            assert load(actor, path).bad
