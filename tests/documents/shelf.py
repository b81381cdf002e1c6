"""A shelf of files, good and hostile, made afresh for each test."""

import io
import struct
import zipfile
import zlib

import typst
from PIL import Image
from pypdf import PdfWriter


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saving) -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.save(out, format=kind, **saving)
    return out.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the camera was held upright
    exif[0x010F] = "ExampleCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 19.0, 30.0), 3: "W", 4: (0.0, 11.0, 0.0)})
    return picture(exif=exif, comment=b"taken at home")


def huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def package(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**extra: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", "_rels/.rels": b"<Relationships/>"}
    return package(parts | {name.replace("__", "/"): content for name, content in extra.items()})


def locked(raw: bytes) -> bytes:
    """Set the mark of a password on every part named in the archive's directory."""
    out = bytearray(raw)
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def odt(mimetype: bytes = b"application/vnd.oasis.opendocument.text") -> bytes:
    return package({"mimetype": mimetype, "content.xml": b"<office/>"})


def pdf() -> bytes:
    return typst.compile(b"= Letter\nA plain letter.")


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def blank() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def pdf_with_script() -> bytes:
    writer = blank()
    writer.add_js("app.alert('x')")
    return written(writer)


def pdf_with_file() -> bytes:
    writer = blank()
    writer.add_attachment("other.exe", b"MZ")
    return written(writer)


def pdf_locked() -> bytes:
    writer = blank()
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def pdf_with(objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + objects + b"\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def pdf_packed(content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    body = zlib.compress(content)
    head = b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter %s/Length %d>>\nstream\n" % (filters, len(body))
    return pdf_with(head + body + b"\nendstream\nendobj")
