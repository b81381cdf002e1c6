"""Where an order stands, what may be done to it then, and the section that forbids the rest."""

from enum import StrEnum

from casework.enforcement.types.powers import ACT
from casework.enforcement.types.steps import NotLawful


class OrderState(StrEnum):
    """Where an order stands. Whether a made order has effect today follows from its dates."""

    DRAFT = "draft"
    INCOMPLETE = "incomplete"
    CONSULTATION = "consultation"
    MADE = "made"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    DISCHARGED = "discharged"
    QUASHED = "quashed"
    DROPPED = "dropped"


ORDER_LABELS = {
    OrderState.DRAFT: "Draft",
    OrderState.INCOMPLETE: "Facts missing",
    OrderState.CONSULTATION: "In consultation",
    OrderState.MADE: "Made",
    OrderState.IN_FORCE: "In force",
    OrderState.SUSPENDED: "Suspended by the court",
    OrderState.EXPIRED: "Expired",
    OrderState.DISCHARGED: "Discharged",
    OrderState.QUASHED: "Quashed by the court",
    OrderState.DROPPED: "Not taken further",
}
EDITABLE = frozenset({OrderState.DRAFT, OrderState.INCOMPLETE, OrderState.CONSULTATION})
OVER = frozenset({OrderState.EXPIRED, OrderState.DISCHARGED, OrderState.QUASHED, OrderState.DROPPED})


class OrderDeed(StrEnum):
    """Everything that can be done to an order."""

    EDIT = "edit"
    NOTE = "note"
    JUDGE = "judge"
    CONSULT = "consult"
    PUBLICISE = "publicise"
    DROP = "drop"
    MAKE = "make"
    PUBLISH = "publish"
    EXTEND = "extend"
    VARY = "vary"
    DISCHARGE = "discharge"
    CHALLENGE = "challenge"
    SUSPEND = "suspend"
    RESUME = "resume"
    QUASH = "quash"


_MADE = frozenset({OrderState.MADE, OrderState.IN_FORCE, OrderState.SUSPENDED})
_LIVE = EDITABLE | _MADE
# The states in which each may be done, what is said in any other, and the section that says so.
DEEDS: dict[OrderDeed, tuple[frozenset[OrderState], str, str]] = {
    OrderDeed.EDIT: (EDITABLE, "A made order is varied or discharged, not edited", "s61"),
    OrderDeed.NOTE: (frozenset(OrderState), "", "s59"),
    OrderDeed.JUDGE: (_LIVE, "The order is over; nothing about it is left to decide", "s72(1)"),
    OrderDeed.CONSULT: (_LIVE, "The order is over; there is nothing to consult on", "s72"),
    OrderDeed.PUBLICISE: (_LIVE, "The order is over; there is no proposal to publicise", "s72(3)"),
    OrderDeed.DROP: (EDITABLE, "A made order is discharged, not dropped", "s61(4)"),
    OrderDeed.MAKE: (EDITABLE, "The order is made already", "s59"),
    OrderDeed.PUBLISH: (_MADE | {OrderState.DISCHARGED, OrderState.QUASHED}, "Make the order before it is published", "s59(8)"),
    OrderDeed.EXTEND: (
        frozenset({OrderState.IN_FORCE, OrderState.SUSPENDED}),
        "Only an order in force can be extended",
        "s60(2)",
    ),
    OrderDeed.VARY: (frozenset({OrderState.IN_FORCE, OrderState.SUSPENDED}), "Only an order in force can be varied", "s61(1)"),
    OrderDeed.DISCHARGE: (_MADE, "Only a made order can be discharged", "s61(4)"),
    OrderDeed.CHALLENGE: (_MADE, "Only a made order can be challenged", "s66"),
    OrderDeed.SUSPEND: (frozenset({OrderState.IN_FORCE}), "Only an order in force can be suspended", "s66(6)"),
    OrderDeed.RESUME: (frozenset({OrderState.SUSPENDED}), "The order is not suspended", "s66(6)"),
    OrderDeed.QUASH: (_MADE, "Only a made order can be quashed", "s66(7)"),
}


def check_deed(state: OrderState, deed: OrderDeed) -> None:
    """Refuse, with its section, what may not be done to an order that stands so."""
    states, sentence, section = DEEDS[deed]
    if state not in states:
        raise NotLawful(sentence, f"{ACT} {section}")


class About(StrEnum):
    """The decision that a consultation, a publication or a judgement is for."""

    MAKE = "make"
    EXTEND = "extend"
    VARY = "vary"
    DISCHARGE = "discharge"


ABOUT_LABELS = {
    About.MAKE: "Making the order",
    About.EXTEND: "An extension",
    About.VARY: "A variation",
    About.DISCHARGE: "Its discharge",
}
# What a decision is called in the list of changes; what the court did stands beside them.
DECISIONS = {"made": About.MAKE, "extended": About.EXTEND, "varied": About.VARY, "discharged": About.DISCHARGE}
