"""Photographs: measured from their headers before anything is unpacked, then drawn anew without the data hidden inside.

A camera writes where and when a picture was taken into it. Drawing it anew drops that, and with it whatever was hung behind the
picture; the turn the camera asked for is applied first, so that the picture stays upright.
"""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from casework.kernel.errors import Refused

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
THUMBNAIL = (320, 320)
QUALITY = 88
UNREADABLE = "The picture is damaged or of a kind that cannot be read."
# What no picture ends with: the beginnings of pages, scripts, programs, archives and other documents.
FOREIGN = (
    b"<script",
    b"<html",
    b"<!doctype",
    b"<svg",
    b"<?php",
    b"<iframe",
    b"%pdf-",
    b"pk\x03\x04",
    b"pk\x05\x06",
    b"javascript:",
)
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of picture: its media type, its name in the drawing library, and how its size is read from its header."""

    media_type: str
    library_name: str
    size: Callable[[bytes], tuple[int, int]]
    end: Callable[[bytes], int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, with its size and a small copy."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def _png_size(raw: bytes) -> tuple[int, int]:
    if raw[12:16] != b"IHDR":
        raise Refused(UNREADABLE)
    width, height = struct.unpack(">II", raw[16:24])
    return width, height


def _png_end(raw: bytes) -> int:
    at = raw.rfind(b"IEND")
    return at + 8 if at > 0 else len(raw)


def _jpeg_size(raw: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(raw):
        if raw[at] != 0xFF:
            raise Refused(UNREADABLE)
        marker = raw[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _FRAMES:
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return width, height
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + struct.unpack(">H", raw[at + 2 : at + 4])[0]
    raise Refused(UNREADABLE)


def _jpeg_end(raw: bytes) -> int:
    at = raw.rfind(b"\xff\xd9")
    return at + 2 if at > 0 else len(raw)


def _webp_size(raw: bytes) -> tuple[int, int]:
    kind = raw[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(raw[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", raw[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise Refused(UNREADABLE)


def _webp_end(raw: bytes) -> int:
    return 8 + int.from_bytes(raw[4:8], "little")


JPEG = Kind("image/jpeg", "JPEG", _jpeg_size, _jpeg_end)
PNG = Kind("image/png", "PNG", _png_size, _png_end)
WEBP = Kind("image/webp", "WEBP", _webp_size, _webp_end)


def redraw(raw: bytes, kind: Kind) -> Picture:
    """Check a picture's size by its header and draw it anew, upright and without hidden data; refuses what is hung behind it."""
    _check_size(raw, kind)
    _check_tail(raw, kind)
    try:
        with Image.open(io.BytesIO(raw), formats=[kind.library_name]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(_too_large())
            opened.load()
            upright = _plain(ImageOps.exif_transpose(opened), kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError) as error:
        raise Refused(UNREADABLE) from error
    small = upright.copy()
    small.thumbnail(THUMBNAIL)
    return Picture(_saved(upright, kind), upright.width, upright.height, _saved(small, kind))


def _check_size(raw: bytes, kind: Kind) -> None:
    try:
        width, height = kind.size(raw)
    except (struct.error, IndexError) as error:
        raise Refused(UNREADABLE) from error
    if not width or not height:
        raise Refused(UNREADABLE)
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refused(_too_large())


def _too_large() -> str:
    return f"The picture has more than {MOST_PIXELS // 1_000_000} megapixels: make it smaller and try again."


def _check_tail(raw: bytes, kind: Kind) -> None:
    # A cut-off tail can lie about where it begins, so the last stretch is searched whatever the picture says of its end.
    tail = raw[min(kind.end(raw), max(0, len(raw) - 1024)) :].lower()
    if any(sign in tail for sign in FOREIGN) or any(sign in raw[:1024].lower() for sign in FOREIGN):
        raise Refused("The picture has something else hidden in it.")


def _plain(image: Image.Image, kind: Kind) -> Image.Image:
    # A new image carries the pixels and nothing else: no place, no camera, no comments, no colour profile.
    mode = "RGB" if kind is JPEG or "A" not in image.getbands() and "transparency" not in image.info else "RGBA"
    converted = image.convert(mode)
    bare = Image.new(mode, converted.size)
    bare.paste(converted)
    return bare


def _saved(image: Image.Image, kind: Kind) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind.library_name, quality=QUALITY, optimize=kind is JPEG)
    return out.getvalue()
