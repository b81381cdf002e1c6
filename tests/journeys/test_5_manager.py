"""A manager: overdue work and its reassignment, then the report of the last complete period, its lists and downloads."""

from datetime import date, timedelta

import pytest

from casework.cases.models import CaseFile
from casework.kernel import clock
from casework.kernel.db import db
from casework.sharing import policy
from casework.sharing.types import Act
from casework.tasks import services as tasks
from tests.cases.acts import new_case, org_id
from tests.reports.test_queries import add_case
from tests.support.installation import As
from tests.support.walking import Walk, Walks


@pytest.fixture
def team(as_: As) -> str:
    """A case whose review has passed, with an overdue task, and fourteen cases of the last complete half-year."""
    clock.shift_to(date(2017, 4, 3))
    with as_("officer") as actor:
        for number in range(14):
            add_case(actor, date(2016, 10, 3) + timedelta(days=number * 9), closed=date(2017, 3, 1) if number < 5 else None)
        ref = new_case(actor, "Shouting in Sample Court")
        case, lens = policy.open_one(actor, CaseFile, ref, Act.TASK_ADD)
        case.review_on = clock.today() - timedelta(days=4)
        tasks.add_task(actor, lens, title="Ring the complainant", for_org_id=org_id("HDC"), due_on=clock.today())
        db.session().flush()
    clock.shift_to(date(2017, 4, 5))
    return ref


def fetched(manager: Walk, form: str) -> bytes:
    """Download the report in one form."""
    page = manager.page
    page.get_by_role("radio", name=form).check()
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("button", name="Download").click()
    return download.value.path().read_bytes()


@pytest.mark.journey
def test_a_manager_hands_on_late_work_and_takes_the_report_away(walk: Walks, team: str) -> None:
    manager = walk("manager")
    page = manager.page
    manager.says("Ring the complainant", "Review overdue", "Shouting in Sample Court")
    manager.press(page.get_by_role("link", name="1 Review overdue"), "late")
    manager.link("Give to somebody", "give")
    page.get_by_label("Case owner").select_option(label="Oscar Second")
    manager.button("Save", "given")
    assert manager.steps == 3
    manager.says("The case has its owner")
    walk("second.officer").says("Shouting in Sample Court")

    manager.steps = 0
    manager.menu("Reports", "reports")
    assert manager.steps == 1
    manager.says("1 October 2016 to 31 March 2017", "Noise")
    figure = page.get_by_role("main").locator('a[href^="/reports/cases"]').first
    shown = figure.inner_text().split()[0]
    manager.press(figure, "list behind a figure")
    manager.says(f"{shown} case")
    manager.back("report again")
    manager.link("The whole partnership", "partnership report")
    manager.says("rounded so that no small number can be worked out")
    manager.link("Download as CSV or PDF", "download")
    assert b"2016" in fetched(manager, "CSV")
    page.wait_for_timeout(1600)
    assert fetched(manager, "PDF").startswith(b"%PDF")
