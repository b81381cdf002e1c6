"""Uploads: good files are taken, hostile ones are refused with one sentence, and nothing private comes through a picture."""

import hashlib
import io
import time
import tracemalloc

import pytest
from PIL import Image

from casework.documents import checks
from casework.kernel.errors import Refused
from tests.documents import shelf


def accept(raw: bytes, name: str) -> checks.Accepted:
    return checks.accept(io.BytesIO(raw), name)


@pytest.mark.parametrize(
    ("kind", "name", "media_type"),
    [
        ("JPEG", "garden.jpg", "image/jpeg"),
        ("JPEG", "GARDEN.JPEG", "image/jpeg"),
        ("PNG", "garden.png", "image/png"),
        ("WEBP", "garden.webp", "image/webp"),
    ],
)
def test_picture_is_taken_and_drawn_anew(kind, name, media_type):
    raw = shelf.picture(kind)
    taken = accept(raw, name)
    assert (taken.media_type, taken.width, taken.height, taken.name) == (media_type, 60, 40, name)
    assert taken.sha256 == hashlib.sha256(taken.content).hexdigest()
    assert Image.open(io.BytesIO(taken.content)).size == (60, 40)
    assert max(Image.open(io.BytesIO(taken.thumbnail)).size) <= 320


@pytest.mark.parametrize("lossless", [True, False])
def test_either_way_of_packing_webp_is_measured_by_its_header(lossless):
    taken = accept(shelf.picture("WEBP", (333, 77), lossless=lossless), "a.webp")
    assert (taken.width, taken.height) == (333, 77)


def test_place_camera_and_comment_are_dropped_and_the_picture_stands_upright():
    raw = shelf.photo_with_place()
    assert b"ExampleCamera" in raw
    taken = accept(raw, "phone.jpg")
    again = Image.open(io.BytesIO(taken.content))
    assert not again.getexif()
    assert b"ExampleCamera" not in taken.content
    assert b"taken at home" not in taken.content + taken.thumbnail
    assert (taken.width, taken.height) == (40, 60)
    # The camera's left half is blue; turned by a quarter, blue is on top.
    assert again.getpixel((20, 5))[2] > again.getpixel((20, 55))[2]


def test_see_through_picture_stays_see_through():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    taken = accept(out.getvalue(), "a.png")
    assert Image.open(io.BytesIO(taken.content)).getpixel((1, 1))[3] == 0


@pytest.mark.parametrize(
    ("raw", "name", "media_type"),
    [
        (shelf.pdf(), "letter.pdf", "application/pdf"),
        (shelf.written(shelf.blank()), "blank.pdf", "application/pdf"),
        (shelf.docx(), "letter.docx", checks.MEDIA_TYPES["docx"]),
        (shelf.odt(), "letter.odt", checks.MEDIA_TYPES["odt"]),
        ("Heard shouting at 23:40.\r\nŁ.\n".encode(), "diary.txt", "text/plain"),
    ],
)
def test_document_is_taken_as_it_is(raw, name, media_type):
    taken = accept(raw, name)
    assert (taken.content, taken.media_type, taken.width, taken.thumbnail) == (raw, media_type, None, None)


