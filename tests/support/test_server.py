"""The live servers answer, and one that cannot start says why."""

import urllib.request
from pathlib import Path

import pytest

from tests.support import server

APPLICATION = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["SERVER_SOFTWARE"].encode() + b" " + __import__("os").environ.get("WORD", "").encode()]
"""


def _read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def test_the_production_server_answers_with_the_environment_given(tmp_path: Path) -> None:
    (tmp_path / "tiny.py").write_text(APPLICATION, encoding="utf-8")
    with server.gunicorn("tiny:application", log=tmp_path / "log", environment={"WORD": "beck"}, folder=tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        assert _read(address).startswith("gunicorn")
        assert _read(address).endswith("beck")
    with pytest.raises(OSError):
        _read(address)


def test_a_server_that_cannot_start_shows_its_log(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise RuntimeError('no secrets here')", encoding="utf-8")
    with (
        pytest.raises(RuntimeError, match="no secrets here"),
        server.gunicorn("broken:application", log=tmp_path / "log", folder=tmp_path),
    ):
        pass


def test_the_threaded_server_answers_and_stops() -> None:
    namespace: dict[str, object] = {}
    exec(APPLICATION, namespace)
    with server.threaded(namespace["application"]) as address:  # type: ignore[arg-type]  # made by exec
        assert "Werkzeug" in _read(address)
    with pytest.raises(OSError):
        _read(address)
