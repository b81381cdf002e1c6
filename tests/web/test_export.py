"""Downloads read back in all three formats."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from casework.web import export
from casework.web.export import Format, Sheet

LEAD_INS = "=+-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05"
HOSTILE = [f"{hidden}{lead}HYPERLINK(1)" for hidden in ("", " ", "\u200b", "\x00", "\ufeff") for lead in LEAD_INS]
HOSTILE += ["\t=1", "\rquiet", "\nquiet"]
HEADER_LINES = 8


def a_sheet(rows: list[list], columns: tuple[str, ...] = ("Ref", "Opened", "Count")) -> Sheet:
    return Sheet(
        title="Cases in Eynesbury",
        columns=columns,
        rows=iter(rows),
        filters=[("Ward", "=St Neots")],
        as_at=datetime(2017, 4, 3, 8, 0, tzinfo=UTC),
        marking="OFFICIAL-SENSITIVE",
        printed_by="Alex Example, Huntingdonshire District Council",
        printed_at=datetime(2017, 4, 3, 13, 5, tzinfo=UTC),
    )


def read_back(sheet: Sheet, kind: Format) -> list[list]:
    made = export.write(sheet, kind)
    body = made.file.read()
    made.file.close()
    assert len(body) == made.size
    if kind is Format.CSV:
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def filled(rows: list[list]) -> list[list]:
    return [[cell for cell in row if cell != ""] for row in rows]


@pytest.mark.parametrize("kind", list(Format))
def test_marking_filters_dates_and_reader_stand_above_the_list(kind: Format) -> None:
    assert filled(read_back(a_sheet([["A", "B", "C"]]), kind))[:HEADER_LINES] == [
        ["OFFICIAL-SENSITIVE"],
        ["Cases in Eynesbury"],
        ["Ward", "'=St Neots"],
        ["Data as at", "3 April 2017 at 9:00am"],
        ["Printed by", "Alex Example, Huntingdonshire District Council"],
        ["Printed at", "3 April 2017 at 2:05pm"],
        [],
        ["Ref", "Opened", "Count"],
    ]


@pytest.mark.parametrize("kind", list(Format))
def test_no_cell_read_back_would_run(kind: Format) -> None:
    rows = read_back(a_sheet([[text, text, text] for text in HOSTILE]), kind)[HEADER_LINES:]
    assert len(rows) == len(HOSTILE)
    assert {str(cell)[0] for row in rows for cell in row} == {"'"}


@pytest.mark.parametrize("kind", [Format.XLSX, Format.ODS])
def test_no_formula_or_link_element_is_ever_written(kind: Format) -> None:
    made = export.write(a_sheet([[text, "http://example.org", "mailto:a@example.org"] for text in HOSTILE]), kind)
    with zipfile.ZipFile(made.file) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert "<f>" not in text and "formula" not in text and "hyperlink" not in text
    made.file.close()


@pytest.mark.parametrize("kind", [Format.XLSX, Format.ODS])
def test_dates_and_numbers_keep_their_kind(kind: Format) -> None:
    row = read_back(a_sheet([[date(2017, 3, 31), datetime(2017, 1, 1, 9, 30), Decimal("46.5")]]), kind)[HEADER_LINES]
    assert row == [date(2017, 3, 31), datetime(2017, 1, 1, 9, 30), 46.5]


def test_csv_begins_with_a_mark_and_quotes_every_field() -> None:
    made = export.write(a_sheet([["7K2M-4QXD", date(2017, 3, 31), -5], [None, "Łódź", True]]), Format.CSV)
    body = made.file.read()
    made.file.close()
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines()[-2:] == ['"7K2M-4QXD","2017-03-31","-5"', '"","Łódź","Yes"']


@pytest.mark.parametrize("kind", list(Format))
def test_text_with_lines_blanks_markup_and_many_scripts_survives(kind: Format) -> None:
    texts = ["two\nlines", "a   wide   gap", "<b>&amp;\"'</b>", "Žemaitė 王 يوسف 🙂", "https://example.org"]
    rows = read_back(a_sheet([[text] for text in texts], columns=("Text",)), kind)[HEADER_LINES:]
    assert [row[0] for row in rows] == texts


@pytest.mark.parametrize("kind", list(Format))
def test_dates_before_1900_survive(kind: Format) -> None:
    assert str(read_back(a_sheet([[date(1898, 5, 1), "", ""]]), kind)[HEADER_LINES][0]) == "1898-05-01"


def test_ods_dates_are_in_british_order() -> None:
    made = export.write(a_sheet([[date(2017, 3, 31), "", ""]]), Format.ODS)
    with zipfile.ZipFile(made.file) as archive:
        first, content = archive.infolist()[0], archive.read("content.xml").decode()
    made.file.close()
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert 'number:country="GB" number:automatic-order="false"' in content and "<text:p>31/03/2017</text:p>" in content


@pytest.mark.parametrize("kind", list(Format))
def test_the_row_count_is_known_before_anything_is_sent(kind: Format) -> None:
    made = export.write(a_sheet([["A", "B", number] for number in range(3000)]), kind)
    assert (made.rows, made.file.tell()) == (3000, 0)
    made.file.close()


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 has 1 cells under 3 columns"):
        export.write(a_sheet([["A"]]), Format.CSV)


def test_more_rows_than_a_spreadsheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    with pytest.raises(export.SheetTooLongError, match="Narrow the filters"):
        export.write(a_sheet([["A", "B", 1]] * 3), Format.ODS)


@pytest.mark.parametrize("kind", list(Format))
def test_the_answer_is_an_attachment_and_closes_its_file(kind: Format) -> None:
    app = Flask(__name__)
    made = export.write(a_sheet([["A", "B", 1]]), kind)
    app.add_url_rule("/download", view_func=lambda: export.response(made))
    answer = app.test_client().get("/download")
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="Cases-in-Eynesbury.{kind.value}"; ')
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) == made.size == int(answer.headers["Content-Length"])
    answer.close()
    assert made.file.closed
