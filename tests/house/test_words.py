"""What no file may say: paths of one machine, package hosts, who typed it; and what no page may carry."""

import re

import pytest

from tests.house.source import ROOT, Source, tracked

# Each pattern is broken by a class of one letter, so that this file does not find itself.
EVERYWHERE = {
    "a path of one machine": re.compile(r"/(?:wor[k]|roo[t]|far[m])/|/hom[e]/\w|/User[s]/\w"),
    "a package host": re.compile(
        r"\bpyp[i]\.org|pythonhoste[d]\.org|registry\.npmj[s]|npmmirro[r]|registry\.yarnpk[g]"
        r"|--(?:extra-)?index-ur[l] |--find-link[s] ",
        re.I,
    ),
    "how it was made": re.compile(
        r"\bA[I]\b|\bLL[M]s?\b|\bchatbo[t]|\blanguage mode[l]|\bcopilo[t]\b|\bco-authored-b[y]\b|\.librar[y]/"
    ),
    # Letting agents, user agents and assistant directors are of the trade.
    "how it was made, unless of the trade": re.compile(
        r"(?<!letting )(?<!managing )(?<!estate )(?<!user[-_ ])(?<!useragent)\bagen[t]s?\b"
        r"|\bassistan[t]s?\b(?! (?:director|chief|commissioner))",
        re.I,
    ),
}
PYTHON = {
    "trusted HTML": re.compile(r"\bMarku[p]\("),
    # The reason stands behind it or on the line above.
    "a silenced check without its reason": re.compile(
        r"(?:\A|^(?![ \t]*#).*\n).*#\s*(?:noq[a]|type:\s*ignor[e])(?:\[[\w, -]+\]|: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?[ \t]*$",
        re.M,
    ),
    "a bare silence": re.compile(r"#\s*noq[a](?!: ?[A-Z])|#\s*type:\s*ignor[e](?!\[)"),
}
PAGES = {
    "unescaped text": re.compile(r"\|\s*saf[e]\b|\{%-?\s*autoescape\s+false"),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "another host": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I),
}
# Path and rule, each with its reason.
ALLOWED: dict[tuple[str, str], str] = {
    ("casework/reports/charts.py", "trusted HTML"): "SVG drawn there from whole numbers and escaped words",
}
NOT_OURS = ("static/vendor/", "requirements", "package-lock.json")
TEXT = (".py", ".html", ".md", ".toml", ".txt", ".js", ".css", ".scss", ".json", ".yml", ".csv", ".typ", ".svg", ".mako")


def _hits(source: Source, rules: dict[str, re.Pattern[str]]) -> list[str]:
    found = []
    for name, pattern in rules.items():
        for match in pattern.finditer(source.text):
            if (source.path, name) not in ALLOWED:
                line = source.text.count("\n", 0, match.start()) + 1
                found.append(f"{source.path}:{line}: {name}: {match.group().strip()}")
    return found


def faults(source: Source) -> list[str]:
    """Every word one file should not carry."""
    if source.path.startswith("static/vendor/"):
        return []
    rules = {name: EVERYWHERE[name] for name in EVERYWHERE if name == "a package host" or not source.path.startswith(NOT_OURS)}
    if source.path.startswith("casework/") and source.path.endswith(".py"):
        rules |= PYTHON
    elif source.path.endswith(".py"):
        rules |= {name: PYTHON[name] for name in PYTHON if name != "trusted HTML"}
    return _hits(source, rules | (PAGES if source.is_template else {}))


FRAMES = ("templates/layout.html", "templates/plain.html")


def headings(source: Source) -> list[str]:
    """A page has one h1: its own, or the heading block of the layout it extends; a part has none."""
    text = re.sub(r"\{#.*?#\}", "", source.text, flags=re.S)
    own = len(re.findall(r"<h1\b", text))
    if own == 0 and re.search(r"\{%-?\s*(?:block heading|set title)\b", text):
        own = 1  # A part draws it there, or the layout makes it from the title.
    if "/parts/" in source.path:
        return [f"{source.path}: a part has no h1"] if own else []
    if re.search(r"\{%-?\s*extends\b", source.text) is None and source.path not in FRAMES:
        return [f"{source.path}: a page extends the layout"]
    direct = re.search(r"extends\s+[\"']layout\.html", source.text) is not None or source.path == "templates/layout.html"
    if own > 1 or (direct and own == 0):
        return [f"{source.path}: {own} headings of the first level, one expected"]
    return []


