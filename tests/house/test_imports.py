"""Imports point one way: down the levels, and through each package's open rooms."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import LEVELS, ROOMS, Source, sources

MAY_USE = {
    "types": set(),
    "models": {"types"},
    "queries": {"types", "models"},
    "services": {"types", "models", "queries"},
    "forms": {"types"},
    "views": {"forms", "queries", "services", "types"},
    "commands": {"queries", "services", "types"},
}
CLOSED_TO_OTHERS = {"forms", "views", "commands"}
NAMELESS = {"common", "utils", "util", "helpers", "misc"}
PURE_ROOMS = {"types", "models", "queries", "services"}


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Each import as (line, dotted name); `from a import b` gives a.b, relative ones made whole."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = source.parts[: len(source.parts) - node.level]
                base = ".".join((*here, base)).rstrip(".")
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def _is_from(name: str, *libraries: str) -> bool:
    root = name.split(".")[0]
    return root in libraries or any(root.startswith(f"{library}_") for library in libraries)


def _third_party(source: Source, name: str) -> str | None:
    """What a package or room may not take from the libraries."""
    if source.package == "statute" and _is_from(name, "flask", "sqlalchemy"):
        return "statute knows neither Flask nor SQLAlchemy"
    if source.package in ("kernel", "web", "statute"):
        return None
    if source.room in PURE_ROOMS and _is_from(name, "flask", "wtforms"):
        return f"{source.room} never import Flask"
    if source.room in ("views", "forms") and _is_from(name, "sqlalchemy"):
        return f"{source.room} never reach the database"
    return None


def _other_package(source: Source, package: str, room: str | None) -> str | None:
    """What one of our packages may not take from another."""
    mine = LEVELS[source.package or ""]
    if LEVELS[package] >= mine:
        return f"{source.package} (level {mine:g}) may not import {package} (level {LEVELS[package]:g})"
    if room in CLOSED_TO_OTHERS and package not in ("kernel", "web", "statute"):
        return f"the {room} of {package} are its own"
    if source.room in ("views", "forms") and (room == "models" or (package, room) == ("kernel", "db")):
        return f"{source.room} never import models or the database"
    return None


def _own_package(source: Source, room: str | None) -> str | None:
    """What one room may not take from another of its own package."""
    if source.package in ("kernel", "web", "statute") or room not in ROOMS or room == source.room or source.room is None:
        return None
    allowed = MAY_USE.get(source.room, ROOMS - CLOSED_TO_OTHERS)
    return None if room in allowed else f"{source.room} may not import {room}"


def faults(source: Source) -> list[str]:
    """Everything wrong with one file's imports."""
    found = [f"{source.path}: no package called {part}" for part in source.parts if part in NAMELESS]
    for line, name in imported(source):
        parts = name.split(".")
        fault = "name what you import, no star" if parts[-1] == "*" else _third_party(source, name)
        if parts[0] == "casework" and source.package:
            package, room = (*parts[1:3], None, None)[:2]
            if package not in LEVELS:
                fault = f"{name} is above every package"
            elif package == source.package:
                fault = fault or _own_package(source, room)
            else:
                fault = fault or _other_package(source, package, room)
        if fault:
            found.append(f"{source.path}:{line}: {fault}")
    return found + hidden(source)


def hidden(source: Source) -> list[str]:
    """Imports inside functions, and those made by name while running: both hide a circle."""
    found = []
    for function in source.functions():
        inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
        found += [f"{source.path}:{node.lineno}: import inside {function.name}" for node in inner]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module", "import_module"):
            found.append(f"{source.path}:{node.lineno}: import by name")
    return found


def test_imports_point_one_way() -> None:
    assert [fault for source in sources("casework/*.py") for fault in faults(source)] == []


def test_nothing_is_imported_inside_a_function() -> None:
    everywhere = sources("wsgi.py", "config.py", "bench/*.py", "tests/*.py", "migrations/*.py")
    assert [fault for source in everywhere for fault in hidden(source)] == []


def test_migrations_know_nothing_of_our_packages_above_the_kernel() -> None:
    found = [
        f"{source.path}:{line}: {name}"
        for source in sources("migrations/versions/*.py")
        for line, name in imported(source)
        if name.startswith("casework.") and not name.startswith("casework.kernel")
    ]
    assert found == []


def test_every_package_has_its_level() -> None:
    packages = {source.package for source in sources("casework/*.py") if source.package}
    assert packages == set(LEVELS)


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("casework/people/queries.py", "from casework.cases import queries", "may not import cases"),
        ("casework/referrals/services.py", "from casework.enforcement import services", "may not import enforcement"),
        ("casework/kernel/clock.py", "from casework.statute import calendar", "may not import statute"),
        ("casework/people/queries.py", "from ..cases.models import CaseFile", "may not import cases"),
        ("casework/cases/services.py", "from casework.people import views", "the views of people are its own"),
        ("casework/cases/services.py", "from casework.people.forms import PersonForm", "the forms of people are its own"),
        ("casework/cases/views.py", "from casework.cases.models import CaseFile", "views may not import models"),
        ("casework/cases/views.py", "from casework.people import models as people", "never import models"),
        ("casework/cases/views.py", "from casework.kernel.db import db", "never import models or the database"),
        ("casework/cases/views/show.py", "from casework.cases import models", "views may not import models"),
        ("casework/cases/views.py", "from sqlalchemy import select", "never reach the database"),
        ("casework/cases/models.py", "from casework.cases import queries", "models may not import queries"),
        ("casework/cases/types.py", "from . import models", "types may not import models"),
        ("casework/sharing/policy.py", "from casework.sharing import views", "policy may not import views"),
        ("casework/cases/services.py", "from flask import g", "never import Flask"),
        ("casework/cases/queries.py", "import flask_login", "never import Flask"),
        ("casework/statute/rules.py", "import sqlalchemy as sa", "neither Flask nor SQLAlchemy"),
        ("casework/cases/queries.py", "from casework.people.models import *", "no star"),
        ("casework/cases/queries.py", "from casework import create_app", "above every package"),
        ("casework/utils/dates.py", "", "no package called utils"),
        ("casework/cases/helpers.py", "", "no package called helpers"),
        ("casework/cases/queries.py", "def late():\n    from casework.people import queries", "import inside late"),
        ("casework/cases/queries.py", "import importlib\nimportlib.import_module('os')", "import by name"),
    ],
)
def test_a_wrong_import_is_found(path: str, text: str, words: str) -> None:
    assert any(words in fault for fault in faults(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("casework/cases/services.py", "from casework.people import queries as people\nfrom casework.cases import models"),
        ("casework/cases/queries.py", "from casework.sharing import policy\nfrom casework.statute import deadlines"),
        ("casework/cases/views.py", "from flask import Blueprint\nfrom casework.cases import forms, queries, services"),
        ("casework/cases/services/open_case.py", "from casework.cases.services import close_case"),
        ("casework/__init__.py", "from flask import Flask\nfrom casework.cases import views"),
    ],
)
def test_a_right_import_passes(path: str, text: str) -> None:
    assert faults(Source(path, text)) == []
