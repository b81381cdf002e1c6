"""The kinds of paper, the fields each may and must carry, and the sheets of their pages."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from casework.disclosure.types import Addressee, Concern
from casework.documents.prints import Heading, Lines, Paragraph, Rights

Block = Heading | Lines | Paragraph | Rights


class PaperKind(StrEnum):
    """What a paper is."""

    WARNING = "warning"
    AGREEMENT = "agreement"
    CPW = "cpw"
    CPN = "cpn"
    FPN = "fpn"
    CLOSURE_NOTICE = "closure-notice"
    PSPO = "pspo"
    PSPO_MADE = "pspo-made"
    PSPO_EXTENDED = "pspo-extended"
    PSPO_VARIED = "pspo-varied"
    PSPO_DISCHARGED = "pspo-discharged"


class PaperState(StrEnum):
    """Where a paper stands."""

    HELD = "held"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of the closed list: what it stands for, and whether it is a whole part of the paper that stands alone."""

    label: str
    is_block: bool = False


FIELDS: dict[str, MergeField] = {
    "name": MergeField("Name of the person or body"),
    "conduct": MergeField("What they did, as the officer wrote it"),
    "location": MergeField("Where it happened"),
    "issued_on": MergeField("Day of issue"),
    "reference": MergeField("Reference"),
    "officer": MergeField("Name of the officer"),
    "organisation": MergeField("Name of your organisation"),
    "first_review": MergeField("Day of the first review"),
    "ends_on": MergeField("Last day"),
    "stop_by": MergeField("Day by which it must stop"),
    "test": MergeField("The test the officer applied, with the reasons"),
    "next_step": MergeField("What follows, with sections", is_block=True),
    "requirements": MergeField("The requirements, numbered, with their days", is_block=True),
    "consequences": MergeField("What happens if it is not complied with (sections 47 to 52)", is_block=True),
    "appeal": MergeField("The right to appeal, with its last day and section", is_block=True),
    "offence": MergeField("The offence"),
    "law": MergeField("The Act and sections of the offence"),
    "offence_on": MergeField("Day of the offence"),
    "term": MergeField("The order and term that was broken"),
    "amount": MergeField("The penalty"),
    "payment": MergeField("What to pay, by which days, with section", is_block=True),
    "representations": MergeField("How to say that it is wrong, by which day, with section", is_block=True),
    "premises": MergeField("The premises"),
    "effect": MergeField("What the notice does and the offence (section 76)", is_block=True),
    "hearing": MergeField("When the notice ends and the court hears the application", is_block=True),
    "title": MergeField("Title of the order"),
    "reasons": MergeField("Why the order was made"),
    "area": MergeField("The restricted area"),
    "effect_on": MergeField("First day of the order"),
    "decided_on": MergeField("Day of the decision"),
    "discharged_on": MergeField("Day on which the order ends"),
    "url": MergeField("The order's page on the website"),
    "terms": MergeField("What is forbidden and required, numbered", is_block=True),
    "offences": MergeField("What happens to who breaks it (sections 63, 67 and 68)", is_block=True),
    "challenge": MergeField("The right to challenge, with its last day and section", is_block=True),
}
_LETTER = ("name", "conduct", "location", "issued_on", "reference", "officer", "organisation")
_ORDER = (
    "title",
    "area",
    "effect_on",
    "ends_on",
    "terms",
    "offences",
    "reference",
    "organisation",
    "issued_on",
    "url",
    "reasons",
)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of paper: its heading, the fields it may carry, and those without which it may not be saved."""

    title: str
    label: str
    may: tuple[str, ...]
    must: tuple[str, ...]
    is_public: bool = False


KINDS: dict[PaperKind, KindSpec] = {
    PaperKind.WARNING: KindSpec("Warning", "Warning letter", _LETTER, ("conduct",)),
    PaperKind.AGREEMENT: KindSpec(
        "Acceptable behaviour contract", "Acceptable behaviour contract", (*_LETTER, "first_review", "ends_on"),
        ("conduct", "ends_on"),
    ),
    PaperKind.CPW: KindSpec(
        "Community protection warning", "Community protection warning", (*_LETTER, "stop_by", "next_step"),
        ("conduct", "stop_by", "next_step"),
    ),
    PaperKind.CPN: KindSpec(
        "Community protection notice", "Community protection notice",
        (*_LETTER, "test", "requirements", "consequences", "appeal", "ends_on"),
        ("conduct", "test", "requirements", "consequences", "appeal"),
    ),
    PaperKind.FPN: KindSpec(
        "Fixed penalty notice", "Fixed penalty notice",
        (*_LETTER, "offence", "law", "offence_on", "term", "amount", "payment", "representations"),
        ("offence", "law", "offence_on", "conduct", "payment", "representations"),
    ),
    PaperKind.CLOSURE_NOTICE: KindSpec(
        "Closure notice", "Closure notice", (*_LETTER, "premises", "effect", "hearing"),
        ("premises", "conduct", "effect", "hearing"), is_public=True,
    ),
    PaperKind.PSPO: KindSpec(
        "Public spaces protection order", "The order itself", (*_ORDER, "challenge"),
        ("title", "area", "terms", "effect_on", "ends_on", "offences", "challenge"), is_public=True,
    ),
    PaperKind.PSPO_MADE: KindSpec(
        "Notice: public spaces protection order made", "Notice that the order was made", (*_ORDER, "challenge"),
        ("title", "terms", "effect_on", "ends_on", "offences", "challenge"), is_public=True,
    ),
    PaperKind.PSPO_EXTENDED: KindSpec(
        "Notice: public spaces protection order extended", "Notice that the order was extended", (*_ORDER, "decided_on"),
        ("title", "decided_on", "ends_on"), is_public=True,
    ),
    PaperKind.PSPO_VARIED: KindSpec(
        "Notice: public spaces protection order varied", "Notice that the order was varied",
        (*_ORDER, "decided_on", "challenge"), ("title", "decided_on", "ends_on", "terms", "challenge"), is_public=True,
    ),
    PaperKind.PSPO_DISCHARGED: KindSpec(
        "Notice: public spaces protection order discharged", "Notice that the order was discharged",
        (*_ORDER, "discharged_on"), ("title", "discharged_on"), is_public=True,
    ),
}  # fmt: skip
Value = str | list[Block] | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What goes into a paper's wording, and around it: the letterhead, to whom, and whom the check must look at."""

    values: dict[str, Value]
    reference: str
    on: date
    organisation: str
    organisation_lines: tuple[str, ...]
    addressee: tuple[str, ...]
    signed_by: str
    signed_role: str
    checked_as: Addressee = field(default_factory=Addressee)
    about: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WordingSheet:
    """The wording of one kind of paper in use at an organisation; version 0 is the wording as it was shipped."""

    kind: PaperKind
    version: int
    body: str
    is_shipped: bool
    changed_by: str = ""
    changed_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """One paper of a record: held, or issued with its file."""

    id: int
    kind: PaperKind
    number: int
    state: PaperState
    wording_version: int
    made_by: str
    made_at: datetime
    sha256: str
    size: int
    asked_by: str
    asked_at: datetime | None
    ask_reason: str
    released_by: str
    released_at: datetime | None
    release_reason: str
    reason: str


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """One kind of paper of one record: what was issued or is held, what the check says now, and what this reader may do."""

    kind: PaperKind
    spec: KindSpec
    ref: str
    record_kind: str
    papers: tuple[IssuedLine, ...]
    concerns: tuple[Concern, ...]
    needs_owner: bool
    wording_version: int
    may_issue: bool
    may_release: bool

    @property
    def held(self) -> IssuedLine | None:
        """The paper that waits for its release."""
        return next((paper for paper in self.papers if paper.state is PaperState.HELD), None)

    @property
    def is_issued(self) -> bool:
        """True once a file was issued."""
        return any(paper.state is PaperState.ISSUED for paper in self.papers)
