"""The powers as cards of the law give them: who may use each, whether a delegation is needed, how papers are served."""

from dataclasses import dataclass
from enum import StrEnum

from casework.organisations.types import OrganisationKind
from casework.statute import lifecycles
from casework.statute.cards import Card

ACT = lifecycles.ACT
ROLE_ACTION = "action"


class Shape(StrEnum):
    """What kind of paper a power makes: it decides the form and the letter."""

    WARNING = "warning"
    AGREEMENT = "agreement"
    CPW = "cpw"
    CPN = "cpn"
    PENALTY = "penalty"
    COURSE = "course"  # asked, kept and moved by its card alone


class Service(StrEnum):
    """How a paper reached the person (2014 Act s55)."""

    HAND = "hand"
    LEFT = "left"
    POST = "post"
    SPOKEN = "spoken"


SERVICE_LABELS = {
    Service.HAND: "Handed to the person",
    Service.LEFT: "Left at the proper address",
    Service.POST: "Posted to the proper address",
    Service.SPOKEN: "Said face to face",
}


@dataclass(frozen=True, slots=True)
class Power:
    """One power: its code in the dated tables, its step of the ladder, who may use it, and whether a delegation is needed."""

    code: str
    label: str
    shape: Shape
    step: str  # empty: beside the ladder
    kinds: frozenset[OrganisationKind]
    citation: str
    card: Card
    offence: str = ""
    needs_delegation: bool = True


def _power(card: Card) -> Power:
    kinds = frozenset(OrganisationKind if card.kinds == ("*",) else map(OrganisationKind, card.kinds))
    return Power(
        card.code, card.label, Shape(card.shape), card.step, kinds, card.citation, card, card.offence, card.needs_delegation
    )


POWERS: dict[str, Power] = {code: _power(card) for code, card in lifecycles.cards().items()}


def table_of(code: str) -> str:
    """The power of the dated tables that governs an action of this code."""
    return POWERS[code].card.table if code in POWERS else code
