"""Where files are kept: random names in a folder of the installation, written whole before the deed that names them is saved."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction

from casework.kernel.crypto import new_token
from casework.kernel.db import db
from casework.kernel.errors import NotFound, Refused, Unsound
from casework.kernel.guard import GuardedSession

NOT_CHECKED = "The file could not be checked for harmful content, so it was not kept. Try again later."


class Store:
    """The folder of one installation's files, and the scanner each new one must pass where one is configured."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._scanner: list[str] = []

    def use(self, folder: Path, scanner: str = "") -> None:
        """Take the folder, outside the web root, and the scanner's command."""
        self._folder, self._scanner = folder, shlex.split(scanner)

    def keep(self, content: bytes) -> str:
        """Write a file under a new random name and return the name; it goes again when the deed is undone."""
        token = new_token()
        path = self._path(token)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        db.session().info.setdefault("files", []).append(path)
        self._scan(path)
        return token

    def read(self, token: str) -> bytes:
        """Return a stored file's content. Refuses with NotFound when it is not there."""
        path = self._path(token)
        if not path.is_file():
            raise NotFound("file")
        return path.read_bytes()

    def _path(self, token: str) -> Path:
        if self._folder is None:
            raise Unsound("The folder of files has not been named.")
        return self._folder / token[:2] / token

    def _scan(self, path: Path) -> None:
        if not self._scanner:
            return
        try:
            done = subprocess.run([*self._scanner, str(path)], capture_output=True, timeout=60, check=False)  # noqa: S603 - the installation's own command
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise Refused(NOT_CHECKED, field="files") from fault
        if done.returncode != 0:
            raise Refused("The file was refused by the check for harmful content.", field="files")


STORE = Store()


@event.listens_for(GuardedSession, "after_commit")
def _kept(session: GuardedSession) -> None:
    session.info.pop("files", None)


@event.listens_for(GuardedSession, "after_transaction_end")
def _undone(session: Any, transaction: SessionTransaction) -> None:
    """What was kept by a transaction that ended without its commit goes again, also when the session was merely closed."""
    if transaction.parent is None:
        for path in session.info.pop("files", []):
            path.unlink(missing_ok=True)
