"""The lists of requests, one request through its reader's lens, and what the page of a record shows of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework.accounts.models import AppUser
from casework.audit import services as audit
from casework.audit.types import Deed
from casework.exchange.models import AnswerLink, PartnerRequest, RequestAnswer, RequestOrigin
from casework.exchange.queries import asking
from casework.exchange.types import AnswerSheet, Page, Row, Sheet, State, Verb
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.organisations.models import Organisation
from casework.sharing import listing, policy
from casework.sharing.models import AccessGrant, Record
from casework.sharing.types import Act, Filters, Kind, Lens, Relation, Source

MOST = 50
SIDES = {"us": "Asked of us", "them": "What we asked"}
WHEN = {"open": "Waiting", "overdue": "Overdue", "ended": "Answered or ended"}
_To = aliased(Organisation)
_Owner = aliased(Organisation)


def page(actor: Actor, *, side: str, when: str, key: str = "", size: int = listing.SIZE) -> Page:
    """Return one page of what is asked of the actor's organisation, or what it asked: those due first, or the newest ended."""
    found = listing.page(
        actor, Kind.REQUEST, _filters(side, when), order="newest" if when == "ended" else "oldest", key=key, size=size
    )
    audit.record(actor, Deed.LIST_READ, record_kind=Kind.REQUEST, ids=found.ids, count=len(found.ids))
    return Page(rows(actor, found.ids), found.total, found.total_is_capped, found.next_key, found.previous_key)


def rows(actor: Actor, record_ids: Sequence[int]) -> tuple[Row, ...]:
    """Return these requests in their order, as far as the actor may see them."""
    if not record_ids:
        return ()
    held = db.session().execute(_with_names(actor).where(PartnerRequest.record_id.in_(record_ids)))
    found = {row.record_id: _row(row, *names) for row, *names in held}
    return tuple(found[record_id] for record_id in record_ids if record_id in found)


def waiting(actor: Actor, *, side: str, size: int) -> tuple[tuple[Row, ...], int]:
    """Return what waits for the actor's organisation, or for those it asked, those due first, and how many there are."""
    filters = _filters(side, "open")
    ids = listing.ids(actor, Kind.REQUEST, filters, order="oldest", limit=size + 1)
    return rows(actor, ids[:size]), listing.count(actor, Kind.REQUEST, filters) if len(ids) > size else len(ids)


def of_record(actor: Actor, lens: Lens) -> dict[str, Any]:
    """Return what was asked, referred or offered about an opened record, for the panel of its page: the newest first."""
    ids = db.session().scalars(
        policy.readable(actor, RequestOrigin)
        .where(RequestOrigin.about_id == lens.record_id)
        .with_only_columns(RequestOrigin.record_id)
        .order_by(RequestOrigin.id.desc())
        .limit(MOST)
    )
    return {
        "lens": lens,
        "requests": rows(actor, list(ids)),
        "may_ask": asking.may_ask(actor, lens),
        "may_hand_over": asking.may_hand_over(actor, lens),
    }


def sheet(actor: Actor, ref: str) -> Sheet:
    """Return one request as its reader may see it, and write the reading down."""
    row, lens = policy.open_one(actor, PartnerRequest, ref)
    asker, phone = db.session().execute(select(AppUser.name, AppUser.phone).where(AppUser.id == row.asked_by)).one()
    is_asked, state = lens.relation is Relation.ASKED, State(row.state)
    decides = is_asked and policy.may(actor, lens, Act.REQUEST_DECIDE)
    (shown,) = rows(actor, [row.record_id])
    return Sheet(
        lens=lens,
        row=shown,
        why=policy.why(actor, lens),
        version=row.version,
        purpose=row.purpose,
        lawful_basis=row.lawful_basis,
        gateway=row.gateway,
        asked_by=asker,
        asked_by_phone=phone,
        offers=row.offers,
        offers_until_on=row.offers_until_on,
        keeps=row.keeps,
        keeps_until_on=row.keeps_until_on,
        ended_reason="" if is_asked else row.ended_reason,
        is_outside=row.to_org_id is None,
        link_until=_link_until(row) if row.to_org_id is None and not is_asked else None,
        about=_about(actor, row.record_id),
        answers=_answers(actor, row.record_id),
        others=() if is_asked else _others(actor, row),
        may_answer=row.verb == Verb.ASK and state is State.WAITING and policy.may(actor, lens, Act.REQUEST_ANSWER),
        may_decide=row.verb != Verb.ASK and state is State.WAITING and decides,
        may_finish=row.verb == Verb.REFER and state is State.ACCEPTED and decides,
        may_end=row.ended_at is None and policy.may(actor, lens, Act.REQUEST_END),
    )


