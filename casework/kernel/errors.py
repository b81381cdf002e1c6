"""Refusals and failures, each with the answer a page gives for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class CaseworkError(Exception):
    """The root of everything this application raises on purpose."""


class Refused(CaseworkError):
    """A rule of the trade says no; the sentence is for the person who asked."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(CaseworkError):
    """Nothing the actor may know of has that name: the same answer for "not yours" and "not there"."""


class NotAllowed(CaseworkError):
    """The record may be seen, but not this done to it."""

    def __init__(self, sentence: str = "You cannot do this.") -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record as somebody else saved it and as it was typed here, as people read it."""

    label: str
    theirs: str
    mine: str


class Stale(CaseworkError):
    """Someone else changed the record since the form was opened; both versions are shown and nothing typed is lost."""

    def __init__(
        self, *, version: int, differences: Sequence[Difference] = (), by: str = "somebody else", at: datetime | None = None
    ) -> None:
        super().__init__("Somebody else changed this record.")
        self.version, self.differences, self.by, self.at = version, tuple(differences), by, at


class Braked(CaseworkError):
    """Too much of the same in too short a time: the sentence says of what, and one may go on after so many seconds."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.sentence, self.seconds = sentence, max(1, seconds)


class Repeated(CaseworkError):
    """The same form was sent twice; `location` is where the first one went."""

    def __init__(self, location: str) -> None:
        super().__init__("already done")
        self.location = location


class Unsound(CaseworkError):
    """The application must not start, or not answer, as it is set up; the sentence says why."""


class NoActor(CaseworkError):
    """A query was made by nobody in particular."""


class Unfiltered(CaseworkError):
    """A statement touches a protected table without the access rule."""


class UnguardedWrite(CaseworkError):
    """A row of a protected table would change whose record was not opened for that."""
