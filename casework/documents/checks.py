"""What may be uploaded: a short list, by content and by ending, each kind checked before it is opened."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from casework.documents import filenames, packages, papers, pictures
from casework.documents.pictures import Picture
from casework.kernel.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
NOT_TAKEN = (
    "This kind of file is not taken. Send a JPEG, PNG or WebP picture, a PDF, a plain text, or a Word, Excel or ODF document."
)
HEIC = "Pictures in HEIC form cannot be taken: save the picture as JPEG, or set the camera to the most compatible form."
PICTURES = {"jpg": pictures.JPEG, "jpeg": pictures.JPEG, "png": pictures.PNG, "webp": pictures.WEBP}
MEDIA_TYPES = {
    **{ending: kind.media_type for ending, kind in PICTURES.items()},
    **packages.MEDIA_TYPES,
    "pdf": "application/pdf",
    "txt": "text/plain",
}
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that passed: its content as it is kept (a picture drawn anew), what it is, its name, and its fingerprint."""

    content: bytes
    media_type: str
    name: str
    sha256: str
    width: int | None  # none: not a picture
    height: int | None  # none: not a picture
    thumbnail: bytes | None  # none: not a picture; of the same media type

    @property
    def size(self) -> int:
        return len(self.content)


def kind_of(raw: bytes) -> str | None:
    """Tell what a file is by its first bytes; `zip` for every archive, none for text and for everything unknown."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "webp"
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return "zip"
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIC_BRANDS:
        return "heic"
    return None


_EXPECTED = {
    **dict.fromkeys(packages.MEDIA_TYPES, "zip"),
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "png": "png",
    "webp": "webp",
    "pdf": "pdf",
}


def accept(stream: BinaryIO, filename: str) -> Accepted:
    """Take a file that may be kept, or refuse it with one plain sentence; never reads more than the 10 MB allowed."""
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Refused("The file is larger than 10 MB.")
    if not raw:
        raise Refused("The file is empty.")
    ending, found = filenames.ending(filename), kind_of(raw)
    if found == "heic" or ending in ("heic", "heif"):
        raise Refused(HEIC)
    if ending not in MEDIA_TYPES:
        raise Refused(NOT_TAKEN)
    if found != _EXPECTED.get(ending):
        raise Refused("The file is not what its name says.")
    return _KEEP[ending](raw, ending, filenames.clean(filename))


def _picture(raw: bytes, ending: str, name: str) -> Accepted:
    drawn = pictures.redraw(raw, PICTURES[ending])
    return _accepted(drawn.content, ending, name, drawn)


def _pdf(raw: bytes, ending: str, name: str) -> Accepted:
    papers.check_pdf(raw)
    return _accepted(raw, ending, name)


def _text(raw: bytes, ending: str, name: str) -> Accepted:
    return _accepted(papers.text_of(raw).encode(), ending, name)


def _package(raw: bytes, ending: str, name: str) -> Accepted:
    packages.check(raw, ending)
    return _accepted(raw, ending, name)


def _accepted(content: bytes, ending: str, name: str, drawn: Picture | None = None) -> Accepted:
    return Accepted(
        content=content,
        media_type=MEDIA_TYPES[ending],
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        width=drawn.width if drawn else None,
        height=drawn.height if drawn else None,
        thumbnail=drawn.thumbnail if drawn else None,
    )


_KEEP: dict[str, Callable[[bytes, str, str], Accepted]] = {
    **dict.fromkeys(PICTURES, _picture),
    **dict.fromkeys(packages.MEDIA_TYPES, _package),
    "pdf": _pdf,
    "txt": _text,
}
