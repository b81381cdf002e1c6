"""Looking an installation over: each setting that makes it safe, read back from where it is, with a plain yes or no."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError

from casework.accounts.services import dormant
from casework.audit import anchors
from casework.audit.models import AuditAnchor
from casework.governance.queries import unusual
from casework.kernel import clock
from casework.kernel.actor import system_actor
from casework.kernel.db import db
from casework.kernel.engines import reading
from casework.kernel.errors import Unsound
from casework.operations import soundness
from casework.operations.backup import LATEST
from casework.operations.types import Finding
from config import LOGINS, Config

LITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
POSTGRES = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "TimeZone": "UTC"}
ANCHOR_LASTS = timedelta(hours=26)
BACKUP_LASTS = timedelta(hours=26)
ROOM_NEEDED = 1024**3


def look_over(app: Flask) -> list[Finding]:
    """Return a finding for every setting, sound or not."""
    config: Config = app.extensions["config"]
    findings = [_may_start(app), *_files(config), *_web(config), _backup(config), _room(config.instance)]
    try:
        with app.app_context(), reading(), db.engine.connect() as connection:
            findings += _postgres(connection) if connection.dialect.name == "postgresql" else _lite(connection)
            findings += _trail(config)
    except SQLAlchemyError as fault:
        findings.append(Finding("database", False, soundness.reason(fault)))
    return findings


def _trail(config: Config) -> Iterator[Finding]:
    """Whether the trail is anchored outside, its lists are judged and dormant accounts are suspended: what the worker sees to."""
    session = db.session()
    actor = system_actor("the installation is looked over")
    session.bind_actor(actor)
    try:
        yield _anchors(config)
        late, asleep = unusual.overdue(actor), dormant.overdue()
        yield Finding("unusual access", not late, f"{late} lines not judged for a month" if late else "no list is overdue")
        yield Finding(
            "dormant accounts", not asleep, f"{asleep} should be suspended: does 'flask worker' run?" if asleep else "none"
        )
    finally:
        db.session.remove()


def _anchors(config: Config) -> Finding:
    """The newest anchor is young enough, and the file outside the database holds every one that the database knows of."""
    newest = db.session().scalars(select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(1)).first()
    if newest is None:
        return Finding("anchors", config.demonstration, "none was made: 'flask worker' makes one every hour")
    try:
        kept = {(each.number, each.hash) for each in anchors.read(config.anchors)}
    except ValueError as fault:
        return Finding("anchors", False, str(fault))
    if (newest.number, newest.hash) not in kept:
        return Finding("anchors", False, f"{config.anchors.name} lacks the anchor of entry {newest.number}")
    young = clock.wall() - newest.at <= ANCHOR_LASTS or config.demonstration
    return Finding("anchors", young, f"the last is of entry {newest.number}, at {newest.at:%Y-%m-%d %H:%M} UTC")


def _may_start(app: Flask) -> Finding:
    try:
        soundness.check(app)
    except Unsound as fault:
        return Finding("start", False, str(fault))
    return Finding("start", True, "the application starts")


def _lite(connection: Connection) -> Iterator[Finding]:
    for name, wanted in LITE.items():
        seen = str(connection.execute(text(f"PRAGMA {name}")).scalar())
        yield Finding(f"SQLite {name}", seen.lower() == wanted, seen)


def _postgres(connection: Connection) -> Iterator[Finding]:
    for name, wanted in POSTGRES.items():
        seen = str(connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar())
        yield Finding(f"PostgreSQL {name}", seen == wanted, seen)
    names, bare = soundness.walled_tables(), soundness.bare_tables(connection)
    yield Finding("row-level security", not bare, f"missing on {', '.join(bare)}" if bare else f"on {len(names)} tables")


def _files(config: Config) -> Iterator[Finding]:
    secrets = [*sorted((config.instance / "keys").glob("*.key")), config.instance / LOGINS]
    lite = Path(config.url.removeprefix("sqlite:///"))
    for path in [*secrets, *([lite] if config.url.startswith("sqlite") else [])]:
        if path.exists():
            mode = path.stat().st_mode & 0o777
            yield Finding(f"permissions of {path.name}", not mode & 0o077, f"{mode:o}")


def _web(config: Config) -> Iterator[Finding]:
    local = config.demonstration
    plain = "plain http, for this machine only" if local else "CASEWORK_SECURE is not 1"
    yield Finding("https", config.secure or local, "cookies travel by https only" if config.secure else plain)
    told = f"{config.proxies} trusted" if config.proxies else "none trusted"
    yield Finding("proxy", bool(config.proxies) or not config.secure, told)
    yield Finding("virus scanner", bool(config.scanner) or local, config.scanner or "CASEWORK_SCANNER names none")


def _backup(config: Config) -> Finding:
    path = config.instance / LATEST
    if not path.exists():
        return Finding("backup", config.demonstration, "none was made")
    at = datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["at"])
    return Finding("backup", clock.wall() - at <= BACKUP_LASTS, f"the last was made at {at:%Y-%m-%d %H:%M} UTC")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    return Finding("room on the disk", free >= ROOM_NEEDED, f"{free // 1024**2} MB free")
