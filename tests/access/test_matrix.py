"""Who may open what: every endpoint, asked for by every persona, answers as the table beside this file says."""

import tomllib
from pathlib import Path
from time import monotonic

import pytest

from tests.access.world import PERSONAS, World

TABLE: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text(encoding="utf-8"))
HOW = {"path", "method"}
# What changes something is asked after what reads, and signing out last of all.
ROWS = sorted(TABLE, key=lambda name: ("method" in TABLE[name], name.startswith("accounts.sign_out"), name))


def expected(row: dict[str, str]) -> dict[str, str]:
    """Return what each persona is to be answered."""
    told = {persona: status for status, people in row.items() if status not in HOW for persona in people.split()}
    rest = told.pop("rest", "")
    return {persona: told.get(persona, rest) for persona in PERSONAS}


def endpoints() -> set[str]:
    """Return the endpoints that the table names: the first word of each row's name."""
    return {name.split()[0] for name in TABLE}


def test_the_table_names_every_endpoint_and_no_other(world: World) -> None:
    held = set(world.app.view_functions)
    assert sorted(held - endpoints()) == [], "endpoints without a row"
    assert sorted(endpoints() - held) == [], "rows without an endpoint"


def test_each_row_leads_to_its_endpoint_and_counts_everybody_once(world: World) -> None:
    address = world.app.url_map.bind("localhost")
    for name, row in TABLE.items():
        path = row["path"].format(**world.values).partition("?")[0]
        assert address.match(path, method=row.get("method", "GET"))[0] == name.split()[0], name
        told = " ".join(people for status, people in row.items() if status not in HOW).split()
        assert len(told) == len(set(told)) and set(told) <= {*PERSONAS, "rest"}, name
        assert "" not in expected(row).values(), name


def test_everybody_is_answered_as_the_table_says(world: World) -> None:
    began, wrong = monotonic(), []
    for name in ROWS:
        row = TABLE[name]
        path, method = row["path"].format(**world.values), row.get("method", "GET")
        for persona, wanted in expected(row).items():
            said = world.status(persona, path, method)
            if said != wanted:
                wrong.append(f"{name}: {persona} is answered {said}, not {wanted}")
    counted = f"{len(endpoints())} endpoints × {len(PERSONAS)} personas = {len(endpoints()) * len(PERSONAS)}"
    print(f"{counted}; {len(TABLE) * len(PERSONAS)} cells, {monotonic() - began:.0f} s")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("persona", ["suspended", "nobody"])
def test_who_has_not_signed_in_is_sent_to_the_sign_in_page_or_reads_what_is_public(persona: str) -> None:
    public = {name for name, row in TABLE.items() if expected(row)[persona] == "200"}
    assert public == {
        "accounts.sign_in", "desk.accessibility", "desk.health", "desk.privacy", "desk.theme", "diary.ics", "own.forgotten",
        "own.welcome", "outside.answer", "published.powers", "published.powers_table", "register.geojson", "register.listing",
        "register.show", "register.table", "register.wards", "static",
    }  # fmt: skip
