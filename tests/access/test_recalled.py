"""A recall while the partner has the page open: their next request, of any kind, finds nothing."""

import pytest

from casework.cases.models import CaseFile
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act
from tests.access.test_matrix import TABLE
from tests.access.world import World
from tests.support import factories as make
from tests.support.installation import acting

OF_THE_CASE = ("{case}", "{person}", "{place}", "{vehicle}", "{incident}", "{document}")
# A row with two fields names another record too; these name the landlord's way to the case and nothing else.
ROWS = {name: row for name, row in TABLE.items() if any(field in row["path"] for field in OF_THE_CASE)}


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, str]:
    """What the landlord is answered while the case is shared, before it is recalled."""
    found = {name: world.status("housing", row["path"].format(**world.values)) for name, row in ROWS.items()}
    browser = world.browsers["housing"]
    with browser.client.get(f"/cases/{world.values['case']}") as page:
        assert page.status_code == 200 and "a note" in page.get_data(as_text=True)
    with acting(world.app, "officer") as actor:
        _, lens = policy.open_one(actor, CaseFile, str(world.values["case"]), Act.SHARE_RECALL)
        shares.recall(actor, lens, int(world.values["share"]), reason="no longer needed")
    return found


def test_the_walk_has_pages_to_lose(before: dict[str, str]) -> None:
    open_pages = [name for name, status in before.items() if status == "200"]
    print(f"{len(ROWS)} addresses of the case, {len(open_pages)} of which the partner had open")
    assert len(open_pages) > 15
    assert {name.split(".")[0] for name in open_pages} >= {"cases", "sharing", "tasks", "documents", "people", "places"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_address_of_the_case_is_not_found_after_the_recall(world: World, before: dict[str, str], method: str) -> None:
    wrong = {}
    for name, row in ROWS.items():
        path = row["path"].format(**world.values)
        if method == "GET" and row.get("method") == "POST":
            continue
        status = world.status("housing", path, method)
        if status not in ("404", "405"):
            wrong[name] = status
    assert wrong == {}


def test_lists_searches_and_what_is_typed_tell_nothing_of_it(world: World, before: dict[str, str]) -> None:
    refs = [str(world.values[name]) for name in ("case", "person", "place", "vehicle", "incident")]
    asked = (
        "/", "/cases", "/cases?whose=shared", "/incidents", "/people", "/places", "/tasks", "/notifications", "/actions",
        "/search?q=Shared", "/search?q=Kowalska", "/search?q=AB12CDE", f"/search?q={refs[0]}", "/people/suggest?q=Kowalska",
        "/people/suggest?q=AB12", "/reports",
    )  # fmt: skip
    for path in asked:
        with world.ask("housing", path) as answer:
            said = answer.get_data(as_text=True).split("<main", 1)[-1]
            assert answer.status_code == 200, path
            assert not [ref for ref in refs if ref in said.replace(f'value="{refs[0]}"', "")] or path.endswith(refs[0]), path
            assert "Janina" not in said, path


def test_the_note_they_were_typing_is_refused_and_nothing_is_kept(world: World, before: dict[str, str]) -> None:
    client, case = world.browsers["housing"].client, world.values["case"]
    typed = {"csrf_token": world.token("housing"), "kind": "NOTE", "body": "typed before the recall", "audience": "everyone"}
    with client.post(f"/cases/{case}", data=typed) as answer:
        assert answer.status_code == 404
    with acting(world.app, "officer"):
        assert make.organisation_id("LUM")
    with world.ask("officer", f"/cases/{case}") as page:
        assert "typed before the recall" not in page.get_data(as_text=True)
