"""The one writer of downloads: every list leaves as CSV, XLSX or ODS with its marking, filters, date and reader written on it."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO

import xlsxwriter
from flask import Response
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from casework.kernel.errors import Refused
from casework.web import cells, filters, ods

MOST_ROWS = 1_000_000
_SPOOL_IN_MEMORY = 1_000_000
_BLOCK = 64 * 1024
_EARLIEST_DATE = 1900


class Format(StrEnum):
    """The kinds of file a list can be downloaded as."""

    CSV = "csv"
    ODS = "ods"
    XLSX = "xlsx"


MIMETYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.ODS: ods.MIMETYPE,
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class SheetTooLongError(Refused):
    """The list is longer than a spreadsheet holds."""


@dataclass(frozen=True)
class Sheet:
    """A list to be downloaded, with what must be written above it; without `printed_at` it was printed when the data was read."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[cells.Cell]]
    filters: Sequence[tuple[str, str]]
    as_at: datetime
    marking: str
    printed_by: str
    printed_at: datetime | None = None


@dataclass(frozen=True)
class Export:
    """A finished download, whole in a temporary file, with the number of rows the audit entry needs."""

    file: IO[bytes]
    rows: int
    size: int
    name: str
    format: Format


def write(sheet: Sheet, kind: Format) -> Export:
    """Write the list into a temporary file; nothing has been sent when this returns, and the row count is known."""
    file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY)  # noqa: SIM115 - it is closed when the answer has been sent.
    try:
        rows = _WRITERS[kind](file, sheet)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Export(file, rows, size, cells.file_name(sheet.title, kind.value), kind)


def response(export: Export) -> Response:
    """The answer that sends a finished download as an attachment; the temporary file goes when it has been sent."""
    answer = Response(_blocks(export.file), content_type=MIMETYPES[export.format])
    answer.headers["Content-Disposition"] = cells.attachment(export.name)
    answer.headers["Content-Length"] = str(export.size)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.call_on_close(export.file.close)
    return answer


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _above(sheet: Sheet) -> list[list[str]]:
    printed = filters.date_time(sheet.printed_at or sheet.as_at)
    lines = [
        [sheet.marking],
        [sheet.title],
        *([label, value] for label, value in sheet.filters or (("Filters", "None"),)),
        ["Data as at", filters.date_time(sheet.as_at)],
        ["Printed by", sheet.printed_by],
        ["Printed at", printed],
        [],
    ]
    return [[str(cells.plain(str(cell))) for cell in line] for line in lines]


def _columns(sheet: Sheet) -> list[str]:
    return [cells.inert(str(name)) for name in sheet.columns]


def _plain_rows(sheet: Sheet) -> Iterator[list[ods.Written]]:
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            raise SheetTooLongError(f"This list has more than {MOST_ROWS:,} rows. Narrow the filters first.")
        if len(row) != len(sheet.columns):
            raise ValueError(f"Row {number} has {len(row)} cells under {len(sheet.columns)} columns.")
        yield [cells.plain(cell) for cell in row]


def _write_csv(file: IO[bytes], sheet: Sheet) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows(_above(sheet))
    writer.writerow(_columns(sheet))
    count = 0
    for row in _plain_rows(sheet):
        writer.writerow([_as_text(cell) for cell in row])
        count += 1
    text.detach()
    return count


def _as_text(cell: ods.Written) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return "" if cell is None else str(cell)


def _write_ods(file: IO[bytes], sheet: Sheet) -> int:
    return ods.write(file, cells.inert(sheet.title), _above(sheet), _columns(sheet), _plain_rows(sheet))


def _write_xlsx(file: IO[bytes], sheet: Sheet) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet("Data")
        bold = book.add_format({"bold": True})
        formats: dict[type, CellFormat] = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        above = _above(sheet)
        _set_page(page, sheet, len(above))
        for at, line in enumerate(above):
            _write_strings(page, at, line, bold if at < 2 else None)
        _write_strings(page, len(above), _columns(sheet), bold)
        at = len(above)
        for row in _plain_rows(sheet):
            at += 1
            for column, cell in enumerate(row):
                _write_xlsx_cell(page, at, column, cell, formats)
        return at - len(above)


def _set_page(page: Worksheet, sheet: Sheet, above: int) -> None:
    marking = cells.clean(sheet.marking).replace("&", "&&")
    page.set_header(f"&C{marking}")
    page.set_footer(f"&L{cells.clean(sheet.printed_by).replace('&', '&&')}&CPage &P of &N&R{marking}")
    page.repeat_rows(above)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.freeze_panes(above + 1, 0)
    for column, name in enumerate(sheet.columns):
        page.set_column(column, column, min(max(len(str(name)) + 2, 14), 40))


def _write_strings(page: Worksheet, at: int, line: Sequence[str], style: CellFormat | None) -> None:
    for column, text in enumerate(line):
        page.write_string(at, column, text, style)


def _write_xlsx_cell(page: Worksheet, at: int, column: int, cell: ods.Written, formats: dict[type, CellFormat]) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        if cell.year < _EARLIEST_DATE:
            page.write_string(at, column, _as_text(cell))
        else:
            page.write_datetime(at, column, cell, formats[type(cell)])
    elif isinstance(cell, str):
        page.write_string(at, column, cell)
    else:
        page.write_number(at, column, cell)


_WRITERS = {Format.CSV: _write_csv, Format.ODS: _write_ods, Format.XLSX: _write_xlsx}
