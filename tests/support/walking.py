"""A live server over the small partnership, and people who walk through its pages."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page

from tests.support.browser import PageAt, accessibility_faults
from tests.support.personas import PASSWORD
from tests.support.server import threaded

SHOTS = os.environ.get("CASEWORK_SHOTS", "")


@dataclass
class Walk:
    """One person at one browser: every page they come to is looked over, and every change of screen counted."""

    page: Page
    width: int
    story: str
    steps: int = 0

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in; the start page is where the counting begins."""
        self.page.goto("/sign-in")
        self.page.get_by_label("Email address or user name").fill(username)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/")
        self.look("start")
        self.steps = 0

    def go(self, path: str, name: str = "") -> None:
        """Type an address."""
        self.page.goto(path)
        self.steps += 1
        self.look(name or path)

    def press(self, what: Locator, name: str) -> None:
        """Press a link or a button that leads to another screen."""
        with self.page.expect_navigation():
            what.click()
        self.steps += 1
        self.look(name)

    def link(self, words: str, name: str, *, exact: bool = False) -> None:
        """Follow the first link that says this in the page's own part; one that looks like a button counts too."""
        main = self.page.get_by_role("main")
        self.press(main.get_by_role("link", name=words, exact=exact).or_(main.locator("a", has_text=words)).first, name)

    def back(self, name: str) -> None:
        """Follow the link above the heading."""
        self.press(self.page.get_by_role("navigation", name="Back").get_by_role("link"), name)

    def button(self, words: str, name: str) -> None:
        """Send the form whose button says this."""
        self.press(self.page.get_by_role("button", name=words, exact=True).first, name)

    def menu(self, words: str, name: str) -> None:
        """Choose from the navigation, opening it first on a phone."""
        toggle = self.page.locator('[data-cw="menu"]')
        if toggle.is_visible():
            toggle.click()
        self.press(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=words).first, name)

    def choose(self, label: str, typed: str, offered: str) -> None:
        """Type into a box that offers what one may see, and take what is offered."""
        box = self.page.get_by_label(label, exact=True)
        box.click()
        box.press_sequentially(typed, delay=20)
        self.page.get_by_role("option", name=re.compile(re.escape(offered))).first.click()

    def day(self, group: str, day: object) -> None:
        """Fill the boxes of a day."""
        boxes = self.page.get_by_role("group", name=group)
        for label, part in (("Day", "day"), ("Month", "month"), ("Year", "year")):
            boxes.get_by_label(label).fill(str(getattr(day, part)))

    def look(self, name: str) -> None:
        """One heading that begins the title, nothing wider than the window, nothing that axe finds."""
        self.page.wait_for_load_state("load")
        if SHOTS:
            file = re.sub(r"[^a-z0-9]+", "-", f"{self.story}-{name}".lower()).strip("-")
            self.page.screenshot(path=str(Path(SHOTS) / f"{file}-{self.width}.png"), full_page=True)
        heads = self.page.locator("h1").all_inner_texts()
        assert len(heads) == 1, f"{self.page.url}: {len(heads)} headings of the first level"
        assert self.page.title().removeprefix("Error: ").startswith(heads[0].strip()), f"{self.page.title()} / {heads[0]}"
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{self.page.url} is {over} wider than the window"
        assert accessibility_faults(self.page) == []

    def says(self, *words: str) -> None:
        """What the page says in its own part."""
        text = " ".join(self.page.get_by_role("main").inner_text().split())
        for each in words:
            assert each in text, f"{each!r} is not on {self.page.url}:\n{text[:3000]}"

    def keeps_quiet_about(self, *words: str) -> None:
        """What is nowhere on the page, hidden or shown."""
        source = self.page.content()
        for each in words:
            assert each not in source, f"{each!r} is on {self.page.url}"


Walks = Callable[..., Walk]


@pytest.fixture
def walk(app: Flask, page_at: PageAt, width: int, request: pytest.FixtureRequest) -> Iterator[Walks]:
    """walk("officer", expected=(404,)): that persona, signed in at a browser of their own."""
    story = request.module.__name__.rsplit(".", 1)[-1].removeprefix("test_")
    walkers: list[Walk] = []
    with threaded(app) as address:

        def start(username: str, *, password: str = PASSWORD, **more: object) -> Walk:
            walker = Walk(page_at(width, base_url=address, **more), width, story)
            walkers.append(walker)
            if username:
                walker.sign_in(username, password)
            return walker

        yield start
        for walker in walkers:  # before the server goes: what a page still loads must not find it gone
            walker.page.context.close()
