"""A cleared police practitioner refers a child from a hotel's concern; an uncleared colleague finds no trace of it."""

import json

import pytest

from tests.support.walking import Walk, Walks

CHILD, HOTEL = "Zanzibar Quillfeather", "The Marmalade Inn"
PLACES = ("/", "/cases", "/incidents", "/people", "/places", "/tasks", "/actions", "/notifications", "/concerns", "/reports")


def refer(cleared: Walk) -> str:
    """Make the referral on its one page; its reference."""
    page = cleared.page
    cleared.menu("Referrals", "referrals")
    cleared.link("Make a referral", "referral")
    page.get_by_role("group", name="Is the child in immediate danger?").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="Who noticed it?").get_by_role("radio").first.check()
    page.get_by_label("Their name and role").fill("Night porter")
    page.get_by_label("What was said, word for word").fill(f"{CHILD} said a man of forty took her to room 214")
    page.get_by_label("Kind of venue").select_option(value="HOTEL")
    page.get_by_label("Name of the venue").fill(HOTEL)
    page.get_by_label("Child's name").fill(CHILD)
    page.get_by_role("group", name="Warning signs").get_by_role("checkbox").first.check()
    page.get_by_role("group", name="Kind of exploitation suspected").get_by_role("radio").first.check()
    page.get_by_role("group", name="Consent to share").get_by_label("Not asked, for safety").check()
    page.get_by_label("Name the partnership's safeguarding leads on this referral").check()
    cleared.button("Make the referral", "referred")
    assert cleared.steps == 3
    cleared.says(CHILD, HOTEL, "room 214")
    return page.url.rsplit("/", 1)[-1]


@pytest.mark.journey
def test_a_referral_leaves_no_trace_for_the_uncleared(walk: Walks) -> None:
    cleared, colleague = walk("cleared"), walk("police", expected=(404,))
    page = colleague.page
    ref = refer(cleared)
    traces = (CHILD, "Quillfeather", HOTEL, ref, "/referrals")
    for path in PLACES:
        colleague.go(path, f"colleague {path}")
        colleague.keeps_quiet_about(*traces)
    for words in ("Quillfeather", "Marmalade", ref):
        colleague.go(f"/search?q={words}", f"colleague searches {words}")
        assert page.get_by_role("main").locator(f'a[href*="{ref}"]').count() == 0
        assert json.loads(page.request.get(f"/people/suggest?q={words}").text()) in ([], {"results": []})
    for path in ("/cases/download/csv", "/people.csv"):
        answer = page.request.get(path)
        assert not any(trace in answer.text() for trace in traces)
    unknown = page.request.get("/referrals/0000-0000")
    for path in (f"/referrals/{ref}", f"/cases/{ref}", f"/people/{ref}"):
        answer = page.request.get(path)
        assert (answer.status, len(answer.body())) == (404, len(unknown.body()))
    colleague.go(f"/referrals/{ref}", "colleague asks for it")
    colleague.says("not found")
    cleared.go("/referrals", "referrals of the cleared")
    cleared.says(ref)
