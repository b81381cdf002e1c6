"""Every file says what it holds, every public read and deed says what it does, and every signature has its types."""

import ast

import pytest

from tests.house.source import Function, Source, sources

SPOKEN_ROOMS = {"queries", "services", "policy"}


def _opens_with_a_sentence(text: str | None) -> bool:
    first = (text or "").strip().split("\n\n")[0].strip()
    return first.endswith((".", "?"))


def _must_speak(source: Source) -> bool:
    return source.room in SPOKEN_ROOMS or (source.package == "statute" and source.room is not None)


def _untyped(function: Function, *, method: bool) -> list[str]:
    """The arguments without a type, and the answer where it has none."""
    spec = function.args
    named = [*spec.posonlyargs, *spec.args]
    if method and not any(ast.unparse(each) == "staticmethod" for each in function.decorator_list):
        named = named[1:]
    rest = [each for each in (spec.vararg, spec.kwarg) if each]
    missing = [each.arg for each in (*named, *spec.kwonlyargs, *rest) if each.annotation is None]
    return missing + ([] if function.returns else ["its answer"])


def undocumented(source: Source) -> list[str]:
    """What should open with a sentence and does not."""
    found = [] if _opens_with_a_sentence(ast.get_docstring(source.tree)) else [f"{source.path}: no opening sentence"]
    if not _must_speak(source):
        return found
    public = [node for node in source.tree.body if isinstance(node, Function) and not node.name.startswith("_")]
    silent = [node for node in public if not _opens_with_a_sentence(ast.get_docstring(node))]
    return found + [f"{source.path}:{node.lineno}: {node.name} says nothing" for node in silent]


def untyped(source: Source) -> list[str]:
    """Signatures that leave a type out."""
    classes = (node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef))
    methods = {id(child) for node in classes for child in node.body}
    found = []
    for function in source.functions():
        missing = _untyped(function, method=id(function) in methods)
        if missing:
            found.append(f"{source.path}:{function.lineno}: {function.name} leaves out the type of {', '.join(missing)}")
    return found


def test_files_and_public_functions_say_what_they_are() -> None:
    ours = sources("casework/*.py", "bench/*.py", "wsgi.py", "config.py", "migrations/env.py")
    assert [fault for source in ours for fault in undocumented(source)] == []


def test_every_signature_has_its_types() -> None:
    ours = sources("casework/*.py", "config.py", "wsgi.py")
    assert [fault for source in ours for fault in untyped(source)] == []


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("casework/cases/types.py", "x = 1", "no opening sentence"),
        ("casework/cases/types.py", '"""Types"""', "no opening sentence"),
        ("casework/cases/queries.py", '"""Reads."""\ndef sheet(): ...', "sheet says nothing"),
        ("casework/cases/services/close.py", '"""Deeds."""\ndef close(): ...', "close says nothing"),
        ("casework/sharing/policy.py", '"""Policy."""\ndef readable(): ...', "readable says nothing"),
        ("casework/statute/deadlines.py", '"""Dates."""\ndef due(): ...', "due says nothing"),
    ],
)
def test_silence_is_found(path: str, text: str, words: str) -> None:
    assert any(words in fault for fault in undocumented(Source(path, text)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def show(case_id) -> str: ...", "type of case_id"),
        ("def show(case_id: int): ...", "type of its answer"),
        ("def show(*, on) -> None: ...", "type of on"),
        ("def show(**rest) -> None: ...", "type of rest"),
        ("class A:\n    def show(self, on) -> None: ...", "type of on"),
    ],
)
def test_a_missing_type_is_found(text: str, words: str) -> None:
    assert any(words in fault for fault in untyped(Source("casework/cases/views.py", text)))


def test_what_is_said_and_typed_passes() -> None:
    source = Source(
        "casework/cases/queries.py",
        '"""Reads of cases."""\n\nclass A:\n    def on(self, day: int) -> int: ...\n\n'
        'def sheet(ref: str) -> str:\n    """One case."""\n\ndef _inner() -> None: ...\n',
    )
    assert undocumented(source) + untyped(source) == []
