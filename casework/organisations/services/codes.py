"""Editing code lists: codes are added, re-worded and ended with a date; never deleted, never given another meaning."""

import re
from datetime import date
from typing import Any

from sqlalchemy import func, select

from casework.audit import services as audit
from casework.audit.types import Deed
from casework.kernel import clock, versions
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Difference, NotAllowed, NotFound, Refused
from casework.organisations import codelists
from casework.organisations.models import CodeItem

ADMINISTRATOR = "platform_administrator"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_]{0,38}", re.ASCII)


def add_code(actor: Actor, listing: str, *, code: str, label: str, active_from: date | None) -> CodeItem:
    """Add a code to the end of a list. Refuses a code that the list has or had: a code never begins to mean something else."""
    only_administrators(actor)
    if listing not in {each.name for each in codelists.lists()}:
        raise NotFound("list")
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise Refused("A code is made of capital letters, figures and low lines, for example NOISE_2.", field="code")
    if db.session().scalar(select(CodeItem.id).where(CodeItem.listing == listing, func.upper(CodeItem.code) == code)):
        raise Refused("The list has or had this code. Choose another.", field="code")
    _check_label(listing, label)
    last = db.session().scalar(select(func.max(CodeItem.sort)).where(CodeItem.listing == listing)) or 0
    row = CodeItem(listing=listing, code=code, label=label, sort=last + 1, active_from=active_from, changed_at=clock.wall())
    db.session().add(row)
    db.session().flush()
    _write_down(actor, row, {"added": True})
    return row


def change_code(actor: Actor, listing: str, code: str, *, label: str, active_to: date | None, seen: int | None) -> None:
    """Word a code better, or end it with a date; old records go on showing it."""
    only_administrators(actor)
    row = one(listing, code)
    differences = [
        Difference("Label", row.label, label),
        Difference("Last day", str(row.active_to or ""), str(active_to or "")),
    ]
    versions.expect(row, seen, differences)
    if active_to is not None and row.active_from is not None and active_to < row.active_from:
        raise Refused("The last day must be on or after the first day.", field="active_to")
    if label != row.label:
        _check_label(listing, label)
    was = {"label": row.label, "to": str(row.active_to or "")}
    row.label, row.active_to, row.changed_at = label, active_to, clock.wall()
    _write_down(actor, row, {"was": was, "now": {"label": label, "to": str(active_to or "")}})


def one(listing: str, code: str) -> CodeItem:
    """Return one code of one list."""
    row = db.session().scalar(select(CodeItem).where(CodeItem.listing == listing, CodeItem.code == code))
    if row is None:
        raise NotFound("code")
    return row


def only_administrators(actor: Actor) -> None:
    """Refuse everybody but a platform administrator."""
    if not actor.has_role(ADMINISTRATOR):
        raise NotAllowed()


def _check_label(listing: str, label: str) -> None:
    taken = select(CodeItem.id).where(
        CodeItem.listing == listing, func.lower(CodeItem.label) == label.lower(), CodeItem.active_to.is_(None)
    )
    if db.session().scalar(taken):
        raise Refused("Another code of this list is worded like that.", field="label")


def _write_down(actor: Actor, row: CodeItem, detail: dict[str, Any]) -> None:
    audit.record(actor, Deed.CODES_CHANGED, detail={"list": row.listing, "code": row.code, **detail})
