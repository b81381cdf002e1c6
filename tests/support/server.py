"""Live servers for the journeys: the production server in its own process, or a threaded one in ours."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PATIENCE = 180.0


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a journey's requests are no news."""


@contextmanager
def threaded(application: "WSGIApplication") -> Iterator[str]:
    """Serve an application from a thread of this process; gives its address."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()


@dataclass
class Served:
    """A production server at work: where it answers, and its process, which leads a group of its own."""

    address: str
    process: "subprocess.Popen[bytes]"

    def kill(self) -> None:
        """End the server and its workers as a power cut would: at once, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@contextmanager
def gunicorn(target: str, **choices: Any) -> Iterator[str]:
    """Serve `module:application` as production does, in its own process; gives its address once it answers."""
    with served(target, **choices) as server:
        yield server.address


@contextmanager
def served(
    target: str,
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    options: tuple[str, ...] = ("--workers", "2", "--threads", "4"),
) -> Iterator[Served]:
    """Serve as `gunicorn` does, and give the server itself, for a test that ends it the hard way.

    The socket is opened here and handed over, so no two servers can want the same port.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--bind", f"fd://{listener.fileno()}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--no-control-socket", *options, target],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(listener.fileno(),),
                cwd=folder,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
    try:
        _wait_for(address, process, log)
        yield Served(address, process)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for the first answer of any kind; a server that ends instead shows its log."""
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).close()
    except urllib.error.HTTPError as answer:
        answer.close()
    except (urllib.error.URLError, OSError) as fault:
        process.terminate()
        process.wait(PATIENCE)
        raise RuntimeError(f"The server did not answer:\n{log.read_text(encoding='utf-8')}") from fault
