"""With `--once`, what asks nothing of a database runs with SQLite only, and what asks for PostgreSQL by name runs there only."""

import pytest

EITHER, SERVER = "database_kind", "postgres_server"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--once`."""
    parser.addoption("--once", action="store_true", help="leave out what the suite of the other database runs")


def is_at_home(fixtures: set[str], database: str) -> bool:
    """Say whether a test with these fixtures belongs to the suite of this database."""
    if EITHER in fixtures:
        return True
    return (SERVER in fixtures) == (database == "postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs in the other suite, and keep a module that shares the demonstration together."""
    for item in items:
        if "demonstration" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    if not config.getoption("--once"):
        return
    database = config.getoption("--database")
    away = [item for item in items if not is_at_home(set(getattr(item, "fixturenames", ())), database)]
    if away:
        config.hook.pytest_deselected(items=away)
        gone = set(map(id, away))
        items[:] = [item for item in items if id(item) not in gone]
