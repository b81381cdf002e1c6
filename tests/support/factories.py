"""The smallest valid things, made by a persona: a case with a note, an incident, a person's record, a share."""

from datetime import timedelta

from sqlalchemy import select

from casework.accounts.models import AppUser, UserSession
from casework.cases.models import CaseFile, Incident, Note
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import policy
from casework.sharing.models import Record
from casework.sharing.services import links, records, shares
from casework.sharing.services.grants import Columns
from casework.sharing.services.terms import Terms
from casework.sharing.types import Act, Kind, Lens, Level, Section


def new_record(actor: Actor, kind: Kind, *, compartment: str | None = None) -> Record:
    """A record of any kind, without its row."""
    columns = Columns(sort_on=clock.now(), stage="RECEIVED", subject="NOI", ward="E1")
    return records.make_record(actor, kind, partnership_id=actor.partnership_ids[0], columns=columns, compartment=compartment)


def new_case(actor: Actor, title: str = "Noise at night", *, note: str = "a note", owner: int | None = None) -> Record:
    """A case with one note."""
    record = new_record(actor, Kind.CASE)
    db.session().add(
        CaseFile(
            record_id=record.id, partnership_id=record.partnership_id, type="ASB", subject="NOI", title=title, summary="s",
            stage="RECEIVED", priority="MEDIUM", lead_org_id=actor.organisation_id, opened_on=clock.today(),
            received_at=clock.now(), activity_at=clock.now(), owner_user_id=owner,
        )
    )  # fmt: skip
    db.session().flush()
    if note:
        new_note(actor, record.id, note)
    return record


def new_note(actor: Actor, record_id: int, body: str, audience_id: int | None = None) -> Note:
    """A note on a record opened for it."""
    note = Note(
        record_id=record_id, section=int(Section.NOTES), author_org_id=actor.organisation_id, audience_id=audience_id,
        kind="visit", body=body, happened_at=clock.now(), written_by=actor.user_id, written_at=clock.now(),
    )  # fmt: skip
    db.session().add(note)
    db.session().flush()
    return note


def new_incident(actor: Actor, summary: str = "Shouting in the street") -> Record:
    """An incident that stands alone."""
    record = new_record(actor, Kind.INCIDENT)
    db.session().add(
        Incident(
            record_id=record.id, partnership_id=record.partnership_id, type="ASB", subject="NOI", summary=summary,
            channel="PHONE", received_at=clock.now(), occurred_from=clock.now(), taken_by=actor.user_id,
            owner_org_id=actor.organisation_id, created_at=clock.now(),
        )
    )  # fmt: skip
    db.session().flush()
    return record


def organisation_id(code: str) -> int:
    """The id of one of the personas' organisations."""
    return db.session().scalars(select(Organisation.id).where(Organisation.code == code)).one()


def user_id(username: str) -> int:
    """The id of a persona."""
    return db.session().scalars(select(AppUser.id).where(AppUser.username == username)).one()


def terms(code: str, level: Level = Level.FULL, *, days: int = 30) -> Terms:
    """What a share of a test says."""
    return Terms(
        organisation_id(code), level, "JOINT_WORK", "PUBLIC_TASK", "CDA115", "a joint visit", clock.today() + timedelta(days=days)
    )


def new_share(actor: Actor, record: Record, code: str, level: Level = Level.FULL, *, days: int = 30) -> int:
    """Share a case or incident with an organisation."""
    model = CaseFile if record.kind == Kind.CASE else Incident
    _, lens = policy.open_one(actor, model, record.id, Act.SHARE_ADD)
    return shares.share_with(actor, lens, terms(code, level, days=days)).id


def new_session(actor: Actor, mark: str = "a-browser") -> UserSession:
    """A signed-in browser of the actor."""
    now = clock.wall()
    row = UserSession(
        mark=mark,
        user_id=actor.user_id,
        started_at=now,
        seen_at=now,
        confirmed_at=now,
        ends_at=now + timedelta(hours=1),
        reasons={},
    )
    db.session().add(row)
    db.session().flush()
    return row


def link(actor: Actor, root: Lens, leaf_id: int, leaf_kind: Kind = Kind.PERSON, role: str = "COMPLAINANT") -> int:
    """Put a leaf on a root opened for it."""
    return links.link(actor, root, leaf_id, leaf_kind, role=role).id
