"""The run's one PostgreSQL server, started by whichever worker asks first, and a database of its own for a test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.support.postgres import Server
from tests.support.run_folder import RunFolder


@pytest.fixture(scope="session")
def postgres_server(run_folder: RunFolder) -> Server:
    """The server all workers of this run share; the controlling process stops it at the end."""
    return Server.from_dict(run_folder.once("postgres", lambda _: Server.start().as_dict()))


@pytest.fixture
def empty_postgres(postgres_server: Server, worker_name: str) -> Iterator[str]:
    """The name of an empty database for one test, dropped afterwards."""
    name = f"empty_{worker_name}_{uuid4().hex[:8]}"
    postgres_server.create_database(name)
    yield name
    postgres_server.drop_database(name)