HOSTILE = {
    "empty": (b"", "a.jpg", "empty"),
    "too large": (b"a" * (checks.MOST_BYTES + 1), "a.txt", "larger than 10 MB"),
    "no ending": (shelf.picture(), "picture", "not taken"),
    "page named jpg": (b"<html><script>alert(1)</script>", "a.jpg", "not what its name says"),
    "drawing with script": (b"<svg onload='alert(1)'/>", "a.svg", "not taken"),
    "drawing named png": (b"<svg onload='alert(1)'/>", "a.png", "not what its name says"),
    "page named txt": (b"  <!DOCTYPE html><p>", "a.txt", "web page or a script"),
    "script named txt": (b"#!/bin/sh\nrm -rf /", "a.txt", "web page or a script"),
    "program": (b"MZ\x90\0", "a.exe", "not taken"),
    "program named txt": (b"MZ\x90\0\x03", "a.txt", "UTF-8"),
    "null in text": (b"a\0b", "a.txt", "not plain text"),
    "picture named txt": (shelf.picture(), "a.txt", "not what its name says"),
    "png named jpg": (shelf.picture("PNG"), "a.jpg", "not what its name says"),
    "huge png": (shelf.huge_png(), "a.png", "megapixels"),
    "cut-off jpeg": (shelf.picture()[:200], "a.jpg", "damaged"),
    "jpeg of nothing": (b"\xff\xd8\xff", "a.jpg", "damaged"),
    "jpeg with script behind": (shelf.picture() + b"<script>alert(1)</script>", "a.jpg", "hidden in it"),
    "jpeg with archive behind": (shelf.picture() + shelf.package({"a": b"b"}), "a.jpg", "hidden in it"),
    "jpeg with script in comment": (shelf.picture(comment=b"<script>alert(1)</script>"), "a.jpg", "hidden in it"),
    "png with page behind": (shelf.picture("PNG") + b"<html>", "a.png", "hidden in it"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_1.HEIC", "save the picture as JPEG"),
    "heic named jpg": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.jpg", "save the picture as JPEG"),
    "gif": (b"GIF89a" + b"\0" * 30, "a.gif", "not taken"),
    "archive": (shelf.package({"a": b"b"}), "a.zip", "not taken"),
    "archive named docx": (shelf.package({"a": b"b"}), "a.docx", "not what its name says"),
    "bomb": (shelf.docx(word__a=b"\0" * 60_000_000), "a.docx", "unpacks to more than 50 MB"),
    "thousand parts": (shelf.package({f"p{n}": b"" for n in range(1001)}), "a.docx", "more than 1,000 parts"),
    "macro": (shelf.docx(**{"word__vbaProject.bin": b"x"}), "a.docx", "macro"),
    "macro by its content type": (
        shelf.package({"[Content_Types].xml": b"<Types>document.macroEnabled.main</Types>", "word/document.xml": b"<d/>"}),
        "a.docx",
        "macro",
    ),
    "locked docx": (shelf.locked(shelf.docx()), "a.docx", "locked"),
    "embedded": (shelf.docx(**{"word__embeddings__o.xlsx": b"x"}), "a.docx", "macro"),
    "parts outside": (shelf.docx(**{"..__..__etc__passwd": b"x"}), "a.docx", "outside itself"),
    "odt that is a sheet": (shelf.odt(b"application/vnd.oasis.opendocument.spreadsheet"), "a.odt", "not what its name says"),
    "docx with a tail": (shelf.docx() + b"<script>", "a.docx", "behind its end"),
    "docx cut off": (shelf.docx()[:-30], "a.docx", "damaged"),
    "pdf with script": (shelf.pdf_with_script(), "a.pdf", "script, a program or another file"),
    "pdf with file": (shelf.pdf_with_file(), "a.pdf", "script, a program or another file"),
    "locked pdf": (shelf.pdf_locked(), "a.pdf", "locked"),
    "pdf that launches": (shelf.pdf_with(b"1 0 obj<</OpenAction<</S/Launch/F(cmd)>>>>endobj"), "a.pdf", "script, a program"),
    "pdf with spelt-out script": (shelf.pdf_with(b"1 0 obj<</S/J#61vaScr#69pt/JS(x)>>endobj"), "a.pdf", "script, a program"),
    "pdf with packed script": (shelf.pdf_packed(b"1 0 <</S/JavaScript/JS(x)>>"), "a.pdf", "script, a program"),
    "pdf packed oddly": (shelf.pdf_packed(b"1 0 <<>>", b"[/ASCIIHexDecode/FlateDecode]"), "a.pdf", "cannot be checked"),
    "pdf packed twice": (shelf.pdf_packed(b"1 0 <<>>", b"[/FlateDecode/FlateDecode]"), "a.pdf", "cannot be checked"),
    "pdf bomb": (shelf.pdf_packed(b"\0" * 300_000_000), "a.pdf", "more than 256 MB"),
    "pdf with archive behind": (shelf.pdf() + shelf.package({"a": b"b"}), "a.pdf", "something else"),
    "pdf packed out of sight": (
        shelf.pdf_packed(b"1 0 <<>>", b"/ASCIIHexDecode/X(5 0 obj)"),
        "a.pdf",
        "cannot be checked",
    ),
    "pdf with script in any stream": (
        shelf.pdf_packed(b"a" * 65_530 + b"/JavaScript ").replace(b"/ObjStm", b"/Other1"),
        "a.pdf",
        "script",
    ),
    "pdf with damaged parts": (
        shelf.pdf_packed(b"1 0 <<>>").replace(b"\nendstream", b"", 1).replace(b"x\x9c", b"x\x9c\xff", 1),
        "a.pdf",
        "damaged",
    ),
    "pdf with page behind": (shelf.pdf() + b"<p>page</p>", "a.pdf", "behind its end"),
    "pdf cut off": (shelf.pdf()[:400], "a.pdf", "end is missing"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_with_one_sentence(case):
    raw, name, sentence = HOSTILE[case]
    with pytest.raises(Refused, match=sentence) as refusal:
        accept(raw, name)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_document_that_fetches_its_template_is_refused_but_a_link_is_not():
    def linked(kind: str) -> bytes:
        rel = f'<Relationship Id="r" Type="http://x/{kind}" Target="http://example.org/t" TargetMode="External"/>'
        return shelf.docx(**{"word___rels__document.xml.rels": f"<Relationships>{rel}</Relationships>".encode()})

    assert accept(linked("hyperlink"), "a.docx")
    with pytest.raises(Refused, match="from elsewhere"):
        accept(linked("attachedTemplate"), "a.docx")


@pytest.mark.parametrize("case", ["huge png", "bomb", "pdf bomb", "too large"])
def test_hostile_file_costs_little_time_and_memory(case):
    raw, name, _ = HOSTILE[case]
    started = time.perf_counter()
    tracemalloc.start()
    with pytest.raises(Refused):
        accept(raw, name)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.perf_counter() - started < 10
    assert peak < 160 * 1024 * 1024
