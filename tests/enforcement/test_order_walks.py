"""Random walks through the life of an order: each step is lawful, or refused with its section and changes nothing."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.enforcement.models.register import RegisterEntry
from casework.enforcement.queries import order_pages
from casework.enforcement.services import order_changes, orders
from casework.enforcement.types.order_steps import DEEDS, ORDER_LABELS, OVER, About, OrderDeed, OrderState
from casework.enforcement.types.orders import Term, TermKind, Variation
from casework.enforcement.types.steps import NotLawful
from casework.kernel import clock
from casework.kernel.actor import Actor
from casework.kernel.db import db
from casework.kernel.errors import Refused
from tests.support import enforcing as make
from tests.support.installation import As

NEW = Term(1, TermKind.PROHIBITION, "Skating", activity="Skating")
STEPS = (
    "consult_make", "consult_extend", "consult_vary", "consult_discharge", "drop", "make", "publish", "extend", "vary",
    "discharge", "challenge", "suspend", "resume", "quash",
)  # fmt: skip


def take(actor: Actor, ref: str, step: str) -> None:
    today, sheet = clock.today(), order_pages.sheet(actor, ref)
    ending: dict[str, Any] = {
        "drop": orders.drop, "discharge": orders.discharge, "challenge": order_changes.challenge,
        "suspend": order_changes.suspend, "resume": order_changes.resume, "quash": order_changes.quash,
    }  # fmt: skip
    match step.partition("_"):
        case "consult", _, about:
            make.consulted(actor, ref, About(about))
        case "make", _, _:
            orders.make_order(actor, ref, made_on=today, effect_on=today, ends_on=today + timedelta(days=400), made_by=make.WHO)
        case "publish", _, _:
            orders.publish(actor, ref, url="https://council.example", signs_on=today)
        case "extend", _, _:
            end = (sheet.ends_on or today) + timedelta(days=30)
            orders.extend(actor, ref, decided_on=today, ends_on=end, reason="needed")
        case "vary", _, _:
            order_changes.vary(actor, ref, Variation((), (NEW,)), decided_on=today, effect_on=today, reason="moved")
        case name, _, _:
            ending[name](actor, ref, on=today, reason="so it was")


def seen(actor: Actor, ref: str) -> Any:
    entry = db.session().scalar(select(RegisterEntry).where(RegisterEntry.ref == ref))
    return order_pages.sheet(actor, ref), None if entry is None else (entry.standing, dict(entry.body))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(STEPS), min_size=1, max_size=14))
def test_a_random_walk_ends_in_a_state_that_is_explained(as_: As, steps: list[str]) -> None:
    with as_("officer") as actor:
        ref = make.drafted(actor)
        for step in steps:
            before = seen(actor, ref)
            try:
                take(actor, ref, step)
            except NotLawful as refusal:
                assert "2014" in refusal.sentence or "SI 2014" in refusal.sentence
                assert seen(actor, ref) == before
            except Refused:
                assert seen(actor, ref) == before
        sheet, entry = seen(actor, ref)
        state = OrderState(sheet.state)
        assert state in ORDER_LABELS
        assert sheet.deeds == {str(deed) for deed in OrderDeed if state in DEEDS[deed][0]}
        if state in OVER:
            assert "extend" not in sheet.deeds and "vary" not in sheet.deeds
        elif state in (OrderState.MADE, OrderState.IN_FORCE, OrderState.SUSPENDED):
            assert sheet.reminders and sheet.clocks
        else:
            assert sheet.lacks or "make" in sheet.deeds
        standing = {OrderState.DRAFT: None, OrderState.DROPPED: None, OrderState.DISCHARGED: "ended", OrderState.QUASHED: "ended"}
        expected = standing.get(state, "proposed" if state is OrderState.CONSULTATION else "made")
        assert (entry[0] if entry else None) == expected
