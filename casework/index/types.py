"""What a search gives back."""

from dataclasses import dataclass, field
from datetime import datetime

from casework.sharing.types import Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found, with what its list columns say."""

    record_id: int
    ref: str
    kind: Kind
    label: str
    stage: str
    subject: str
    ward: str
    is_open: bool
    sort_on: datetime
    because: str  # "reference", "name", "code" or "words"


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, by kind, and whether a kind has more than is shown."""

    typed: str
    hits: dict[Kind, list[Hit]] = field(default_factory=dict)
    capped: frozenset[Kind] = frozenset()

    @property
    def total(self) -> int:
        """How many hits are shown."""
        return sum(len(found) for found in self.hits.values())
