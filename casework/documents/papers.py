"""Documents that are not pictures: PDF files without anything that runs, and plain text that is nothing else.

A PDF may say a word in many ways, and may pack parts of itself together; both are undone, within bounds, before it is searched.
"""

import re
import unicodedata
import zlib

from casework.kernel.errors import Refused

# A scanned page alone is some 26 MB of dots, so the bound is wider than that of an archive; nothing of it is kept in memory.
MOST_UNPACKED_IN_ALL = 256 * 1024 * 1024
PIECE = 64 * 1024
UNCHECKED = "The PDF is packed in a way that cannot be checked: print it to a new PDF and try again."
ACTIVE = (
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"Filespec",
    b"RichMedia",
    b"XFA",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
    b"Movie",
    b"Rendition",
)
_HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:" + b"|".join(ACTIVE) + rb")(?![A-Za-z0-9_.\-])")
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9_.\-])")
_STREAM = re.compile(rb"stream\r?\n")
_PACKED_PARTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/?[^/\[<>]*)")
_PLAIN_FILTERS = (b"", b"/FlateDecode", b"/Fl")
_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?xml|\?php|!entity)|^\s*(?:#!|%pdf-|mz\x90)", re.IGNORECASE
)


def check_pdf(raw: bytes) -> None:
    """Refuse a PDF that carries a script, starts a program, holds other files, is locked, or is also something else."""
    _check_whole(raw)
    _check_names(raw)
    packed, unpacked = 0, 0
    for found in _STREAM.finditer(raw):
        head = _undone(raw[max(0, raw.rfind(b"obj", 0, found.start())) : found.start()])
        if _PACKED_PARTS.search(head):
            packed += 1
            _check_filter(head)
        size, whole = _search_stream(raw, found.end(), MOST_UNPACKED_IN_ALL - unpacked)
        unpacked += size
        if _PACKED_PARTS.search(head) and _FILTER.search(head) and not whole:
            raise Refused("The PDF is damaged.")
    # Parts packed where the search could not see how they are packed could hold anything.
    if packed != len(_PACKED_PARTS.findall(_undone(raw))):
        raise Refused(UNCHECKED)


def _check_whole(raw: bytes) -> None:
    if not raw.startswith(b"%PDF-"):
        raise Refused("The file is not a PDF.")
    before, end, after = raw[-2048:].rpartition(b"%%EOF")
    if not end:
        raise Refused("The PDF is cut off: its end is missing.")
    if after.strip(b"\r\n\t \0"):
        raise Refused("The PDF has something else behind its end.")
    if b"PK\x05\x06" in raw[-66_000:] or b"<script" in raw[:1024].lower():
        raise Refused("The PDF has something else hidden in it.")


def _undone(raw: bytes) -> bytes:
    return _HEX_NAME.sub(lambda found: bytes([int(found[1], 16)]), raw)


def _check_names(raw: bytes) -> None:
    plain = _undone(raw)
    if _ENCRYPTED.search(plain):
        raise Refused("The PDF is locked with a password: save it without one and try again.")
    if _ACTIVE.search(plain):
        raise Refused("The PDF holds a script, a program or another file: print it to a new PDF and try again.")


def _check_filter(head: bytes) -> None:
    found = _FILTER.search(head)
    named = found[1].strip(b"[] \t\r\n") if found else b""
    if named not in _PLAIN_FILTERS or b"/Predictor" in head:
        raise Refused(UNCHECKED)


def _search_stream(raw: bytes, start: int, most: int) -> tuple[int, bool]:
    # Every stream is unpacked, whatever it says it is, and searched piece by piece; one that cannot be unpacked holds no names.
    worker, piece, size, tail = zlib.decompressobj(), raw[start : start + PIECE], 0, b""
    while piece and not worker.eof:
        try:
            part = worker.decompress(piece, PIECE)
        except zlib.error:
            break
        size += len(part)
        if size > most:
            raise Refused(f"The PDF unpacks to more than {MOST_UNPACKED_IN_ALL // 1024 // 1024} MB.")
        _check_names(tail + part)
        tail = part[-64:]
        start += len(piece) - len(worker.unconsumed_tail)
        piece = raw[start : start + PIECE]
    return size, worker.eof


def text_of(raw: bytes) -> str:
    """Read plain text; refuses other encodings, control characters, and pages or scripts that call themselves text."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The text is not written in UTF-8: save it as UTF-8 and try again.") from error
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in text):
        raise Refused("The file is not plain text.")
    if _MARKUP.search(text):
        raise Refused("The file is a web page or a script, not plain text.")
    return text
