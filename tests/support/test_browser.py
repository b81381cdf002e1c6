"""The watch over a page sees each kind of fault, and lets a sound page pass."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response

from tests.support import server
from tests.support.browser import DESK, PHONE, PageAt, accessibility_faults

pytestmark = pytest.mark.journey

SOUND = (
    "<!doctype html><html lang='en-GB'><head><title>Cases</title><link rel='icon' href='data:,'>"
    "<meta name='viewport' content='width=device-width'></head><body><main><h1>Cases</h1>{}</main></body></html>"
)
BODIES = {
    "sound": "<p>None open.</p>",
    "script": "<script src='/fault.js'></script>",
    "console": "<script src='/shout.js'></script>",
    "inline": "<p style='color:red'>Late</p>",
    "elsewhere": "<a id='out' href='#'>Out</a><script src='/out.js'></script>",
    "missing": "<img src='/nowhere.png' alt='A gate'>",
    "unlabelled": "<input type='text'>",
}
SCRIPTS = {
    "fault.js": "throw new Error('broken gate')",
    "shout.js": "console.error('gate left open')",
    "out.js": "fetch('http://elsewhere.invalid/').catch(() => 0)",
}


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    app = Flask(__name__, static_folder=None)

    @app.get("/<name>")
    def show(name: str) -> Response:
        if name in SCRIPTS:
            return Response(SCRIPTS[name], mimetype="text/javascript")
        if name not in BODIES:
            return Response("Not found", 404)
        answer = Response(SOUND.format(BODIES[name]), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data:; connect-src *"
        return answer

    with server.threaded(app) as address:
        yield address


def _faults(page_at: PageAt) -> list[str]:
    """Take the faults seen so far, so that the fixture does not fail the test that looked for them."""
    seen = [fault for watch in page_at.watches for fault in watch.faults]  # type: ignore[attr-defined]  # set by the fixture
    for watch in page_at.watches:  # type: ignore[attr-defined]  # as above
        watch.faults.clear()
    return seen


def test_a_sound_page_has_the_width_asked_and_no_fault(page_at: PageAt, pages: str, width: int) -> None:
    page = page_at(width, base_url=pages)
    page.goto("/sound")
    assert page.evaluate("innerWidth") == width
    assert accessibility_faults(page) == []
    assert _faults(page_at) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("script", "script error: broken gate"),
        ("console", "console: gate left open"),
        ("inline", "policy violation: style-src-attr"),
        ("elsewhere", "request to another host: http://elsewhere.invalid/"),
        ("missing", "answer 404"),
        ("absent", "answer 404"),
    ],
)
def test_each_fault_is_seen(page_at: PageAt, pages: str, name: str, words: str) -> None:
    page = page_at(DESK, base_url=pages)
    page.goto(f"/{name}")
    page.wait_for_load_state("networkidle")
    assert any(words in fault for fault in _faults(page_at))


def test_an_expected_status_is_no_fault(page_at: PageAt, pages: str) -> None:
    page_at(DESK, base_url=pages, expected=(404,)).goto("/absent")
    assert _faults(page_at) == []


@pytest.mark.parametrize(("option", "runs"), [((), 2), (("--one-width",), 1)])
def test_a_journey_runs_at_the_widths_asked(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], runs: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makeini("[pytest]\nmarkers =\n    journey: a story")
    pytester.makeconftest('pytest_plugins = ("tests.support.run_folder", "tests.support.browser")')
    pytester.makepyfile("import pytest\n\n@pytest.mark.journey\ndef test_story(width):\n    assert width in (390, 1280)")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", *option).assert_outcomes(passed=runs)


def test_axe_names_the_rule_and_the_element(page_at: PageAt, pages: str) -> None:
    page = page_at(PHONE, base_url=pages)
    page.goto("/unlabelled")
    assert any(fault.startswith("label (critical): input") for fault in accessibility_faults(page))


def test_a_fault_fails_the_test_that_met_it(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pages: str) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makeconftest('pytest_plugins = ("tests.support.run_folder", "tests.support.browser")')
    pytester.makepyfile(f"def test_story(page_at):\n    page_at(390).goto('{pages}/script')")
    outcome = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    outcome.assert_outcomes(passed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*script error: broken gate*"])
