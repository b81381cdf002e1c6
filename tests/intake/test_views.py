"""The administrator's page of imports."""

import io

from tests.support.reference import SMALL


def send(browser, *names):
    files = [(io.BytesIO((SMALL / name).read_bytes()), name) for name in names]
    return browser.post("/imports", {"files": files}).get_data(as_text=True)


def test_files_are_taken_in_together_and_listed(app, browser_of):
    administrator = browser_of("administrator")
    page = send(administrator, "lsoa_2011_to_ward.csv", "wards.csv")
    assert page.count(": taken in. ") == 2
    page = send(administrator, "street.csv")
    assert "street.csv: taken in. 7 rows." in page and "October 2018, Exampleshire Police" in page
    assert "nothing changed" in send(administrator, "street.csv")


def test_each_bad_row_is_told(app, browser_of):
    administrator = browser_of("administrator")
    send(administrator, "wards.csv", "lsoa_2011_to_ward.csv")
    page = send(administrator, "street_bad.csv")
    assert "street_bad.csv: refused" in page and "Line 3: Longitude and latitude are not both numbers." in page
    assert "police outcomes file" in send(administrator, "outcomes.csv")


def test_nobody_else_takes_anything_in(app, browser_of):
    for who in ("manager", "analyst", "officer", "lead"):
        browser_of(who).get("/imports", 404)


def test_a_form_without_files_is_told(app, browser_of):
    answer = browser_of("administrator").post("/imports")
    assert answer.status_code == 422 and "Choose one file or more" in answer.get_data(as_text=True)
