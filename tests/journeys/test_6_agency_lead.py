"""An agency lead invites a colleague, gives a role and suspends: access is gone at the next request."""

import pytest

from tests.cases.acts import new_case
from tests.support.installation import As
from tests.support.walking import Walk, Walks

NEW = "purple otter bicycle"


def invite(lead: Walk) -> str:
    """Invite Nia; the link she is given."""
    page = lead.page
    lead.menu("Users", "users")
    lead.link("Invite somebody", "invite")
    page.get_by_label("Full name").fill("Nia Newcomer")
    page.get_by_label("Work email address").fill("nia@example.org")
    page.get_by_label("Practitioner").check()
    lead.button("Invite", "invited")
    assert lead.steps == 3
    return page.locator('input[value*="/welcome/"]').input_value()


def join(fresh: Walk, link: str) -> None:
    """Choose a password at the link."""
    fresh.go(link, "welcome")
    fresh.page.get_by_label("New password", exact=True).fill(NEW)
    fresh.page.get_by_label("New password again").fill(NEW)
    fresh.button("Save password", "joined")


@pytest.mark.journey
def test_a_lead_invites_gives_a_role_and_suspends(walk: Walks, as_: As) -> None:
    with as_("officer") as actor:
        ref = new_case(actor, "Music in Sample Court")
    lead, fresh = walk("lead"), walk("")
    page = lead.page
    join(fresh, invite(lead))
    nia = walk("nia@example.org", password=NEW, expected=(401,))
    nia.menu("Cases", "cases")
    nia.link("Music in Sample Court", "case")

    lead.go("/users", "users again")
    lead.link("Nia Newcomer", "colleague")
    page.get_by_label("Role", exact=True).select_option(label="Manager")
    lead.button("Give this role", "manager too")
    lead.says("Manager", "Practitioner")
    nia.sign_in("nia@example.org", NEW)
    nia.says("Review overdue")

    lead.link("Suspend", "suspend")
    page.get_by_label("Reason").fill("Left the council")
    lead.button("Suspend", "suspended")
    lead.says("Suspended")
    nia.go(f"/cases/{ref}", "after the suspension")
    assert "/sign-in" in nia.page.url
    nia.keeps_quiet_about("Sample Court")
    nia.page.get_by_label("Email address or user name").fill("nia@example.org")
    nia.page.get_by_label("Password", exact=True).fill(NEW)
    nia.button("Sign in", "refused")
    nia.keeps_quiet_about("Your work")
