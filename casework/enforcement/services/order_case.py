"""The case for an order: the evidence that it is needed, private notes, and what was considered before a decision."""

from casework.enforcement.models.orders import OrderEvidence, OrderJudgement
from casework.enforcement.services import order_rows
from casework.enforcement.types.order_steps import About, OrderDeed
from casework.enforcement.types.orders import Evidence, EvidenceKind, Judgement
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from casework.sharing.types import Section


def add_evidence(actor: Actor, order_ref: str, evidence: Evidence) -> int:
    """Keep one piece of evidence, or a note of the council's own; it is never published. Return its id."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.NOTE)
    if evidence.kind is EvidenceKind.FIGURES and evidence.figure is None:
        raise Refused("Enter the figure.", field="figure")
    if evidence.from_on and evidence.until_on and evidence.until_on < evidence.from_on:
        raise Refused("The period ends before it begins.", field="until_on")
    row = OrderEvidence(
        **order_rows.part(actor, order, Section.NOTES), kind=evidence.kind, text=evidence.text, source=evidence.source,
        place=evidence.place, figure=evidence.figure, from_on=evidence.from_on, until_on=evidence.until_on,
        by_user=actor.user_id or 0, at=clock.now(),
    )  # fmt: skip
    db.session().add(row)
    order_rows.keep(actor, order, changed="evidence")
    return row.id


def judge(actor: Actor, order_ref: str, judgement: Judgement, *, about: About = About.MAKE) -> None:
    """Record what was considered before a decision: the test, necessity, and the freedoms of Articles 10 and 11 (s72(1))."""
    order = order_rows.open_order(actor, order_ref, OrderDeed.JUDGE)
    order_rows.not_to_come(actor, judgement.considered_on, "considered_on")
    db.session().add(
        OrderJudgement(
            **order_rows.part(actor, order, Section.NOTES), about=about, effect=judgement.effect, necessity=judgement.necessity,
            expression=judgement.expression, assembly=judgement.assembly, considered_on=judgement.considered_on,
            considered_by=judgement.considered_by, by_user=actor.user_id or 0, at=clock.now(),
        )
    )  # fmt: skip
    order_rows.keep(actor, order, changed="considered")
