"""What an order still lacks before a step: consultation, publicity, what was considered, publication (ss59, 59A, 72)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from casework.enforcement.models.orders import (
    Order,
    OrderArea,
    OrderChange,
    OrderConsultation,
    OrderJudgement,
    OrderPublication,
    OrderTerm,
)
from casework.enforcement.queries import orders
from casework.enforcement.types.order_steps import DECISIONS, About, OrderState
from casework.enforcement.types.orders import STEP_OF, Consulted, OrderKind
from casework.enforcement.types.powers import ACT
from casework.kernel.actor import Actor
from casework.statute import validation
from casework.statute.types import Level, Refusal
from casework.statute.validation import PspoStep

NOUNS = {About.MAKE: "order", About.EXTEND: "extension", About.VARY: "variation", About.DISCHARGE: "discharge"}
_PUBLISHED = {PspoStep.WEBSITE, PspoStep.SIGNAGE}


def about_of(actor: Actor, last: OrderChange | None) -> About:
    """Return what kind of decision the last one was; of a loaded order, its making."""
    return DECISIONS[last.what] if last is not None else About.MAKE


def before_making(actor: Actor, order: Order, made_on: date) -> tuple[Refusal, ...]:
    """What must be on record before an order is made: area, activities, the test, freedoms, and consultation or consents."""
    terms = orders.rows(actor, OrderTerm, order.record_id)
    found: list[Refusal] = []
    if not terms:
        found.append(_refusal("State at least one prohibition or requirement.", "s59(4)"))
    if not orders.rows(actor, OrderArea, order.record_id):
        found.append(_refusal("Draw the restricted area first.", "s59(4)"))
    if any(not row.activity.strip() for row in terms):
        found.append(_refusal("Name the activity that each term is about.", "s59(7)"))
    if order.kind == OrderKind.EXPEDITED:
        return (*found, *_consents(actor, order, made_on), *_considered(actor, order, About.MAKE, made_on))
    return (*found, *before_changing(actor, order, About.MAKE, made_on))


def before_changing(actor: Actor, order: Order, about: About, decided_on: date) -> tuple[Refusal, ...]:
    """What must be on record before a decision of this kind on this day (s72); an expedited order consults afterwards (s72A)."""
    considered = _considered(actor, order, about, decided_on) if about is not About.DISCHARGE else ()
    if order.kind == OrderKind.EXPEDITED:
        return considered
    done = _consulted(orders.rows(actor, OrderConsultation, order.record_id), about, decided_on)
    missing = _ready(order, done | _PUBLISHED)
    publicised = any(
        row.is_proposal and row.about == about and row.change_id is None and (row.on or decided_on) <= decided_on
        for row in orders.rows(actor, OrderPublication, order.record_id)
    )
    publicity = () if publicised else (_refusal(f"Publicise the proposal for the {NOUNS[about]} first.", "s72(3)"),)
    return (*missing, *publicity, *considered)


def lacks(actor: Actor, order: Order, *, url: str = "", signs_on: date | None = None) -> tuple[Refusal, ...]:
    """What must still be on record before a made order is in force (V5; s72, SI 2014/2591), were this published beside it."""
    done: set[PspoStep] = set()
    if order.kind == OrderKind.EXPEDITED:
        done = set(STEP_OF.values())
    else:
        last_on = order.made_on or order.effect_on or date.max
        done = _consulted(orders.rows(actor, OrderConsultation, order.record_id), About.MAKE, last_on, settled=True)
    decided = [row for row in orders.rows(actor, OrderPublication, order.record_id) if not row.is_proposal]
    if url or any(row.url for row in decided):
        done.add(PspoStep.WEBSITE)
    if signs_on or any(row.signs_on for row in decided):
        done.add(PspoStep.SIGNAGE)
    return _ready(order, done)


def awaits(actor: Actor, order: Order, on: date) -> tuple[Refusal, ...]:
    """What the page of an order says is still to do: before it is made, before it is in force, or after a later decision."""
    if order.state == OrderState.MADE:
        return lacks(actor, order)
    if order.state in (OrderState.DRAFT, OrderState.INCOMPLETE, OrderState.CONSULTATION):
        return before_making(actor, order, on)
    return (*_unpublished(actor, order), *_consulted_late(actor, order))


def _unpublished(actor: Actor, order: Order) -> tuple[Refusal, ...]:
    last = orders.last_decision(actor, order.record_id)
    if last is None or last.what == "made":
        return ()
    told = [row for row in orders.rows(actor, OrderPublication, order.record_id) if row.change_id == last.id]
    if any(row.url for row in told) and any(row.signs_on for row in told):
        return ()
    sentence = f"Publish the {NOUNS[DECISIONS[last.what]]} on the website and in notices at the place."
    return (Refusal("V5", Level.ERROR, sentence, "SI 2014/2591"),)


def _consulted_late(actor: Actor, order: Order) -> tuple[Refusal, ...]:
    if order.kind != OrderKind.EXPEDITED or order.state not in (OrderState.IN_FORCE, OrderState.SUSPENDED):
        return ()
    done = _consulted(orders.rows(actor, OrderConsultation, order.record_id), About.MAKE, date.max, settled=True)
    return tuple(
        Refusal(item.rule, item.level, item.sentence, f"{ACT} s72A: as soon as reasonably practicable")
        for item in _ready(order, done | _PUBLISHED)
    )


def _consulted(rows: Iterable[Any], about: About, by: date, *, settled: bool = False) -> set[PspoStep]:
    return {
        STEP_OF[Consulted(row.who)]
        for row in rows
        if Consulted(row.who) in STEP_OF and row.about == about and row.on <= by and (settled or row.change_id is None)
    }


def _ready(order: Order, done: set[PspoStep]) -> tuple[Refusal, ...]:
    return validation.pspo_ready(done, has_parish=order.has_parish, has_county=order.has_county)


def _consents(actor: Actor, order: Order, by: date) -> list[Refusal]:
    given = {
        row.who for row in orders.rows(actor, OrderConsultation, order.record_id) if row.on <= by and row.about == About.MAKE
    }
    found = []
    if Consulted.CONSENT_POLICE not in given:
        found.append(_refusal("Record first that the chief officer of police consents.", "s59A"))
    if Consulted.CONSENT_SITE not in given:
        found.append(_refusal("Record first that the school or health body consents.", "s59A"))
    return found


def _considered(actor: Actor, order: Order, about: About, by: date) -> tuple[Refusal, ...]:
    for row in orders.rows(actor, OrderJudgement, order.record_id):
        if row.about == about and row.change_id is None and row.considered_on <= by:
            return ()
    sentence = "Record first that the test, necessity and the freedoms of expression and assembly were considered."
    return (_refusal(sentence, "ss59, 72(1)" if about is About.MAKE else "s72(1)"),)


def _refusal(sentence: str, section: str) -> Refusal:
    return Refusal("S72", Level.ERROR, sentence, f"{ACT} {section}")
