"""The navigation marks at most one entry: the page itself, or the nearest it stands under."""

import re
from typing import Any

import pytest

MARKED = re.compile(r'<a class="cw-nav__link" href="([^"]+)" aria-current="(\w+)"')


@pytest.mark.parametrize(
    ("who", "path", "marked"),
    [
        ("officer", "/", [("/", "page")]),
        ("officer", "/cases", [("/cases", "page")]),
        ("officer", "/cases/new", [("/cases", "true")]),
        ("officer", "/incidents", []),
        ("administrator", "/administration/agreements", [("/administration/agreements", "page")]),
        ("administrator", "/administration/code-lists/priority", [("/administration/code-lists", "true")]),
    ],
)
def test_one_entry_is_marked(browser_of: Any, who: str, path: str, marked: list[tuple[str, str]]) -> None:
    assert MARKED.findall(browser_of(who).get(path)) == marked
