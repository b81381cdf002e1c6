"""Pages of reports: by role, with their lists, downloads, and figures that are typed in."""

import csv
import io
import re
from datetime import date

import pytest

from casework.kernel import clock
from tests.reports.test_queries import add_case, seed

HALF = "from=2016-10&to=2017-03"


@pytest.fixture(autouse=True)
def day_of_the_report(app):
    clock.shift_to(date(2017, 4, 3))


def test_reports_open_on_the_last_complete_period(app, as_, browser_of):
    seed(as_)
    page = browser_of("manager").get("/reports")
    assert "1 October 2016 to 31 March 2017" in page and "Cases I may open" in page and "The whole partnership" in page


def test_an_analyst_sees_the_partnership_only_and_no_list(app, as_, browser_of):
    seed(as_)
    analyst = browser_of("analyst")
    page = analyst.get(f"/reports?{HALF}&scope=own")
    assert "Partnership report" in page and "/reports/cases" not in page
    analyst.get(f"/reports/cases?{HALF}&by=subject&value=NOI", 404)


@pytest.mark.parametrize("who", ["officer", "housing", "police"])
def test_caseworkers_have_no_partnership_report(app, browser_of, who):
    page = browser_of(who).get(f"/reports?{HALF}&scope=partnership")
    assert "Exact counts" in page and "Partnership report" not in page


@pytest.mark.parametrize("who", ["administrator", "governance"])
def test_others_have_no_reports(app, browser_of, who):
    someone = browser_of(who)
    for path in ("/reports", "/reports/download", "/reports/figures", "/reports/cases"):
        someone.get(path, 404)


def test_each_figure_opens_its_list(app, as_, browser_of):
    seed(as_)
    officer = browser_of("officer")
    page = officer.get(f"/reports?{HALF}")
    links = re.findall(r'href="(/reports/cases[^"]+)">(\d+)<', page)
    assert len(links) > 20
    for href, figure in links:
        listed = officer.get(href.replace("&amp;", "&"))
        assert f"{figure} case" in listed and listed.count('<th scope="row">') == int(figure)


@pytest.mark.parametrize(
    "given",
    [
        "by=nothing&value=1",
        "by=lead&value=x",
        "by=month&value=9",
        "by=subject&value=%F0%9F%98%80",
        "by=lead&value=99999999999999999999",
    ],
)
def test_strange_lists_are_empty_or_not_there(app, browser_of, given):
    answer = browser_of("officer").client.get(f"/reports/cases?{HALF}&{given}")
    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or "None that you may open" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("from=2017-03&to=2016-10", "cannot be before"),
        ("from=2016-10", "first and the last month"),
        ("from=1990-01&to=2017-03", "at most 36 months"),
        ("from=x&to=<b>", "31 March 2017"),
    ],
)
def test_a_strange_period_gives_way_with_a_sentence(app, browser_of, given, words):
    assert words in browser_of("manager").get(f"/reports?{given}")


def test_a_download_equals_the_page(app, as_, browser_of):
    seed(as_)
    manager = browser_of("manager")
    path = f"/reports/download?{HALF}&scope=partnership"
    assert manager.post(path, {"form": ""}).status_code == 422
    sent = manager.post(path, {"form": "csv"})
    assert sent.mimetype == "text/csv" and "HCSP" in sent.headers["Content-Disposition"]
    rows = [row for row in csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig"))) if len(row) == 4]
    noise = {row[2]: row[3] for row in rows if row[:2] == ["Cases opened, by subject", "Noise"]}
    page = manager.get(f"/reports?{HALF}&scope=partnership")
    shown = re.search(r'<span class="cw-table__value">Noise</span>.*?</tr>', page, re.S)
    told = [figure.removeprefix("'") for figure in noise.values()]
    assert shown and re.findall(r'cw-table__value">([^<]*)<', shown.group())[1:] == told
    pdf = manager.post(path, {"form": "pdf"})
    assert pdf.get_data().startswith(b"%PDF")


def test_no_page_of_the_partnership_tells_a_small_count(app, as_, browser_of):
    with as_("officer") as actor:
        for subject, number in (("NOI", 14), ("LIT", 3), ("FIR", 7), ("VAB", 11)):
            for _ in range(number):
                add_case(actor, date(2016, 11, 3), subject=subject)
    page = browser_of("analyst").get(f"/reports?{HALF}")
    figures = re.findall(r'cw-table__value">(\d+)<', page)
    assert figures and all(int(figure) % 5 == 0 for figure in figures)
    for exact in (">14<", ">3<", ">7<", ">11<", " 14;", " 7;", " 11;"):
        assert exact not in page


def test_figures_are_typed_in_changed_and_protected_against_a_stale_page(app, as_, browser_of):
    analyst, manager = browser_of("analyst"), browser_of("manager")
    typed = {"measure": "asb", "year": "2016", "number": "4,041", "source": "Police"}
    assert analyst.post("/reports/figures/add", typed).status_code == 302
    assert analyst.post("/reports/figures/add", typed).status_code == 422
    page = manager.client.get("/reports/figures/1").get_data(as_text=True)
    assert "recorded in 2016" in page
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    stale = dict(re.search(r'name="([^"]*)".*value="([^"]*)"', tag).groups() for tag in tags if 'name="' in tag)
    assert stale["version"] == "1"
    assert analyst.post("/reports/figures/1", {"number": "4042", "source": "Police"}).status_code == 302
    answer = manager.client.post("/reports/figures/1", data={**stale, "number": "9", "source": "Police"})
    assert answer.status_code == 409
    assert analyst.post("/reports/populations/add", {"year": "2016", "number": "177500", "source": "Estimate"}).status_code == 302
    listed = analyst.get("/reports/figures")
    assert "4,042" in listed and "177,500" in listed
    assert analyst.post("/reports/populations/2016", {"number": "177501", "source": "Estimate"}).status_code == 302
    analyst.get("/reports/populations/1999", 404)
    analyst.get("/reports/figures/999", 404)
    browser_of("officer").get("/reports/figures", 404)


@pytest.mark.parametrize(
    "bad",
    [
        {"number": ""},
        {"number": "x"},
        {"number": "-1"},
        {"year": "1066"},
        {"source": ""},
        {"source": "x" * 201},
        {"measure": "zz"},
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(app, browser_of, bad):
    analyst = browser_of("analyst")
    answer = analyst.post(
        "/reports/figures/add", {"measure": "asb", "year": "2016", "number": "1", "source": "Kept \u202e words"} | bad
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "There is a problem" in page and ("Kept" in page or "source" in bad)
    assert "No totals yet" in analyst.get("/reports/figures")
