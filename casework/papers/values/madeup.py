"""Made-up records for trying a wording out: the same fields, with the days counted by the same law."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from casework.enforcement.types.actions import ActionSheet, PenaltySheet, Requirement
from casework.enforcement.types.orders import AreaLine, ChangeLine, OrderSheet, OrderState, PublicationLine, TermKind, TermLine
from casework.enforcement.types.powers import POWERS
from casework.enforcement.types.steps import State
from casework.kernel import clock
from casework.papers.types import KINDS, PaperKind, Value
from casework.papers.values import actions, orders
from casework.statute import clocks, deadlines
from casework.statute.types import Activation, Deadline

NAME, ADDRESS, REFERENCE = "Rowan Sample", ("1 Example Close", "Exampleton"), "7K2M-4QXD"
_POWER = {
    PaperKind.WARNING: "LETTER1",
    PaperKind.AGREEMENT: "ABC",
    PaperKind.CPW: "CPW",
    PaperKind.CPN: "CPN",
    PaperKind.FPN: "LITTER",
    PaperKind.CLOSURE_NOTICE: "CLN",
}


def values(kind: PaperKind, on: date, organisation: str, activations: tuple[Activation, ...]) -> dict[str, Value]:
    """Return every field of a kind of paper, made up but for the law."""
    if KINDS[kind].may[0] == "title":
        return orders.values(_order(kind, on, organisation, activations), kind, activations)
    return actions.values(_action(kind, on, organisation, activations), organisation)


def _action(kind: PaperKind, on: date, organisation: str, activations: tuple[Activation, ...]) -> ActionSheet:
    detail: dict[str, Any] = {
        "subject": NAME, "conduct": "On three nights in one week music was played so loudly that it was heard across the street.",
        "location": "Sample Park, Exampleton", "address": "\n".join(ADDRESS), "comply_by": on + timedelta(days=14),
        "reviews_on": None, "test_effect": "people nearby cannot sleep", "test_persistent": "nine entries in two weeks",
        "test_unreasonable": "asked to stop four times", "premises": "The Sample Rooms, 1 Example Parade, Exampleton",
        "hearing": "The magistrates' court at Exampleton hears the application. We will tell you the room.",
    }  # fmt: skip
    return ActionSheet(
        ref=REFERENCE, case_ref="", power=POWERS[_POWER[kind]], state=State.ISSUED, issued_on=on, organisation=organisation,
        officer="Alex Example", summary="", version=1, detail=detail,
        requirements=(Requirement("stop", "playing music that is heard outside between 11pm and 7am"),
                      Requirement("do", "Take the loudspeakers out of the garden", on + timedelta(days=7))),
        clocks=_clocks(kind, on, activations), penalty=_penalty(on), events=(), steps=(), may_write=False,
    )  # fmt: skip


def _penalty(on: date) -> PenaltySheet:
    return PenaltySheet(on, on, 150, 100, 10, Decimal(0), 100, ())


def _clocks(kind: PaperKind, on: date, activations: tuple[Activation, ...]) -> tuple[Deadline, ...]:
    match kind:
        case PaperKind.CPN:
            return clocks.clock("CPN", "issued", on, activations=activations)
        case PaperKind.AGREEMENT:
            return clocks.clock("ABC", "signed", on, activations=activations)
        case PaperKind.FPN:
            return deadlines.penalty("LITTER", on, early_days=10, activations=activations)
        case PaperKind.CLOSURE_NOTICE:
            at = datetime.combine(on, time(14), clock.LONDON)
            return clocks.clock("CLOSURE_NOTICE", "served", at, activations=activations)
    return ()


def _order(kind: PaperKind, on: date, organisation: str, activations: tuple[Activation, ...]) -> OrderSheet:
    ends = clocks.clock("PSPO", "effect", on, activations=activations)[0].on
    change = ChangeLine(orders.CHANGE_OF.get(kind, "made"), on, on if kind is PaperKind.PSPO_DISCHARGED else ends, "")
    terms = (
        TermLine(1, 1, TermKind.PROHIBITION, "Racing or driving in convoy", "at all times", "emergency vehicles", ""),
        TermLine(2, 2, TermKind.REQUIREMENT, "Leave the area when an authorised officer asks", "6 pm to 6 am", "", ""),
    )
    return OrderSheet(
        ref=REFERENCE, title="Exampleton town centre (vehicles)", state=OrderState.IN_FORCE, council=organisation,
        reasons="For a year residents complained about cars gathering and racing at night.", made_on=on, effect_on=on,
        ends_on=ends, made_by="", version=1, terms=terms, areas=(AreaLine(1, "Exampleton town centre", None, (0, 0, 0, 0)),),
        consulted=(),
        publications=(PublicationLine("order", "https://www.example.org/orders", on, clock.now()),), changes=(change,),
        clocks=clocks.clock("PSPO", "made", on, activations=activations), lacks=(), breaches=0, may_write=False,
    )  # fmt: skip
