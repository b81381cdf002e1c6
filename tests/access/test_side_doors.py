"""Side doors: every way round a page's front that was tried on systems like this one, each shut and kept shut.

Shut and tested elsewhere: history and corrections (tests/cases/test_views.py), parts under the wrong parent (test_strangers.py),
planted phrases in every answer, file and log (test_canaries.py), statements round the rule (test_ways_round.py), uploads checked
by content and pictures drawn anew without their place (tests/documents/test_checks.py), attachments, their names and thumbnails
(tests/documents/test_services.py), formulas in CSV, XLSX and ODS read back (tests/web/test_export.py, test_cells.py), forged and
hostile forms (tests/web/test_hostile_forms.py). What a real browser complains of on a page fails each journey
(tests/support/browser.py).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from casework.accounts.services import drafts
from casework.audit.models import AuditEvent
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.refs import new_ref
from casework.people import services as people
from casework.people.types import NewPerson
from casework.sharing import policy
from casework.sharing.services import shares
from casework.sharing.types import Act
from casework.web.gate import CSP
from casework.web.urls import safe_next
from tests.access.test_matrix import TABLE, expected
from tests.access.test_strangers import NO_SUCH_NUMBER, nobodys
from tests.access.world import World
from tests.cases.acts import new_case
from tests.support import factories as make
from tests.support.hunting import words_of
from tests.support.installation import acting
from tests.support.personas import PASSWORD

SYSTEM = system_actor("a test reads the audit trail")
PAGES = {name: row for name, row in TABLE.items() if "method" not in row and name != "static"}
OF_CASE = {name: row for name, row in PAGES.items() if "{case}" in row["path"]}
# What differs between two answers to one question: tokens and keys of forms, and the names of browsers.
FRESH = re.compile(
    r'name="(?:csrf_token|idempotency_key|csrf-token)"[^>]*(?:value|content)="[^"]*"'
    r'|value="[^"]*"[^>]*name="(?:csrf_token|idempotency_key)"|data-sign-in="[^"]*"|action="[^"]*"'
)
HOSTS = (
    "//evil.example", "https://evil.example", "/\t/evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example\n",
    "javascript:alert(1)", "///evil.example", "/ /evil.example", "https:/evil.example", "/\r\nLocation: //evil.example",
    "http:evil.example",
)  # fmt: skip


def answered(world: World, persona: str, row: dict[str, str]) -> str:
    return expected(row)[persona]


def path_of(world: World, row: dict[str, str], **other: object) -> str:
    return row["path"].format(**{**world.values, **other})


def plain(answer: TestResponse, *echoes: object) -> tuple[int, str]:
    """Return status and body without what is new in each answer, and without what was asked with, which comes back."""
    with answer:
        body = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else str(answer.content_length)
        for echo in echoes:
            body = body.replace(str(echo), "")
        return answer.status_code, FRESH.sub("", body)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL that both engines send within the block."""
    said: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        for engine in db.engines.values():
            event.remove(engine, "before_cursor_execute", note)


# Hidden and missing.


@pytest.mark.parametrize("persona", ["neighbour", "police"])
def test_hidden_and_missing_take_the_same_statements(world: World, persona: str) -> None:
    """A clock tells nothing: the same SQL text in the same order for another's record and for one that never was."""
    never, wrong, asked = nobodys(world), [], 0
    for name, row in PAGES.items():
        if "{" not in row["path"] or answered(world, persona, row) != "404":
            continue
        asked += 1
        said = []
        for path in (path_of(world, row), path_of(world, row, **never)):
            world.ask(persona, path).close()
            with world.app.app_context(), statements() as sent:
                world.ask(persona, path).close()
            said.append([re.sub(r"_\d+\b", "", text) for text in sent])
        if said[0] != said[1]:
            at = next((place for place, pair in enumerate(zip(*said, strict=False)) if pair[0] != pair[1]), min(map(len, said)))
            wrong.append(f"{name}: {len(said[0])} and {len(said[1])}; from {at}: {(said[0] + said[1])[at][:90]}")
    assert asked > 15
    assert not wrong, "\n".join(wrong)


