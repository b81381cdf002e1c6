"""Printed documents read back: text in order, tags, language and title; and nobody's typing becomes markup."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from casework.documents import pdf
from casework.documents.prints import (
    CasePrint,
    Definitions,
    Entry,
    Figure,
    Heading,
    Letter,
    Paragraph,
    Print,
    Report,
    Rights,
    Table,
)
from casework.reports import charts, protect
from casework.reports.protect import Mode

AT = datetime(2017, 4, 3, 13, 5, tzinfo=UTC)
WHO = "Alex Example, Example District Council"
HOSTILE = '#eval("1+1") #panic() $x^2$ @ref *bold* _it_ `raw` <tag> \\ // /* */ = head\n= head\n- item\n#include "house.typ" ]{'


def a_report(**changes: object) -> Report:
    chart = charts.bar_chart("Cases by type", [("Noise", protect.protect(123, Mode.R)), ("Litter", protect.protect(2, Mode.R))])
    held = {
        "title": "Community safety report",
        "partnership": "Example Community Safety Partnership",
        "period": "1 October 2016 to 31 March 2017",
        "as_at": AT,
        "blocks": [
            Heading("Recorded figures"),
            Paragraph("Recorded antisocial behaviour rose by +15.6%.", "Recording standards changed in 2014."),
            Table("Cases by ward", ["Ward", "Cases"], [[f"Ward {number}", "35"] for number in range(80)], (1,), Mode.R.footnote),
            Figure("Cases by type", chart.print_svg, chart.alternative),
            Definitions([("Rate", "The count over the population, times 1,000.")]),
        ],
        "marking": "OFFICIAL-SENSITIVE",
        "printed_by": WHO,
        "printed_at": AT,
    }
    return Report(**(held | changes))  # type: ignore[arg-type] - the pieces are typed where they are made.


def a_case(text: str = "Spoke to both households.", name: str = "Rowan Sample") -> CasePrint:
    return CasePrint(
        title="Case 7K2M-4QXD",
        organisation="Example District Council",
        summary=[("Stage", "Investigating"), ("Summary", text)],
        people=[[name, "Witness", "about 1990", "withheld"]],
        chronology=[Entry(AT, "Visit", WHO, text)],
        marking="OFFICIAL-SENSITIVE",
        printed_by=WHO,
        printed_at=AT,
        withheld=["Risk: withheld by Example Constabulary"],
    )


def a_letter(text: str = "Please stop.") -> Letter:
    return Letter(
        title="Community protection warning",
        organisation="Example District Council",
        organisation_lines=["Example House", "Exampleton"],
        addressee=["Rowan Sample", "1 Example Close"],
        reference="7K2M-4QXD",
        on=date(2017, 4, 3),
        paragraphs=[text],
        signed_by="Alex Example",
        signed_role="Community Enforcement Officer",
        printed_at=AT,
        salutation="Dear Rowan Sample",
        rights=Rights(
            "Your rights", [text], [("Stop by", date(2017, 4, 10))], "Anti-social Behaviour, Crime and Policing Act 2014"
        ),
    )


def read(document: Print) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(document)))


def words(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages)).replace("\u200b", "")


def tags(reader: PdfReader) -> list[str]:
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def alternatives(reader: PdfReader) -> list[str]:
    return [
        str(made["/Alt"])
        for number in range(1, len(reader.xref_objStm) + len(reader.xref[0]) + 1)
        if isinstance(made := reader.get_object(number), dict) and "/Alt" in made
    ]


@pytest.mark.parametrize("document", [a_report(), a_case(), a_letter()], ids=["report", "case", "letter"])
def test_a_print_is_tagged_titled_dated_and_in_british_english(document: Print) -> None:
    reader = read(document)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en-GB"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (document.title, document.author)
    assert reader.metadata.creation_date == AT
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr] - its absence fails as well.


def test_every_page_of_a_print_carries_marking_reader_time_and_number() -> None:
    for document in (a_report(), a_case(text="A long account of the visit. " * 300)):
        reader = read(document)
        assert len(reader.pages) > 1
        for number, page in enumerate(reader.pages, start=1):
            text = re.sub(r"\s+", " ", page.extract_text())
            assert text.count("OFFICIAL-SENSITIVE") == 2
            assert f"Printed by {WHO}" in text and "3 April 2017 at 2:05pm" in text
            assert f"Page {number} of {len(reader.pages)}" in text


def test_a_report_reads_in_order_with_its_tables_footnotes_and_charts() -> None:
    reader = read(a_report())
    text = words(reader)
    order = [
        "Example Community",
        "Community safety report",
        "1 October 2016",
        "Data as at 3 April 2017 at 2:05pm",
        "Recorded figures",
    ]
    order += ["+15.6%", "Cases by ward", "Ward 0 35", "Ward 79 35", "rounded to the nearest 5", "Cases by type", "The count over"]
    places = [text.find(piece) for piece in order]
    assert -1 not in places and places == sorted(places)
    assert text.count("Ward Cases") >= 2, "the header row repeats on each page"
    found = tags(reader)
    assert {"/H1", "/P", "/Table", "/THead", "/TH", "/TD", "/Figure", "/Note", "/Caption"} <= set(found)
    assert found.count("/TH") == 2


def test_a_chart_is_read_out_as_it_is_shown() -> None:
    assert "Cases by type. Noise 125; Litter 0." in " ".join(alternatives(read(a_report())))


def test_a_letter_reads_in_order() -> None:
    text = words(read(a_letter()))
    order = ["Rowan Sample 1 Example Close", "Date 3 April 2017", "Our reference 7K2M-4QXD", "Dear Rowan Sample"]
    order += ["Community protection warning", "Please stop.", "Your rights", "Stop by 10 April 2017", "Policing Act 2014"]
    order += ["Yours sincerely", "Alex Example", "Community Enforcement Officer"]
    places = [text.find(piece) for piece in order]
    assert -1 not in places and places == sorted(places)
    assert "Printed by" not in text


@pytest.mark.parametrize("reference", ["B5PJ-20E8", "SN4Z-FJ1T", "RPJN-WF93"])
def test_a_reference_reads_back_in_one_piece_whatever_its_letters(reference: str) -> None:
    text = words(read(a_letter(text=f"See case {reference}, and answer by Friday.")))
    assert f"See case {reference}, and answer" in text


@pytest.mark.parametrize("document", [a_case(text=HOSTILE, name=HOSTILE), a_letter(text=HOSTILE)], ids=["case", "letter"])
def test_what_people_type_is_never_markup(document: Print) -> None:
    reader = read(document)
    assert re.sub(r"\s+", "", HOSTILE) in re.sub(r"\s+", "", words(reader))
    assert tags(reader) == tags(read(a_case() if isinstance(document, CasePrint) else a_letter()))


def test_hostile_text_in_every_part_of_a_report_is_only_text() -> None:
    chart = charts.bar_chart(HOSTILE, [(HOSTILE, protect.protect(20, Mode.R))])
    blocks = [
        Heading(HOSTILE),
        Paragraph(HOSTILE, HOSTILE),
        Table(HOSTILE, [HOSTILE], [[HOSTILE]], note=HOSTILE),
        Figure(HOSTILE, chart.print_svg, chart.alternative, HOSTILE),
        Definitions([(HOSTILE, HOSTILE)]),
    ]
    made = read(a_report(title=HOSTILE, partnership=HOSTILE, period=HOSTILE, printed_by=HOSTILE, marking=HOSTILE, blocks=blocks))
    assert re.sub(r"\s+", "", words(made)).count('#eval("1+1")') >= 12


@pytest.mark.parametrize("name", ["王 小明", "🙂", "\x00\x07\ud800Rowan", "\u202e\u200f", "a\tb", "नमस्ते", "x" * 4000])
def test_no_name_stops_a_print(name: str) -> None:
    assert "Case 7K2M-4QXD" in words(read(a_case(name=name, text=name)))


def test_characters_that_cannot_be_shown_are_boxes_and_the_page_says_so() -> None:
    text = words(read(a_case(name="Žemaitė 王")))
    assert "Žemaitė □" in text and "□ stands for a character that this print cannot show" in text
    assert "□" not in words(read(a_case(name="Žemaitė")))


def test_a_long_run_stays_on_the_page() -> None:
    reader = read(a_case(name="x" * 400))
    right = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, _cm, tm, *_: right.append(tm[4] + 4 * len(text.strip())))
    assert max(right) < 595


def test_protected_figures_go_in_as_text_only() -> None:
    with pytest.raises(TypeError, match="cannot hold a Protected"):
        pdf.render(a_report(blocks=[Table("Cases", ["Cases"], [[protect.protect(12, Mode.R)]])]))  # type: ignore[list-item] - refused.


def test_tables_fit_their_columns_and_charts_have_words() -> None:
    with pytest.raises(ValueError, match="does not fit its columns"):
        Table("Cases", ["Ward", "Cases"], [["Ward 1"]])
    with pytest.raises(ValueError, match="alternative in words"):
        Figure("Cases", "<svg/>", " ")


def test_templates_fetch_no_package_and_read_no_file() -> None:
    for template in sorted(pdf.TEMPLATES.glob("*.typ")):
        text = template.read_text()
        assert re.findall(r'(?:import|include)\s+"([^"]+)"', text) in ([], ["house.typ"])
        assert not re.search(r"\b(read|csv|yaml|toml|xml|plugin|eval)\(", text)


def test_a_character_that_cannot_be_shown_takes_no_other_with_it() -> None:
    text = words(read(a_case(name="Ελένη يوسف 王 🙂")))
    assert "Ελένη" in text and "□ □" in text and "يوسف" in text


@pytest.mark.parametrize("mark", "AaąčęėįšųūžłńóśźżășțãõçøåäößÐþ£€–’□Ελيनש")
def test_letters_of_many_names_can_be_shown(mark: str) -> None:
    assert pdf._has_glyph(mark)


def test_the_licence_of_the_font_is_kept_beside_it() -> None:
    assert "SIL OPEN FONT LICENSE" in (pdf.FONTS / "SourceSans3-LICENSE.md").read_text()
    assert len(list(pdf.FONTS.glob("SourceSans3-*.ttf"))) == 2
