"""What pages show of documents, and what a download is."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its stream and the name it came with."""

    stream: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class DocumentSheet:
    """One document as a page shows it."""

    id: int
    title: str
    file_name: str
    kind: str
    media_type: str
    size: int
    has_thumbnail: bool
    added_by: str
    added_by_org: str
    added_at: datetime
    note_id: int | None


@dataclass(frozen=True, slots=True)
class Download:
    """A file about to be sent: which stored file, of what type, under what name."""

    token: str
    media_type: str
    name: str