def test_a_page_key_with_anothers_reference_is_as_bad_as_any(world: World) -> None:
    """The key of a later page names a record: one that is hidden must not answer otherwise than one that never was."""
    values = world.values
    for path in ("/cases?key=", "/incidents?key="):
        refs = (values["hidden"], values["alone"], new_ref())
        first, *others = [plain(world.ask("police", f"{path}n~2030-01-01T00:00:00~000001Z~{ref}~"), ref) for ref in refs]
        assert all(other == first for other in others), path


# The verb, the format, the parameters.


def test_a_head_is_a_get_without_its_body(world: World) -> None:
    wrong = []
    for name, row in PAGES.items():
        for persona in ("officer", "police"):
            path = path_of(world, row)
            with world.browsers[persona].client.head(path) as head, world.browsers[persona].client.get(path) as got:
                if head.status_code != got.status_code or head.get_data():
                    wrong.append(f"{name}: {persona} {head.status_code} {got.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_head_is_written_down_like_a_get(world: World) -> None:
    path = path_of(world, {"path": "/cases/{case}"})
    counts = []
    for method in ("HEAD", "GET"):
        with acting(world.app, SYSTEM):
            before = db.session().scalars(select(AuditEvent.number).order_by(AuditEvent.number.desc())).first() or 0
        world.browsers["officer"].client.open(path, method=method).close()
        with acting(world.app, SYSTEM):
            rows = db.session().scalars(select(AuditEvent.deed).where(AuditEvent.number > before).order_by(AuditEvent.number))
            counts.append([str(deed) for deed in rows])
    assert counts[0] == counts[1] and counts[0]


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_verbs_find_nothing(world: World, verb: str) -> None:
    client = world.browsers["officer"].client
    for name, row in TABLE.items():
        path = path_of(world, row)
        with client.open(path, method=verb, headers={"X-CSRFToken": world.token("officer")}) as answer:
            assert answer.status_code in (400, 404), f"{name}: {answer.status_code}"
            assert "Allow" not in answer.headers


def test_a_verb_cannot_be_put_over_another(world: World) -> None:
    client, path = world.browsers["officer"].client, path_of(world, {"path": "/cases/{case}"})
    plainly = plain(client.get(path))
    for headers in ({"X-HTTP-Method-Override": "DELETE"}, {"X-HTTP-Method": "PUT"}, {"X-Method-Override": "POST"}):
        assert plain(client.get(path, headers=headers))[0] == plainly[0]
        with client.post(
            path + "/print", headers=headers, data={"_method": "GET", "csrf_token": world.token("officer")}
        ) as answer:
            assert answer.status_code == 404


@pytest.mark.parametrize(
    "change", [".json", ".csv", ".xml", "/", "/history", "/export", "/print.json", "?format=json", "?debug=1"]
)
def test_no_other_form_of_a_hidden_page_answers(world: World, change: str) -> None:
    missing = plain(world.ask("neighbour", f"/cases/{new_ref()}"))
    for ref in (world.values["case"], new_ref()):
        assert plain(world.ask("neighbour", f"/cases/{ref}{change}")) == missing


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "application/xml", "text/plain", "*/*", "image/png"])
def test_asking_for_another_format_finds_no_more(world: World, kind: str) -> None:
    client = world.browsers["neighbour"].client
    for row in OF_CASE.values():
        hidden, never = (
            client.get(path, headers={"Accept": kind, "X-Requested-With": "XMLHttpRequest"})
            for path in (path_of(world, row), path_of(world, row, **nobodys(world)))
        )
        assert plain(hidden) == plain(never)


def test_a_json_body_is_no_form(world: World) -> None:
    client, path = world.browsers["officer"].client, path_of(world, {"path": "/cases/{case}"})
    with client.post(path, json={"kind": "NOTE", "body": "by another way", "audience": "everyone"}) as answer:
        assert answer.status_code == 400
    assert "by another way" not in client.get(path).get_data(as_text=True)


def test_parameters_beside_the_address_change_nothing(world: World) -> None:
    """A reference in the path is the only one: none sent beside it, once or twice, leads elsewhere."""
    client, values = world.browsers["housing"].client, world.values
    plainly = plain(client.get(f"/cases/{values['case']}"))
    more = (
        f"case_ref={values['hidden']}&record_id=1&ref={values['hidden']}&case_ref={values['case']}&user_id=1&org=HDC&as=officer"
    )
    assert plain(client.get(f"/cases/{values['case']}?{more}"), "?" + more) == plainly
    with client.get(f"/cases/{values['hidden']}?case_ref={values['case']}") as answer:
        assert answer.status_code == 404


