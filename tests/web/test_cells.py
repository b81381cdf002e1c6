"""What a cell and a file name of a download may hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.web import cells

LEAD_INS = [
    *"=+-@|%",
    *"\uff1d\uff0b\uff0d\uff20\uff5c\uff05\ufe62\ufe63\ufe66\ufe6a\ufe6b\u2212",
]  # The second run are full-width, small and mathematical forms.
HIDDEN = ["", *" \u00a0\u200b\ufeff\u2060\u00ad\x00\x1f\x85\u202e\u3164\ufe0f\u2028"]


@pytest.mark.parametrize("lead", LEAD_INS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_formula_leads_get_an_apostrophe_whatever_hides_before_them(lead: str, hidden: str) -> None:
    assert cells.inert(f"{hidden}{lead}1+1").startswith("'")


@pytest.mark.parametrize("start", ["\t", "\r", "\n", "\r\n"])
def test_text_that_begins_with_a_tab_or_line_end_gets_an_apostrophe(start: str) -> None:
    assert cells.inert(f"{start}quiet").startswith("'")


@pytest.mark.parametrize("text", ["", "High Street", "3 - 4", "'=1", "a=b", "Łukasz", "يوسف", "5%"])
def test_ordinary_text_is_left_as_it_was(text: str) -> None:
    assert cells.inert(text) == text


@given(st.text())
def test_no_text_leaves_with_a_lead_in_first(text: str) -> None:
    shown = cells.inert(text).lstrip()
    assert not shown.startswith(tuple("=+-@|%\t\r\n"))


def test_control_characters_and_lone_surrogates_are_dropped_and_line_ends_joined() -> None:
    assert cells.clean("a\x00b\x07c\r\nd\re\x9f\ud800\ufffe") == "abc\nd\ne"


def test_numbers_stay_numbers_and_words_replace_truth() -> None:
    assert cells.plain(-5) == -5
    assert cells.plain(Decimal("-1.5")) == Decimal("-1.5")
    assert [cells.plain(True), cells.plain(False), cells.plain(None)] == ["Yes", "No", None]


def test_numbers_a_spreadsheet_would_alter_are_written_as_text() -> None:
    assert cells.plain(2**53 + 1) == "9007199254740993"
    assert cells.plain(float("nan")) == "nan"
    assert cells.plain(float("-inf")) == "'-inf"


def test_instants_are_shown_as_the_clock_in_london_showed_them() -> None:
    assert cells.plain(datetime(2017, 4, 3, 13, 5, 59, tzinfo=UTC)) == datetime(2017, 4, 3, 14, 5)
    assert cells.plain(datetime(2017, 1, 3, 13, 5)) == datetime(2017, 1, 3, 13, 5)


def test_a_day_stays_a_day() -> None:
    assert cells.plain(date(2017, 4, 3)) == date(2017, 4, 3)


def test_a_cell_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold a list"):
        cells.plain([])  # type: ignore[arg-type] - the refusal is what is tested.


def test_text_longer_than_a_cell_is_cut_with_a_mark() -> None:
    cut = cells.plain("x" * 40_000)
    assert isinstance(cut, str) and len(cut) == cells.LONGEST_TEXT and cut.endswith("…")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Cases by ward", "Cases-by-ward.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ('a"b;c\r\nX: y', "a-b-c-X-y.csv"),
        ("Łódź café", "Łódź-café.csv"),
        ("\u202egpj.exe", "gpj.exe.csv"),
        ("///", "download.csv"),
    ],
)
def test_file_names_are_safe(title: str, name: str) -> None:
    assert cells.file_name(title, "csv") == name


def test_the_download_header_has_an_ascii_name_and_the_whole_name() -> None:
    header = cells.attachment("café-Łódź.csv")
    assert header.startswith('attachment; filename="cafe-odz.csv"; ')
    assert unquote(header.split("filename*=UTF-8''")[1]) == "café-Łódź.csv"


@given(st.text())
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    header = cells.attachment(name)
    assert header.isascii() and header.isprintable()
    assert header.count('"') == 2 and "/" not in header
