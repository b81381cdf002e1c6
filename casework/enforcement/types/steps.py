"""Where an action stands, and which steps may lawfully follow; a step that may not is refused with its section."""

from enum import StrEnum

from casework.enforcement.types.powers import ACT, Shape
from casework.kernel.errors import Refused


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
}
OPEN_STATES = frozenset(
    {State.ISSUED, State.APPEALED, State.UPHELD, State.BREACHED, State.PART_PAID, State.UNPAID, State.PROSECUTION}
)


STEPS: dict[Shape, dict[State, frozenset[State]]] = {
    Shape.WARNING: {State.ISSUED: frozenset({State.COMPLIED, State.BREACHED, State.WITHDRAWN, State.ENDED})},
    Shape.AGREEMENT: {
        State.ISSUED: frozenset({State.COMPLIED, State.BREACHED, State.WITHDRAWN, State.ENDED}),
        State.BREACHED: frozenset({State.ENDED, State.COMPLIED}),
    },
    Shape.CPW: {State.ISSUED: frozenset({State.COMPLIED, State.BREACHED, State.WITHDRAWN})},
    Shape.CPN: {
        State.ISSUED: frozenset({State.APPEALED, State.COMPLIED, State.BREACHED, State.WITHDRAWN, State.ENDED}),
        State.APPEALED: frozenset({State.UPHELD, State.QUASHED, State.WITHDRAWN}),
        State.UPHELD: frozenset({State.COMPLIED, State.BREACHED, State.WITHDRAWN, State.ENDED}),
        State.BREACHED: frozenset({State.COMPLIED, State.PROSECUTION, State.ENDED, State.WITHDRAWN}),
    },
    Shape.PENALTY: {
        State.ISSUED: frozenset({State.PART_PAID, State.PAID_EARLY, State.PAID, State.PAID_LATE, State.UNPAID, State.WITHDRAWN}),
        State.PART_PAID: frozenset(
            {State.PART_PAID, State.PAID_EARLY, State.PAID, State.PAID_LATE, State.UNPAID, State.WITHDRAWN}
        ),
        State.UNPAID: frozenset({State.PAID_LATE, State.PROSECUTION, State.WITHDRAWN}),
        State.PROSECUTION: frozenset({State.WITHDRAWN, State.ENDED}),
    },
}
_SETTLED = "Payment in full within the time ends liability to conviction, so nothing more may follow"
WHY_NOT: dict[tuple[Shape, State], tuple[str, str]] = {
    (Shape.PENALTY, State.PAID): (_SETTLED, f"{ACT} ss52, 68; Environmental Protection Act 1990 s33ZA, s88"),
    (Shape.PENALTY, State.PAID_EARLY): (_SETTLED, f"{ACT} ss52, 68; Environmental Protection Act 1990 s33ZA, s88"),
    (Shape.PENALTY, State.WITHDRAWN): (
        "The penalty was withdrawn, so it has no more effect",
        "Casework rule: a withdrawn penalty",
    ),
    (Shape.CPN, State.QUASHED): ("The court quashed the notice, so it has no more effect", f"{ACT} s46(4)"),
    (Shape.CPN, State.APPEALED): ("An appeal is undecided: record what the court decides first", f"{ACT} s46"),
}


class NotLawful(Refused):
    """The law forbids the deed; the sentence names the section."""

    def __init__(self, sentence: str, citation: str, *, field: str | None = None) -> None:
        super().__init__(f"{sentence.rstrip('.')} ({citation}).", field=field)
        self.citation = citation


def check_step(shape: Shape, now: State, to: State) -> None:
    """Refuse a step of an action that may not follow from where it stands, with the section that forbids it."""
    if to in STEPS[shape].get(now, frozenset()):
        return
    sentence, citation = WHY_NOT.get((shape, now), ("", ""))
    if not sentence:
        where, what = STATE_LABELS[now].lower(), STATE_LABELS[to].lower()
        sentence, citation = f"An action that is {where} cannot become {what}", "Casework's table of lawful steps"
    raise NotLawful(sentence, citation)
