"""Files, functions, handlers and classes stay small enough to hold in the head."""

import ast

import pytest

from tests.house.source import Function, Source, sources

FILE, TEST_FILE, FUNCTION, HANDLER, CLASS = 300, 500, 40, 15, 150
VERBS = {"route", "get", "post", "put", "delete", "patch"}
# Wiring, in reading order: the one long list allowed.
LONG_LIST = ("casework/__init__.py", "create_app")


def _is_handler(function: Function) -> bool:
    calls = (node for node in function.decorator_list if isinstance(node, ast.Call))
    return any(isinstance(call.func, ast.Attribute) and call.func.attr in VERBS for call in calls)


def _lines(node: Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def faults(source: Source) -> list[str]:
    """Everything in one file that outgrew its ceiling."""
    found = []
    ceiling = TEST_FILE if source.parts[0] == "tests" else FILE
    length = len(source.text.splitlines())
    if length > ceiling:
        found.append(f"{source.path}: {length} lines, ceiling {ceiling}")
    for function in source.functions():
        ceiling = HANDLER if source.room == "views" and _is_handler(function) else FUNCTION
        if _lines(function) > ceiling and (source.path, function.name) != LONG_LIST:
            found.append(f"{source.path}:{function.lineno}: {function.name} has {_lines(function)} lines, ceiling {ceiling}")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and _lines(node) > CLASS:
            found.append(f"{source.path}:{node.lineno}: {node.name} has {_lines(node)} lines, ceiling {CLASS}")
    return found


def test_nothing_outgrew_its_ceiling() -> None:
    # Migrations are exempt: a table is as long as it is.
    ours = sources("casework/*.py", "tests/*.py", "bench/*.py", "wsgi.py", "config.py")
    assert [fault for source in ours for fault in faults(source)] == []


def _function(lines: int, decorator: str = "") -> str:
    return f"{decorator}\ndef show():\n" + "    pass\n" * (lines - 1)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("casework/cases/queries.py", "x = 1\n" * 301, "301 lines, ceiling 300"),
        ("tests/cases/test_views.py", "x = 1\n" * 501, "501 lines, ceiling 500"),
        ("casework/cases/queries.py", _function(41), "show has 41 lines, ceiling 40"),
        ("casework/cases/views.py", _function(16, "@bp.route('/')"), "show has 16 lines, ceiling 15"),
        ("casework/cases/views/show.py", _function(16, "@bp.get('/')"), "show has 16 lines, ceiling 15"),
        ("casework/cases/models.py", "class CaseFile:\n" + "    x = 1\n" * 150, "CaseFile has 151 lines"),
    ],
)
def test_the_overgrown_is_found(path: str, text: str, words: str) -> None:
    assert any(words in fault for fault in faults(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("casework/cases/queries.py", "x = 1\n" * 300),
        ("tests/cases/test_views.py", "x = 1\n" * 500),
        ("casework/cases/queries.py", _function(40)),
        ("casework/cases/views.py", _function(15, "@bp.route('/')")),
        ("casework/__init__.py", "def create_app():\n" + "    pass\n" * 60),
    ],
)
def test_what_fits_passes(path: str, text: str) -> None:
    assert faults(Source(path, text)) == []