def _read(path: str) -> Source:
    return Source(path, (ROOT / path).read_text(encoding="utf-8"))


def _ours() -> list[Source]:
    return [_read(path) for path in tracked() if path.endswith(TEXT) or "." not in path.rsplit("/", 1)[-1]]


def test_no_file_says_what_it_should_not() -> None:
    assert [fault for source in _ours() for fault in faults(source)] == []


def test_every_page_has_one_heading() -> None:
    pages = [_read(path) for path in tracked("templates/*.html")]
    assert [fault for page in pages for fault in headings(page)] == []


def test_every_exception_has_its_reason_and_still_stands() -> None:
    paths = set(tracked())
    assert [key for key, reason in ALLOWED.items() if not reason or key[0] not in paths] == []


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("docs/a.md", "see /" + "work/main", "a path of one machine"),
        ("docs/a.md", "see /" + "home/jo", "a path of one machine"),
        ("requirements.txt", "--index" + "-url https://example.invalid", "a package host"),
        ("package-lock.json", "https://registry." + "npmjs.org/sass", "a package host"),
        ("docs/a.md", "written by A" + "I", "how it was made"),
        ("docs/a.md", "the agen" + "t did it", "how it was made"),
        ("docs/a.md", "an assistan" + "t wrote it", "how it was made"),
        ("casework/web/cells.py", "Marku" + "p(text)", "trusted HTML"),
        ("casework/web/cells.py", "x = 1  # noq" + "a: S101", "without its reason"),
        ("casework/web/cells.py", "x = 1  # type: ignor" + "e[misc]", "without its reason"),
        ("casework/web/cells.py", "y = 2\nx = 1  # noq" + "a: S101\n", "without its reason"),
        ("casework/web/cells.py", "x = 1  # noq" + "a because", "a bare silence"),
        ("templates/cases/show.html", "{{ note|saf" + "e }}", "unescaped"),
        ("templates/cases/show.html", "{% autoescape false %}", "unescaped"),
        ("templates/cases/show.html", "<script>go()</script>", "inline script"),
        ("templates/cases/show.html", "<p style='color: red'>", "inline style"),
        ("templates/cases/show.html", "<style>p {}</style>", "inline style"),
        ("templates/cases/show.html", "<a href='#' onclick='go()'>", "inline handler"),
        ("templates/cases/show.html", "<a href='javascript:go()'>", "script address"),
        ("templates/cases/show.html", "<img src='//elsewhere.invalid/a.png'>", "another host"),
    ],
)
def test_a_wrong_word_is_found(path: str, text: str, words: str) -> None:
    assert any(words in fault for fault in faults(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/a.md", "the letting agen" + "t and the User-Agen" + "t header; an assistan" + "t chief constable"),
        ("casework/web/cells.py", "x = 1  # type: ignor" + "e[misc]  # the library's stub is wrong here"),
        ("casework/web/cells.py", "# The words were escaped above.\nx = 1  # noq" + "a: S704\n"),
        ("templates/cases/show.html", "<script src='/a.js' defer></script> <p class='govuk-body'>{{ note }}</p> common = 1"),
    ],
)
def test_a_right_word_passes(path: str, text: str) -> None:
    assert faults(Source(path, text)) == []


@pytest.mark.parametrize(
    ("path", "text", "sound"),
    [
        ("templates/cases/show.html", "{% extends 'layout.html' %}{% block heading %}Case{% endblock %}", True),
        ("templates/cases/show.html", "{% extends 'layout.html' %}<h1>Case</h1>", True),
        ("templates/cases/notes.html", "{% extends 'cases/frame.html' %}", True),
        ("templates/cases/show.html", "{% extends 'layout.html' %}<p>Case</p>", False),
        ("templates/cases/show.html", "{% extends 'layout.html' %}<h1>Case</h1><h1>Notes</h1>", False),
        ("templates/cases/show.html", "<h1>Case</h1>", False),
        ("templates/parts/table.html", "<h1>Table</h1>", False),
        ("templates/parts/table.html", "<table></table>", True),
    ],
)
def test_headings_are_counted(path: str, text: str, sound: bool) -> None:
    assert (headings(Source(path, text)) == []) is sound
