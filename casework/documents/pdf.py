"""Printed documents: a template compiled to tagged PDF (PDF/UA-1), what people typed handed in as data and never as markup."""

import dataclasses
import json
import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import typst

from casework.documents.prints import Print
from casework.web import cells, filters

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "pdf"
FONTS = ROOT / "static" / "fonts"
STANDARD: Final = "ua-1"
SUBSTITUTE = "□"
# A run without a blank is given places to break, or it would leave the page.
_LONG_RUN = re.compile(r"(\S{28})(?=\S)")
_BREAK = "\u200b"
_NOT_SHOWN = "could not be displayed"
_TRIAL = b'#set document(title: "Trial")\n#set text(font: "Source Sans 3")\n#sys.inputs.mark'

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def render(document: Print) -> bytes:
    """The document as PDF; a character that no font of ours can show is printed as a box, and a line at the end says so."""
    data = _data(document)
    try:
        return _compiled(document, data)
    except typst.TypstError as error:
        if _NOT_SHOWN not in error.message:
            raise
    return _compiled(document, _substituted(data) | {"substituted": True})


def _compiled(document: Print, data: dict[str, Plain]) -> bytes:
    compiler = typst.Compiler(
        TEMPLATES / f"{document.template}.typ", root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[STANDARD],
        timestamp=document.printed_at.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("The compiler returned no document.")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def _data(document: Print) -> dict[str, Plain]:
    data = _plain(document)
    if not isinstance(data, dict):
        raise TypeError("A document is a set of named values.")
    printed = f"Printed by {document.printed_by}, {filters.date_time(document.printed_at)}" if document.printed_by else None
    return data | {"author": cells.clean(document.author), "printed": _plain(printed), "substituted": False}


def _plain(value: object, name: str = "") -> Plain:
    if dataclasses.is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name), field.name) for field in dataclasses.fields(value)}
        return named | ({"kind": value.kind} if hasattr(value, "kind") else {})
    if isinstance(value, str):
        return str(value) if name == "svg" else _LONG_RUN.sub(rf"\1{_BREAK}", cells.clean(value).replace("\t", " "))
    if isinstance(value, datetime):
        return filters.date_time(value)
    if isinstance(value, date):
        return filters.long_date(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"A print cannot hold a {type(value).__name__}.")


def _substituted(value: dict[str, Plain]) -> dict[str, Plain]:
    return {name: _shown(item) for name, item in value.items()}


def _shown(item: Plain) -> Plain:
    if isinstance(item, str):
        return "".join(mark if mark == "\n" or _has_glyph(mark) else SUBSTITUTE for mark in item)
    if isinstance(item, list):
        return [_shown(each) for each in item]
    if isinstance(item, dict):
        return {name: _shown(each) for name, each in item.items()}
    return item


@lru_cache(maxsize=8192)
def _has_glyph(mark: str) -> bool:
    """Whether our fonts can show the character: the compiler is asked, about a millisecond for each and once only."""
    if mark.isascii():
        return True
    try:
        trial = typst.Compiler(_TRIAL, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"mark": mark})
        trial.compile(format="pdf", pdf_standards=[STANDARD])
    except typst.TypstError:
        return False
    return True
