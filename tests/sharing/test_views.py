"""The pages of sharing, documents and tasks, through a browser without scripts."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from casework.kernel import clock
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.types import Act, Kind, Level
from tests.support import factories as make
from tests.support.client import Browser
from tests.support.installation import As


@pytest.fixture
def case(as_: As) -> Record:
    with as_("officer") as actor:
        record = make.new_case(actor, owner=actor.user_id)
        leaf = make.new_record(actor, Kind.PERSON)
        make.link(actor, policy.open_record(actor, record.ref, Act.LINK_ADD), leaf.id)
    return record


def share_form(org_id: int, level: Level = Level.FULL, **more: Any) -> dict[str, Any]:
    until = clock.today() + timedelta(days=20)
    return {
        "to_org_id": org_id, "level": level, "purpose": "JOINT_WORK", "lawful_basis": "GDPR_6_1_E", "gateway": "CDA115",
        "reason": "A joint visit", "until_on": [str(until.day), str(until.month), str(until.year)], "checked": "y", **more,
    }  # fmt: skip


def landlord(as_: As) -> int:
    with as_("officer"):
        return make.organisation_id("LUM")


def test_share_preview_confirm_and_recall(case: Record, as_: As, browser_of: Any) -> None:
    officer: Browser = browser_of("officer")
    path, org = f"/records/{case.ref}/share", landlord(as_)
    officer.get(path)
    assert officer.post(path, {}).status_code == 422
    preview = officer.post(path, share_form(org))
    text = preview.get_data(as_text=True)
    assert preview.status_code == 200 and "Check what Luminus Group will see" in text and "Nothing is shared yet" in text
    assert "Restricted material" in text and "Complainant" in text
    browser_of("housing").get(f"/cases/{case.ref}", status=404)
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    days = re.findall(r'name="until_on" value="([^"]*)"', text)
    done = officer.client.post(path, data={**kept, "until_on": days})
    assert (done.status_code, done.location) == (302, f"/cases/{case.ref}")
    again = officer.client.post(path, data={**kept, "until_on": days})
    assert again.status_code in (303, 422)
    housing: Browser = browser_of("housing")
    seen = housing.get(f"/cases/{case.ref}")
    assert "Who can see this" in seen and "Give up this share" in seen
    panel = officer.get(f"/cases/{case.ref}")
    (recall,) = set(re.findall(rf"/records/{case.ref}/shares/\d+/recall", panel))
    housing.get(recall, status=403)
    changed = officer.post(recall.removesuffix("/recall"), {**share_form(org, Level.SUMMARY)})
    assert changed.status_code == 302
    assert "a note" not in housing.get(f"/cases/{case.ref}")
    assert officer.post(recall, {"reason": "no longer needed"}).status_code == 302
    housing.get(f"/cases/{case.ref}", status=404)
    assert "recalled" in officer.get(f"/cases/{case.ref}")


def test_without_an_agreement_the_page_says_so(case: Record, as_: As, browser_of: Any) -> None:
    clock.shift_to(clock.today() + timedelta(days=400))
    officer: Browser = browser_of("officer")
    assert "There is nobody to share it with" in officer.get(f"/records/{case.ref}/share")


@pytest.mark.parametrize("who", ["charity", "neighbour", "lead", "analyst", "police"])
@pytest.mark.parametrize("page", ["share", "tasks/new", "documents/new", "reason", "give-up", "tasks/1", "shares/1"])
def test_strangers_find_nothing(case: Record, browser_of: Any, who: str, page: str) -> None:
    browser: Browser = browser_of(who)
    hidden, unknown = (browser.client.get(f"/records/{ref}/{page}") for ref in (case.ref, "0000-0000"))
    assert hidden.status_code == unknown.status_code == 404
    assert _bare(hidden.get_data(as_text=True)) == _bare(unknown.get_data(as_text=True))


def _bare(page: str) -> str:
    return re.sub(r'(?:csrf[-_]token"[^>]*?(?:content|value)=")[^"]*', "", page)


def test_a_manager_is_asked_before_the_page(case: Record, browser_of: Any) -> None:
    manager: Browser = browser_of("manager")
    answer = manager.client.get(f"/records/{case.ref}/tasks/new")
    assert answer.status_code == 302 and f"/records/{case.ref}/reason" in answer.location


def photo(colour: str = "teal") -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(stream, "JPEG")
    stream.seek(0)
    return stream


def test_documents_go_up_and_come_down(case: Record, as_: As, browser_of: Any) -> None:
    officer: Browser = browser_of("officer")
    path = f"/records/{case.ref}/documents/new"
    bad = officer.post(path, {"files": (io.BytesIO(b"MZ"), "a.exe"), "kind": "PHOTO"})
    assert bad.status_code == 422 and "This kind of file is not taken" in bad.get_data(as_text=True)
    sent = officer.post(path, {"files": [(photo(), "secretname.jpg"), (photo("navy"), "b.jpg")], "kind": "PHOTO"})
    assert sent.status_code == 302, sent.get_data(as_text=True)[:1000]
    shown = officer.get(f"/cases/{case.ref}")
    first = re.findall(r'href="(/documents/\d+)"', shown)[0]
    answer = officer.client.get(first)
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    small = officer.client.get(first + "/thumbnail")
    assert small.status_code == 200 and small.mimetype == "image/jpeg" and "secretname" not in str(small.headers)
    for who in ("housing", "police", "neighbour", "analyst"):
        browser_of(who).get(first, status=404)
        browser_of(who).get(first + "/thumbnail", status=404)
    second_officer: Browser = browser_of("second.officer")
    assert f"/records/{case.ref}/reason" in second_officer.client.get(first).location


def test_tasks_are_added_listed_handed_on_and_closed(case: Record, as_: As, browser_of: Any) -> None:
    with as_("officer") as actor:
        make.new_share(actor, case, "LUM")
        org, hana = make.organisation_id("LUM"), make.user_id("housing")
    officer: Browser = browser_of("officer")
    path = f"/records/{case.ref}/tasks/new"
    due = clock.today() + timedelta(days=3)
    form = {"title": "Visit <b>her</b>", "whom": f"o{org}.u{hana}", "due_on": [str(due.day), str(due.month), str(due.year)]}
    assert officer.post(path, {**form, "whom": "o999999"}).status_code == 422
    assert officer.post(path, form).status_code == 302
    assert "&lt;b&gt;her" in officer.get("/tasks?whose=asked")
    housing: Browser = browser_of("housing")
    listed = housing.get("/tasks")
    assert f"Due {due.day}" in listed
    (task,) = set(re.findall(rf"/records/{case.ref}/tasks/\d+", listed))
    housing.get(task)
    assert housing.post(task + "/hand-on", {"whom": ""}).status_code == 302
    assert housing.post(task, {"outcome": ""}).status_code == 422
    assert housing.post(task, {"outcome": "Visited"}).status_code == 302
    assert "Visited" in officer.get(task)
    assert housing.post(task, {"outcome": "again"}).status_code == 422
    officer.get(task.replace("tasks/", "tasks/9"), status=404)
    browser_of("analyst").get("/tasks", status=404)
