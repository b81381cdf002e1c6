"""A housing practitioner: what changed and what is asked, exactly what each share opens, and a note in two steps."""

from datetime import timedelta

import pytest

from casework.cases.models import CaseFile
from casework.cases.services import notes
from casework.cases.types import Audience
from casework.kernel import clock
from casework.sharing import policy
from casework.sharing.types import Act, Level
from casework.tasks import services as tasks
from tests.cases.acts import new_case, org_id, share
from tests.support.installation import As
from tests.support.walking import Walks


@pytest.fixture
def shared(as_: As) -> dict[str, str]:
    """A case shared in full and one in summary with the landlord, one not shared at all."""
    with as_("officer") as actor:
        made = {name: new_case(actor, f"{name} sight of the stairwell") for name in ("Full", "Short", "No")}
        share(actor, made["Full"], "LUM", Level.FULL)
        share(actor, made["Full"], "CCON", Level.FULL)
        share(actor, made["Short"], "LUM", Level.SUMMARY)
        notes.add_note(actor, made["Full"], kind="NOTE", body="Spoke to the tenants upstairs")
        notes.add_note(actor, made["Full"], kind="NOTE", body="council-eyes-only", audience=Audience.OWN)
        notes.add_note(actor, made["Short"], kind="NOTE", body="not-in-a-summary")
        due = clock.today() + timedelta(days=3)
        _, lens = policy.open_one(actor, CaseFile, made["Full"], Act.TASK_ADD)
        tasks.add_task(actor, lens, title="Check the door entry records", for_org_id=org_id("LUM"), due_on=due)
    return made


@pytest.mark.journey
def test_a_landlord_reads_what_is_shared_and_notes_in_two_steps(walk: Walks, as_: As, shared: dict[str, str]) -> None:
    housing = walk("housing")
    page = housing.page
    housing.says("Full sight of the stairwell", "Short sight of the stairwell", "Check the door entry records")
    housing.keeps_quiet_about("No sight", shared["No"], "council-eyes-only", "not-in-a-summary")
    housing.link("Full sight of the stairwell", "case in full")
    housing.says("Spoke to the tenants upstairs", "Bass through the wall")
    housing.keeps_quiet_about("council-eyes-only")
    page.get_by_label("Add a note").fill("The tenant of flat 2 agreed to a visit on Monday")
    page.get_by_label("Chosen organisations").first.check()
    page.get_by_label("Huntingdonshire District Council").check()
    housing.button("Add note", "noted")
    assert housing.steps == 2
    housing.says("The tenant of flat 2 agreed", "Huntingdonshire District Council")

    housing.link("Add a task", "task")
    page.get_by_label("What needs doing").fill("Ask the neighbourhood team to pass at ten at night")
    page.get_by_label("Who is it for").select_option(label="Cambridgeshire Constabulary")
    housing.button("Add task", "task added")
    housing.says("Ask the neighbourhood team to pass")

    housing.go("/", "start again")
    housing.link("Short sight of the stairwell", "case in summary")
    housing.says("Music most nights")
    housing.keeps_quiet_about("not-in-a-summary", "Bass through the wall")

    police = walk("police")
    police.says("Ask the neighbourhood team to pass")
    police.go(f"/cases/{shared['Full']}", "the case to the police")
    police.says("Spoke to the tenants upstairs")
    police.keeps_quiet_about("The tenant of flat 2 agreed", "council-eyes-only")