def test_fields_that_no_form_has_are_not_taken(world: World) -> None:
    """What a form does not ask for cannot be set by sending it: owner, organisation, record and author stay as they are."""
    browser, case = world.browsers["housing"], world.values["case"]
    more = {"author_org_id": "1", "owner_org_id": "4", "written_by": "1", "record_id": "1", "section": "1", "audience_id": "1"}
    answer = browser.post(f"/cases/{case}", {"kind": "NOTE", "body": "called round twice", "audience": "own", **more})
    assert answer.status_code == 302
    assert "called round twice" in browser.get(f"/cases/{case}")
    assert "called round twice" not in world.browsers["officer"].get(f"/cases/{case}")


def test_lists_and_downloads_take_no_ids(world: World) -> None:
    """There is no export by a list of ids and no bulk action: what is sent so is not read."""
    values, client = world.values, world.browsers["police"].client
    ids = "&".join(f"{name}={values['hidden']}" for name in ("ids", "id", "ref", "refs", "ids[]", "selected"))
    for path in ("/cases", "/people", "/incidents", "/places", "/actions"):
        assert plain(client.get(f"{path}?{ids}"))[1].count(str(values["hidden"])) <= ids.count(str(values["hidden"])) * 4
        text = plain(client.get(f"{path}?{ids}"))[1]
        assert f'href="/cases/{values["hidden"]}"' not in text and "Unshared" not in text
    for form in ("csv", "ods", "xlsx"):
        with client.get(f"/cases/download/{form}?{ids}") as answer:
            said = words_of(answer)
            assert answer.status_code == 200 and "Unshared" not in said and str(values["hidden"]) not in said


def test_orders_and_filters_that_are_none_are_the_plain_list(world: World) -> None:
    client = world.browsers["housing"].client
    for asked in (
        "order=secret",
        "order=record_id desc",
        "order=",
        "sort=owner_user_id",
        "ward=' OR 1=1",
        "type[]=x",
        "key=~~~~",
    ):
        with client.get(f"/cases?clear=1&{quote(asked, safe='=&')}") as answer:
            assert answer.status_code == 200 and b"Unshared" not in answer.get_data()


# What other people do.

QUIET = (
    "/", "/cases?clear=1", "/cases?clear=1&order=ward", "/incidents", "/people", "/people?sort=newest", "/places", "/actions",
    "/orders", "/tasks", "/notifications", "/search?q=Zebedee", "/search?q=quagga",
    "/people/suggest?q=Zebed", "/people/suggest?q=ZQ11",
    "/reports", "/capture", "/cases/new", "/cases?clear=1&subject=FIR",
)  # fmt: skip


@pytest.mark.parametrize("persona", ["neighbour", "police", "charity"])
def test_nothing_one_sees_changes_when_others_make_what_is_hidden(world: World, persona: str) -> None:
    """Counts, facets, orders, suggestions, figures, notices and start pages: byte for byte what they were before."""
    if persona not in world.browsers:
        browser = type(world.browsers["officer"])(world.app)
        assert browser.sign_in(persona).status_code == 302
        world.browsers[persona] = browser
    before = {path: plain(world.ask(persona, path)) for path in QUIET}
    with acting(world.app, "officer") as actor:
        ref = new_case(actor, "A quagga set alight", subject="FIR", summary="Zebedee was seen")
        make.new_incident(actor, "Another quagga")
        person = people.add_person(actor, NewPerson(family_name="Zebedee", given_names="Quagga"))
        lens = policy.open_record(actor, ref, Act.LINK_ADD)
        make.link(actor, lens, person.id)
    after = {path: plain(world.ask(persona, path)) for path in QUIET}
    changed = [path for path in QUIET if before[path] != after[path]]
    assert not changed, changed
    assert {status for status, _ in after.values()} <= {200, 302}
    assert "Zebedee" in plain(world.ask("officer", "/people?sort=newest"))[1]


def test_a_draft_is_its_writers_alone(world: World) -> None:
    with acting(world.app, "officer") as actor:
        drafts.keep(actor, "/capture", [("summary", "half a sentence about a quagga")])
    assert "half a sentence" in plain(world.ask("officer", "/capture?draft=use"))[1]
    for persona in ("housing", "police", "manager", "neighbour"):
        assert "half a sentence" not in plain(world.ask(persona, "/capture?draft=use"))[1]


