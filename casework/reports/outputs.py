"""A report as a file: CSV, JSON and PDF, each written from the same tables as the page."""

import json
from decimal import Decimal
from typing import Any

from casework.documents import pdf, prints
from casework.kernel import clock
from casework.reports.contents import SCOPE_LABELS, Report, Table
from casework.web import export, filters

MARKING = "OFFICIAL-SENSITIVE"
COLUMNS = ("Table", "Line", "Figure for", "Figure")


def name_of(report: Report) -> str:
    """Return the title of a report's files."""
    return f"{report.title} {report.place.short_name} {report.ask.period.first:%Y-%m} to {report.ask.period.last:%Y-%m}"


def as_sheet(report: Report, *, printed_by: str) -> export.Sheet:
    """Return a report as rows of one figure each, for CSV and spreadsheets; the notes of each table follow its figures."""
    rows = [row for table in report.tables for row in _figures(table)]
    for chapter in report.chapters:
        rows += [(chapter.title, "Note", "", sentence) for sentence in chapter.sentences]
    rows += [("Definition", term, "", meaning) for term, meaning in report.definitions]
    rows += [("Credit", "", "", credit) for credit in report.credits]
    return export.Sheet(
        title=name_of(report),
        columns=COLUMNS,
        rows=rows,
        filters=(
            ("Partnership", report.place.name),
            ("Period", report.ask.period.label),
            ("Counted", SCOPE_LABELS[report.ask.scope]),
        ),
        as_at=report.as_at,
        marking=MARKING,
        printed_by=printed_by,
        printed_at=clock.now(),
    )


def _figures(table: Table) -> list[tuple[str, str, str, int | str | Decimal]]:
    found: list[tuple[str, str, str, int | str | Decimal]] = [
        (table.title, row[0].text, column, cell.value)
        for row in table.rows
        for column, cell in zip(table.columns[1:], row[1:], strict=True)
    ]
    return found + [(table.title, "Note", "", note) for note in table.notes]


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as plain values, for JSON."""
    period = report.ask.period
    return {
        "title": report.title,
        "partnership": report.place.name,
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat(), "label": period.label},
        "counted": SCOPE_LABELS[report.ask.scope],
        "as_at": report.as_at.isoformat(),
        "chapters": [
            {
                "title": chapter.title,
                "sentences": list(chapter.sentences),
                "tables": [
                    {
                        "key": table.key,
                        "title": table.title,
                        "columns": list(table.columns),
                        "rows": [[cell.value for cell in row] for row in table.rows],
                        "notes": list(table.notes),
                    }
                    for table in chapter.tables
                ],
            }
            for chapter in report.chapters
        ],
        "definitions": dict(report.definitions),
        "credits": list(report.credits),
    }


def as_json(report: Report) -> str:
    """Return a report as JSON."""
    return json.dumps(as_data(report), indent=2, ensure_ascii=False) + "\n"


def as_pdf(report: Report, *, printed_by: str) -> bytes:
    """Return a report as a tagged PDF."""
    blocks: list[prints.Block] = []
    for chapter in report.chapters:
        blocks.append(prints.Heading(chapter.title))
        blocks += [prints.Paragraph(sentence) for sentence in chapter.sentences]
        for table in chapter.tables:
            blocks += _blocks(table)
    blocks += [prints.Heading("What the words mean"), prints.Definitions(report.definitions)]
    blocks += [prints.Heading("Sources"), *(prints.Paragraph(credit) for credit in report.credits)]
    document = prints.Report(
        title=report.title,
        partnership=report.place.name,
        period=report.ask.period.label,
        as_at=report.as_at,
        blocks=blocks,
        marking=MARKING,
        printed_by=printed_by,
        printed_at=clock.now(),
    )
    return pdf.render(document)


def _blocks(table: Table) -> list[prints.Block]:
    rows = [[cell.text for cell in row] for row in table.rows]
    made: list[prints.Block] = [
        prints.Table(table.title, table.columns, rows, tuple(range(1, len(table.columns))), " ".join(table.notes) or None)
    ]
    if table.chart is not None:
        made.append(prints.Figure(f"{table.title}, as a chart", table.chart.print_svg, table.chart.alternative))
    return made


def as_at(report: Report) -> str:
    """Return when the figures were read, in words."""
    return filters.date_time(report.as_at)
