"""What the page of one order shows: its parts, its clocks, what it still lacks, and what may be done next."""

from datetime import date
from typing import Any

from sqlalchemy import func

from casework.enforcement import standing
from casework.enforcement.models.actions import Breach
from casework.enforcement.models.orders import (
    Order,
    OrderArea,
    OrderChange,
    OrderConsultation,
    OrderEvidence,
    OrderJudgement,
    OrderPublication,
    OrderTerm,
)
from casework.enforcement.queries import law, order_steps, orders
from casework.enforcement.types.order_steps import OrderState
from casework.enforcement.types.orders import (
    AreaLine,
    ChangeLine,
    ConsultedLine,
    Evidence,
    EvidenceKind,
    Judgement,
    OrderKind,
    OrderSheet,
    PublicationLine,
)
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.sharing import policy, sight
from casework.sharing.types import Act, Section
from casework.statute import clocks, deadlines, validation
from casework.statute.types import Deadline


def sheet(actor: Actor, order_ref: str, act: Act = Act.RECORD_READ) -> OrderSheet:
    """Open one order and return what its page shows; its breaches are counted among the cases one may see."""
    order, lens = policy.open_one(actor, Order, order_ref, act)
    today, key = clock.today(), order.record_id
    breaches = db.session().scalar(
        policy.readable(actor, Breach).where(Breach.order_record_id == key).with_only_columns(func.count(Breach.id))
    )
    may_write = policy.may(actor, lens, Act.RECORD_EDIT)
    terms, shapes = [standing.term_line(row) for row in orders.rows(actor, OrderTerm, key)], areas(actor, order)
    return OrderSheet(
        ref=lens.ref, title=order.title, state=orders.state_on(actor, order, today), council=lens.owner_name,
        reasons=order.reasons, made_on=order.made_on, effect_on=order.effect_on, ends_on=order.ends_on, made_by=order.made_by,
        version=order.version, terms=tuple(term for term in terms if not _is_past(term, today)),
        terms_past=tuple(term for term in terms if _is_past(term, today)), areas=shapes,
        areas_now=tuple(area for area in shapes if not _is_past(area, today)), consulted=_consulted(actor, key),
        publications=_publications(actor, key), changes=_changes(actor, key), clocks=clocks_of(actor, order),
        lacks=order_steps.awaits(actor, order, today) if may_write else (), breaches=breaches or 0, may_write=may_write,
        kind=OrderKind(order.kind), site=order.site, evidence=_evidence(actor, key), judgements=_judgements(actor, key),
        deeds=standing.deeds(order, today) if may_write else frozenset(), discharged_on=order.discharged_on,
        reminders=tuple(line for line in standing.dated_of(order) if line.on >= today) if may_write else (),
        sees_private=lens.sees(Section.NOTES), lens=lens, may_look=sight.may_look(actor, lens), why=policy.why(actor, lens),
    )  # fmt: skip


def _changes(actor: Actor, key: int) -> tuple[ChangeLine, ...]:
    return tuple(
        ChangeLine(row.what, row.decided_on, row.ends_on, row.reason, row.challenge_last_on)
        for row in orders.rows(actor, OrderChange, key)
    )


def _is_past(part: Any, on: date) -> bool:
    return part.until_on is not None and part.until_on < on


def areas(actor: Actor, order: Order) -> tuple[AreaLine, ...]:
    """Return the restricted areas of an order, those that a variation ended too."""
    return tuple(
        AreaLine(row.id, row.name, row.geometry, (row.west, row.south, row.east, row.north), row.since_on, row.until_on)
        for row in orders.rows(actor, OrderArea, order.record_id)
    )


def _consulted(actor: Actor, key: int) -> tuple[ConsultedLine, ...]:
    found = orders.rows(actor, OrderConsultation, key)
    return tuple(ConsultedLine(row.who, row.name, row.on, row.reply, row.about) for row in found)


def _publications(actor: Actor, key: int) -> tuple[PublicationLine, ...]:
    return tuple(
        PublicationLine(row.what, row.url, row.signs_on, row.at, row.about, row.is_proposal, row.on)
        for row in orders.rows(actor, OrderPublication, key)
    )


def _evidence(actor: Actor, key: int) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(EvidenceKind(row.kind), row.text, row.source, row.place, row.figure, row.from_on, row.until_on)
        for row in orders.rows(actor, OrderEvidence, key)
    )


def _judgements(actor: Actor, key: int) -> tuple[tuple[str, Judgement], ...]:
    return tuple(
        (row.about, Judgement(row.effect, row.necessity, row.expression, row.assembly, row.considered_on, row.considered_by))
        for row in orders.rows(actor, OrderJudgement, key)
    )


def clocks_of(actor: Actor, order: Order) -> tuple[Deadline, ...]:
    """The clocks of a made order: its challenge, its longest end, the last day to extend it (2014 Act ss60, 60A, 66)."""
    if order.effect_on is None or order.ends_on is None or order.state == OrderState.DROPPED:
        return ()
    switched_on = law.activations(actor)
    start = law.settings(actor, order.partnership_id).period_start
    first = order.effect_on if start is validation.PeriodStart.EFFECT_DATE or order.made_on is None else order.made_on
    found: list[Deadline] = []
    decided = [row for row in orders.rows(actor, OrderChange, order.record_id) if row.what in ("made", "varied")]
    for row in decided:
        found += clocks.clock("PSPO", row.what, row.decided_on, activations=switched_on)
    if order.kind == OrderKind.EXPEDITED:
        return *found, *clocks.clock("EPSPO", "effect", order.effect_on, activations=switched_on)
    found += clocks.clock("PSPO", "effect", first, activations=switched_on)
    decided_on = min(order.ends_on, clock.today())
    return *found, *deadlines.extension_of_pspo(order.ends_on, decided_on=decided_on, activations=switched_on)
