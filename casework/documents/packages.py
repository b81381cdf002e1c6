"""Office documents (DOCX, XLSX, ODT, ODS), which are archives: judged by the list of their parts before any is unpacked."""

import io
import re
import struct
import zipfile
import zlib

from casework.kernel.errors import Refused

MOST_UNPACKED = 50 * 1024 * 1024
MOST_MEMBERS = 1_000
MOST_READ = 1024 * 1024
DAMAGED = "The document is damaged."
UNSAFE = "The document holds a macro, a program or another file: save it as a PDF and try again."
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_UNSAFE_PART = re.compile(
    r"vbaproject|vbadata|activex|oleobject|/embeddings/|^basic/|^scripts/|^object |\.(?:bin|exe|dll|js|vbs|hta|lnk|jar|bat|ps1)$",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)


def check(raw: bytes, ending: str) -> str:
    """Check an office document of one ending and give its media type; refuses macros, embedded files and packing bombs."""
    if _declared_members(raw) > MOST_MEMBERS:
        raise Refused("The document has more than 1,000 parts.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            members = package.infolist()
            _check_members(members)
            _check_kind(package, {member.filename for member in members}, ending)
            _check_links(package, members)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        struct.error,
    ) as error:
        raise Refused(DAMAGED) from error
    return MEDIA_TYPES[ending]


def _declared_members(raw: bytes) -> int:
    # The directory's own last line says how many parts there are; reading it first keeps a huge directory from being read.
    at = raw.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(raw):
        raise Refused(DAMAGED)
    if at + 22 + struct.unpack("<H", raw[at + 20 : at + 22])[0] != len(raw):
        raise Refused("The document has something else behind its end.")
    if raw.count(b"PK\x01\x02") > 4 * MOST_MEMBERS:
        return MOST_MEMBERS + 1
    return int(struct.unpack("<H", raw[at + 10 : at + 12])[0])


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS:
        raise Refused("The document has more than 1,000 parts.")
    if len(set(names)) != len(names):
        raise Refused(DAMAGED)
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused("The document unpacks to more than 50 MB.")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Refused("The document has parts outside itself.")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("The document is locked with a password: save it without one and try again.")
    if any(_UNSAFE_PART.search(name) for name in names):
        raise Refused(UNSAFE)


def _check_kind(package: zipfile.ZipFile, names: set[str], ending: str) -> None:
    if MAIN_PART[ending] not in names:
        raise Refused("The document is not what its name says.")
    if ending in ("odt", "ods"):
        if _part(package, "mimetype").strip() != MEDIA_TYPES[ending].encode():
            raise Refused("The document is not what its name says.")
    elif b"macroEnabled" in _part(package, "[Content_Types].xml"):
        raise Refused(UNSAFE)


def _check_links(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    # A hyperlink waits for a click; anything else outside, such as a template, is fetched as soon as the document is opened.
    for member in members:
        if member.filename.endswith(".rels"):
            for link in _OUTSIDE.findall(_part(package, member.filename)):
                if b"/hyperlink" not in link:
                    raise Refused("The document fetches parts of itself from elsewhere: save it as a PDF and try again.")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        read = part.read(MOST_READ + 1)
    if len(read) > MOST_READ:
        raise Refused("The document has a list of parts too long to check.")
    return read
