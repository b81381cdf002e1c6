"""A real Chromium for the journeys: pages at both widths that fail on whatever the browser complains of."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 800}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OURS = frozenset({"127.0.0.1", "localhost"})
# Report-only policies are not printed on the console by themselves.
REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation',
  e => console.error('policy violation: ' + e.violatedDirective + ' ' + e.blockedURI));
"""


@dataclass
class Watch:
    """Collects what went wrong on one page; a status a story expects (a 404 after a recall) is named beforehand."""

    expected: frozenset[int] = frozenset()
    faults: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        """Listen to everything the page complains of."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused request is judged by its status, below; the browser prints it as well.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A page left while something loads, or a download, ends its request: no fault of ours.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"request failed: {request.url} {request.failure}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in OURS:
            self.faults.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"answer {response.status}: {response.url}")


PageAt = Callable[..., Page]


def chromium() -> str:
    """The path of Debian's Chromium."""
    found = shutil.which("chromium")
    if not found:
        raise RuntimeError("The journeys need chromium. On Debian: sudo apt-get install chromium")
    return found


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against the page as it stands once it has loaded, one line for each element."""
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))} on {page.url}"
        for rule in found
        for node in rule["nodes"]
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--one-width", action="store_true", help="journeys at the phone's width alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey that asks for `width` runs at both, or at the phone's alone."""
    if "width" in metafunc.fixturenames and metafunc.definition.get_closest_marker("journey"):
        metafunc.parametrize("width", [PHONE] if metafunc.config.getoption("--one-width") else [PHONE, DESK])


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """One browser for all journeys of this worker."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium_browser: Browser) -> Iterator[PageAt]:
    """page_at(width, *, expected=(), base_url=None, javascript=True, geolocation=None): a page in a browser of its own,
    signed out; the test fails on any fault seen. The watch is at hand as page_at.watches."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def open_page(
        width: int,
        *,
        expected: tuple[int, ...] = (),
        base_url: str | None = None,
        javascript: bool = True,
        geolocation: tuple[float, float] | None = None,
    ) -> Page:
        context = chromium_browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            base_url=base_url,
            java_script_enabled=javascript,
            geolocation={"latitude": geolocation[0], "longitude": geolocation[1]} if geolocation else None,
            permissions=["geolocation"] if geolocation else None,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(REPORT_VIOLATIONS)
        watch = Watch(frozenset(expected))
        watches.append(watch)
        context.on("page", watch.attach)
        return context.new_page()

    open_page.watches = watches  # type: ignore[attr-defined]  # the browser's own tests read what was seen
    yield open_page
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)
