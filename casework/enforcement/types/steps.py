"""Where an action stands, and which steps may lawfully follow; a step that may not is refused with its section."""

from enum import StrEnum

from casework.enforcement.types.powers import POWERS, Power
from casework.kernel.errors import Refused
from casework.statute.cards import Move


class State(StrEnum):
    """Where an action stands."""

    ISSUED = "issued"
    APPEALED = "appealed"
    UPHELD = "upheld"
    QUASHED = "quashed"
    COMPLIED = "complied"
    BREACHED = "breached"
    PART_PAID = "part_paid"
    PAID_EARLY = "paid_early"
    PAID = "paid"
    PAID_LATE = "paid_late"
    UNPAID = "unpaid"
    PROSECUTION = "prosecution"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    ADJOURNED = "adjourned"
    AGREED = "agreed"
    APPLIED = "applied"
    CLAIMED = "claimed"
    CONVICTED = "convicted"
    DECIDED = "decided"
    DISCHARGED = "discharged"
    DISPOSED = "disposed"
    HEARING = "hearing"
    INTENDED = "intended"
    MADE = "made"
    NOTICED = "noticed"
    OBJECTED = "objected"
    OFFERED = "offered"
    ORDER_MADE = "order_made"
    PENALISED = "penalised"
    REFUSED = "refused"
    REMOVED = "removed"
    REQUESTED = "requested"
    RETURNED = "returned"
    REVIEW = "review"
    SATISFIED = "satisfied"
    SEIZED = "seized"
    SERVED = "served"
    WARNED = "warned"


STATE_LABELS = {
    State.ISSUED: "Issued",
    State.APPEALED: "Under appeal",
    State.UPHELD: "Appeal dismissed",
    State.QUASHED: "Quashed on appeal",
    State.COMPLIED: "Complied with",
    State.BREACHED: "Breached",
    State.PART_PAID: "Paid in part",
    State.PAID_EARLY: "Paid at the lower amount",
    State.PAID: "Paid",
    State.PAID_LATE: "Paid late",
    State.UNPAID: "Unpaid",
    State.PROSECUTION: "Prosecution file",
    State.WITHDRAWN: "Withdrawn",
    State.ENDED: "Ended",
    State.ADJOURNED: "Hearing adjourned",
    State.AGREED: "Agreed",
    State.APPLIED: "Applied for",
    State.CLAIMED: "Claimed by the owner",
    State.CONVICTED: "Convicted",
    State.DECIDED: "Decided",
    State.DISCHARGED: "Discharged",
    State.DISPOSED: "Disposed of",
    State.HEARING: "Awaiting the hearing",
    State.INTENDED: "Notice of intent given",
    State.MADE: "Made by the court",
    State.NOTICED: "Notice given",
    State.OBJECTED: "Occupier objected",
    State.OFFERED: "Offered",
    State.ORDER_MADE: "Order made",
    State.PENALISED: "Final notice given",
    State.REFUSED: "Refused",
    State.REMOVED: "Removed",
    State.REQUESTED: "Asked for",
    State.RETURNED: "Returned",
    State.REVIEW: "Under review",
    State.SATISFIED: "Nuisance found",
    State.SEIZED: "Seized",
    State.SERVED: "Served",
    State.WARNED: "Warned",
}
OPEN_STATES = frozenset(
    State(standing.name)
    for power in POWERS.values()
    for standing in power.card.life.standings.values()
    if not standing.is_final
)  # fmt: skip
# What the line of an event says: where the step led, or what was done without leaving where it stood.
EVENT_LABELS: dict[str, str] = {
    **{move.name: move.label for power in POWERS.values() for move in power.card.life.moves},
    **{str(state): label for state, label in STATE_LABELS.items()},
}


class NotLawful(Refused):
    """The law forbids the deed; the sentence names the section."""

    def __init__(self, sentence: str, citation: str, *, field: str | None = None) -> None:
        super().__init__(f"{sentence.rstrip('.')} ({citation}).", field=field)
        self.citation = citation


def moves_from(power: Power, now: State) -> tuple[Move, ...]:
    """The steps that may lawfully follow from where an action stands; payments have their own page."""
    return tuple(move for move in power.card.life.moves_from(now) if not move.is_payment)


def label_of(power: Power, step: str) -> str:
    """How a step of a power reads: as its card says it, else as the state reads."""
    known = {move.name: move.label for move in power.card.life.moves}
    return known.get(step) or EVENT_LABELS.get(step, step.replace("_", " "))


def check_step(power: Power, now: State, to: str) -> Move:
    """Return the move that a step is; refuse one that may not follow from where the action stands, by its section.

    The section is that of a step which no paper of this kind may take, of where it stands, or of the step's own rule.
    """
    life = power.card.life
    move = next((item for item in life.moves if item.name == to), None)
    if move is not None and now in move.sources:
        return move
    if to in life.forbidden:
        raise NotLawful(*life.forbidden[to])
    standing = life.standings[now]
    if standing.why:
        raise NotLawful(standing.why, standing.section)
    where, what = STATE_LABELS[now].lower(), label_of(power, to).lower()
    if move is None:
        raise NotLawful(f"{power.label}: there is no step \u201c{what}\u201d", power.citation)
    before = ", ".join(STATE_LABELS[State(source)].lower() for source in move.sources)
    raise NotLawful(f"{power.label}: \u201c{what}\u201d follows only from {before}; this is {where}", move.section)
