"""The days of cases, for the diary: first contact, review, risk to be assessed again, and the update that was promised."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_
from sqlalchemy.orm import aliased

from casework.cases.models import CaseFile, CasePlan, RiskAssessment
from casework.diary import sources
from casework.diary.types import Asked, Line, Source
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.models import Record
from casework.statute.clocks import clock as law_clock
from casework.statute.types import StatuteError

LOCAL = "The partnership's own standard"


def reviews(actor: Actor, asked: Asked) -> list[Line]:
    """Return the open cases with a day of review, but where it is the day on which risk is assessed again."""
    again = aliased(RiskAssessment)
    same = policy.readable(actor, again).where(again.record_id == CaseFile.record_id, again.review_on == CaseFile.review_on)
    statement = _open(actor, asked).where(~same.with_only_columns(again.id).correlate(CaseFile).exists())
    rows = db.session().execute(sources.by_day(statement, CaseFile.review_on, CaseFile.record_id, asked))
    return [
        _line(case.review_on, case, "Case review", cited("ASB", "reviewed", case.review_on), ref, private)
        for case, ref, private in rows
    ]


def first_contacts(actor: Actor, asked: Asked) -> list[Line]:
    """Return the open cases whose reporter waits for first contact."""
    statement = _open(actor, asked).where(CaseFile.first_contact_at.is_(None))
    rows = db.session().execute(sources.by_instant(statement, CaseFile.first_contact_due_at, CaseFile.record_id, asked))
    return [
        _line(
            case.first_contact_due_at, case, "First contact", cited("ASB", f"received_{case.priority.lower()}", case.received_at),
            ref, private,
        )
        for case, ref, private in rows
    ]  # fmt: skip


def risks(actor: Actor, asked: Asked) -> list[Line]:
    """Return the open cases by the day on which their newest assessment is to be done again."""
    rows = _newest(actor, asked, RiskAssessment, RiskAssessment.review_on)
    return [
        _line(
            part.review_on, case, "Risk to assess again", cited("RAM", f"assessed_{part.decided}", part.review_on), ref, private
        )
        for case, ref, private, part in rows
    ]


def updates(actor: Actor, asked: Asked) -> list[Line]:
    """Return the open cases by the day on which the person harmed was promised to hear next."""
    rows = _newest(actor, asked, CasePlan, CasePlan.next_update_on)
    return [
        _line(part.next_update_on, case, "Update promised", cited("ASB", "victim_updated", part.next_update_on), ref, private)
        for case, ref, private, part in rows
    ]


def cited(power: str, event: str, at: date | datetime) -> str:
    """Return the rule behind a day, or that it is the partnership's own."""
    try:
        return law_clock(power, event, at)[0].citation
    except StatuteError:
        return LOCAL


def _open(actor: Actor, asked: Asked) -> Select[Any]:
    return (
        policy.readable(actor, CaseFile)
        .add_columns(Record.ref, Record.compartment)
        .join(Record, Record.id == CaseFile.record_id)
        .where(
            CaseFile.closed_on.is_(None),
            sources.whose(
                actor, asked, user=CaseFile.owner_user_id, org=CaseFile.lead_org_id, partnership=CaseFile.partnership_id
            ),
        )
    )


def _newest(actor: Actor, asked: Asked, model: Any, column: Any) -> Any:
    """The newest part of a kind of each case, where its section is open."""
    later = aliased(model)
    newer = policy.readable(actor, later).where(later.record_id == model.record_id, later.id > model.id)
    statement = (
        _open(actor, asked)
        .add_columns(model)
        .join(model, and_(model.record_id == CaseFile.record_id))
        .where(~newer.with_only_columns(later.id).correlate(model).exists())
    )
    return db.session().execute(sources.by_day(statement, column, CaseFile.record_id, asked))


def _line(due: date | datetime, case: CaseFile, what: str, why: str, ref: str, compartment: str | None) -> Line:
    return Line(
        *sources.place_of(due), case.record_id, what, case.title, why, "case", ref, case.record_id, is_private=bool(compartment)
    )


def install() -> None:
    """Bring the days of cases into the diary."""
    sources.register(Source("case_reviews", "Case review", reviews))
    sources.register(Source("first_contacts", "First contact", first_contacts))
    sources.register(Source("risks", "Risk to assess again", risks))
    sources.register(Source("updates", "Update promised", updates))
