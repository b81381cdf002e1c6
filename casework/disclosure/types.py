"""What the check looks for, and what it answers: where a text names or locates somebody, in words for one reader."""

from dataclasses import dataclass
from enum import StrEnum

PROTECTED_ROLES = ("VICTIM", "COMPLAINANT", "WITNESS")


class What(StrEnum):
    """How a text gives somebody away."""

    NAME = "name"
    ALIAS = "alias"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    EMAIL = "email"
    VEHICLE = "vehicle"


SAID = {
    What.NAME: "names",
    What.ALIAS: "names, by another name,",
    What.ADDRESS: "gives away where to find",
    What.TELEPHONE: "gives the telephone number of",
    What.EMAIL: "gives the email address of",
    What.VEHICLE: "gives a vehicle on the same record as",
}
HIDDEN = (
    "It may name or locate somebody whose record is not open to you. Those who look after that record are told when you hold "
    "the paper, and speak to you."
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look for: given names and family name as they were written."""

    given: str
    family: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What gives one person away, each with the kind of fact it is; `key` says which fact, for asking who may read it."""

    what: What
    key: str
    value: str
    name: Name | None = None
    source: tuple[int, bool] = (0, False)  # whose word it is, and whether it stands in the compartment


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a text that gives somebody away: how, which fact, and the words of the text."""

    what: What
    key: str
    words: str
    source: tuple[int, bool] = (0, False)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a paper is for: their own name and address tell them nothing. All empty for a public notice."""

    name: str = ""
    address: str = ""
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason to hold a paper, as one reader may know it."""

    sentence: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check says: the reasons for this reader, a digest that tells one finding from another, and whom to ask.

    `ask` holds (record, organisation, in the compartment) of records that are not open to the reader. It is for the services
    that pass a question on, and is never shown.
    """

    concerns: tuple[Concern, ...] = ()
    digest: str = ""
    ask: tuple[tuple[int, int, bool], ...] = ()

    @property
    def is_clear(self) -> bool:
        """True when nothing was found."""
        return not self.digest

    @property
    def needs_owner(self) -> bool:
        """True when somebody else has to be asked: what was found is not open to the reader."""
        return any(concern.is_hidden for concern in self.concerns)
