"""The words of a power's card: its fields, the limbs of its test, where it may stand, and its lawful moves."""

from dataclasses import dataclass, field

When = tuple[tuple[str, tuple[str, ...]], ...]

FIELD_KINDS = frozenset({"line", "text", "lines", "day", "time", "number", "money", "choice", "choices", "tick", "paper"})
# What every paper knows before anything is said about it: its dates, and what it says of the person.
KNOWN = {
    "issued_on": "day", "served_on": "day", "deemed_on": "day", "comply_by": "day", "reviews_on": "day", "ends_on": "day",
    "dated_on": "day", "last_on": "day", "early_last_on": "day", "is_body": "tick", "is_u18": "choice", "service": "choice",
    "kind": "choice", "power": "choice", "adult_on": "day",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked and kept; the form is made from it."""

    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    powers: tuple[str, ...] = ()  # of a paper that is named: those it may be


@dataclass(frozen=True, slots=True)
class Limb:
    """One limb of the test that must be met, with its section; the evidence for it is kept."""

    name: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class Running:
    """A clock: started by an event of the dated tables from a known day or instant, or a day that the paper itself sets."""

    start: str
    name: str = ""
    event: str = ""
    power: str = ""  # empty: the power's own table
    citation: str = ""
    when: When = ()
    stops: str = ""  # empty: it runs on; else the known day on and after which none of its days falls


@dataclass(frozen=True, slots=True)
class Need:
    """What must be said for a move to be lawful, and the section that asks for it."""

    fact: str
    sentence: str
    section: str
    when: When = ()
    among: tuple[str, ...] = ()  # empty: anything said will do


@dataclass(frozen=True, slots=True)
class Move:
    """One lawful step: from where, to where, under which section, and what it needs."""

    name: str
    label: str
    sources: tuple[str, ...]
    to: str  # empty: it stays where it stands
    section: str
    fields: tuple[Field, ...] = ()
    needs: tuple[Need, ...] = ()
    not_before: tuple[Running, ...] = ()
    not_after: tuple[Running, ...] = ()
    checks: tuple[str, ...] = ()
    measured: str = "on"  # which day or instant the bounds are held against
    is_payment: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a paper may stand: the clocks that run there, whether it is over, and why nothing else may follow."""

    name: str
    is_final: bool = False
    clocks: tuple[Running, ...] = ()
    why: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The life of one kind of paper: where it begins, where it may stand, and every lawful move."""

    name: str
    enters: str
    standings: dict[str, Standing] = field(hash=False)
    moves: tuple[Move, ...]
    forbidden: dict[str, tuple[str, str]] = field(hash=False)  # a step that no paper of this kind may take: sentence, section

    def moves_from(self, standing: str) -> tuple[Move, ...]:
        """The moves that may lawfully follow from where a paper stands."""
        return tuple(move for move in self.moves if standing in move.sources)


@dataclass(frozen=True, slots=True)
class Card:
    """One power: who may use it, against whom or what, its test, what is asked, and its life."""

    code: str
    label: str
    shape: str
    life: Life
    table: str
    kinds: tuple[str, ...]
    citation: str
    step: str = ""  # empty: it stands beside the ladder
    offence: str = ""
    target: str = "person"
    subject: str = ""
    needs_delegation: bool = True
    limbs: tuple[Limb, ...] = ()
    fields: tuple[Field, ...] = ()
    needs: tuple[Need, ...] = ()
    checks: tuple[str, ...] = ()
    widened_by: str = ""
    opens_with: str = ""

    def known(self) -> dict[str, Field]:
        """Every field that the card or one of its moves asks, by name; as the card asks it where both do."""
        return {item.name: item for item in (*(each for move in self.life.moves for each in move.fields), *self.fields)}
