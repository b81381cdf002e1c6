"""Every form of the application, found by following its pages, sent empty, too long, of the wrong kind and with hostile text.

Each answer is a page with a sentence beside the field and what was typed kept and escaped, or a deed done; never a failure, and
no script comes out unescaped afterwards. A form without its token is refused.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.support.demonstration import Demonstration
from tests.support.formreader import Field, Form, forms_of
from tests.support.hunting import PAGES, Hunter

PEOPLE = (
    "olivia.quill", "meera.larkspur", "sana.willow", "hana.juniper", "fiona.hazel", "leo.bramble", "gita.fennel", "anya.sorrel",
    "adam.tansy",
)  # fmt: skip
STARTS = (
    "/", "/cases", "/people", "/places", "/actions", "/orders", "/orders/new", "/capture", "/cases/new", "/people/new",
    "/places/new",
    "/vehicles/new", "/referrals", "/referrals/new", "/referrals/venues", "/concerns/new", "/tasks", "/notifications", "/profile",
    "/users", "/teams", "/clearances", "/delegations", "/reports/download", "/reports/figures", "/imports", "/law",
    "/law/switch-on",
    "/administration/organisations", "/administration/partnerships", "/administration/agreements", "/administration/clearances",
    "/administration/code-lists", "/audit/download",
    "/administration/account-rules", "/users/attest", "/unusual", "/watched", "/audit?deed=searched",
)  # fmt: skip
# Sent without a form on a page (by a script, or from a letter), or only while something is waiting that this world does not hold.
ELSEWHERE = {
    "accounts.keep_draft", "accounts.discard_draft", "accounts.keep_alive", "own.welcome", "users.answer_reset",
    "users.refuse_reset", "sharing.reason",
}  # fmt: skip
LAST = ("own.", "users.", "administration.", "codes.", "sharing.give_up", "sharing.recall", "cases.close", "accounts.")
SCRIPT, PICTURE = "<script>alert(7)</script>", '"><img src=x onerror=alert(7)>'
STRANGE = "Зоë \U0001f6a8 \u202eevil\u202c \u05e9\u05dc\u05d5\u05dd"
AFTERWARDS = (403, 404, 409)  # an earlier form of the run changed or ended what this one speaks of
SENTENCES = ("govuk-error-message", "govuk-error-summary", "That could not be done")
UNESCAPED = re.compile(r"<script>alert\(7\)|<img src=x onerror", re.IGNORECASE)
MOST = 70
EACH = 3  # pages fetched of one endpoint by one person while looking for forms


@dataclass
class Found:
    """One form, who may send it and which endpoint takes it."""

    endpoint: str
    username: str
    form: Form


@dataclass
class World:
    """Those who signed in, the forms found, and how many answers of each status came."""

    app: Flask
    people: dict[str, Hunter]
    found: dict[str, Found] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)

    def endpoint(self, path: str, method: str) -> str:
        """Return the endpoint of an address, empty when there is none."""
        try:
            return str(self.app.url_map.bind("localhost").match(urlsplit(path).path, method=method)[0])
        except HTTPException:
            return ""


def takers(app: Flask) -> set[str]:
    """Return every endpoint that takes a form."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def look(world: World, username: str, starts: list[str]) -> None:
    """Follow the pages of one person and keep the first form found for each endpoint."""
    hunter, waiting, visits = world.people[username], list(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        where = world.endpoint(path, "GET")
        if path in hunter.fetched or not where or where in ("static", "desk.theme") or visits[where] >= EACH:
            continue
        if where in world.found and not where.endswith(".show"):
            continue
        if re.search(r"download/|\.(csv|pdf|css)$", path):
            continue
        visits[where] += 1
        before = set(hunter.links)
        page = hunter.fetch(path)
        for form in forms_of(path, page):
            endpoint = world.endpoint(form.action, "POST")
            if endpoint and endpoint != "sharing.reason":
                world.found.setdefault(endpoint, Found(endpoint, username, form))
        waiting += sorted(hunter.links - before)


@pytest.fixture(scope="module")
def world(demonstration: Demonstration) -> Iterator[World]:
    """The demonstration, with all its forms found."""
    made = World(demonstration.app, {name: Hunter.enter(demonstration.app, name) for name in PEOPLE})
    planted = [PAGES[kind].format(ref) for ref, kind in reversed(demonstration.planted.items()) if kind in PAGES]
    for name in PEOPLE:
        look(made, name, [*planted, *STARTS])
    out = Hunter(username="", browser=type(made.people[PEOPLE[0]].browser)(demonstration.app))
    made.people[""] = out
    look(made, "", ["/sign-in", "/forgotten-password"])
    yield made


def test_most_forms_are_found(world: World) -> None:
    """The rest need what this world has not reached, as an order that waits to be made; they are named in the output."""
    missing = takers(world.app) - set(world.found) - ELSEWHERE
    print(f"\n{len(world.found)} forms found of {len(takers(world.app))} endpoints that take one")
    print(f"not reached: {sorted(missing)}")
    assert len(world.found) >= MOST


def test_a_form_without_its_token_is_refused(world: World) -> None:
    let_in = []
    for found in world.found.values():
        sent = {name: value for name, value in found.form.hidden().items() if name != "csrf_token"}
        status = world.people[found.username].browser.client.post(found.form.action, data=sent).status_code
        if status != 400:
            let_in.append(f"{found.endpoint}: {status}")
    assert not let_in, "\n".join(let_in)


def empty(one: Field) -> str:
    return ""


def script(one: Field) -> str:
    return SCRIPT + PICTURE


def strange(one: Field) -> str:
    real = [value for value in one.choices if value]
    return real[0] if real else one.value if one.kind in ("date", "number") and one.value else STRANGE


def long(one: Field) -> str:
    return "x" * 60_000


def wrong(one: Field) -> str:
    return "no-such-choice" if one.choices else "-1.5e999"


def far(one: Field) -> str:
    """Days, months and years that no calendar has, and numbers no column holds."""
    if one.choices:
        return next((value for value in one.choices if value), "")
    ending = re.split(r"[-_.]", one.name)[-1]
    return {"day": "31", "month": "2", "year": "9999999"}.get(
        ending, "99999999999999999999" if one.kind == "text" else "9999-99-99"
    )


def nothing_there(one: Field) -> str:
    """Control characters, and a lone half of a pair as a broken program sends it."""
    return "a\x00b\x0b\x1b\ufffe"


WAYS = (empty, script, long, wrong, far, nothing_there, strange)


def test_every_form_answers_hostile_input_with_a_sentence(world: World) -> None:
    faults: list[str] = []
    order = sorted(world.found.values(), key=lambda found: found.endpoint.startswith(LAST))
    for found in order:
        for way in WAYS:
            faults += send(world, found, way.__name__, way)
    print(f"\n{sum(world.answers.values())} forms sent: {dict(world.answers)}")
    assert not faults, "\n".join(faults)
    pages = [(name, path) for name, hunter in world.people.items() for path, status in hunter.fetched.items() if status == 200]
    raw = []
    for name, path in pages:
        answer = world.people[name].browser.client.get(path)
        if answer.status_code >= 500 or UNESCAPED.search(answer.get_data(as_text=True)):
            raw.append(f"{name} {path}: {answer.status_code}")
    print(f"{len(pages)} pages fetched again: no script stands in one")
    assert not raw, "\n".join(raw)


def send(world: World, found: Found, name: str, way: Callable[[Field], str]) -> list[str]:
    """Fetch the form's page again and send the form filled in one way; return what is wrong with the answer."""
    client = world.people[found.username].browser.client
    page = client.get(found.form.page)
    fresh = [
        form
        for form in forms_of(found.form.page, page.get_data(as_text=True))
        if world.endpoint(form.action, "POST") == found.endpoint
    ]
    if page.status_code != 200 or not fresh:
        world.answers[0] += 1
        return []
    typed = {one.name: way(one) for one in fresh[0].typed()}
    answer = client.post(fresh[0].action, data={**fresh[0].hidden(), **typed})
    world.answers[answer.status_code] += 1
    return [f"{found.endpoint} ({found.username} {fresh[0].action}) {name}: {fault}" for fault in judge(answer, fresh[0], typed)]


def is_kept(typed: str, page: str) -> bool:
    """True when a page holds what was typed, as text; characters that no page can hold do not count."""
    plain = re.sub(r"[\x00-\x1f\ufffe]", "", typed).strip()
    return plain in re.sub(r"[\x00-\x1f\ufffe\ufffd]", "", unescape(page))


def judge(answer: TestResponse, form: Form, typed: dict[str, str]) -> list[str]:
    """Return what is wrong with an answer."""
    status, text = answer.status_code, answer.get_data(as_text=True)
    faults = []
    if status not in (200, 302, 303, 422, *AFTERWARDS):
        faults.append(f"answered {status}")
    is_kept_as_a_file = answer.headers.get("Content-Disposition", "").startswith("attachment") and answer.mimetype != "text/html"
    if UNESCAPED.search(text) and not (is_kept_as_a_file and answer.headers.get("X-Content-Type-Options") == "nosniff"):
        faults.append("gave back a script unescaped")
    if status == 422:
        if not any(sign in text for sign in SENTENCES):
            faults.append("said no sentence")
        kept = [
            one for one in form.typed() if one.kind in ("text", "textarea") and len(typed[one.name]) < 1000 and typed[one.name]
        ]
        faults += [f"lost what was typed in {one.name}" for one in kept if not is_kept(typed[one.name], text)]
    return faults
