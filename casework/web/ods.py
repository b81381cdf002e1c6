"""A streaming writer of OpenDocument spreadsheets: one table, every text typed as text, dates in British order."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

Written = str | int | float | Decimal | date | datetime | None

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
# Without its own language and automatic-order="false" a reader shows the date in the order of its own country.
_GB = 'number:language="en" number:country="GB" number:automatic-order="false"'
_DAY = '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
_YEAR = '<number:text>/</number:text><number:year number:style="long"/>'
_CLOCK = '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
_STYLES = (
    "<office:automatic-styles>"
    f'<number:date-style style:name="day" {_GB}>{_DAY}{_YEAR}</number:date-style>'
    f'<number:date-style style:name="time" {_GB}>{_DAY}{_YEAR}<number:text> </number:text>{_CLOCK}</number:date-style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>'
    '<style:style style:name="instant" style:family="table-cell" style:data-style-name="time"/>'
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4.5cm"/></style:style>'
    "</office:automatic-styles>"
)


def write(
    file: IO[bytes], title: str, above: Sequence[Sequence[Written]], columns: Sequence[str], rows: Iterable[Sequence[Written]]
) -> int:
    """Write one table into the open file, the lines above it first, and return how many rows it held."""
    count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # The reader knows the kind of file by this entry, which must be the first and not compressed.
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(_opening(title, len(columns)).encode())
            for line in above:
                content.write(_row(line).encode())
            content.write(f"<table:table-header-rows>{_row(columns, head=True)}</table:table-header-rows>".encode())
            for row in rows:
                content.write(_row(row).encode())
                count += 1
            content.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")
    return count


def _opening(title: str, columns: int) -> str:
    name = escape(title, {'"': "&quot;", "\n": " ", "\t": " "})
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.3">{_STYLES}'
        f'<office:body><office:spreadsheet><table:table table:name="{name}">'
        f'<table:table-column table:style-name="wide" table:number-columns-repeated="{max(columns, 2)}"/>'
    )


def _row(values: Sequence[Written], head: bool = False) -> str:
    return f"<table:table-row>{''.join(_cell(value, head) for value in values)}</table:table-row>"


def _cell(value: Written, head: bool) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        return _dated("instant", value.isoformat(timespec="seconds"), f"{value:%d/%m/%Y %H:%M}")
    if isinstance(value, date):
        return _dated("date", value.isoformat(), f"{value:%d/%m/%Y}")
    if isinstance(value, int | float | Decimal):
        shown = format(value, "f") if isinstance(value, Decimal) else str(value)
        return f'<table:table-cell office:value-type="float" office:value="{shown}"><text:p>{shown}</text:p></table:table-cell>'
    style = ' table:style-name="head"' if head else ""
    return f'<table:table-cell{style} office:value-type="string">{_paragraphs(value)}</table:table-cell>'


def _dated(style: str, value: str, shown: str) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="date" office:date-value="{value}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))


def _spaced(line: str) -> str:
    # A run of blanks would be read back as one, so each blank after the first is written as an element.
    return escape(line).replace("\t", "<text:tab/>").replace("  ", " <text:s/>")
