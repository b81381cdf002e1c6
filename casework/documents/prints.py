"""What a printed document holds, as plain values: a partnership report, a case and a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal


@dataclass(frozen=True)
class Heading:
    """A heading of a report, of level 1 to 3."""

    text: str
    level: Literal[1, 2, 3] = 1
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a report, with a footnote where it needs one."""

    text: str
    note: str | None = None
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Table:
    """A table of texts under a caption; `numeric` numbers the columns, from nought, that hold figures."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    note: str | None = None
    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"A row of the table {self.caption!r} does not fit its columns.")


@dataclass(frozen=True)
class Figure:
    """A chart with its caption; the alternative says in words what it shows."""

    caption: str
    svg: str
    alternative: str
    note: str | None = None
    kind: ClassVar[str] = "chart"

    def __post_init__(self) -> None:
        if not self.alternative.strip():
            raise ValueError(f"The chart {self.caption!r} needs its alternative in words.")


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean in this report."""

    pairs: Sequence[tuple[str, str]]
    kind: ClassVar[str] = "definitions"


Block = Heading | Paragraph | Table | Figure | Definitions


@dataclass(frozen=True)
class Report:
    """A partnership report for a period."""

    title: str
    partnership: str
    period: str
    as_at: datetime
    blocks: Sequence[Block]
    marking: str
    printed_by: str
    printed_at: datetime
    template: ClassVar[str] = "partnership_report"

    @property
    def author(self) -> str:
        """Who the document says made it."""
        return self.partnership


@dataclass(frozen=True)
class Entry:
    """One entry of a chronology."""

    at: date | datetime
    what: str
    who: str
    text: str


@dataclass(frozen=True)
class CasePrint:
    """A case as its reader may see it: only what was opened to them, and what was withheld, by whom."""

    title: str
    organisation: str
    summary: Sequence[tuple[str, str]]
    people: Sequence[Sequence[str]]
    chronology: Sequence[Entry]
    marking: str
    printed_by: str
    printed_at: datetime
    withheld: Sequence[str] = ()
    people_columns: Sequence[str] = ("Name", "Role in this case", "Born", "Address")
    template: ClassVar[str] = "case_print"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.people_columns) for row in self.people):
            raise ValueError("A person's row does not fit the columns.")

    @property
    def author(self) -> str:
        """Who the document says made it."""
        return self.organisation


@dataclass(frozen=True)
class Rights:
    """The box of a letter that says what its reader may do, by when and under which Act and section."""

    heading: str
    paragraphs: Sequence[str]
    dates: Sequence[tuple[str, date | str]] = ()
    citation: str | None = None
    kind: ClassVar[str] = "rights"


@dataclass(frozen=True)
class Lines:
    """Points of a paper, one below the other; numbered where somebody will refer to them."""

    items: Sequence[str]
    numbered: bool = False
    kind: ClassVar[str] = "lines"


@dataclass(frozen=True)
class Letter:
    """A letter; `title` is its heading, and the page carries no name of whoever printed it."""

    title: str
    organisation: str
    organisation_lines: Sequence[str]
    addressee: Sequence[str]
    reference: str
    on: date
    paragraphs: Sequence[str]
    signed_by: str
    signed_role: str
    printed_at: datetime
    salutation: str | None = None
    rights: Rights | None = None
    sign_off: str = "Yours sincerely"
    marking: str = "OFFICIAL"
    printed_by: str | None = None
    template: ClassVar[str] = "letter"

    @property
    def author(self) -> str:
        """Who the document says made it."""
        return self.organisation


@dataclass(frozen=True)
class Paper:
    """A letter or public notice in a council's own wording; a notice has no addressee."""

    title: str
    organisation: str
    organisation_lines: Sequence[str]
    addressee: Sequence[str]
    reference: str
    on: date
    blocks: Sequence[Heading | Paragraph | Lines | Rights]
    signed_by: str
    signed_role: str
    printed_at: datetime
    sign_off: str = "Issued by"
    marking: str = "OFFICIAL"
    printed_by: str | None = None
    template: ClassVar[str] = "paper"

    @property
    def author(self) -> str:
        """Who the document says made it."""
        return self.organisation


Print = Report | CasePrint | Letter | Paper