# What is kept on the way, and where one is sent.


def test_no_personal_page_is_kept_anywhere(world: World) -> None:
    """All but static/ and the public register says no-store, tells no entity tag, knows no "not modified" and no part."""
    asked = {"If-None-Match": "*", "If-Modified-Since": "Tue, 24 Nov 2099 00:00:00 GMT", "Range": "bytes=0-9"}
    wrong = []
    for name, row in PAGES.items():
        for persona in ("officer", "nobody"):
            with world.browsers[persona].client.get(path_of(world, row), headers=asked) as answer:
                kept = {"ETag", "Last-Modified", "Expires"} & set(answer.headers.keys())
                public = name.split()[0] in ("desk.theme", "desk.health") or name.startswith(("register.", "published."))
                told = answer.status_code in (206, 304) or kept or "no-store" not in answer.headers["Cache-Control"]
                if told and not public:
                    wrong.append(f"{name}: {persona} {answer.status_code} {kept} {answer.headers['Cache-Control']}")
    assert not wrong, "\n".join(wrong)


def test_every_answer_carries_the_policy(world: World) -> None:
    """Pages, files, refusals and redirects: no inline script or style, nothing from elsewhere, in no frame."""
    assert "unsafe" not in CSP and "default-src 'none'" in CSP and "frame-ancestors 'none'" in CSP
    paths = [path_of(world, row) for row in PAGES.values()]
    for path in [*paths, "/no-such-page", f"/cases/{new_ref()}", "/cases/%00", f"/documents/{NO_SUCH_NUMBER}"]:
        for persona in ("officer", "nobody"):
            with world.ask(persona, path) as answer:
                said = answer.headers["Content-Security-Policy"]
                assert said == CSP or said.startswith("sandbox"), path
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("target", HOSTS)
def test_no_next_leads_away(world: World, target: str) -> None:
    assert safe_next(target) == "/"
    browser = type(world.browsers["officer"])(world.app)
    path = f"/sign-in?next={quote(target, safe='')}"
    answer = browser.post(path, {"username": "officer", "password": PASSWORD})
    assert answer.status_code == 302
    where = urlsplit(answer.headers["Location"])
    assert (where.scheme, where.netloc) in (("", ""), ("http", "localhost"))
    assert not answer.headers["Location"].startswith(("//", "/\\", "/\t"))


def test_an_error_says_nothing_of_what_was_asked(world: World) -> None:
    for path in ("/cases/<script>", "/cases/7K2M-4QXD", "/no/such/QUAGGA", "/documents/999999?q=QUAGGA"):
        status, body = plain(world.ask("officer", path))
        assert status == 404
        assert (
            "QUAGGA" not in body
            and "script>" not in body.replace("</script>", "").replace("module", "")
            or "<script>" not in body
        )
        assert "Traceback" not in body and "sqlalchemy" not in body


# The end of a share.


def test_after_a_recall_the_next_request_of_any_kind_finds_nothing(world: World) -> None:
    """The partner has the page open; the share is recalled; whatever they send next about it is answered as if it never was."""
    rows = [(name, row) for name, row in TABLE.items() if "{case}" in row["path"] and answered(world, "housing", row) != "404"]
    assert len(rows) > 8
    world.token("housing")
    with acting(world.app, "officer") as actor:
        lens = policy.open_record(actor, str(world.values["case"]), Act.SHARE_RECALL)
        for share in shares.live_shares(actor, lens):
            shares.recall(actor, lens, share.id, reason="a test")
    wrong = []
    for name, row in rows:
        for method in ("GET", "HEAD", "POST"):
            client, path = world.browsers["housing"].client, path_of(world, row)
            with client.open(
                path, method=method, data={"csrf_token": world.token("housing")} if method == "POST" else None
            ) as answer:
                if answer.status_code != 404:
                    wrong.append(f"{name}: {method} {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    with world.ask("housing", f"/documents/{world.values['document']}") as answer:
        assert answer.status_code == 404
    with world.ask("housing", f"/people/{world.values['person']}") as answer:
        assert answer.status_code == 404
    assert world.values["case"] not in plain(world.ask("housing", "/cases?clear=1"))[1]
    assert f"/cases/{world.values['case']}" not in plain(world.ask("housing", "/search?q=Shared"))[1]