def for_deed(actor: Actor, ref: str, act: Act) -> Sheet:
    """Return a request for the form of a deed; refuses who may see it and not do this to it."""
    policy.open_one(actor, PartnerRequest, ref, act, log=False)
    return sheet(actor, ref)


def _filters(side: str, when: str) -> Filters:
    sources = (Source.ASKED,) if side == "us" else (Source.OWNER, Source.MEMBER, Source.LINK)
    # A request is sorted by the end of its day, the first instant of the next: overdue is what ended by the start of today.
    before = clock.start_of_day(clock.today()) + timedelta(seconds=1) if when == "overdue" else None
    return Filters(is_open=when != "ended", before=before, also=(AccessGrant.source.in_(sources),))


def _with_names(actor: Actor) -> Any:
    return (
        policy.readable(actor, PartnerRequest)
        .add_columns(Record.ref, _Owner.name, _To.name)
        .join(Record, Record.id == PartnerRequest.record_id)
        .join(_Owner, _Owner.id == Record.owner_org_id)
        .outerjoin(_To, _To.id == PartnerRequest.to_org_id)
    )


def _row(row: PartnerRequest, ref: str, owner: str, to: str | None) -> Row:
    is_open = row.state == State.WAITING or (row.state == State.ACCEPTED and row.verb == Verb.REFER)
    return Row(
        record_id=row.record_id,
        ref=ref,
        verb=row.verb,
        state=row.state,
        text=row.text,
        asker=owner,
        asked=to or row.outside_name,
        due_on=row.due_on,
        asked_at=row.asked_at,
        is_open=is_open,
        overdue=is_open and row.due_on < clock.today(),
    )


def _answers(actor: Actor, record_id: int) -> tuple[AnswerSheet, ...]:
    held = (
        policy.readable(actor, RequestAnswer)
        .add_columns(AppUser.name, Organisation.name, PartnerRequest.outside_name)
        .join(PartnerRequest, PartnerRequest.record_id == RequestAnswer.record_id)
        .join(Organisation, Organisation.id == RequestAnswer.author_org_id)
        .outerjoin(AppUser, AppUser.id == RequestAnswer.said_by)
        .where(RequestAnswer.record_id == record_id)
        .order_by(RequestAnswer.id)
    )
    return tuple(
        AnswerSheet(row.verdict, row.text, row.readers, name or outside, org if name else "", row.said_at)
        for row, name, org, outside in db.session().execute(held)
    )


def _others(actor: Actor, row: PartnerRequest) -> tuple[Row, ...]:
    """Return the others that were asked the same at once, for whoever asked."""
    ids = db.session().scalars(
        policy.readable(actor, PartnerRequest)
        .where(PartnerRequest.batch == row.batch, PartnerRequest.record_id != row.record_id)
        .with_only_columns(PartnerRequest.record_id)
        .order_by(PartnerRequest.record_id)
        .limit(MOST)
    )
    return rows(actor, list(ids))


def _about(actor: Actor, record_id: int) -> tuple[str, str] | None:
    """Return kind and reference of what a request is about, when the actor may know of it."""
    held = policy.readable(actor, RequestOrigin).where(RequestOrigin.record_id == record_id)
    about_id = db.session().scalar(held.with_only_columns(RequestOrigin.about_id))
    lens = policy.lens_of(actor, about_id) if about_id is not None else None
    return None if lens is None else (lens.kind, lens.ref)


def _link_until(row: PartnerRequest) -> Any:
    live = select(AnswerLink.ends_at).where(AnswerLink.request_id == row.record_id, AnswerLink.used_at.is_(None))
    return db.session().scalar(live.order_by(AnswerLink.id.desc()).limit(1))
