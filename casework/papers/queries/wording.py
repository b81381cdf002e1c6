"""The wording of an organisation's papers: in use, earlier versions, and how one reads with made-up records."""

from typing import Any

from sqlalchemy import Select, func, select

from casework.accounts.models import AppUser
from casework.documents.prints import Paper as PaperPrint
from casework.enforcement.queries import law
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations import queries as organisations
from casework.papers import merge
from casework.papers.models import PaperWording
from casework.papers.types import KINDS, PaperKind, WordingSheet
from casework.papers.values import madeup

PREVIEW = "PREVIEW: NOT ISSUED"


def in_use(actor: Actor, organisation_id: int, kind: PaperKind) -> WordingSheet:
    """Return the wording an organisation uses for a kind of paper: its newest version, else the shipped one."""
    row = db.session().execute(_versions(organisation_id, kind).limit(1)).one_or_none()
    return _sheet(kind, row) if row else WordingSheet(kind, 0, merge.shipped(kind), is_shipped=True)


def versions(actor: Actor, kind: PaperKind) -> list[WordingSheet]:
    """Return the versions of the actor's own organisation's wording, newest first."""
    return [_sheet(kind, row) for row in db.session().execute(_versions(actor.organisation_id or 0, kind).limit(100))]


def overview(actor: Actor) -> list[tuple[PaperKind, int]]:
    """Return every kind of paper with the version of its wording at the actor's organisation; 0 is the shipped one."""
    newest = (
        select(PaperWording.kind, func.max(PaperWording.version))
        .where(PaperWording.organisation_id == actor.organisation_id)
        .group_by(PaperWording.kind)
    )
    held: dict[str, int] = {kind: version for kind, version in db.session().execute(newest)}
    return [(kind, held.get(kind, 0)) for kind in KINDS]


def preview(actor: Actor, kind: PaperKind, body: str) -> PaperPrint:
    """Return a wording filled in with made-up records; refuses one that could not be saved."""
    merge.check(kind, body)
    organisation, today = organisations.organisation(actor.organisation_id or 0), clock.today()
    values = madeup.values(kind, today, organisation.name, law.activations(actor))
    lines = [line for line in (*organisation.address.splitlines(), organisation.phone, organisation.email) if line]
    return PaperPrint(
        title=KINDS[kind].title, organisation=organisation.name, organisation_lines=lines,
        addressee=() if KINDS[kind].is_public else (madeup.NAME, *madeup.ADDRESS), reference=madeup.REFERENCE, on=today,
        blocks=merge.merge(body, values), signed_by="Alex Example", signed_role="Made-up officer", printed_at=clock.now(),
        marking=PREVIEW,
    )  # fmt: skip


def _versions(organisation_id: int, kind: PaperKind) -> Select[PaperWording, str]:
    return (
        select(PaperWording, AppUser.name)
        .join(AppUser, AppUser.id == PaperWording.changed_by)
        .where(PaperWording.organisation_id == organisation_id, PaperWording.kind == kind)
        .order_by(PaperWording.version.desc())
    )


def _sheet(kind: PaperKind, row: Any) -> WordingSheet:
    held, name = row
    body = merge.shipped(kind) if held.body is None else held.body
    return WordingSheet(kind, held.version, body, held.body is None, name, held.changed_at, held.reason)
