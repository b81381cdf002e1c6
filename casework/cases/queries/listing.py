"""Lists of cases and incidents: one query feeds the page, its count and its download."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from casework.accounts.models import AppUser
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.cases.models import CaseFile, Incident
from casework.cases.types import Wanted
from casework.cases.types.sheets import IncidentRow, Row
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import Filters, Kind, Page, Section, Source

BATCH = 500


def page(actor: Actor, wanted: Wanted, *, order: str = "newest", key: str = "") -> tuple[Page, list[Row]]:
    """Return one page of the cases the actor may see, filtered and in order; written down with the records shown."""
    found = listing.page(actor, Kind.CASE, filters(actor, wanted), order=order, key=key)
    rows = _rows(actor, found.ids)
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.CASE, count=len(rows), ids=found.ids)
    return found, rows


def everything(actor: Actor, wanted: Wanted, *, order: str = "newest") -> list[Row]:
    """Return every case that the list would show, for its download."""
    ids = listing.ids(actor, Kind.CASE, filters(actor, wanted), order=order)
    return [row for start in range(0, len(ids), BATCH) for row in _rows(actor, tuple(ids[start : start + BATCH]))]


def exported(actor: Actor, kind: Kind, *, rows: int, form: str) -> None:
    """Write down that a list was downloaded, and how many rows it had."""
    audit.record(actor, Deed.EXPORT_MADE, record_kind=kind, count=rows, detail={"format": form})


def filters(actor: Actor, wanted: Wanted) -> Filters:
    """Return the filters of the case list as conditions on the grants."""
    return Filters(
        stage=(wanted.stage,) if wanted.stage else (),
        subject=(wanted.subject,) if wanted.subject else (),
        ward=(wanted.ward,) if wanted.ward else (),
        is_open={"open": True, "closed": False}.get(wanted.open),
        also=tuple(_also(actor, wanted)),
    )


def _also(actor: Actor, wanted: Wanted) -> list[Any]:
    conditions: list[Any] = []
    if wanted.type:
        conditions.append(CaseFile.type == wanted.type)
    if wanted.lead is not None:
        conditions.append(CaseFile.lead_org_id == wanted.lead)
    if wanted.whose == "mine":
        conditions.append(CaseFile.owner_user_id == (actor.user_id or 0))
    if wanted.whose == "team":
        conditions.append(CaseFile.team_id.in_(sorted(actor.team_ids) or [0]))
    found: list[Any] = []
    if conditions:
        found.append(AccessGrant.record_id.in_(select(CaseFile.record_id).where(*conditions)))
    if wanted.whose == "shared":
        found.append(AccessGrant.source == Source.SHARE)
    return found


def _rows(actor: Actor, ids: tuple[int, ...]) -> list[Row]:
    if not ids:
        return []
    statement = (
        policy.readable(actor, CaseFile)
        .select_from(CaseFile)
        .add_columns(Record.ref, Organisation.name, AppUser.name)
        .join(Record, Record.id == CaseFile.record_id)
        .join(Organisation, Organisation.id == CaseFile.lead_org_id)
        .join(AppUser, AppUser.id == CaseFile.owner_user_id, isouter=True)
        .where(CaseFile.record_id.in_(ids))
    )
    held = {case.record_id: (case, ref, lead, owner) for case, ref, lead, owner in db.session().execute(statement)}
    risk = _risk_open(actor, ids)
    rows = [_row(actor, *held[record_id]) for record_id in ids if record_id in held]
    return [row if row.record_id in risk else replace(row, priority="", owner="") for row in rows]


def _risk_open(actor: Actor, ids: tuple[int, ...]) -> set[int]:
    """The records whose risk is open to the actor: to the others a list tells no priority and no names."""
    found = policy.readable(actor, AccessGrant).where(
        AccessGrant.record_id.in_(ids), AccessGrant.opens.op("&")(int(Section.RISK)) != 0
    )
    return set(db.session().scalars(found.with_only_columns(AccessGrant.record_id))) if not actor.is_system else set(ids)


def _row(actor: Actor, case: CaseFile, ref: str, lead: str, owner: str | None) -> Row:
    return Row(
        record_id=case.record_id,
        ref=ref,
        title=case.title,
        type=case.type,
        subject=case.subject,
        stage=case.stage,
        priority=case.priority,
        ward=case.ward_code,
        lead=lead,
        owner=owner or "",
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        activity_at=case.activity_at,
        review_on=case.review_on,
        first_contact_due_at=case.first_contact_due_at if case.first_contact_at is None else None,
        is_mine=case.owner_user_id == actor.user_id,
    )


def incidents(actor: Actor, wanted: Wanted, *, order: str = "newest", key: str = "") -> tuple[Page, list[IncidentRow]]:
    """Return one page of the incidents the actor may see; written down with the records shown."""
    chosen = Filters(
        subject=(wanted.subject,) if wanted.subject else (),
        ward=(wanted.ward,) if wanted.ward else (),
        also=_incident_conditions(wanted),
    )
    found = listing.page(actor, Kind.INCIDENT, chosen, order=order, key=key)
    statement = (
        policy.readable(actor, Incident)
        .select_from(Incident)
        .add_columns(Record.ref, Organisation.name)
        .join(Record, Record.id == Incident.record_id)
        .join(Organisation, Organisation.id == Incident.owner_org_id)
        .where(Incident.record_id.in_(found.ids or (0,)))
    )
    told = _told_where(actor, found.ids)
    held = {
        row.record_id: IncidentRow(
            ref,
            row.summary,
            row.subject,
            row.occurred_from,
            row.ward_code,
            row.location_text if row.record_id in told else "",
            row.status,
            org,
        )
        for row, ref, org in db.session().execute(statement)
    }
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.INCIDENT, count=len(held), ids=found.ids)
    return found, [held[record_id] for record_id in found.ids if record_id in held]


def _told_where(actor: Actor, ids: Collection[int]) -> set[int]:
    """Return those of some incidents whose exact place is open to the actor: it is withheld with the linked places."""
    statement = policy.readable(actor, AccessGrant).where(
        AccessGrant.record_id.in_(ids or (0,)), AccessGrant.opens.op("&")(int(Section.ROLES)) != 0
    )
    return set(db.session().scalars(statement.with_only_columns(AccessGrant.record_id).distinct()))


def _incident_conditions(wanted: Wanted) -> tuple[Any, ...]:
    if wanted.open not in ("open", "attached"):
        return ()
    return (AccessGrant.record_id.in_(select(Incident.record_id).where(Incident.status == wanted.open)),)
